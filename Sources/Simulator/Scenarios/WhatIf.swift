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

    /// A tree as a scenario, with the files that it names.
    package struct Copy: Sendable {
        package let scenario: Scenario
        /// The deployment files, by the names that the scenario has for them.
        package let files: [(name: String, text: String)]
    }

    /// - Parameters:
    ///   - found: Parents before their children, the root first.
    ///   - root: What the root is called.
    ///   - folder: Where the scenario has its deployment files, beside itself.
    /// - Returns: The scenario. Servers are called by their whole paths, joined by `-`, since names need be unique only
    ///   below one parent in a real tree.
    package static func copy(
        of found: [Found], root: ChainName, seeds: ClosedRange<UInt64>, folder: String = "deployments"
    ) -> Copy {
        let projects = Set(found.flatMap { $0.projects.map(\.name) }).sorted()
        // Labels that no user has, to find the servers of a project again.
        let labels = Dictionary(
            uniqueKeysWithValues: projects.enumerated().map { ($1, Label("what-if-p\($0 + 1)")!) })
        let names = names(of: found, root)
        let servers = found.compactMap { server in
            names[server.path].map { name in
                Topology.Server(
                    name: name, parent: server.path.isEmpty ? nil : names[server.path.dropLast()],
                    labels: server.labels + server.projects.compactMap { labels[$0.name] })
            }
        }
        let deployments = labels.sorted { $0.key < $1.key }.map { project, label in
            let services = found.flatMap(\.projects).first { $0.name == project }?.services ?? []
            return NamedDeployment(
                name: project.text, file: "\(folder)/\(project).yml",
                deployment: deployment(project, services, label: label))
        }
        let scenario = Scenario(
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
        return Copy(scenario: scenario, files: deployments.map { ($0.file, text(of: $0.deployment)) })
    }

    /// What the servers of the copy are called: `alpha-bravo` for `alpha.bravo`, or by a number where that is taken or
    /// too long.
    private static func names(of found: [Found], _ root: ChainName) -> [[ChainName]: ChainName] {
        var names: [[ChainName]: ChainName] = [:]
        var taken: Set<ChainName> = []
        for server in found {
            let joined = server.path.isEmpty ? root : ChainName(server.path.map(\.text).joined(separator: "-"))
            let numbered = (1...).lazy.compactMap { ChainName("server-\($0)") }
            let free = joined.flatMap { taken.contains($0) ? nil : $0 } ?? numbered.first { !taken.contains($0) }
            guard let free, taken.insert(free).inserted else { continue }
            names[server.path] = free
        }
        return names
    }

    private static func deployment(_ project: ProjectName, _ services: [String], label: Label) -> Deployment {
        let names = services.map { (name: $0, value: JSONValue.object(["name": .string("\(project)-\($0)")])) }
        let file = YAMLTextWriter.text(of: ["services": .object(JSONObject(names))])
        return Deployment(
            datacenters: [Datacenter(name: "main", entrypoint: "http://main:8888", accessToken: "simulated")],
            deployIn: DeployIn(
                entrypoints: [Entrypoint(datacenter: "main", chain: .root)], selection: LabelSelection(wanted: [label])),
            maximumDeployments: 0,
            content: .directorProject(
                DirectorProject(name: project, file: .inline(file), environment: ProjectEnvironment())),
            specification: [
                "kind": "directorProject",
                "datacenters": ["main": ["entrypoint": "http://main:8888", "access_token": "simulated"]],
                "deployIn": ["labels": [.string(label.text)]], "projectName": .string(project.text),
                "projectFile": .string(file),
            ])
    }

    private static func text(of deployment: Deployment) -> String {
        YAMLTextWriter.text(of: .object(deployment.specification))
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
            FaultRule(
                .killRunner(project: nil, directorSurvives: false), servers: .any, every: often, lasts: .zero...(.zero)),
        ]
    }()
}
