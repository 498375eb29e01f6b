import Synchronization

/// What callbacks report, in the order in which it came.
final class Collected<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var items: [Item] { state.withLock { $0.items } }

    func append(_ item: Item) {
        let ready = state.withLock { state in
            state.items.append(item)
            let ready = state.waiters.filter { $0.count <= state.items.count }
            state.waiters.removeAll { $0.count <= state.items.count }
            return ready.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }

    /// Waits until `count` items are there; the time limit of the test ends it otherwise.
    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.items.count < count { state.waiters.append((count, continuation)) }
                return state.items.count >= count
            }
            if isReady { continuation.resume() }
        }
    }
}

/// A door that is closed until somebody opens it.
final class Door: Sendable {
    private let opened = Collected<Void>()

    func open() { opened.append(()) }

    func pass() async { await opened.wait(for: 1) }
}

/// Waits until a condition holds that nobody reports, looking every few milliseconds.
func becomesTrue(_ condition: () -> Bool) async {
    while !condition() {
        // Cancelled when the time limit of the test is over.
        do { try await Task.sleep(for: .milliseconds(3)) } catch { return }
    }
}
