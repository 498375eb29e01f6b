import Domain

/// A wakeup in the time of the operating system.
actor SystemWakeup: Wakeup {
    private let clock: SystemClock
    private var isSet = false
    private var isOver = false
    private var waiter: CheckedContinuation<Void, Never>?

    init(_ clock: SystemClock) { self.clock = clock }

    func set() {
        isSet = true
        wake()
    }

    func wait(atLeast least: Duration, atMost duration: Duration) async throws(CancellationError) {
        let began = clock.uptime
        if !isSet {
            isOver = false
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [clock] in
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
