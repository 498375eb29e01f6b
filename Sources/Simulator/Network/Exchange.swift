import Domain
import Synchronization

/// One request under way and what becomes of it.
final class Exchange: Sendable {
    private struct State {
        var isSent = false
        var isGivenUp = false
        var result: Result<PeerResponse, PeerFailure>?
    }

    let number: Int
    let from: String
    let to: String
    let url: String
    private let state = Mutex(State())
    private let signal = Signal()

    init(number: Int, from: String, to: String, url: String) {
        self.number = number
        self.from = from
        self.to = to
        self.url = url
    }

    /// Whether the far side took the request, or it was lost behind the connection.
    var isSent: Bool { state.withLock { $0.isSent } }

    /// Whether the sender waits no more.
    var isGivenUp: Bool { state.withLock { $0.isGivenUp } }

    /// The sender waits no more.
    ///
    /// - Returns: `false` when the answer is there already; it counts.
    func giveUp() -> Bool {
        state.withLock { state in
            if state.result == nil { state.isGivenUp = true }
            return state.isGivenUp
        }
    }

    func markSent() { state.withLock { $0.isSent = true } }

    /// Settles the exchange; only the first result counts.
    func settle(_ result: Result<PeerResponse, PeerFailure>) {
        let isFirst = state.withLock { state in
            guard state.result == nil, !state.isGivenUp else { return false }
            state.result = result
            return true
        }
        if isFirst { signal.raise() }
    }

    func result() async throws(CancellationError) -> Result<PeerResponse, PeerFailure> {
        while true {
            let seen = signal.generation
            if let result = state.withLock({ $0.result }) { return result }
            try await signal.wait(after: seen)
        }
    }
}
