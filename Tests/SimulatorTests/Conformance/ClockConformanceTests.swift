import Domain
import Simulator
import Testing

@Suite("Virtual clocks: what the one of the system does", .offPool)
struct ClockConformanceTests {
    @Test(arguments: ClockConformance.cases)
    func `the virtual clock keeps time as the real one does`(_ testCase: ClockConformance.Case) throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            for drift in [-50_000, 0, 200] {
                try Simulation.run(seed: seed) { simulation in
                    try await testCase.run(simulation.clock(driftPartsPerMillion: drift))
                }.value()
            }
        }
    }

    @Test(arguments: ClockConformance.cases)
    func `the clock of a process that lives keeps time as the real one does`(_ testCase: ClockConformance.Case) throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            try Simulation.run(seed: seed) { simulation in
                try await testCase.run(
                    FencedTimekeeper(simulation.clock(), fence: Fence(node: "alpha", incarnation: 1)))
            }.value()
        }
    }

    @Test func `a process that is dead waits no longer, and begins no wait`() throws {
        try Simulation.run(seed: 1) { simulation in
            let fence = Fence(node: "alpha", incarnation: 1)
            let clock = simulation.clock()
            let wakeup = FencedTimekeeper(clock, fence: fence).wakeup()
            let isRefused = await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do throws(CancellationError) {
                        try await wakeup.wait(atLeast: .zero, atMost: .seconds(3600))
                        return false
                    } catch { return true }
                }
                await Task.yield()
                fence.fall()
                await wakeup.set()
                return await group.next() ?? false
            }
            #expect(isRefused)
            #expect(clock.uptime == .zero)
            await #expect(throws: CancellationError.self) { try await wakeup.wait(atLeast: .zero, atMost: .seconds(1)) }
        }.value()
    }
}
