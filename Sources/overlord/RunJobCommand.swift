internal import Adapters
internal import ArgumentParser

/// What the server starts for each deployment: a process that outlives it.
struct RunJobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-job", abstract: "Carry out a deployment. The server starts this.", shouldDisplay: false)

    @Argument(help: "The folder of the run.")
    var folder: String

    /// The folder in arguments of just the form that the server gives them; anything else is left to the parser.
    static func folder(in arguments: [String]) -> String? {
        guard arguments.count == 3, arguments[1] == "run-job", arguments[2].hasPrefix("/") else { return nil }
        return arguments[2]
    }

    func run() async throws {
        throw ExitCode(await RunJob.main(folder: folder))
    }
}
