import Domain
import Simulator
import Testing

@Suite("Sandbox host", .offPool)
struct SandboxHostTests {
    private static let shop = ProjectName("shop")!
    private static let file = "services:\n  web:\n    name: web1\n    options:\n      - expose: '8080:80'\n"
    private static let slow: JSONValue = [
        "defaults": ["call_seconds": 0, "up_seconds": 60, "down_seconds": 5]
    ]

    private static func order(
        _ job: Int, _ steps: [DirectorStep] = [.up, .describe], project: ProjectName = shop, attempt: Int = 1
    ) -> RunOrder {
        RunOrder(
            ticket: RunTicket(job: JobID(job), attempt: attempt, project: project), steps: steps, directorFile: file,
            environment: [], timeLimit: nil)
    }

    private static func open(
        _ simulation: Simulation, _ storage: MemoryHostStorage, clock: VirtualClock? = nil
    ) async throws -> SandboxHost {
        try await SandboxHost.open(
            storage: storage, timekeeper: clock ?? simulation.clock(), chance: simulation.chance("host"),
            journal: MemoryJournal(simulation: simulation, node: "host", fence: nil))
    }

    private static func storage(_ behaviour: JSONValue = slow) -> MemoryHostStorage {
        let storage = MemoryHostStorage()
        storage.setBehaviour(behaviour)
        return storage
    }

    // MARK: Runs

