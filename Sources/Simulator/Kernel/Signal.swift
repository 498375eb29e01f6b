import Synchronization

/// Tells that something changed to all who wait for it.
///
/// Take ``generation`` first, look at what you wait for, then wait for a later generation: a change in between is not
/// missed.
package final class Signal: Sendable {
    private struct State {
        var generation = 0
        var lastWaiter = 0
        var waiters: [(id: Int, continuation: UnsafeContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var generation: Int { state.withLock { $0.generation } }

    package func raise() {
        let woken = state.withLock { state in
            state.generation += 1
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in woken { waiter.continuation.resume() }
    }

    /// Waits until ``generation`` has passed `seen`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    package func wait(after seen: Int) async throws(CancellationError) {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        // Unchecked: a waiter is resumed by who takes it off the list, under the lock.
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                let isOver = state.withLock { state in
                    // A cancellation that came before this point found nobody to wake.
                    if Task.isCancelled { return true }
                    if state.generation > seen { return true }
                    state.waiters.append((id: id, continuation: continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).continuation }
            }
            waiter?.resume()
        }
        if Task.isCancelled { throw CancellationError() }
    }
}
