import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct SystemClockTests {
    private let clock = SystemClock()

    @Test func `the wall clock shows the civil time`() {
        let before = Date().timeIntervalSince1970
        let now = clock.wallTime.seconds
        let after = Date().timeIntervalSince1970
        // A microsecond is lost where Date rounds.
        #expect(now >= before - 0.001)
        #expect(now <= after + 0.001)
    }

    @Test func `uptime only grows`() {
        var last = clock.uptime
        #expect(last > .zero)
        for _ in 0..<1000 {
            let next = clock.uptime
            #expect(next >= last)
            last = next
        }
    }

    @Test func `a sleep is at least as long as asked for`() async throws {
        let before = clock.uptime
        try await clock.sleep(for: .milliseconds(20))
        #expect(clock.uptime - before >= .milliseconds(20))
    }

    @Test(arguments: [Duration.zero, .seconds(-5)]) func `a sleep of no time ends`(duration: Duration) async throws {
        try await clock.sleep(for: duration)
    }

    @Test(arguments: [Duration.seconds(3600), .seconds(Int64.max)]) func `a cancelled sleep ends at once`(
        duration: Duration
    ) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do throws(CancellationError) {
                    try await clock.sleep(for: duration)
                    return false
                } catch { return true }
            }
            group.cancelAll()
            #expect(await group.next() == true)
        }
    }

    @Test func `random numbers differ and fall into their range`() {
        let chance = SystemChance()
        #expect(Set((0..<100).map { _ in chance.next() }).count == 100)
        for _ in 0..<100 { #expect((5...7).contains(chance.integer(in: 5...7))) }
    }
}
