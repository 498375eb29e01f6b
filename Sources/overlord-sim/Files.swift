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
            Console.print("\(file)\n  \(scenario.name) [\(promises)]\n  \(scenario.purpose)")
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

    func run() throws {
        let folder = (file as NSString).deletingLastPathComponent
        let deployment = (folder as NSString).appendingPathComponent(ScenarioTemplate.deploymentFile)
        for path in [file, deployment] where FileManager.default.fileExists(atPath: path) {
            Console.complain("\(path) exists and is left as it is")
            throw ExitCode(Exit.dataError)
        }
        let deploymentFolder = (deployment as NSString).deletingLastPathComponent
        if !deploymentFolder.isEmpty {
            try FileManager.default.createDirectory(atPath: deploymentFolder, withIntermediateDirectories: true)
        }
        try OutputFile.write(ScenarioTemplate.deployment, to: deployment)
        try OutputFile.write(ScenarioTemplate.text(title: title), to: file)
        Console.print("\(file) and \(deployment) are written; try 'overlord-sim run \(file)'")
    }
}
