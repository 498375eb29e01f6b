package import Domain

/// The clock of a machine as one of its processes sees it: a dead process does not wake up.
package struct FencedTimekeeper: WakingTimekeeper {
    private let timekeeper: any WakingTimekeeper
    private let fence: Fence

    package init(_ timekeeper: any WakingTimekeeper, fence: Fence) {
        self.timekeeper = timekeeper
        self.fence = fence
    }

    package var wallTime: WallTime { timekeeper.wallTime }
    package var uptime: Duration { timekeeper.uptime }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        try fence.check()
        try await timekeeper.sleep(for: duration)
        await fence.cross(.clockSleep, isAfter: true)
        try fence.check()
    }

    package func wakeup() -> any Wakeup { FencedWakeup(timekeeper.wakeup(), fence: fence) }
}

/// A wakeup of one process of a machine.
private final class FencedWakeup: Wakeup {
    private let wakeup: any Wakeup
    private let fence: Fence

    init(_ wakeup: any Wakeup, fence: Fence) {
        self.wakeup = wakeup
        self.fence = fence
    }

    func set() async { await wakeup.set() }

    func wait(atLeast least: Duration, atMost duration: Duration) async throws(CancellationError) {
        try fence.check()
        try await wakeup.wait(atLeast: least, atMost: duration)
        await fence.cross(.clockSleep, isAfter: true)
        try fence.check()
    }
}
