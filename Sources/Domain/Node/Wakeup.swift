/// Wakes one loop early. A signal given while nobody waits is kept, several count as one.
package actor Wakeup {
    private var isSet = false
    private var isOver = false
    private var waiter: CheckedContinuation<Void, Never>?

    package init() {}

    package func set() {
        isSet = true
        wake()
    }

    /// Waits for the signal or for `duration`, whichever comes first, and clears it. For one loop at a time.
    ///
    /// - Parameter least: How long the wait lasts even when the signal is there.
    /// - Throws: `CancellationError` when the task was cancelled.
    package func wait(
        _ clock: any Timekeeper, atLeast least: Duration = .zero, atMost duration: Duration
    ) async throws(CancellationError) {
        let began = clock.uptime
        if !isSet {
            isOver = false
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    // A cancelled sleep ends the wait like one that is over; the caller is told below.
                    do throws(CancellationError) { try await clock.sleep(for: duration) } catch {}
                    await self.timeIsOver()
                }
                await untilWoken()
                group.cancelAll()
            }
        }
        let missing = min(least, duration) - (clock.uptime - began)
        if missing > .zero { try await clock.sleep(for: missing) }
        isSet = false
        if Task.isCancelled { throw CancellationError() }
    }

    private func timeIsOver() {
        isOver = true
        wake()
    }

    private func untilWoken() async {
        await withCheckedContinuation { continuation in
            if isSet || isOver { continuation.resume() } else { waiter = continuation }
        }
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }
}
