import Domain
import Synchronization

/// A wakeup in the time of a simulated machine: a sleep that is ended early, without a task of its own.
final class VirtualWakeup: Wakeup {
    private struct State {
        var isSet = false
        var sleep: DeterministicExecutor.Pending?
    }

    private let clock: VirtualClock
    private let executor: DeterministicExecutor
    private let state = Mutex(State())

    init(_ clock: VirtualClock, _ executor: DeterministicExecutor) {
        self.clock = clock
        self.executor = executor
    }

    func set() {
        let sleep = state.withLock { state in
            state.isSet = true
            return state.sleep
        }
        if let sleep { executor.cancel(sleep) }
    }

    func wait(atLeast least: Duration, atMost duration: Duration) async throws(CancellationError) {
        let began = clock.uptime
        if !isSet {
            // A sleep that is over stays cancelled without harm.
            try await clock.sleep(
                for: duration, begins: { sleep in state.withLock { $0.sleep = sleep } }, isOver: { isSet })
        }
        let missing = min(least, duration) - (clock.uptime - began)
        if missing > .zero { try await clock.sleep(for: missing) }
        state.withLock { $0 = State() }
        if Task.isCancelled { throw CancellationError() }
    }

    private var isSet: Bool { state.withLock { $0.isSet } }
}
