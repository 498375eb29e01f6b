package import Domain

/// Asks the programs of this node (AppJail, Director, base system) questions that are answered soon.
package struct HostPrograms: Sendable {
    private let environment: [String: String]
    private let emptyFolder: String
    private let timeLimit: Duration
    private let runner = CommandRunner()

    /// - Parameters:
    ///   - environment: All that the programs get; see ``ProcessEnvironment/base(of:)``.
    ///   - emptyFolder: The absolute path of a folder with nothing in it, made when it is missing, in which the programs
    ///     run. AppJail expands values such as `*` against the current folder, and Director loads the file `.env` in it
    ///     (node contract, sections 5.2 and 4.1).
    ///   - timeLimit: How long one answer may take.
    package init(
        environment: [String: String], emptyFolder: String, timeLimit: Duration = .seconds(60)
    ) throws(StorageFailure) {
        self.environment = environment
        self.emptyFolder = emptyFolder
        self.timeLimit = timeLimit
        try HostFiles.makePrivateFolder(emptyFolder)
    }

    /// Runs a program to its end.
    ///
    /// - Returns: How it ended by itself, whatever the status.
    /// - Throws: ``HostFailure/timedOut(program:)`` also when the calling task was cancelled: no answer either way.
    func call(_ program: String, _ arguments: [String]) async throws(HostFailure) -> (
        status: Int, result: CommandResult
    ) {
        let command = Command(
            program, arguments, environment: environment, workingDirectory: emptyFolder, timeLimit: timeLimit)
        switch await runner.result(of: command) {
        case .failure(.notInstalled(let program)):
            throw .notInstalled(program: program)
        case .failure(.cannotStart(let program, let reason)):
            throw .storage(.inputOutput("\(program): \(reason)"))
        case .success(let result):
            switch result.ending {
            case .exited(let status): return (status, result)
            case .signalled(let signal): throw Self.failure(program, 128 + signal, result)
            case .timedOut, .cancelled: throw .timedOut(program: program)
            }
        }
    }

    /// The whole standard output of a program that ended with status 0.
    func answer(of program: String, _ arguments: [String]) async throws(HostFailure) -> String {
        let (status, result) = try await call(program, arguments)
        guard status == 0 else { throw Self.failure(program, status, result) }
        guard !result.output.isTruncated else {
            throw .unreadable(program: program, text: "more output than fits into \(result.output.bytes.count) bytes")
        }
        return result.output.text
    }

    static func failure(_ program: String, _ status: Int, _ result: CommandResult) -> HostFailure {
        .exited(program: program, status: status, text: plain(result.errorOutput.text))
    }

    /// Text for people: without terminal sequences and surrounding space, at most 2,000 characters.
    static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\u{1B}" else {
                plain.append(scalar)
                continue
            }
            // `ESC [ … letter`, as AppJail colours its messages; any other sequence is two characters.
            guard scalars.next() == "[" else { continue }
            while let parameter = scalars.next(), !(0x40...0x7E).contains(parameter.value) {}
        }
        let lines = String(plain).split(whereSeparator: \.isNewline).map { line in
            line.drop(while: \.isWhitespace)
        }
        return String(lines.joined(separator: "\n").prefix(2000))
    }
}
