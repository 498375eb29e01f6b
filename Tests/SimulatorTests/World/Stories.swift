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

extension Stories {
    /// Three levels, seven servers, applies and destroys, and every fault that lasts.
    static var storm: Scenario {
        var host = HostBehaviour()
        host.defaults.upTime = .seconds(8)
        let short: ClosedRange<Duration> = .seconds(1)...(.seconds(40))
        func rule(_ action: ScenarioAction, _ lasts: ClosedRange<Duration> = short) -> FaultRule {
            FaultRule(action, servers: .any, every: .seconds(20)...(.seconds(120)), lasts: lasts)
        }
        return Scenario(
            name: "storm", topology: Topology(fanOut: 2, depth: 2),
            settings: ScenarioSettings(heartbeat: .seconds(20), host: host),
            deployments: [deployment("shop", services: ["web", "db"]), deployment("mail", services: ["smtp"])],
            steps: [
                ScenarioStep(
                    at: seconds(1), .apply(deployment: "shop", restart: false), times: 6,
                    every: .seconds(30)...(.seconds(90))),
                ScenarioStep(
                    at: seconds(5), .apply(deployment: "mail", restart: true), operator: "other", times: 6,
                    every: .seconds(30)...(.seconds(90))),
                ScenarioStep(
                    at: seconds(60), .destroy(deployment: "mail", force: false), operator: "other", times: 3,
                    every: .seconds(60)...(.seconds(120))),
                ScenarioStep(
                    at: seconds(90), .cancel(deployment: "shop"), times: 2, every: .seconds(60)...(.seconds(120))),
            ],
            faults: [
                rule(.kill), rule(.pause), rule(.powerOff), rule(.setClock(.seconds(3600))),
                rule(.setClock(.seconds(-3600))), rule(.drift(partsPerMillion: 500)), rule(.disk(.full)),
                rule(.disk(.uncertain)), rule(.disk(.unreadable)), rule(.disk(.slow(.seconds(1)...(.seconds(3))))),
                rule(.link(.cut, .both)), rule(.link(.cut, .down)), rule(.link(.cut, .up)), rule(.link(.refuse, .both)),
                rule(.link(.slow(.seconds(1)...(.seconds(20))), .both)), rule(.link(.lose(Ratio(1, of: 3)), .both)),
                rule(.link(.duplicate(Ratio(1, of: 2)), .both)), rule(.link(.reset(Ratio(1, of: 3)), .both)),
                rule(.link(.garble(Ratio(1, of: 3)), .both)), rule(.killRunner(project: nil, directorSurvives: false)),
                rule(.killRunner(project: nil, directorSurvives: true)), rule(.loseJail(project: nil)),
                rule(.killAtCall("state.", isAfter: true)), rule(.killAtCall("runner.", isAfter: false)),
            ],
            storm: .zero...(.seconds(400)))
    }
}
