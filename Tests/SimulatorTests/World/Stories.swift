import Domain
import Simulator

/// Scenarios that are built in code.
enum Stories {
    static let web: NamedDeployment = deployment("shop", services: ["web"])

    static func name(_ text: String) -> ChainName { ChainName(text)! }

    /// A deployment of one project to all servers of a label.
    static func deployment(_ project: String, services: [String], label: String = "all") -> NamedDeployment {
        let file = "services:\n" + services.map { "  \($0):\n    name: \(project)-\($0)\n" }.joined()
        let deployment = Deployment(
            datacenters: [Datacenter(name: "main", entrypoint: "http://main:8888", accessToken: "simulated")],
            deployIn: DeployIn(
                entrypoints: [Entrypoint(datacenter: "main", chain: ChainPath.root)],
                selection: LabelSelection(wanted: [Label(label)!])),
            maximumDeployments: 0,
            content: .directorProject(
                DirectorProject(
                    name: ProjectName(project)!, file: .inline(file), environment: ProjectEnvironment())),
            specification: [:])
        return NamedDeployment(name: project, file: "\(project).yml", deployment: deployment)
    }

    /// main → alpha → bravo
    static let line = Topology(servers: [
        Topology.Server(name: name("main"), parent: nil),
        Topology.Server(name: name("alpha"), parent: name("main")),
        Topology.Server(name: name("bravo"), parent: name("alpha")),
    ])

    static func seconds(_ time: Int) -> ClosedRange<Duration> { .seconds(time)...(.seconds(time)) }
}
