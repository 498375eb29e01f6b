package import Domain

/// What the clock of a node must do, as cases that can be run against any of them: the virtual one, that of a simulated
/// process, and the one of the operating system. Source: the contracts of ``Domain/WakingTimekeeper`` and ``Domain/Wakeup``.
///
/// Nothing is said of how late a wait may end: a machine may be busy.
package enum ClockConformance {
    package typealias Case = ConformanceCase<any WakingTimekeeper>

    private static let short = Duration.milliseconds(20)
    /// A case that waited for this would never end.
    private static let endless = Duration.seconds(1_000_000)

    package static let cases: [Case] = [
        Case("a sleep is at least as long as it should be") { clock in
            let began = clock.uptime
            try await clock.sleep(for: short)
            try expect("the sleep is long enough", holds: clock.uptime - began >= short)
        },
        Case("a sleep of no time ends, and so does one of less") { clock in
            for duration in [Duration.zero, .seconds(-5)] { try await clock.sleep(for: duration) }
        },
        Case("who is cancelled sleeps no longer") { clock in
            try expect(
                "the sleep",
                try await cancelled { () throws(CancellationError) in try await clock.sleep(for: endless) },
                true)
        },
        Case("who is cancelled waits no longer") { clock in
            let wakeup = clock.wakeup()
            try expect(
                "the wait",
                try await cancelled { () throws(CancellationError) in
                    try await wakeup.wait(atLeast: .zero, atMost: endless)
                }, true)
        },
        Case("a wait that no signal ends is as long as it may be") { clock in
            try expect("it is", holds: try await waits(clock, clock.wakeup(), atMost: short) >= short)
        },
        Case("a signal ends the wait that is under way") { clock in
            let wakeup = clock.wakeup()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await wakeup.wait(atLeast: .zero, atMost: endless) }
                group.addTask {
                    try await clock.sleep(for: short)
                    await wakeup.set()
                }
                try await group.waitForAll()
            }
        },
        Case("a signal that was given before ends the next wait, and no other") { clock in
            let wakeup = clock.wakeup()
            for _ in 0..<3 { await wakeup.set() }
            try await wakeup.wait(atLeast: .zero, atMost: endless)
            try expect("the next is whole", holds: try await waits(clock, wakeup, atMost: short) >= short)
        },
        Case("a wait is no shorter than its least, even when the signal is there") { clock in
            let wakeup = clock.wakeup()
            await wakeup.set()
            try expect(
                "it is not", holds: try await waits(clock, wakeup, atLeast: short, atMost: endless) >= short)
            try expect("the next is whole", holds: try await waits(clock, wakeup, atMost: short) >= short)
        },
        Case("a least beyond the longest does not make the wait longer") { clock in
            let wakeup = clock.wakeup()
            try await wakeup.wait(atLeast: endless, atMost: short)
            await wakeup.set()
            try await wakeup.wait(atLeast: endless, atMost: short)
        },
        Case("two loops that wake each other get on") { clock in
            let (ping, pong) = (clock.wakeup(), clock.wakeup())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (mine, other) in [(ping, pong), (pong, ping)] {
                    group.addTask {
                        for _ in 0..<200 {
                            await other.set()
                            try await mine.wait(atLeast: .zero, atMost: endless)
                        }
                        // The other may be one behind.
                        await other.set()
                    }
                }
                try await group.waitForAll()
            }
        },
    ]

    /// How long a wait took.
    private static func waits(
        _ clock: any WakingTimekeeper, _ wakeup: any Wakeup, atLeast least: Duration = .zero, atMost most: Duration
    ) async throws(CancellationError) -> Duration {
        let began = clock.uptime
        try await wakeup.wait(atLeast: least, atMost: most)
        return clock.uptime - began
    }

    /// Whether a task that is cancelled ends with the error that says so.
    private static func cancelled(
        _ body: @escaping @Sendable () async throws(CancellationError) -> Void
    ) async throws -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do throws(CancellationError) {
                    try await body()
                    return false
                } catch { return true }
            }
            await Task.yield()
            group.cancelAll()
            return await group.next() ?? false
        }
    }
}
