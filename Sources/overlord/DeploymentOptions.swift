internal import Adapters
internal import ArgumentParser
internal import Domain

/// The option of every command that reads a deployment file.
struct DeploymentOptions: ParsableArguments {
    @Option(
        name: [.customShort("f", allowingJoined: true), .customLong("file")],
        help: ArgumentHelp("The deployment file.", valueName: "FILE"), completion: .file(extensions: ["yml", "yaml"]))
    var file: String

    @OptionGroup
    var output: OutputOptions

    /// Reads the file and says everything that is wrong with it.
    func load() throws(ExitCode) -> Deployment {
        do throws(DiagnosticList) {
            let (deployment, warnings) = try DeploymentFiles.load(path: file, environment: ProcessVariables.value)
            Console.complain(warnings, colour: output.colour)
            return deployment
        } catch {
            Console.complain(error.diagnostics, colour: output.colour)
            throw ExitCode(error.namesOnlyUnknownDatacenters ? Exit.noInput : Exit.software)
        }
    }
}
