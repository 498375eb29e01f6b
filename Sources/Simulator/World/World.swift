import Domain
import Synchronization

/// The tree of a scenario at work: real engines on simulated machines, operators with the real client, and a plan of what
/// goes wrong.
package final class World: Sendable {
    let simulation: Simulation
    let scenario: Scenario
    let plan: Plan
    let network: SimulatedNetwork
    /// In the order of the topology.
    let machines: [SimulatedMachine]
    private let byName: [String: SimulatedMachine]
    let state: Mutex<State>
    let judges: Judges
    let tokens: HeldTokens
    /// Raised when a promise was broken: the run ends there.
    let alarm = Signal()

    struct State {
        /// The entries of the plan that are under way.
        var active: [Plan.Entry] = [] {
            didSet {
                faults = FaultSet(active.map(\.action.kind))
                harmed = Set(active.lazy.filter(\.action.kind.isHarm).flatMap(\.servers).map(\.text))
            }
        }
        private(set) var faults = FaultSet()
        /// The servers that something harmful is about.
        private(set) var harmed: Set<String> = []
        var versions: [ChainName: Topology.Version] = [:]
        /// Servers that belong to the tree now.
        var present: Set<ChainName> = []
        /// The handlers of the processes that live, to ask a server without the network.
        var handlers: [String: @Sendable (Request) async -> Response] = [:]
        /// How the processes of the plan's kills are to come back.
        var sprung: Set<Int> = []
        /// What servers say instead of their labels.
        var saidLabels: [ChainName: JSONValue] = [:]
        /// Jails that entries of the plan have stopped: those of each server, by the entry.
        var stoppedJails: [Int: [ChainName: String]] = [:]
    }

    init(_ simulation: Simulation, _ scenario: Scenario, _ plan: Plan) async throws(StorageFailure) {
        self.simulation = simulation
        self.scenario = scenario
        self.plan = plan
        network = SimulatedNetwork(simulation: simulation)
        let tokens = HeldTokens(simulation.executor, life: scenario.settings.tokenLife)
        self.tokens = tokens
        let judges = Judges(scenario, simulation: simulation)
        self.judges = judges
        var machines: [SimulatedMachine] = []
        let limits = JobTable.Limits(queue: scenario.settings.queueLimit, history: scenario.settings.historyLimit)
        for server in scenario.topology.servers {
            var routes: [ChainName: SimulatedTransport.Route] = [:]
            for child in scenario.topology.children(of: server.name) {
                routes[child.name] = .init(node: child.name.text, token: tokens.token(of: child.name))
            }
            machines.append(
                try await SimulatedMachine(
                    server.name.text, simulation: simulation, network: network, routes: routes,
                    secret: HeldTokens.secret(of: server.name), skew: server.skew,
                    driftPartsPerMillion: server.driftPartsPerMillion, limits: limits, isOn: !server.isAbsent,
                    observer: { judges.hear($0, of: server.name.text, at: simulation.now) }))
        }
        self.machines = machines
        byName = Dictionary(uniqueKeysWithValues: machines.map { ($0.name, $0) })
        state = Mutex(
            State(
                versions: Dictionary(
                    uniqueKeysWithValues: scenario.topology.servers.map { ($0.name, $0.version) }),
                present: Set(scenario.topology.servers.filter { !$0.isAbsent }.map(\.name))))
    }

    subscript(name: ChainName) -> SimulatedMachine? { byName[name.text] }
    func machine(_ name: String) -> SimulatedMachine? { byName[name] }

    // MARK: - A run

    /// Runs one seed to its end, or to the first promise that is broken.
    ///
    /// - Parameters:
    ///   - plan: What happens; the one that the scenario draws for the seed unless given.
    ///   - traceCapacity: How many of the newest events the result holds.
    ///   - fork: From when on other luck applies than the seed's; the plan stays.
    package static func run(
        _ scenario: Scenario, seed: UInt64, plan: Plan? = nil, traceCapacity: Int = 20_000, fork: SimulationFork? = nil
    ) -> RunResult {
        let plan = plan ?? Plan(scenario, seed: seed)
        let report = Simulation.run(seed: seed, traceCapacity: traceCapacity, fork: fork) { simulation in
            let world = try await World(simulation, scenario, plan)
            return try await world.run()
        }
        return RunResult(scenario, seed: seed, plan: plan, report)
    }

    /// What is left of a world once it is over.
    struct Remains: Sendable {
        let violations: [Violation]
        let excuses: [String]
        let reached: Set<Int>
        let events: Int
        let coverage: Coverage
    }

    func run() async throws -> Remains {
        for (server, machine) in zip(scenario.topology.servers, machines) {
            await machine.host.setBehaviour(server.host ?? scenario.settings.host)
        }
        simulation.trace.listen { [judges, alarm] line in
            if judges.judge(line, self) { alarm.raise() }
        }
        await withTaskGroup(of: Bool.self) { group in
            for (server, machine) in zip(scenario.topology.servers, machines) {
                group.addTask {
                    _ = await machine.run { ports in await self.process(ports, server) }
                    return false
                }
            }
            group.addTask {
                await self.story()
                return true
            }
            group.addTask { [alarm, judges] in
                var seen = 0
                while !judges.hasViolation {
                    do throws(CancellationError) { try await alarm.wait(after: seen) } catch { return false }
                    seen = alarm.generation
                }
                return true
            }
            while let isOver = await group.next() {
                if isOver { break }
            }
            group.cancelAll()
        }
        // The listener and the handlers hold the world, which holds the trace and them.
        simulation.trace.stopTelling()
        state.withLock { $0.handlers = [:] }
        return judges.remains(simulation)
    }

    /// The plan, the expectations and the end.
    private func story() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.carryOutPlan() }
            for (index, expectation) in scenario.expectations.enumerated() {
                group.addTask { await self.watch(expectation, index) }
            }
            await group.waitForAll()
        }
        guard !Task.isCancelled, !judges.hasViolation else { return }
        let end = await end()
        judges.judge(end)
        for (index, expectation) in scenario.expectations.enumerated() {
            await judge(expectation, index, at: end)
        }
    }

    /// Waits for a time of the run.
    func sleep(until time: Duration) async throws(CancellationError) {
        try await simulation.executor.sleep(until: time)
    }

    // MARK: - Processes

    /// One life of an engine.
    private func process(_ ports: MachinePorts, _ server: Topology.Server) async {
        let (version, present) = state.withLock { ($0.versions[server.name] ?? .current, $0.present) }
        let node = Node(
            configuration: configuration(of: server, present: present),
            ports: NodePorts(
                clock: ports.timekeeper, chance: ports.chance, tokens: TestTokens(ports.authenticator),
                peers: ports.peers, state: ports.state, metadata: ports.metadata,
                namespaces: ports.namespaces, logs: ports.logs, jails: ports.jails, projects: ports.projects,
                runner: ports.runner, ports: ports.ports,
                journal: ports.journal))
        let incarnation = ports.fence.incarnation
        let (name, fence) = (server.name, ports.fence)
        let handler: @Sendable (Request) async -> Response = { [simulation, tokens] request in
            let isAllowed = tokens.isGood(request.credentials, for: name, at: ports.timekeeper.wallTime)
            let response = self.misled(await version.handle(request, by: node), request, name)
            if fence.isPaused { await fence.waitUntilResumed() }
            // Whoever is cancelled does not wait, and is of a process that does nothing all the same.
            guard fence.isUp, !fence.isPaused else { return response }
            simulation.tell(
                .answered(
                    AnswerEvent(
                        node: name.text, incarnation: incarnation, method: request.method,
                        target: request.target, isAllowed: isAllowed,
                        status: response.status, body: response.body)))
            return response
        }
        state.withLock { $0.handlers[server.name.text] = handler }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await node.run() }
            group.addTask { await ports.serve(handler) }
        }
    }

    private func configuration(of server: Topology.Server, present: Set<ChainName>) -> NodeConfiguration {
        let settings = scenario.settings
        var polling = NodeConfiguration.Polling()
        polling.heartbeat = settings.heartbeat
        return NodeConfiguration(
            labels: server.labels,
            neighbours: scenario.topology.children(of: server.name).map(\.name).filter { present.contains($0) }
                .map { NodeConfiguration.Neighbour(name: $0, timeLimit: settings.timeLimit) },
            smartTimeouts: settings.smartTimeouts, polling: polling, parallelJobs: settings.parallelJobs,
            executionTime: settings.executionTime)
    }

    /// The answer as it goes out while the server says other labels than it has.
    private func misled(_ response: Response, _ request: Request, _ server: ChainName) -> Response {
        guard request.method == "GET", request.target == "/v1/labels", response.status == 200,
            let labels = state.withLock({ $0.saidLabels[server] })
        else { return response }
        var response = response
        response.body = ["labels": labels]
        return response
    }

    /// Asks a server itself, as a client on the same machine would.
    ///
    /// - Returns: `nil` when no process lives there or it did not say yes.
    func ask(_ server: ChainName, _ path: String) async -> JSONObject? {
        guard let machine = self[server], machine.isUp else { return nil }
        guard let handler = state.withLock({ $0.handlers[server.text] }) else { return nil }
        let request = Request(
            method: "GET", target: "/v1/" + path, credentials: "Bearer \(tokens.token(of: server))", origin: "watcher")
        let response = await handler(request)
        return response.status == 200 ? response.body : nil
    }
}

/// Checks tokens with the test code of a machine.
private struct TestTokens: TokenVerifier {
    private let keyring: TokenKeyring

    init(_ authenticator: any MessageAuthenticator) { keyring = TokenKeyring(authenticator) }

    func claims(of compact: String, at time: WallTime) -> TokenClaims? {
        do throws(TokenRefusal) {
            return try Token.verify(compact, with: keyring, at: time)
        } catch {
            return nil
        }
    }
}

extension Topology.Version {
    /// What a server of this version answers.
    fileprivate func handle(_ request: Request, by node: Node) async -> Response {
        switch self {
        case .current: return await node.handle(request)
        case .python:
            var request = request
            // It does not know the header.
            request.remaining = nil
            var response = await node.handle(request)
            // As a hop it takes every refusal of a DELETE for a failure of its neighbour (HTTP contract, section 9.7).
            if request.method == "DELETE", request.target.contains("/chain/"), (400..<500).contains(response.status) {
                response.status = 503
            }
            return response
        }
    }
}
