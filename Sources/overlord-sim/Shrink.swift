internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Simulator

/// `shrink`: the smallest story that still fails.
struct Shrink: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the smallest story that breaks the same promise, and write it as a scenario.")

    @OptionGroup var one: OneRun

    @Option(name: .shortAndLong, help: "The file to write; standard output unless given.", completion: .file())
    var output: String?

    @Option(help: "Runs to spend at the most.")
    var budget = 2_000

    func run() throws {
        let scenario = try one.scenario()
        if let output {
            if FileManager.default.fileExists(atPath: output), Self.isSameFile(output, one.file) {
                Console.complain("\(output) is the scenario itself and is left as it is")
                throw ExitCode(Exit.dataError)
            }
            try OutputFile.check(output)
        }
        let failure = World.run(scenario, seed: one.seed ?? scenario.seeds.lowerBound, traceCapacity: 1)
        let shrunk = Shrinker.shrink(failure, budget: budget) { runs, entries in
            Console.progress("\(runs) runs, \(entries) steps and faults left")
        }
        Console.endProgress()
        guard let shrunk else {
            Console.complain("There is nothing to shrink: \(Outcome.text(failure.outcome))")
            throw ExitCode(Exit.dataError)
        }
        let result = shrunk.result
        Console.complain(
            "\(failure.plan.entries.count) steps and faults shrank to \(result.plan.entries.count), "
                + "\(failure.scenario.topology.servers.count) servers to \(result.scenario.topology.servers.count), in "
                + "\(shrunk.runs) runs\n\(Outcome.text(result.outcome))")
        var small = result.scenario
        small.seeds = result.seed...result.seed
        small.deployments = small.deployments.map { named in
            NamedDeployment(name: named.name, file: path(of: named.file), deployment: named.deployment)
        }
        let text = ScenarioWriter.text(
            small, plan: result.plan,
            comment: "Shrunk from \(one.file), seed \(result.seed).\n\(Outcome.text(result.outcome))")
        if let output { try OutputFile.write(text, to: output) } else { Console.print(text) }
    }

    private static func isSameFile(_ left: String, _ right: String) -> Bool {
        func facts(_ path: String) -> (UInt64, UInt64)? {
            var status = stat()
            return stat(path, &status) == 0 ? (UInt64(status.st_dev), UInt64(status.st_ino)) : nil
        }
        guard let left = facts(left), let right = facts(right) else { return false }
        return left == right
    }

    /// How the new file names a deployment file: as the old one does when it is in the same folder, else in full.
    private func path(of deployment: String) -> String {
        func folder(_ file: String) -> URL {
            URL(fileURLWithPath: file).deletingLastPathComponent().standardizedFileURL
        }
        guard !deployment.hasPrefix("/"), folder(one.file) != folder(output ?? "here") else { return deployment }
        return folder(one.file).appendingPathComponent(deployment).standardizedFileURL.path
    }
}
