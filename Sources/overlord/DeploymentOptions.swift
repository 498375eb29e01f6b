internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation

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
            let isMissing = !FileManager.default.fileExists(atPath: file)
            throw ExitCode(isMissing || error.namesOnlyUnknownDatacenters ? Exit.noInput : Exit.software)
        }
    }
}

/// Options that 0.25 has for templates; none of the kinds of this version uses them.
struct TemplateOptions: ParsableArguments {
    @Option(
        name: .customLong("mako-directories"), parsing: .singleValue,
        help: ArgumentHelp(
            "Accepted for the sake of scripts; without effect on the kinds of this version.", valueName: "FOLDER",
            visibility: .hidden))
    var templateFolders: [String] = []
}
