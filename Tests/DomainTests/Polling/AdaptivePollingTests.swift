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

    @Test func `whoever sleeps through its quiet times looks at the same times as in rounds`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var chance = SplitMix64(seed: seed)
            let requests = (0..<5).map { _ in Int(chance.next() % 400) }.sorted()
            var polling = AdaptivePolling(settings: small)
            var polls: [Int] = []
            var time = 0
            var asked = requests[...]
            while time <= 400 {
                if polling.shouldPoll(now: .seconds(time)) { polls.append(time) }
                // Rounds of five seconds; a quiet time is slept through to the round in which it ends, or somebody asks.
                let quiet = Int(polling.quiet(now: .seconds(time)).components.seconds)
                let end = time + max(5, (quiet + 4) / 5 * 5)
                time += 5
                while time < end, asked.first.map({ $0 > time }) ?? true { time += 5 }
                while let request = asked.first, request <= time {
                    polling.requested(now: .seconds(request))
                    asked.removeFirst()
                }
            }
            #expect(polls == self.polls(every: 5, until: 400, requests: requests, settings: small), "seed \(seed)")
        }
    }

    @Test func `only a request after a quiet time is told to be one`() {
        var polling = AdaptivePolling(settings: small)
        let told = [0, 9, 19, 20].map { polling.requested(now: .seconds($0)) }
        #expect(told == [false, false, true, false])
    }
}
