import Domain
import Simulator

/// Three real engines, main → alpha → bravo, on simulated machines, and an operator who talks to main.
struct EngineWorld: Sendable {
    static let shop = ProjectName("shop")!

    let simulation: Simulation
    let network: SimulatedNetwork
    let main: SimulatedMachine
    let alpha: SimulatedMachine
    let bravo: SimulatedMachine
    let `operator`: SimulatedTransport

    /// Runs `body` beside the three engines, in virtual time, to the end.
    static func run<Value: Sendable>(
        seed: UInt64, building: Duration = .seconds(60),
        _ body: @escaping @Sendable (EngineWorld) async throws -> Value
    ) -> SimulationReport<Value> {
        Simulation.run(seed: seed) { simulation in
            let world = try await EngineWorld(simulation)
            var behaviour = HostBehaviour()
            behaviour.defaults.upTime = building
            for machine in world.machines { await machine.host.setBehaviour(behaviour) }
            return try await withThrowingTaskGroup(of: Value?.self) { group in
                for machine in world.machines {
                    group.addTask {
                        _ = await machine.run { ports in await Self.process(ports, below: machine.name) }
                        return nil
                    }
                }
                group.addTask { try await body(world) }
                defer { group.cancelAll() }
                while let finished = try await group.next() { if let finished { return finished } }
                throw CancellationError()
            }
        }
    }

    private init(_ simulation: Simulation) async throws {
        self.simulation = simulation
        network = SimulatedNetwork(simulation: simulation)
        bravo = try await SimulatedMachine("bravo", simulation: simulation, network: network)
        alpha = try await SimulatedMachine(
            "alpha", simulation: simulation, network: network, routes: [ChainName("bravo")!: Self.route("bravo")])
        main = try await SimulatedMachine(
            "main", simulation: simulation, network: network, routes: [ChainName("alpha")!: Self.route("alpha")])
        `operator` = SimulatedTransport(
            node: "operator", network: network, fence: Fence(node: "operator", incarnation: 1),
            clock: simulation.clock(), routes: [ChainName("main")!: Self.route("main")])
    }

    private var machines: [SimulatedMachine] { [main, alpha, bravo] }

    private static func route(_ node: String) -> SimulatedTransport.Route {
        .init(
            node: node,
            token: Token.issue(metadata: [], randomChunk: 1, with: TestAuthenticator(key: node)))
    }

    /// One life of an engine.
    private static func process(_ ports: MachinePorts, below name: String) async {
        let neighbours = ["main": ["alpha"], "alpha": ["bravo"]][name] ?? []
        let configuration = NodeConfiguration(
            labels: [.all],
            neighbours: neighbours.compactMap { ChainName($0) }.map { NodeConfiguration.Neighbour(name: $0) })
        let node = Node(
            configuration: configuration,
            ports: NodePorts(
                clock: ports.timekeeper, chance: ports.chance, tokens: Tokens(authenticator: ports.authenticator),
                peers: ports.peers, state: ports.state, metadata: ports.metadata,
                namespaces: ports.namespaces, logs: ports.logs, jails: ports.jails, projects: ports.projects,
                runner: ports.runner, ports: ports.ports,
                journal: ports.journal))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await node.run() }
            group.addTask { await ports.serve { await node.handle($0) } }
        }
    }

    private struct Tokens: TokenVerifier {
        let authenticator: any MessageAuthenticator

        func claims(of compact: String, at time: WallTime) -> TokenClaims? {
            do throws(TokenRefusal) {
                return try Token.verify(compact, with: TokenKeyring(authenticator), at: time)
            } catch {
                return nil
            }
        }
    }

    // MARK: - What an operator does

    /// One request to main; `nil` when no answer came.
    func ask(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> (status: Int, body: JSONValue)?
    {
        let request = PeerRequest(method: method, path: "/v1/" + path, body: body, timeout: .seconds(30))
        let answer: PeerResponse
        do throws(PeerFailure) {
            answer = try await `operator`.send(request, to: ChainName("main")!)
        } catch {
            return nil
        }
        return (answer.status, answer.body.isEmpty ? .null : try JSONReader.value(of: answer.body))
    }

    /// Asks every second until the answer is as wanted.
    func until(
        _ path: String, _ isAsWanted: @Sendable (Int, JSONValue) -> Bool
    ) async throws -> Duration {
        while true {
            if let (status, body) = try await ask("GET", path), isAsWanted(status, body) { return simulation.now }
            try await simulation.clock().sleep(for: .seconds(1))
        }
    }

    func sleep(_ seconds: Int) async throws { try await simulation.clock().sleep(for: .seconds(seconds)) }
}
