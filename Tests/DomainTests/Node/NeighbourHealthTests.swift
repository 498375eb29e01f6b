import Synchronization
import Testing

@testable import Domain

@Suite("Health of neighbours")
struct NeighbourHealthTests {
    /// A clock that stands until it is set.
    private final class SetClock: Timekeeper {
        private let now = Mutex(Duration.zero)

        var uptime: Duration { now.withLock { $0 } }
        var wallTime: WallTime { WallTime(microseconds: uptime.microseconds) }

        func set(_ time: Duration) { now.withLock { $0 = time } }

        func sleep(for duration: Duration) async throws(CancellationError) { throw CancellationError() }
    }

    private static let alpha = ChainName("alpha")!
    private static let bravo = ChainName("bravo")!
    private let clock = SetClock()

    /// Alpha is well, bravo not: the heartbeat has found it silent, or calls have failed.
    private func health(_ settings: SmartTimeouts.Settings = .init(), isSilent: Bool) async -> NeighbourHealth {
        let health = NeighbourHealth(
            NodeConfiguration(
                neighbours: [Self.alpha, Self.bravo].map { NodeConfiguration.Neighbour(name: $0) },
                smartTimeouts: settings, polling: NodeConfiguration.Polling(heartbeat: .seconds(10))),
            clock: clock)
        if isSilent {
            await health.missed(Self.bravo, within: .seconds(15))
        } else {
            for time in [1, 2] { await health.failed(Self.bravo, began: .seconds(time)) }
        }
        return health
    }

    @Test(arguments: [true, false])
    func `a neighbour that is not well is left out of lists, and not asked when calls have failed`(isSilent: Bool) async
    {
        let health = await health(isSilent: isSilent)
        #expect(await health.listed() == [Self.alpha])
        #expect(await health.isRefused(Self.bravo) == !isSilent)
        #expect(await !health.isRefused(Self.alpha))
    }

    @Test(arguments: [true, false])
    func `not strict, it is left out of lists and may still be asked`(isSilent: Bool) async {
        let health = await health(SmartTimeouts.Settings(isStrict: false), isSilent: isSilent)
        #expect(await health.listed() == [Self.alpha])
        #expect(await !health.isRefused(Self.bravo))
    }

    @Test(arguments: [true, false])
    func `with Smart Timeouts switched off everybody is listed and asked, silent or not`(isSilent: Bool) async {
        let health = await health(SmartTimeouts.Settings(isEnabled: false), isSilent: isSilent)
        #expect(await health.listed() == [Self.alpha, Self.bravo])
        #expect(await !health.isRefused(Self.bravo))
    }

    @Test(arguments: [true, false])
    func `one answer makes it well again`(isSilent: Bool) async {
        let health = await health(isSilent: isSilent)
        await health.succeeded(Self.bravo)
        #expect(await health.listed() == [Self.alpha, Self.bravo])
        #expect(await !health.isRefused(Self.bravo))
    }

    @Test func `a verdict of the heartbeat is dropped when no round follows it`() async {
        let health = await health(isSilent: true)
        clock.set(.seconds(600))
        #expect(await health.listed() == [Self.alpha, Self.bravo])
    }
}
