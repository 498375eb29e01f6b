internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Simulator

/// `list`: scenarios by what they are for.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List scenarios with their promises and purposes.")

    @Argument(help: "Scenario files, or folders of them.", completion: .file())
    var paths: [String]

    @Flag(help: "Print a table of promises and faults instead, as Markdown.")
    var matrix = false

    func run() throws {
        if matrix { return Console.print(PromiseMatrix(try ScenarioFiles.loadAll(paths).map(\.scenario)).markdown) }
        for (file, scenario) in try ScenarioFiles.loadAll(paths) {
            let promises = scenario.promises.map(\.rawValue).joined(separator: " ")
            // A purpose may have lines; nothing of it is for the terminal.
            let purpose = scenario.purpose.split(separator: "\n").map { Escaping.line(String($0)) }
            Console.print(
                ([Escaping.line(file), "\(Escaping.line(scenario.name)) [\(promises)]"] + purpose).joined(
                    separator: "\n  "))
        }
    }
}

/// `check`: are they right?
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check scenario files without running them.")

    @Argument(help: "Scenario files, or folders of them.", completion: .file())
    var paths: [String]

    func run() throws {
        let count = try ScenarioFiles.loadAll(paths).count
        Console.print(count == 1 ? "1 scenario is valid" : "\(count) scenarios are valid")
    }
}

/// `new`: a first scenario to change.
struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a commented scenario, and a deployment file for it, to start from.")

    @Argument(help: "The file to write. It must not exist.", completion: .file())
    var file: String

    @Option(help: "The title of the scenario.")
    var title = "A server dies"

    func validate() throws {
        guard ScenarioLimits.isTitle(title) else {
            throw ValidationError("--title must be \(ScenarioLimits.titleRule).")
        }
    }

    func run() throws {
        let folder = (file as NSString).deletingLastPathComponent
        let deployment = (folder as NSString).appendingPathComponent(ScenarioTemplate.deploymentFile)
        // A second scenario of a folder may share the deployment file of the first.
        let isShared = FileManager.default.contents(atPath: deployment) == Data(ScenarioTemplate.deployment.utf8)
        for path in [file] + (isShared ? [] : [deployment]) where FileManager.default.fileExists(atPath: path) {
            Console.complain("\(path) exists and is left as it is")
            throw ExitCode(Exit.dataError)
        }
        let deploymentFolder = (deployment as NSString).deletingLastPathComponent
        if !deploymentFolder.isEmpty {
            try FileManager.default.createDirectory(atPath: deploymentFolder, withIntermediateDirectories: true)
        }
        if !isShared { try OutputFile.write(ScenarioTemplate.deployment, to: deployment) }
        try OutputFile.write(ScenarioTemplate.text(title: title), to: file)
        Console.print(
            (isShared ? "\(file) is written, and is about \(deployment)" : "\(file) and \(deployment) are written")
                + "; try 'overlord-sim run \(Escaping.shellWord(file))'")
    }
}
