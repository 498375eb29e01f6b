package import Domain
import Foundation

/// The clocks of the operating system.
package struct SystemClock: WakingTimekeeper {
    package init() {}

    package var wallTime: WallTime {
        WallTime(microseconds: Self.read(CLOCK_REALTIME).microseconds)
    }

    package var uptime: Duration { Self.read(Platform.uptimeClock) }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        do {
            // A sleep that nobody lives to see the end of would overflow the run time's own arithmetic.
            try await Task.sleep(for: min(duration, Self.longestSleep))
        } catch {
            throw CancellationError()
        }
    }

    package func wakeup() -> any Wakeup { SystemWakeup(self) }

    private static let longestSleep = Duration.seconds(100 * 365 * 86400)

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "the system has no clock \(clock)")
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
