internal import ArgumentParser
internal import Domain
internal import Foundation

extension CocoaError {
    /// Whether a file or folder could not be read, rather than written.
    fileprivate var isReading: Bool { (256..<512).contains(code.rawValue) || code.rawValue == 4 }
}

/// The program that runs scenarios.
@main
struct OverlordSim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlord-sim",
        abstract: "Runs scenarios: the real engine of many servers in a world where everything goes wrong.",
        discussion: """
            The same scenario and seed give the same run, on every machine and with any number of threads.

            EXAMPLES
              overlord-sim run scenarios/
              overlord-sim run scenarios/black-hole.yml --seeds 1..1000 --trace failure.html
              overlord-sim explain scenarios/black-hole.yml --seed 17
              overlord-sim shrink scenarios/black-hole.yml --seed 17 -o small.yml

            EXIT STATUSES
              0   every promise was kept
              1   a promise or an expectation was broken
              2   wrong usage
              65  a file is invalid, an output is there already, or there is nothing to shrink or fork
              66  a file does not exist
              69  a server could not be asked
              70  a run was worth nothing: it did not end, or did not repeat
              74  a file could not be written
              130, 143  a sweep was interrupted, and found nothing until then
            """,
        version: "overlord-sim, version \(ProductVersion.number)",
        subcommands: [
            Run.self, Replay.self, Shrink.self, Explain.self, At.self, Fork.self, List.self, Check.self, New.self,
            WhatIf.self, Measure.self,
        ])

    static func main() async {
        Console.prepare()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch let list as DiagnosticList {
            Console.complain(list.diagnostics)
            Foundation.exit(Exit.dataError)
        } catch let error as CocoaError {
            let path = error.userInfo[NSFilePathErrorKey] as? String
            Console.complain("\(path.map { "\($0): " } ?? "")\(error.localizedDescription)")
            Foundation.exit(error.isReading ? Exit.noInput : Exit.inputOutput)
        } catch {
            let isResult = exitCode(for: error).isSuccess
            if isResult { Console.print(fullMessage(for: error)) } else { Console.complain(fullMessage(for: error)) }
            Foundation.exit(isResult ? 0 : exitCode(for: error) == .validationFailure ? 2 : 1)
        }
    }
}
