internal import Adapters
internal import ArgumentParser

/// What the server starts for each deployment: a process that outlives it.
struct RunJobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-job", abstract: "Carry out a deployment. The server starts this.", shouldDisplay: false)

    @Argument(help: "The folder of the run.")
    var folder: String

    func run() async throws {
        throw ExitCode(await RunJob.main(folder: folder))
    }
}
