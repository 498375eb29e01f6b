package import Domain

/// The clock of a machine as one of its processes sees it: a dead process does not wake up.
package struct FencedTimekeeper: Timekeeper {
    private let timekeeper: any Timekeeper
    private let fence: Fence

    package init(_ timekeeper: any Timekeeper, fence: Fence) {
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
}
