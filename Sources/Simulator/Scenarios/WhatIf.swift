package import Domain

/// Makes a scenario of a tree that exists: its servers, labels and projects, and a storm of faults over them.
package enum WhatIf {
    /// A server as it was found.
    package struct Found: Equatable, Sendable {
        /// From the root; empty for the root.
        package let path: [ChainName]
        package let labels: [Label]
        /// Its projects with the names of their services.
        package let projects: [Project]

        package init(path: [ChainName], labels: [Label], projects: [Project]) {
            self.path = path
            self.labels = labels
            self.projects = projects
        }
    }

    package struct Project: Equatable, Sendable {
        package let name: ProjectName
        package let services: [String]

        package init(name: ProjectName, services: [String]) {
            self.name = name
            self.services = services
        }
    }

    /// - Parameters:
    ///   - found: Parents before their children, the root first.
    ///   - root: What the root is called.
    /// - Returns: The scenario. Servers are called by their whole paths, joined by `-`, since names need be unique only
    ///   below one parent in a real tree.
    package static func scenario(of found: [Found], root: ChainName, seeds: ClosedRange<UInt64>) -> Scenario {
        let projects = Set(found.flatMap { $0.projects.map(\.name) }).sorted()
        let servers = found.map { server in
            Topology.Server(
                name: name(server.path, root), parent: server.path.isEmpty ? nil : name(server.path.dropLast(), root),
                labels: server.labels + server.projects.map { label(of: $0.name) })
        }
        let deployments = projects.map { project in
            let services = found.flatMap(\.projects).first { $0.name == project }?.services ?? []
            return NamedDeployment(
                name: project.text, file: "\(project).yml", deployment: deployment(project, services))
        }
        return Scenario(
            name: "what if", purpose: "What faults would do to this tree.", topology: Topology(servers: servers),
            settings: ScenarioSettings(heartbeat: .seconds(30)), deployments: deployments,
            steps: deployments.enumerated().map { index, named in
                let start = Duration.seconds(1 + index)
                return ScenarioStep(at: start...start, .apply(deployment: named.name, restart: false))
            }
                + deployments.map { named in
                    ScenarioStep(
                        at: .seconds(60)...(.seconds(300)), .apply(deployment: named.name, restart: false), times: 3,
                        every: .seconds(60)...(.seconds(180)))
                },
            faults: faults, storm: .seconds(60)...(.seconds(900)), seeds: seeds)
    }

    private static func name(_ path: some BidirectionalCollection<ChainName>, _ root: ChainName) -> ChainName {
        guard let last = path.last else { return root }
        return ChainName(path.map(\.text).joined(separator: "-")) ?? last
    }

    /// A label that no user has, to find the servers of a project again.
    private static func label(of project: ProjectName) -> Label {
        let letters = project.text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return Label("what-if-\(String(letters))") ?? .all
    }

    private static func deployment(_ project: ProjectName, _ services: [String]) -> Deployment {
        let lines = services.map { "  \($0):\n    name: \(project)-\($0)\n" }
        return Deployment(
            datacenters: [Datacenter(name: "main", entrypoint: "http://main:8888", accessToken: "simulated")],
            deployIn: DeployIn(
                entrypoints: [Entrypoint(datacenter: "main", chain: .root)],
                selection: LabelSelection(wanted: [label(of: project)])),
            maximumDeployments: 0,
            content: .directorProject(
                DirectorProject(
                    name: project, file: .inline(services.isEmpty ? "services: {}\n" : "services:\n" + lines.joined()),
                    environment: ProjectEnvironment())),
            specification: [:])
    }

    /// What happens to servers: deaths, cut and slow ways, full disks, hanging Directors.
    private static let faults: [FaultRule] = {
        var hanging = HostBehaviour()
        hanging.defaults.up = .hang
        let often = Duration.seconds(30)...(.seconds(180))
        let short = Duration.seconds(1)...(.seconds(60))
        return [
            FaultRule(.kill, servers: .any, every: often, lasts: short),
            FaultRule(.pause, servers: .any, every: often, lasts: short),
            FaultRule(.powerOff, servers: .any, every: often, lasts: short),
            FaultRule(.link(.cut, .both), servers: .any, every: often, lasts: short),
            FaultRule(.link(.slow(.seconds(1)...(.seconds(20))), .both), servers: .any, every: often, lasts: short),
            FaultRule(.link(.lose(Ratio(1, of: 5)), .both), servers: .any, every: often, lasts: short),
            FaultRule(.disk(.full), servers: .any, every: often, lasts: short),
            FaultRule(.host(hanging), servers: .any, every: often, lasts: short),
            FaultRule(.killRunner(project: nil, directorSurvives: false), servers: .any, every: often, lasts: short),
        ]
    }()
}
