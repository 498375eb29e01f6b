import Domain
import Simulator
import Testing

@Suite("Simulated machines", .offPool)
struct SimulatedMachineTests {
    private static let bravo = ChainName("bravo")!
    private static let shop = ProjectName("shop")!

    /// A process that answers `POST` by storing a job, and works the queue off one by one: enough of an engine to
    /// crash.
    private static func process(_ ports: MachinePorts) async throws {
        for job in try await ports.state.unfinishedJobs() {
            ports.journal.record(.info, "found", [(name: "job", value: "\(job.id)")])
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await ports.serve { request in
                    guard request.method == "POST" else { return Response(200, ["status": "OK"]) }
                    let work = JobRequest(project: Self.shop, work: .down(environment: [], force: false))
                    do throws(StorageFailure) {
                        let id = try await ports.state.submit(work, at: ports.timekeeper.wallTime)
                        return Response(200, ["job_id": .integer(id.number)])
                    } catch {
                        return Response(500, nil)
                    }
                }
            }
            group.addTask {
                while true { try await ports.timekeeper.sleep(for: .seconds(1)) }
            }
            try await group.waitForAll()
        }
    }

    private struct World: Sendable {
        let simulation: Simulation
        let network: SimulatedNetwork
        let alpha: SimulatedMachine
        let bravo: SimulatedMachine
    }

    private static func run<Value: Sendable>(
        seed: UInt64, _ body: @escaping @Sendable (World) async throws -> Value
    ) -> SimulationReport<Value> {
        Simulation.run(seed: seed) { simulation in
            let network = SimulatedNetwork(simulation: simulation)
            let world = World(
                simulation: simulation, network: network,
                alpha: try await SimulatedMachine(
                    "alpha", simulation: simulation, network: network,
                    routes: [Self.bravo: .init(node: "bravo", token: "t")]),
                bravo: try await SimulatedMachine("bravo", simulation: simulation, network: network))
            return try await withThrowingTaskGroup(of: Value?.self) { group in
                group.addTask {
                    _ = await world.bravo.run(Self.process)
                    return nil
                }
                group.addTask {
                    try await simulation.executor.sleep(until: .milliseconds(50))
                    return try await body(world)
                }
                defer { group.cancelAll() }
                while let finished = try await group.next() { if let finished { return finished } }
                throw CancellationError()
            }
        }
    }

    @Test func `acknowledged jobs survive crashes at any moment, and a run repeats from its seed`() throws {
        @Sendable func storm(_ world: World) async throws -> [Int] {
            let chance = world.simulation.chance("storm")
            return try await withThrowingTaskGroup(of: [Int].self) { group in
                let fence = Fence(node: "alpha", incarnation: 1)
                let client = SimulatedTransport(
                    node: "alpha", network: world.network, fence: fence, clock: world.alpha.clock,
                    routes: [Self.bravo: .init(node: "bravo", token: "t")])
                group.addTask {
                    var acknowledged: [Int] = []
                    for _ in 0..<60 {
                        let request = PeerRequest(method: "POST", path: "/v1/x", timeout: .seconds(2))
                        let answer: PeerResponse
                        do throws(PeerFailure) {
                            answer = try await client.send(request, to: Self.bravo)
                        } catch {
                            try await world.alpha.clock.sleep(for: .milliseconds(30))
                            continue
                        }
                        guard answer.status == 200 else { continue }
                        acknowledged.append(try JSONReader.value(of: answer.body)["job_id"]?.integer ?? -1)
                    }
                    return acknowledged
                }
                group.addTask {
                    for _ in 0..<6 {
                        try await world.alpha.clock.sleep(for: .milliseconds(chance.integer(in: 1...120)))
                        world.bravo.crash()
                        try await world.alpha.clock.sleep(for: .milliseconds(chance.integer(in: 0...80)))
                        world.bravo.restart()
                    }
                    return []
                }
                var acknowledged: [Int] = []
                for try await part in group { acknowledged += part }
                return acknowledged
            }
        }
        var lost = 0
        for seed in 0..<60 as Range<UInt64> {
            let report = Self.run(seed: seed) { world in
                let acknowledged = try await storm(world)
                return (acknowledged, world.bravo.disk.contents.jobs.all.map(\.summary.id.number))
            }
            let (acknowledged, stored) = try report.value()
            #expect(Set(acknowledged).count == acknowledged.count, "seed \(seed)")
            #expect(Set(acknowledged).isSubset(of: stored), "seed \(seed)")
            lost += 60 - acknowledged.count
            if seed < 5 {
                let again = Self.run(seed: seed) { world in try await storm(world) }
                #expect(again.traceHash == report.traceHash, "seed \(seed)")
                #expect(again.scheduleHash == report.scheduleHash, "seed \(seed)")
            }
        }
        #expect(lost > 60, "crashes were felt")
    }

    @Test func `a run that was started goes on while the process is dead`() throws {
        let report = Self.run(seed: 3) { world in
            var behaviour = HostBehaviour()
            behaviour.defaults.upTime = .seconds(60)
            await world.alpha.host.setBehaviour(behaviour)
            let ticket = RunTicket(job: JobID(1), attempt: 1, project: Self.shop)
            let order = RunOrder(
                ticket: ticket, steps: [.up], directorFile: "services:\n  web: {}\n", environment: [], timeLimit: nil)
            return try await withThrowingTaskGroup(of: RunObservation?.self) { group in
                group.addTask {
                    _ = await world.alpha.run { ports in
                        if ports.fence.incarnation == 1 { try await ports.runner.start(order) }
                        let observation = try await ports.runner.end(of: ticket)
                        ports.journal.record(.info, "end", [(name: "running", value: "\(observation == .running)")])
                    }
                    return await world.alpha.host.observe(ticket)
                }
                group.addTask {
                    try await world.simulation.executor.sleep(until: .seconds(10))
                    world.alpha.crash()
                    try await world.simulation.executor.sleep(until: .seconds(40))
                    world.alpha.restart()
                    return nil
                }
                var observation: RunObservation?
                for try await part in group { observation = part ?? observation }
                return (observation, world.simulation.now)
            }
        }
        let (observation, time) = try report.value()
        guard case .ended(let outcome) = observation else {
            Issue.record("\(String(describing: observation))")
            return
        }
        #expect(outcome.results.map(\.exit) == [.status(0)])
        #expect((Duration.seconds(60)...(.seconds(61))).contains(time))
        #expect(report.lines.filter { $0.text == "info: end running=false" }.count == 1)
    }

    @Test func `code of a dead process that goes on has no effect`() throws {
        let (errors, disk, projects) = try Self.run(seed: 1) { world in
            await withTaskGroup(of: [String].self) { group in
                group.addTask {
                    var errors: [String] = []
                    _ = await world.alpha.run { ports in
                        do { try await ports.timekeeper.sleep(for: .seconds(100)) } catch {}
                        // From here on the process is dead and does not care.
                        let errors = await Self.rampage(ports)
                        world.simulation.note("zombie", errors.joined(separator: ","))
                    }
                    errors.append("over")
                    return errors
                }
                group.addTask {
                    do throws(CancellationError) {
                        try await world.simulation.executor.sleep(until: .seconds(2))
                        world.alpha.crash()
                        try await world.simulation.executor.sleep(until: .seconds(4))
                    } catch {}
                    return []
                }
                _ = await group.next()
                group.cancelAll()
                let zombie = world.simulation.trace.lines.first { $0.source == "zombie" }
                return (
                    zombie?.text ?? "",
                    world.alpha.disk.contents.jobs.all.count
                        + world.alpha.disk.contents.metadata.count, await world.alpha.host.snapshot().projectNames
                )
            }
        }.value()
        #expect(errors == "state,metadata,runner,projects,jails,logs,ports,peers,sleep,observe")
        #expect(disk == 0)
        #expect(projects == [])
    }

    /// Tries every port; returns those that refused.
    private static func rampage(_ ports: MachinePorts) async -> [String] {
        var refused: [String] = []
        let ticket = RunTicket(job: JobID(1), attempt: 1, project: Self.shop)
        let order = RunOrder(
            ticket: ticket, steps: [.up], directorFile: "services: {}\n", environment: [], timeLimit: nil)
        let job = JobRequest(project: Self.shop, work: .cancel)
        do { _ = try await ports.state.submit(job, at: ports.timekeeper.wallTime) } catch { refused.append("state") }
        do { _ = try await ports.metadata.create(MetadataKey("a")!, value: "") } catch { refused.append("metadata") }
        do { try await ports.runner.start(order) } catch { refused.append("runner") }
        do { _ = try await ports.projects.projects() } catch { refused.append("projects") }
        do { _ = try await ports.jails.jails(keywords: []) } catch { refused.append("jails") }
        do { _ = try await ports.logs.jailLogs() } catch { refused.append("logs") }
        do {
            _ = try await ports.ports.reserve(.init(interface: "em0", network: nil), for: Self.shop)
        } catch {
            refused.append("ports")
        }
        do {
            let request = PeerRequest(method: "POST", path: "/v1/x", timeout: .seconds(1))
            _ = try await ports.peers.send(request, to: Self.bravo)
        } catch {
            refused.append("peers")
        }
        do { try await ports.timekeeper.sleep(for: .zero) } catch { refused.append("sleep") }
        if await ports.runner.observe(ticket) == .running { refused.append("observe") }
        await ports.runner.stop(ticket)
        await ports.runner.discard(ticket)
        ports.journal.record(.error, "a dead process speaks", [])
        return refused
    }

    @Test func `a process that ends by itself is not started again`() throws {
        let (ending, isUp) = try Self.run(seed: 1) { world in
            struct Trouble: Error {}
            let ending = await world.alpha.run { _ in throw Trouble() }
            guard case .failed(let error) = ending else { return ("", true) }
            return ("\(error)", world.alpha.isUp)
        }.value()
        #expect(ending == "Trouble()")
        #expect(!isUp)
    }

    @Test func `a crash while nothing lives, and a restart of what lives, do nothing`() throws {
        let lines = try Self.run(seed: 1) { world in
            world.bravo.restart()
            try await world.simulation.executor.sleep(until: .seconds(1))
            world.bravo.crash()
            world.bravo.crash()
            try await world.simulation.executor.sleep(until: .seconds(2))
            world.bravo.restart()
            try await world.simulation.executor.sleep(until: .seconds(3))
            return world.simulation.trace.lines.filter { $0.source == "bravo" }.map(\.text)
        }.value()
        #expect(lines == ["process 1 starts", "process 1 is killed", "process 2 starts"])
    }

    @Test func `authentication codes depend on key and message`() {
        let authenticator = TestAuthenticator(key: "k")
        let code = authenticator.code(for: [1, 2, 3])
        #expect(code.count == 32)
        #expect(authenticator.isAuthentic(code, for: [1, 2, 3]))
        #expect(!authenticator.isAuthentic(code, for: [1, 2, 4]))
        #expect(!TestAuthenticator(key: "other").isAuthentic(code, for: [1, 2, 3]))
        #expect(!authenticator.isAuthentic(Array(code.dropLast()), for: [1, 2, 3]))
        #expect(!authenticator.isAuthentic([], for: [1, 2, 3]))
    }
}
