internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Simulator

/// `what-if`: a live tree, read over the API, and faults on a copy of it.
struct WhatIf: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if",
        abstract: "Read a live tree and its projects over the API, and run faults on a copy of it.",
        discussion: "Nothing is changed: the servers are only asked for their chains, labels and projects.")

    @Option(name: .shortAndLong, help: "A deployment file that names the data centre.", completion: .file())
    var file: String

    @Option(help: "The seeds to run.")
    var seeds: SeedRange = SeedRange(argument: "1..100")!

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write the scenario that is run to FILE, and its deployment files to a folder beside it that is named after it. Nothing is overwritten.",
            valueName: "FILE"), completion: .file())
    var output: String?

    func run() async throws {
        // copy.yml has its deployment files in copy-deployments/.
        let folder = output.map { ($0 as NSString).deletingPathExtension + "-deployments" }
        for path in [output, folder].compactMap(\.self) where FileManager.default.fileExists(atPath: path) {
            Console.complain("\(path) exists and is left as it is")
            throw ExitCode(Exit.dataError)
        }
        guard FileManager.default.fileExists(atPath: file) else {
            Console.complain("\(file): there is no such file")
            throw ExitCode(Exit.noInput)
        }
        let environment = ProcessInfo.processInfo.environment
        let deployment = try DeploymentFiles.load(path: file) { environment[$0] }.deployment
        let client = CurlClient()
        guard let datacenter = deployment.datacenters.first else { throw ExitCode(Exit.dataError) }
        let servers = Servers([(datacenter, try ServerClient(datacenter, client: client))])
        let survey = try await TreeSurvey.of(
            [Entrypoint(datacenter: datacenter.name, chain: .root)], servers: servers, readingLabels: true)
        for problem in survey.problems { Console.complain(ProblemText(style: .library).text(of: problem)) }
        guard survey.problems.isEmpty else { throw ExitCode(Exit.unavailable) }
        var found: [Simulator.WhatIf.Found] = []
        for target in survey.visited { found.append(try await look(at: target)) }
        let copy = Simulator.WhatIf.copy(
            of: found, root: ChainName(datacenter.name) ?? ChainName("root")!, seeds: seeds.seeds,
            folder: folder.map { ($0 as NSString).lastPathComponent } ?? "deployments")
        let scenario = copy.scenario
        Console.complain("\(found.count) servers, \(scenario.deployments.count) projects")
        if let output {
            let parent = (output as NSString).deletingLastPathComponent as NSString
            for file in copy.files {
                let path = parent.appendingPathComponent(file.name)
                try FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try OutputFile.write(file.text, to: path)
            }
            try OutputFile.write(ScenarioWriter.text(scenario, comment: "Read from \(datacenter.name)."), to: output)
        }
        var report = SweepReport()
        for seed in seeds.seeds {
            report.add(World.run(scenario, seed: seed, traceCapacity: 1), file: output ?? "what-if")
            Console.progress("seed \(seed)")
        }
        Console.endProgress()
        Console.print(report.text)
        if report.isFailure { throw ExitCode(1) }
    }

    private func look(at target: Target) async throws -> Simulator.WhatIf.Found {
        do throws(CallFailure) {
            var projects: [Simulator.WhatIf.Project] = []
            for text in try await target.server.list("projects", member: "projects") {
                guard let name = ProjectName(text) else { continue }
                let info = try await target.server.object(["project", "info", text], member: "info")
                let services = (info["services"]?.array ?? []).compactMap { $0["name"]?.string }
                projects.append(Simulator.WhatIf.Project(name: name, services: services))
            }
            return Simulator.WhatIf.Found(
                path: target.node.chain.names, labels: (target.node.labels ?? []).compactMap { Label($0) },
                projects: projects)
        } catch {
            Console.complain("\(target.node.chain) did not say what it holds: \(error)")
            throw ExitCode(Exit.unavailable)
        }
    }
}

extension ServerClient: ServerAccess {}
