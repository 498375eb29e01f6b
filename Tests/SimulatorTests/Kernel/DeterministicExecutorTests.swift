import Domain
import Simulator
import Synchronization
import TestSupport
import Testing

@Suite("Deterministic executor", .offPool)
struct DeterministicExecutorTests {
    private actor Ledger {
        private(set) var lines: [String] = []
        func add(_ line: String) { lines.append(line) }
    }

    /// A crowd that uses every construct of structured concurrency: a group, child tasks, an actor, a stream, sleeps.
    private static func crowd(seed: UInt64) -> SimulationReport<[String]> {
        Simulation.run(seed: seed) { simulation in
            let ledger = Ledger()
            let (stream, input) = AsyncStream.makeStream(of: Int.self)
            async let total: Int = {
                var sum = 0
                for await value in stream {
                    sum += value
                    await ledger.add("got \(value)")
                }
                return sum
            }()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<50 {
                    group.addTask {
                        for round in 0..<5 {
                            let wait = Duration.microseconds((worker * 7 + round * 3) % 11)
                            try await simulation.executor.sleep(until: simulation.now + wait)
                            simulation.note("worker \(worker)", "round \(round)")
                            await ledger.add("worker \(worker) round \(round)")
                            input.yield(worker)
                        }
                    }
                }
                try await group.waitForAll()
            }
            input.finish()
            let sum = await total
            await ledger.add("sum \(sum)")
            return await ledger.lines
        }
    }

    @Test(arguments: [1, 2, 3, 0xFFFF_FFFF_FFFF_FFFF] as [UInt64])
    func `the same seed gives the same run`(seed: UInt64) throws {
        let first = Self.crowd(seed: seed)
        let second = Self.crowd(seed: seed)
        #expect(try first.value() == second.value())
        #expect(first.traceHash == second.traceHash)
        #expect(first.scheduleHash == second.scheduleHash)
        #expect(first.steps == second.steps)
        #expect(first.lines == second.lines)
    }

    @Test func `other seeds give other orders of the same work`() throws {
        var hashes: [UInt64] = []
        let expected = try Self.crowd(seed: 0).value().sorted()
        for seed in 1...20 as ClosedRange<UInt64> {
            let report = Self.crowd(seed: seed)
            #expect(try report.value().sorted() == expected, "seed \(seed)")
            hashes.append(report.traceHash)
        }
        #expect(Set(hashes).count == hashes.count)
    }

    /// Workers who wake together, write to one ledger and let others go first, with `detours` through actors that are
    /// of no use on the way: as many more hops as a less optimised build has.
    private static func detouring(seed: UInt64, detours: Int) -> SimulationReport<[String]> {
        Simulation.run(seed: seed) { simulation in
            let ledger = Ledger()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<10 {
                    group.addTask {
                        let actors = (0..<max(detours, 1)).map { _ in Ledger() }
                        for round in 0..<5 {
                            for actor in actors.prefix(detours) { await actor.add("detour") }
                            try await simulation.executor.sleep(until: .milliseconds(round))
                            for actor in actors.prefix(detours) { await actor.add("detour") }
                            simulation.note("worker \(worker)", "round \(round)")
                            await ledger.add("worker \(worker) round \(round)")
                            for actor in actors.prefix(detours) { await actor.add("detour") }
                            await DeterministicExecutor.letOthersGoFirst()
                            simulation.note("worker \(worker)", "after round \(round)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            return await ledger.lines
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `hops from actor to actor change nothing, so that debug and release run alike`(seed: UInt64) throws {
        let direct = Self.detouring(seed: seed, detours: 0)
        for detours in [1, 2, 7] {
            let other = Self.detouring(seed: seed, detours: detours)
            #expect(try other.value() == direct.value())
            #expect(other.traceHash == direct.traceHash, "seed \(seed), \(detours) detours")
            #expect(other.scheduleHash == direct.scheduleHash, "seed \(seed), \(detours) detours")
            #expect(other.steps > direct.steps)
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `a run that is made from a task is the same as one of a bare thread`(seed: UInt64) async throws {
        let outside = try await OffPool.run { Self.detouring(seed: seed, detours: 2) }
        let inside = Self.detouring(seed: seed, detours: 2)
        let deeper = Simulation.run(seed: 1) { _ in
            await Ledger().add("a turn that hops")
            return Self.detouring(seed: seed, detours: 2)
        }
        for other in [inside, try deeper.value()] {
            #expect(other.traceHash == outside.traceHash)
            #expect(other.scheduleHash == outside.scheduleHash)
        }
    }

    @Test func `who lets others go first may be passed by all of them or by none`() throws {
        func passed(seed: UInt64) throws -> Int {
            try Simulation.run(seed: seed) { simulation in
                let ledger = Ledger()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 {
                        group.addTask {
                            try await simulation.executor.sleep(until: .seconds(1))
                            await ledger.add("other")
                        }
                    }
                    group.addTask {
                        try await simulation.executor.sleep(until: .seconds(1))
                        await ledger.add("begin")
                        await DeterministicExecutor.letOthersGoFirst()
                        await ledger.add("end")
                    }
                    try await group.waitForAll()
                }
                let lines = await ledger.lines
                return lines.firstIndex(of: "end")! - lines.firstIndex(of: "begin")! - 1
            }.value()
        }
        #expect(try Set((0..<100).map { try passed(seed: $0) }) == [0, 1, 2, 3])
    }

    @Test func `virtual time jumps from timer to timer`() throws {
        let report = Simulation.run(seed: 1) { simulation in
            try await simulation.executor.sleep(until: .seconds(86_400))
            return simulation.now
        }
        #expect(try report.value() == .seconds(86_400))
        #expect(report.virtualTime == .seconds(86_400))
        #expect(report.steps < 20)
    }

    @Test func `a call is made at its time, in the order of calls, and one that was cancelled is not`() throws {
        let log = Mutex<[String]>([])
        let report = Simulation.run(seed: 1) { simulation in
            let executor = simulation.executor
            @Sendable func call(_ name: String, at time: Duration) -> DeterministicExecutor.Pending? {
                executor.call(at: time) { log.withLock { $0.append("\(name) at \(executor.now)") } }
            }
            let first = call("first", at: .seconds(2))
            _ = call("second", at: .seconds(2))
            _ = call("earlier", at: .seconds(1))
            let cancelled = call("cancelled", at: .seconds(1))
            if let cancelled { executor.cancel(cancelled) }
            try await executor.sleep(until: .seconds(2))
            log.withLock { $0.append("awake") }
            // Both are over: nothing happens, and to what has their place now neither.
            _ = call("third", at: .seconds(3))
            for over in [first, cancelled] { if let over { executor.cancel(over) } }
            try await executor.sleep(until: .seconds(4))
            _ = call("never", at: .seconds(5))
        }
        #expect(report.ending == .finished)
        #expect(
            log.withLock { $0 } == [
                "earlier at 1.0 seconds", "first at 2.0 seconds", "second at 2.0 seconds", "awake",
                "third at 3.0 seconds",
            ])
    }

    @Test func `what a call that is never made would have held is let go`() {
        final class Held: Sendable {}
        weak var remains: Held?
        do {
            let held = Held()
            remains = held
            _ = Simulation.run(seed: 1) { simulation in
                _ = simulation.executor.call(at: .seconds(5)) { [executor = simulation.executor] in
                    withExtendedLifetime((held, executor)) {}
                }
            }
        }
        #expect(remains == nil)
    }

    @Test func `calls that follow one another in one instant are a livelock`() {
        @Sendable func again(_ executor: DeterministicExecutor) {
            _ = executor.call(at: executor.now) { again(executor) }
        }
        let report = Simulation.run(seed: 1, limits: .init(turnsInAnInstant: 1_000)) { simulation in
            again(simulation.executor)
            try await simulation.executor.sleep(until: .seconds(1))
        }
        #expect(report.ending == .livelock)
    }

    @Test func `a call that code outside the run asks for is an escape and is not made`() throws {
        let report = Simulation.run(seed: 1) { simulation in simulation.executor }
        let executor = try report.value()
        #expect(executor.call(at: .zero) {} == nil)
        #expect(executor.escapes == 1)
    }

    @Test func `timers that are due together wake in an order of the seed`() throws {
        func order(seed: UInt64) throws -> [Int] {
            try Simulation.run(seed: seed) { simulation in
                await withTaskGroup(of: Int.self) { group in
                    for sleeper in 0..<8 {
                        group.addTask {
                            do throws(CancellationError) {
                                try await simulation.executor.sleep(until: .seconds(1))
                            } catch {
                                return -1
                            }
                            simulation.note("sleeper", "\(sleeper)")
                            return sleeper
                        }
                    }
                    var order: [Int] = []
                    for await sleeper in group { order.append(sleeper) }
                    return order
                }
            }.value()
        }
        let orders = try (0..<10).map { try order(seed: $0) }
        #expect(orders.allSatisfy { $0.sorted() == Array(0..<8) })
        #expect(Set(orders).count > 1)
    }

    @Test func `a cancelled sleep ends at once and leaves no timer`() throws {
        let report = Simulation.run(seed: 3) { simulation in
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do throws(CancellationError) {
                        try await simulation.executor.sleep(until: .seconds(1_000))
                        return false
                    } catch {
                        return true
                    }
                }
                group.addTask {
                    do throws(CancellationError) {
                        try await simulation.executor.sleep(until: .seconds(1))
                        return true
                    } catch {
                        return false
                    }
                }
                let first = await group.next()
                group.cancelAll()
                let second = await group.next()
                return first == true && second == true && simulation.now == .seconds(1)
            }
        }
        #expect(try report.value())
        #expect(report.virtualTime == .seconds(1))
    }

    @Test func `a sleep in a cancelled task does not begin`() throws {
        let report = Simulation.run(seed: 3) { simulation in
            await withTaskGroup(of: Duration?.self) { group in
                group.addTask {
                    // Outlive the cancellation below, then sleep.
                    while !Task.isCancelled { await Task.yield() }
                    do throws(CancellationError) {
                        try await simulation.executor.sleep(until: .seconds(5))
                        return nil
                    } catch {
                        return simulation.now
                    }
                }
                group.cancelAll()
                return await group.next() ?? nil
            }
        }
        #expect(try report.value() == .zero)
    }

    @Test func `waiting for what never comes is a deadlock`() {
        let report = Simulation.run(seed: 1) { simulation in
            try await simulation.executor.sleep(until: .seconds(2))
            let (stream, input) = AsyncStream.makeStream(of: Int.self)
            for await _ in stream {}
            _ = input
        }
        #expect(report.ending == .deadlock)
        #expect(report.virtualTime == .seconds(2))
        #expect(throws: SimulationFailure.didNotFinish(.deadlock, seed: 1)) { try report.value() }
    }

    @Test func `spinning without time moving is a livelock`() {
        let report = Simulation.run(seed: 1, limits: .init(turnsInAnInstant: 1_000)) { _ in
            while !Task.isCancelled { await Task.yield() }
        }
        #expect(report.ending == .livelock)
        // A thousand turns, each with one hop after the yield, and a few of both to unwind.
        #expect((1_000...2_100).contains(report.steps))
    }

    @Test func `turns spread over time are no livelock, but count against the whole`() {
        let report = Simulation.run(seed: 1, limits: .init(turnsInAnInstant: 100, turns: 5_000)) { simulation in
            while true { try await simulation.executor.sleep(until: simulation.now + .microseconds(1)) }
        }
        #expect(report.ending == .tooManyTurns)
    }

    @Test func `a run does not go past its virtual time`() {
        let report = Simulation.run(seed: 1, limits: .init(time: .seconds(60))) { simulation in
            try await simulation.executor.sleep(until: .seconds(61))
        }
        #expect(report.ending == .tooMuchTime)
    }

    @Test func `an unstructured task is noticed, even one that never touches the simulation`() {
        let report = Simulation.run(seed: 9) { _ in
            Task {}
        }
        #expect(report.ending == .finished)
        #expect(report.escapes == 1)
        #expect(throws: SimulationFailure.escaped(times: 1, seed: 9)) { _ = try report.value() }
    }

    @Test func `a detached task is noticed`() {
        let report = Simulation.run(seed: 9) { _ in
            Task.detached {}
        }
        #expect(report.escapes == 1)
    }

    @Test func `structured work is not taken for an escape`() {
        #expect(Self.crowd(seed: 5).escapes == 0)
    }

    @Test func `what the body throws comes out`() {
        struct Trouble: Error {}
        let report = Simulation.run(seed: 1) { _ in throw Trouble() }
        #expect(throws: Trouble.self) { try report.value() }
    }

    @Test func `a simulation inside a simulation keeps its own time and order`() throws {
        let report = Simulation.run(seed: 1) { outer in
            try await outer.executor.sleep(until: .seconds(1))
            let inner = Simulation.run(seed: 2) { inner in
                try await inner.executor.sleep(until: .seconds(30))
                return inner.now
            }
            let innerTime = try inner.value()
            try await outer.executor.sleep(until: .seconds(2))
            return [innerTime, outer.now]
        }
        #expect(try report.value() == [.seconds(30), .seconds(2)])
    }
}
