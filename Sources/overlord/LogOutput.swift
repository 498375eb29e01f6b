internal import ArgumentParser
internal import Domain

/// What both commands that show a log do alike.
struct LogOutput {
    let session: ClientSession
    let format: FormatOptions

    /// The first part of an entry point.
    static func datacenter(of entrypoint: String) -> String { String(entrypoint.prefix { $0 != "." }) }

    /// Reads the log and prints it.
    ///
    /// - Parameter names: The parts of its path under their names, for programs.
    func show(_ log: LogReading.Log, at entrypoint: String, command: String, names: [(String, String)]) async throws {
        let content: LogReading.Content
        do throws(LogReading.Failure) {
            content = try await LogReading(servers: session.servers).read(log, at: entrypoint)
        } catch .refusal(let refusal) {
            Console.complain(refusal.text)
            throw ExitCode(refusal.exitStatus)
        } catch .problem(let problem) {
            Console.complain(ProblemText(style: .answer).text(of: problem))
            throw ExitCode(Exit.software)
        }
        // The output ends in exactly one line break, whatever the log ends in.
        let text = content.text.hasSuffix("\n") ? String(content.text.dropLast()) : content.text
        format.print(text: [text], document: OutputDocument.of(content, command, names: names))
    }
}
