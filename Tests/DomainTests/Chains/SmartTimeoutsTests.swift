import Testing

@testable import Domain

@Suite("Smart Timeouts")
struct SmartTimeoutsTests {
    private let bravo = ChainName("bravo")!

    private func afterFailures(_ times: [Int], settings: SmartTimeouts.Settings = .init()) -> SmartTimeouts {
        var timeouts = SmartTimeouts(settings: settings)
        for time in times { timeouts.failed(bravo, began: .seconds(time), now: .seconds(time)) }
        return timeouts
    }

    @Test func `a neighbour that never failed is listed`() {
        let timeouts = SmartTimeouts(settings: .init())
        #expect(!timeouts.isHidden(bravo, now: .zero))
    }

    @Test func `one failure hides nobody by default`() {
        #expect(!afterFailures([0]).isHidden(bravo, now: .seconds(1)))
    }

    @Test(arguments: [(2, 120), (3, 180), (4, 240), (31, 1860), (40, 1860)])
    func `a neighbour that failed again and again stays hidden for longer, up to a bound`(failures: Int, seconds: Int) {
        let last = (failures - 1) * 10
        let timeouts = afterFailures((0..<failures).map { $0 * 10 })
        #expect(timeouts.isHidden(bravo, now: .seconds(last + seconds) - .milliseconds(1)))
        #expect(!timeouts.isHidden(bravo, now: .seconds(last + seconds)))
        #expect(timeouts.hiddenUntil(bravo, now: .seconds(last)) == .seconds(last + seconds))
    }

    @Test func `one success lists a neighbour again at once and clears its record`() {
        var timeouts = afterFailures([0, 1, 2, 3])
        timeouts.succeeded(bravo)
        #expect(!timeouts.isHidden(bravo, now: .seconds(4)))
        timeouts.failed(bravo, began: .seconds(5), now: .seconds(5))
        #expect(!timeouts.isHidden(bravo, now: .seconds(6)))
    }

    @Test func `failures of calls that were under way together lengthen the absence once`() {
        var timeouts = SmartTimeouts(settings: .init())
        for call in 0..<20 { timeouts.failed(bravo, began: .milliseconds(call), now: .seconds(10)) }
        #expect(timeouts.isHidden(bravo, now: .seconds(69)))
        #expect(!timeouts.isHidden(bravo, now: .seconds(70)))
    }

    @Test func `switched off, nothing is hidden`() {
        var settings = SmartTimeouts.Settings()
        settings.isEnabled = false
        let timeouts = afterFailures([0, 1, 2], settings: settings)
        #expect(!timeouts.isHidden(bravo, now: .seconds(3)))
    }

    @Test func `the failure of one neighbour does not hide another`() {
        #expect(!afterFailures([0, 1, 2]).isHidden(ChainName("alpha")!, now: .seconds(3)))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a neighbour that stops failing is listed again within interval and bound`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var timeouts = SmartTimeouts(settings: .init())
        var now = Duration.zero
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            now += .milliseconds(Int.random(in: 0...400_000, using: &random))
            timeouts.failed(bravo, began: now - .milliseconds(Int.random(in: 0...10_000, using: &random)), now: now)
        }
        #expect(!timeouts.isHidden(bravo, now: now + .seconds(60 + 1800)), "seed \(seed)")
    }
}

@Suite("Heartbeat")
struct HeartbeatTests {
    private let bravo = ChainName("bravo")!

    @Test func `a neighbour that did not answer its last ping is silent`() {
        var heartbeat = Heartbeat(validity: .seconds(90))
        heartbeat.missed(bravo, within: .seconds(15), now: .zero)
        #expect(heartbeat.isSilent(bravo, now: .seconds(104)))
        #expect(!heartbeat.isSilent(ChainName("alpha")!, now: .seconds(1)))
    }

    @Test func `a verdict that is too old is no verdict`() {
        var heartbeat = Heartbeat(validity: .seconds(90))
        heartbeat.missed(bravo, within: .seconds(15), now: .zero)
        #expect(!heartbeat.isSilent(bravo, now: .seconds(105)))
    }

    @Test func `before the first round everybody is well`() {
        #expect(!Heartbeat(validity: .seconds(90)).isSilent(bravo, now: .zero))
    }

    @Test func `one that answers anything is silent no more`() {
        var heartbeat = Heartbeat(validity: .seconds(90))
        heartbeat.missed(bravo, within: .seconds(15), now: .zero)
        heartbeat.heard(bravo)
        #expect(!heartbeat.isSilent(bravo, now: .seconds(1)))
    }
}
