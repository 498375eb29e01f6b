import Testing

@testable import Domain

@Suite("Adaptive polling")
struct AdaptivePollingTests {
    private func polls(every step: Int, until end: Int, requests: [Int] = [], settings: AdaptivePolling.Settings)
        -> [Int]
    {
        var polling = AdaptivePolling(settings: settings)
        var polls: [Int] = []
        for time in stride(from: 0, through: end, by: step) {
            for request in requests where request > time - step && request <= time {
                polling.requested(now: .seconds(request))
            }
            if polling.shouldPoll(now: .seconds(time)) { polls.append(time) }
        }
        return polls
    }

    private let small = AdaptivePolling.Settings(
        window: .seconds(10), idle: .seconds(30), penalty: .seconds(20), longest: .seconds(80))

    @Test func `idle polls are rare and an active window begins again after the longest pause`() {
        #expect(
            polls(every: 5, until: 180, settings: small)
                == [0, 5, 30, 50, 70, 75, 80, 105, 125, 145, 150, 155, 180])
    }

    @Test func `the defaults poll 15 times in the window and then every 15 minutes`() {
        let seen = polls(every: 12, until: 2700, settings: AdaptivePolling.Settings())
        #expect(seen.prefix(15).elementsEqual(stride(from: 0, through: 168, by: 12)))
        #expect(seen.dropFirst(15).elementsEqual([900, 1800, 2700]))
    }

    @Test func `a request brings the polls of every round back`() {
        let seen = polls(every: 12, until: 2200, requests: [2000], settings: AdaptivePolling.Settings())
        #expect(seen.filter { $0 > 1800 }.elementsEqual(stride(from: 2004, through: 2172, by: 12)))
    }
}