    @Test func `end returns in the instant in which the run is over`() throws {
        let (observation, time) = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage())
            try await host.start(Self.order(1))
            let observation = try await host.end(of: Self.order(1).ticket)
            return (observation, simulation.now)
        }.value()
        guard case .ended(let outcome) = observation else {
            Issue.record("\(observation)")
            return
        }
        #expect(outcome.results.map(\.exit) == [.status(0), .status(0)])
        #expect(time == .seconds(60))
    }

    @Test(arguments: [10, 59, 61, 100_000])
    func `a run goes on while nobody is there, and its outcome is found by who comes later`(seconds: Int) throws {
        let (before, outcome, time) = try Simulation.run(seed: 1) { simulation in
            let storage = Self.storage()
            let ticket = Self.order(1).ticket
            do {
                let first = try await Self.open(simulation, storage)
                try await first.start(Self.order(1))
            }
            // The daemon is dead for a while.
            try await simulation.executor.sleep(until: .seconds(seconds))
            let second = try await Self.open(simulation, storage)
            let before = await second.observe(ticket)
            let outcome = try await second.end(of: ticket)
            return (before, outcome, simulation.now)
        }.value()
        #expect((before == .running) == (seconds < 60))
        guard case .ended(let results) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(results.results.map(\.exit) == [.status(0), .status(0)])
        #expect(time == .seconds(max(seconds, 60)))
    }

    @Test func `a wall clock that was set back while the daemon was dead does not make the host younger`() throws {
        let (observation, isGrowing) = try Simulation.run(seed: 1) { simulation in
            let storage = Self.storage()
            let clock = simulation.clock()
            let first = try await Self.open(simulation, storage, clock: clock)
            try await clock.sleep(for: .seconds(1_000))
            try await first.start(Self.order(1))
            let before = await first.snapshot().now
            clock.step(by: .seconds(-3_600))
            let second = try await Self.open(simulation, storage, clock: clock)
            let after = await second.snapshot().now
            try await clock.sleep(for: .seconds(60))
            return (await second.observe(Self.order(1).ticket), after >= before)
        }.value()
        #expect(isGrowing)
        #expect(observation != .running)
    }

    @Test func `a second runner of a project is refused, also after a restart`() throws {
        let failures = try Simulation.run(seed: 1) { simulation in
            let storage = Self.storage()
            let first = try await Self.open(simulation, storage)
            try await first.start(Self.order(1))
            var failures: [RunnerFailure?] = []
            for host in [first, try await Self.open(simulation, storage)] {
                do throws(RunnerFailure) {
                    try await host.start(Self.order(2, attempt: 2))
                    failures.append(nil)
                } catch {
                    failures.append(error)
                }
            }
            try await first.start(Self.order(3, project: ProjectName("other")!))
            return failures
        }.value()
        #expect(failures == [.busy, .busy])
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `of many that start a run of a project at once, one wins`(seed: UInt64) throws {
        let wins = try Simulation.run(seed: seed) { simulation in
            let host = try await Self.open(simulation, Self.storage())
            return await withTaskGroup(of: Int.self) { group in
                for job in 1...20 {
                    group.addTask {
                        do throws(RunnerFailure) {
                            try await host.start(Self.order(job))
                            return 1
                        } catch {
                            return error == .busy ? 0 : 1_000
                        }
                    }
                }
                return await group.reduce(0, +)
            }
        }.value()
        #expect(wins == 1)
    }

    @Test func `a start that cannot be stored has not happened`() throws {
        let (failure, observation) = try Simulation.run(seed: 1) { simulation in
            let storage = Self.storage()
            let host = try await Self.open(simulation, storage)
            storage.setFailure(.full)
            var failure: RunnerFailure?
            do throws(RunnerFailure) { try await host.start(Self.order(1)) } catch { failure = error }
            let observation = await host.observe(Self.order(1).ticket)
            storage.setFailure(nil)
            try await host.start(Self.order(2))
            return (failure, observation)
        }.value()
        #expect(failure == .storage(.full))
        #expect(observation == .gone)
    }

    @Test func `a stop wakes who waits for the end`() throws {
        let (observation, time) = try Simulation.run(seed: 1) { simulation in
            let storage = Self.storage(["projects": ["*": ["up": "hang", "call_seconds": 0]]])
            let host = try await Self.open(simulation, storage)
            try await host.start(Self.order(1))
            async let end = host.end(of: Self.order(1).ticket)
            try await simulation.executor.sleep(until: .seconds(5_000))
            await host.stop(Self.order(1).ticket)
            return (try await end, simulation.now)
        }.value()
        guard case .ended(let outcome) = observation else {
            Issue.record("\(observation)")
            return
        }
        #expect(outcome.results.map(\.exit) == [.stopped, .status(0)])
        #expect(time == .seconds(5_000))
    }

    @Test func `a runner that is killed wakes who waits for the end, and is gone`() throws {
        let observation = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage())
            try await host.start(Self.order(1))
            async let end = host.end(of: Self.order(1).ticket)
            try await simulation.executor.sleep(until: .seconds(30))
            try await host.alter { $0.killRunner(of: "shop", director: .killed) }
            return try await end
        }.value()
        #expect(observation == .gone)
    }

    @Test func `waiting for an end can be cancelled, and the run goes on`() throws {
        let (isCancelled, observation) = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage())
            try await host.start(Self.order(1))
            let isCancelled = await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do throws(CancellationError) {
                        _ = try await host.end(of: Self.order(1).ticket)
                        return false
                    } catch {
                        return true
                    }
                }
                await Task.yield()
                group.cancelAll()
                return await group.next() ?? false
            }
            return (isCancelled, await host.observe(Self.order(1).ticket))
        }.value()
        #expect(isCancelled)
        #expect(observation == .running)
    }

    /// A clock that runs by itself.
    private struct RealClock: Timekeeper {
        let start = ContinuousClock.now
        var wallTime: WallTime { VirtualClock.defaultStart + uptime }
        var uptime: Duration { start.duration(to: .now) }
        func sleep(for duration: Duration) async throws(CancellationError) {
            do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
        }
    }

    private struct SilentJournal: Journal {
        func record(_ level: JournalLevel, _ message: String, _ facts: [(name: String, value: String)]) {}
    }

    @Test func `with a real clock and real threads, runs end as well`() async throws {
        let storage = Self.storage(["defaults": ["call_seconds": 0, "up_seconds": .double(0.02)]])
        let host = try await SandboxHost.open(
            storage: storage, timekeeper: RealClock(), chance: SeededChance(seed: 1, concern: "host"),
            journal: SilentJournal())
        let exits = try await withThrowingTaskGroup(of: [StepResult.Exit].self) { group in
            for number in 1...20 {
                group.addTask {
                    let order = Self.order(number, project: ProjectName("p\(number)")!)
                    try await host.start(order)
                    guard case .ended(let outcome) = try await host.end(of: order.ticket) else { return [] }
                    await host.discard(order.ticket)
                    return outcome.results.map(\.exit)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(exits == Array(repeating: [.status(0), .status(0)], count: 20))
        #expect(try await host.projects().count == 20)
    }

    // MARK: Behaviour

    @Test func `a behaviour file counts from when it is written`() throws {
        let statuses = try Simulation.run(seed: 1) { simulation in
            let storage = Self.storage(["defaults": ["call_seconds": 0, "up_seconds": 1]])
            let host = try await Self.open(simulation, storage)
            try await host.start(Self.order(1))
            _ = try await host.end(of: Self.order(1).ticket)
            var statuses: [Int?] = []
            for behaviour in [["projects": ["shop": ["services": ["web": ["status": 66]]]]], nil] as [JSONValue?] {
                storage.setBehaviour(behaviour)
                statuses.append(try await host.describe(Self.shop)?.services.first?.status)
            }
            return statuses
        }.value()
        #expect(statuses == [66, 0])
    }

    @Test func `a behaviour file that cannot be used changes nothing and is complained of once`() throws {
        let report = Simulation.run(seed: 1) { simulation in
            let storage = Self.storage(["jails": ["*": ["status": 1]]])
            let host = try await Self.open(simulation, storage)
            try await host.start(Self.order(1))
            _ = try await host.end(of: Self.order(1).ticket)
            storage.setBehaviour(["jails": ["*": ["stauts": 0]]])
            for _ in 0..<5 { _ = try await host.describe(Self.shop) }
            return try await host.describe(Self.shop)?.services.first?.status
        }
        #expect(try report.value() == 1)
        let complaints = report.lines.filter { $0.text.contains("behaviour file is not used") }
        #expect(complaints.count == 1)
        #expect(complaints.first?.text.contains("jails/*/stauts") == true)
    }

    @Test(
        arguments: [
            ("fail", HostFailure.exited(program: "appjail", status: 70, text: "Exception:\n")),
            ("garbage", .unreadable(program: "appjail", text: "Traceback (most recent call last):\n")),
            ("cut", .unreadable(program: "appjail", text: "{\n  \"name\": ")),
            ("hang", .timedOut(program: "appjail")), ("absent", .notInstalled(program: "appjail")),
        ])
    func `trouble with AppJail comes out as what it is`(mode: String, failure: HostFailure) throws {
        let failures = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage(["appjail": .string(mode)]))
            let jail = JailName("web1")!
            var failures: [HostFailure] = []
            do throws(HostFailure) { _ = try await host.jails(keywords: ["name"]) } catch { failures.append(error) }
            do throws(HostFailure) { _ = try await host.statistics(of: jail, counters: []) } catch {
                failures.append(error)
            }
            do throws(HostFailure) { _ = try await host.cpuset(of: jail) } catch { failures.append(error) }
            do throws(HostFailure) { _ = try await host.extras(.nat, of: jail, keywords: []) } catch {
                failures.append(error)
            }
            return failures
        }.value()
        #expect(failures == Array(repeating: failure, count: 4))
    }

    @Test func `trouble with Director fails descriptions, and does not look like an empty host`() throws {
        let failures = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage(["director": "fail"]))
            var failures: [HostFailure] = []
            do throws(HostFailure) { _ = try await host.describe(Self.shop) } catch { failures.append(error) }
            // The list comes from Director's folders.
            #expect(try await host.projects().isEmpty)
            return failures
        }.value()
        #expect(failures.count == 1)
    }

    @Test func `without Director a run ends without a step that was started`() throws {
        let observation = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage(["director": "absent"]))
            let order = Self.order(1)
            try await host.start(order)
            return try await host.end(of: order.ticket)
        }.value()
        guard case .ended(let outcome) = observation else {
            Issue.record("\(observation)")
            return
        }
        #expect(!outcome.results.isEmpty)
        #expect(outcome.results.allSatisfy { $0.exit == .notStarted("appjail-director is not installed") })
    }

    // MARK: Ports

    @Test func `ports are sticky, in range, and never given twice`() throws {
        let (ports, again) = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage())
            let wish = JobRequest.PortWish(interface: "em0", network: "192.0.2.0/24")
            var ports: [Int] = []
            var again: [Int] = []
            for number in 0..<300 {
                ports.append(try await host.reserve(wish, for: ProjectName("p\(number)")!))
            }
            for number in 0..<300 {
                again.append(try await host.reserve(wish, for: ProjectName("p\(number)")!))
            }
            return (ports, again)
        }.value()
        #expect(ports == again)
        #expect(Set(ports).count == ports.count)
        #expect(ports.allSatisfy { (10_000..<65_535).contains($0) })
    }

    @Test func `ports that jails take are left out, those of the project itself are its own`() {
        var table = PortTable()
        let shop = ProjectName("shop")!
        let other = ProjectName("other")!
        // All but two ports are taken.
        let exposed: [(ports: ClosedRange<Int>, project: String?)] = [(10_000...40_000, nil), (40_003...65_534, "x")]
        let first = table.reserve(on: "em0", for: shop, exposed: exposed, draw: { 7 })
        let second = table.reserve(on: "em0", for: other, exposed: exposed, draw: { 7 })
        #expect(Set([first, second]) == [40_001, 40_002])
        let third = table.reserve(on: "em0", for: ProjectName("third")!, exposed: exposed, draw: { 7 })
        #expect(third == nil)
        let elsewhere = table.reserve(on: "em1", for: ProjectName("third")!, exposed: exposed, draw: { 7 })
        #expect(elsewhere != nil, "another interface has ports of its own")
        let own = exposed + [(ports: 40_001...40_001, project: "shop"), (ports: 40_002...40_002, project: "other")]
        let again = table.reserve(on: "em0", for: shop, exposed: own, draw: { 7 })
        #expect(again == first)
    }

    @Test(
        arguments: [
            ("nope0", nil, PortFailure.unknownInterface("nope0")),
            ("em0", "10.0.0.0/8", .noAddress(interface: "em0", network: "10.0.0.0/8")),
            ("em0", "fe80::/10", .noAddress(interface: "em0", network: "fe80::/10")),
            ("em0", "192.0.2.0/33", .badNetwork("192.0.2.0/33")), ("em0", "192.0.2", .badNetwork("192.0.2")),
            ("em0", "", .badNetwork("")), ("em0", "192.0.2.0/", .badNetwork("192.0.2.0/")),
        ] as [(String, String?, PortFailure)])
    func `a wish that cannot be met says why`(interface: String, network: String?, failure: PortFailure) throws {
        let found = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage())
            do throws(PortFailure) {
                _ = try await host.reserve(.init(interface: interface, network: network), for: Self.shop)
                return PortFailure?.none
            } catch {
                return error
            }
        }.value()
        #expect(found == failure)
    }

    @Test(arguments: ["192.0.2.10", "192.0.2.99/24", "0.0.0.0/0", "192.0.2.10/32"])
    func `a network that holds the address is met`(network: String) throws {
        let port = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage())
            return try await host.reserve(.init(interface: "em0", network: network), for: Self.shop)
        }.value()
        #expect((10_000..<65_535).contains(port))
    }

    // MARK: Reading

    @Test func `jails, logs and extras come through the ports`() throws {
        let texts = try Simulation.run(seed: 1) { simulation in
            let host = try await Self.open(simulation, Self.storage())
            try await host.start(Self.order(1))
            _ = try await host.end(of: Self.order(1).ticket)
            let jails = try await host.jails(keywords: ["name", "ports"])
            let extras = try await host.extras(.expose, of: JailName("web1")!, keywords: ["hport"])
            let log = try await host.projectLog(
                date: LogPart("2026-11-22_14h38m32s")!, service: LogPart("web"), file: LogPart("makejail.log")!)
            return [
                jails.map { JSONWriter.text(of: .object($0.info)) }.joined(),
                JSONWriter.text(of: .array(extras)), JSONWriter.text(of: .object(try await host.projectLogs())),
                JSONWriter.text(of: .object(try await host.jailLogs())), log ?? "no log",
                try await host.cpuset(of: JailName("web1")!) ?? "no set",
            ]
        }.value()
        #expect(
            texts == [
                #"{"name":"web1","ports":"8080 -> 80/tcp"}"#, #"[{"hport":"8080","nro":"0"}]"#,
                #"{"2026-11-22_14h38m32s":{"web":["makejail.log"]}}"#,
                #"{"jails":{"web1":{"startup-start":["2026-11-22.log"]}}}"#,
                "[00:00:00] [ info  ] [web1] Building Makejail ...", "0, 1, 2, 3",
            ])
    }

    @Test func `what is stored and is no host is not replaced by a guess`() throws {
        let failure = try Simulation.run(seed: 1) { simulation in
            let storage = MemoryHostStorage()
            try await storage.save(["version": 1])
            do {
                _ = try await Self.open(simulation, storage)
                return StorageFailure?.none
            } catch let error as StorageFailure {
                return error
            }
        }.value()
        #expect(failure == .corrupt("host/now: a member expected"))
    }
}
