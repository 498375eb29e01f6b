import Domain
import Synchronization

/// One request under way and what becomes of it.
final class Exchange: Sendable {
    private struct State {
        var isSent = false
        var result: Result<PeerResponse, PeerFailure>?
        /// Set when the sender waits no more.
        var timeout: PeerFailure?
        var waiter: UnsafeContinuation<Void, Never>?
    }

    let number: Int
    let from: String
    let to: String
    let url: String
    private let state = Mutex(State())

    init(number: Int, from: String, to: String, url: String) {
        self.number = number
        self.from = from
        self.to = to
        self.url = url
    }

    /// Whether the sender waits no more.
    var isGivenUp: Bool { state.withLock { $0.timeout != nil } }

    /// The far side took the request, or it was lost behind the connection.
    func markSent() { state.withLock { $0.isSent = true } }

    /// Settles the exchange; only the first result counts.
    func settle(_ result: Result<PeerResponse, PeerFailure>) {
        wake { state in if state.timeout == nil, state.result == nil { state.result = result } }
    }

    /// The sender gives up, unless the answer is there already; it counts.
    private func giveUp() {
        wake { state in
            if state.result == nil { state.timeout = state.isSent ? .readTimeout : .connectTimeout }
        }
    }

    /// Waits for the result. For one task.
    ///
    /// - Returns: `nil` when the task is cancelled first.
    func result(within timeout: Duration, _ clock: VirtualClock) async -> Result<PeerResponse, PeerFailure>? {
        let alarm = clock.alarm(after: timeout) { self.giveUp() }
        // Unchecked: the waiter is resumed by who takes it out of the state, under the lock.
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                let isOver = state.withLock { state in
                    // A cancellation that came before this point found nobody to wake.
                    if state.result != nil || state.timeout != nil || Task.isCancelled { return true }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            wake { _ in }
        }
        clock.stop(alarm)
        return state.withLock { state in state.result ?? state.timeout.map { .failure($0) } }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
