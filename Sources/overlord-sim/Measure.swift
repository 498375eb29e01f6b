internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Simulator

/// `measure`: how fast the simulator is with a tree of some size.
struct Measure: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a rolling deployment with crashes on a tree of some size, and print time and memory.")

    @Option(help: "Servers in the tree; each has up to ten below it.")
    var nodes = 100

    @Option(help: "The seed.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...10_000).contains(nodes) else { throw ValidationError("--nodes must be in 1...10000.") }
    }

    func run() throws {
        let scenario = Self.scenario(nodes: nodes, seed: seed)
        let result = World.run(scenario, seed: seed, traceCapacity: 1)
        let virtual = Double(result.virtualTime.components.seconds)
        var usage = rusage()
        // RUSAGE_SELF, whose type differs from system to system.
        getrusage(0, &usage)
        // Time of the processor: what else runs on the machine does not count.
        let seconds = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) * 1e-6 }.reduce(
            0, +)
        // Kibibytes on Linux and on FreeBSD.
        let mebibytes = Double(usage.ru_maxrss) / 1024
        func number(_ value: Double) -> String { String(format: "%.0f", value) }
        Console.print(
            "\(nodes) servers: \(number(virtual)) s in \(String(format: "%.2f", seconds)) s, "
                + "\(number(virtual / max(seconds, 1e-9))) times real time, \(result.steps) events, "
                + "\(number(Double(result.steps) / max(seconds, 1e-9))) a second, "
                + "\(String(format: "%.1f", mebibytes)) MiB; \(Outcome.text(result.outcome))")
        try Outcome.exit(result.outcome)
    }

    /// A tree filled level by level, one deployment to all of it, one more while servers die and come back.
    static func scenario(nodes: Int, seed: UInt64) -> Scenario {
        let names = (0..<nodes).map { ChainName("n\($0)")! }
        let servers = names.indices.map { index in
            Topology.Server(name: names[index], parent: index == 0 ? nil : names[(index - 1) / 10])
        }
        let deployment = Deployment(
            datacenters: [Datacenter(name: "main", entrypoint: "http://main:8888", accessToken: "simulated")],
            deployIn: DeployIn(
                entrypoints: [Entrypoint(datacenter: "main", chain: .root)], selection: LabelSelection()),
            maximumDeployments: 0,
            content: .directorProject(
                DirectorProject(
                    name: ProjectName("shop")!, file: .inline("services:\n  web:\n    name: shop-web\n"),
                    environment: ProjectEnvironment())),
            specification: [:])
        // The same share of servers dies in a minute, whatever the size.
        let pause = Duration.milliseconds(600_000 / max(nodes, 1))
        return Scenario(
            name: "rolling deployment", topology: Topology(servers: servers),
            settings: ScenarioSettings(heartbeat: .seconds(30)),
            deployments: [NamedDeployment(name: "shop", file: "shop.yml", deployment: deployment)],
            steps: [
                ScenarioStep(at: .seconds(1)...(.seconds(1)), .apply(deployment: "shop", restart: false)),
                ScenarioStep(at: .seconds(120)...(.seconds(120)), .apply(deployment: "shop", restart: true)),
            ],
            faults: [
                FaultRule(
                    .kill, servers: .any, every: pause...(pause * 3), lasts: .seconds(1)...(.seconds(20)),
                    chance: Ratio(1, of: 1))
            ], storm: .seconds(60)...(.seconds(600)), quiet: .seconds(2400), seeds: seed...seed)
    }
}
