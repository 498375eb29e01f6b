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
    /// - Throws: `CancellationError` when the task was cancelled.
    package func wait(_ clock: any Timekeeper, atMost duration: Duration) async throws(CancellationError) {
        if !isSet {
            isOver = false
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.untilWoken() }
                // A cancelled sleep ends the wait like one that is over; the caller is told below.
                group.addTask { do throws(CancellationError) { try await clock.sleep(for: duration) } catch {} }
                await group.next()
                isOver = true
                wake()
                group.cancelAll()
            }
        }
        isSet = false
        if Task.isCancelled { throw CancellationError() }
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
