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
    private let signal = Signal()

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
                    try await signal.wait(after: seen)
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
