/// A clock by which loops wait that can be woken.
package protocol WakingTimekeeper: Timekeeper {
    /// A new wakeup, whose waits are counted by this clock.
    func wakeup() -> any Wakeup
}

/// Wakes one loop early. A signal that is given while nobody waits is kept, several count as one.
package protocol Wakeup: Sendable {
    func set() async

    /// Waits for the signal or for `duration`, whichever comes first, and clears it. For one loop at a time.
    ///
    /// - Parameter least: How long the wait lasts even when the signal is there.
    /// - Throws: `CancellationError` when the task was cancelled.
    func wait(atLeast least: Duration, atMost duration: Duration) async throws(CancellationError)
}

extension Wakeup {
    func wait(atMost duration: Duration) async throws(CancellationError) {
        try await wait(atLeast: .zero, atMost: duration)
    }
}
