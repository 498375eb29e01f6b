import Synchronization

/// The life of one process of a node. When the process crashes the fence falls, and its code can do nothing more: its
/// task is cancelled, and every port that it holds refuses.
package final class Fence: Sendable {
    /// How a life ended.
    package enum Ending<Success: Sendable>: Sendable {
        case returned(Success)
        case failed(any Error)
        /// The fence fell. What the body did afterwards is of no interest.
        case crashed
    }

    package let node: String
    /// 1 for the first process of a node, growing with each restart.
    package let incarnation: Int
    private let fallen = Atomic<Bool>(false)
    private let paused = Atomic<Bool>(false)
    private let isTrapped = Atomic<Bool>(false)
    private let trap = Mutex<Trap?>(nil)
    private let signal = Signal()

    /// Something that happens when the process makes a certain call.
    package struct Trap: Sendable {
        /// How the names of the calls begin that spring it: `state.` for all calls of the state store.
        package let call: String
        /// Whether it springs once the call has had its effect, not before.
        package let isAfter: Bool
        package let spring: @Sendable () -> Void

        package init(call: String, isAfter: Bool, spring: @escaping @Sendable () -> Void) {
            self.call = call
            self.isAfter = isAfter
            self.spring = spring
        }
    }

    package init(node: String, incarnation: Int) {
        self.node = node
        self.incarnation = incarnation
    }

    /// Whether the process lives.
    package var isUp: Bool { !fallen.load(ordering: .acquiring) }

    /// Ends the life, now and for good.
    package func fall() {
        fallen.store(true, ordering: .releasing)
        signal.raise()
    }

    /// Stops the process as SIGSTOP does: no call of a port returns until ``resume()``, and none is begun.
    package func pause() { paused.store(true, ordering: .releasing) }

    package func resume() {
        paused.store(false, ordering: .releasing)
        signal.raise()
    }

    package var isPaused: Bool { paused.load(ordering: .acquiring) }

    /// Sets a trap, or takes it away. It springs once.
    package func setTrap(_ trap: Trap?) {
        self.trap.withLock { $0 = trap }
        isTrapped.store(trap != nil, ordering: .releasing)
    }

    /// To be called by every port before it does anything, with the name of the call, and again when it is done.
    ///
    /// Others may go first here. Waits while the process is paused. A cancelled caller does not wait.
    package func cross(_ call: PortCall, isAfter: Bool) async {
        await DeterministicExecutor.letOthersGoFirst()
        if isPaused { await waitUntilResumed() }
        guard isTrapped.load(ordering: .acquiring), isUp else { return }
        let sprung = trap.withLock { trap in
            guard let set = trap, set.isAfter == isAfter, call.rawValue.hasPrefix(set.call) else { return Trap?.none }
            trap = nil
            return set
        }
        guard let sprung else { return }
        isTrapped.store(false, ordering: .releasing)
        sprung.spring()
    }

    /// Waits while the process is paused; for work of a process that calls no port and yet cannot be seen to be done.
    package func waitUntilResumed() async {
        while isUp {
            let seen = signal.generation
            guard isPaused else { return }
            do throws(CancellationError) { try await signal.wait(after: seen) } catch { return }
        }
    }

    /// - Throws: `CancellationError` when the process is dead.
    package func check() throws(CancellationError) { if !isUp { throw CancellationError() } }

    /// Runs `body` as the process: until it returns, or until the fence falls and cancels it.
    ///
    /// Returns only when all that `body` started has unwound, so no code of a dead process runs beside its successor.
    package func run<Success: Sendable>(
        _ body: @escaping @Sendable () async throws -> Success
    ) async -> Ending<Success> {
        await withTaskGroup(of: Ending<Success>?.self) { group in
            let seen = signal.generation
            guard isUp else { return .crashed }
            group.addTask {
                do {
                    return .returned(try await body())
                } catch {
                    return .failed(error)
                }
            }
            group.addTask { [signal] in
                do throws(CancellationError) {
                    var last = seen
                    repeat {
                        try await signal.wait(after: last)
                        last = signal.generation
                    } while self.isUp
                    return .crashed
                } catch {
                    return nil
                }
            }
            var first: Ending<Success>?
            for await ending in group {
                if first == nil, let ending {
                    first = ending
                    group.cancelAll()
                }
            }
            return isUp ? first ?? .crashed : .crashed
        }
    }
}
