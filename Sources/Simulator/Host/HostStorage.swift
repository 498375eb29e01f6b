package import Domain
import Synchronization

/// Where a modelled host keeps its state, and where its behaviour is read from.
package protocol HostStorage: Sendable {
    /// - Returns: `nil` when nothing was ever saved.
    func load() async throws(StorageFailure) -> JSONValue?
    /// Replaces the state, whole or not at all, also over a crash; it has reached the disk when the call returns.
    func save(_ state: JSONValue) async throws(StorageFailure)
    /// The content of the behaviour file; `nil` when there is none. Asked anew by every call of the host.
    func behaviour() async throws(StorageFailure) -> JSONValue?
}

/// Storage in memory, for as long as somebody holds it: it outlives the hosts that use it.
package final class MemoryHostStorage: HostStorage {
    private struct State {
        var saved: JSONValue?
        var behaviour: JSONValue?
        var failure: StorageFailure?
    }

    private let state = Mutex(State())

    package init() {}

    package func load() async throws(StorageFailure) -> JSONValue? { state.withLock { $0.saved } }

    package func save(_ saved: JSONValue) async throws(StorageFailure) {
        let failure = state.withLock { state in
            if state.failure == nil { state.saved = saved }
            return state.failure
        }
        if let failure { throw failure }
    }

    package func behaviour() async throws(StorageFailure) -> JSONValue? { state.withLock { $0.behaviour } }

    /// Writes the behaviour file; `nil` removes it.
    package func setBehaviour(_ behaviour: JSONValue?) { state.withLock { $0.behaviour = behaviour } }

    /// From now on every save fails with this; `nil` makes them work again.
    package func setFailure(_ failure: StorageFailure?) { state.withLock { $0.failure = failure } }
}
