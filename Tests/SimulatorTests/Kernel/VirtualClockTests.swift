import Domain
import Simulator
import Synchronization
import Testing

@Suite("Virtual clock", .offPool)
struct VirtualClockTests {
    @Test func `wall time starts skewed and moves with uptime`() throws {
        let walls = try Simulation.run(seed: 1) { simulation in
            let clock = simulation.clock(skew: .seconds(-30))
            let before = clock.wallTime
            try await clock.sleep(for: .seconds(10))
            return [before, clock.wallTime]
        }.value()
        #expect(walls[0] == VirtualClock.defaultStart + .seconds(-30))
        #expect(walls[1].since(walls[0]) == .seconds(10))
    }

    @Test(arguments: [3_600, -3_600])
    func `a step moves the wall clock and nothing else`(seconds: Int) throws {
        let (jump, uptime) = try Simulation.run(seed: 1) { simulation in
            let clock = simulation.clock()
            try await clock.sleep(for: .seconds(5))
            let before = clock.wallTime
            clock.step(by: .seconds(seconds))
            return (clock.wallTime.since(before), clock.uptime)
        }.value()
        #expect(jump == .seconds(seconds))
        #expect(uptime == .seconds(5))
    }

    @Test(arguments: [0, 100, -100, 250_000, -500_000, 999_999])
    func `a drifting machine sleeps by its own count`(partsPerMillion: Int) throws {
        let (local, real) = try Simulation.run(seed: 1) { simulation in
            let clock = simulation.clock(driftPartsPerMillion: partsPerMillion)
            let before = clock.uptime
            try await clock.sleep(for: .seconds(3_600))
            return (clock.uptime - before, simulation.now)
        }.value()
        #expect(local >= .seconds(3_600))
        #expect(local < .seconds(3_600) + .microseconds(1))
        let expected = 3_600.0 * 1_000_000 / Double(1_000_000 + partsPerMillion)
        #expect(abs(real.inSeconds - expected) < 0.001)
    }

    @Test func `a drift that begins during a sleep moves its end`() throws {
        let (local, real) = try Simulation.run(seed: 1) { simulation in
            let clock = simulation.clock()
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await clock.sleep(for: .seconds(100)) }
                group.addTask {
                    try await simulation.executor.sleep(until: .seconds(50))
                    // Half as fast from here on: the other 50 s take 100.
                    clock.drift(partsPerMillion: -500_000)
                }
                try await group.waitForAll()
                return (clock.uptime, simulation.now)
            }
        }.value()
        #expect(local >= .seconds(100) && local < .seconds(100) + .microseconds(1))
        #expect(abs(real.inSeconds - 150) < 0.001)
    }

    // From the old drift downwards: of one that grows, alarms and sleeps learn only at their end.
    @Test(arguments: [-500_000, 0, 250_000])
    func `an alarm rings when the machine has counted its time, whatever its drift does meanwhile`(
        later: Int
    ) throws {
        let rings = Mutex<[(local: Duration, real: Duration)]>([])
        try Simulation.run(seed: 1) { simulation in
            let clock = simulation.clock(driftPartsPerMillion: 250_000)
            let ring: @Sendable () -> Void = {
                rings.withLock { $0.append((clock.uptime, simulation.now)) }
            }
            _ = clock.alarm(after: .seconds(100), ring)
            let stopped = clock.alarm(after: .seconds(90), ring)
            // 50 s by this clock.
            try await simulation.executor.sleep(until: .seconds(40))
            clock.drift(partsPerMillion: later)
            clock.stop(stopped)
            try await simulation.executor.sleep(until: .seconds(1_000))
        }.value()
        let (local, real) = try #require(rings.withLock { $0 }.first)
        #expect(rings.withLock { $0.count } == 1)
        #expect(local >= .seconds(100) && local < .seconds(100) + .microseconds(2))
        #expect(abs(real.inSeconds - (40 + 50 * 1_000_000 / Double(1_000_000 + later))) < 0.001)
    }

    @Test func `uptime never runs back when the drift changes`() throws {
        let isGrowing = try Simulation.run(seed: 4) { simulation in
            let clock = simulation.clock()
            let chance = simulation.chance("drift")
            var last = clock.uptime
            for _ in 0..<1_000 {
                clock.drift(partsPerMillion: chance.integer(in: -900_000...900_000))
                try await simulation.executor.sleep(until: simulation.now + .microseconds(chance.integer(in: 0...90)))
                guard clock.uptime >= last else { return false }
                last = clock.uptime
            }
            return true
        }.value()
        #expect(isGrowing)
    }

    @Test func `a sleep of no time or less ends in the same instant`() throws {
        let now = try Simulation.run(seed: 1) { simulation in
            let clock = simulation.clock(driftPartsPerMillion: 50)
            try await clock.sleep(for: .zero)
            try await clock.sleep(for: .seconds(-5))
            return simulation.now
        }.value()
        #expect(now == .zero)
    }

    @Test func `a sleep for ever can still be cancelled`() throws {
        let isCancelled = try Simulation.run(seed: 1) { simulation in
            let clock = simulation.clock(driftPartsPerMillion: -100)
            return await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do throws(CancellationError) {
                        try await clock.sleep(for: .seconds(Int64.max))
                        return false
                    } catch {
                        return true
                    }
                }
                await Task.yield()
                group.cancelAll()
                return await group.next() ?? false
            }
        }.value()
        #expect(isCancelled)
    }
}
