import Foundation
import Simulator
import Synchronization

/// Runs many seeds on several threads. Each run keeps to its thread, so the number of threads changes nothing in it.
enum SweepPool {
    struct SeedRun: Sendable {
        let file: String
        let scenario: Scenario
        let seed: UInt64
    }

    private struct State {
        var next = 0
        var isStopped = false
    }

    /// Runs the tasks in their order.
    ///
    /// - Parameters:
    ///   - jobs: Threads; at least 1.
    ///   - work: Runs one task, on any of the threads.
    ///   - each: Told of each result, one at a time, in the order of their ends. `false` stops the sweep: what is under
    ///     way is finished.
    static func run<Value: Sendable>(
        _ tasks: [SeedRun], jobs: Int, work: @escaping @Sendable (SeedRun) -> Value,
        each: @escaping @Sendable (SeedRun, Value) -> Bool
    ) {
        let state = Mutex(State())
        let results = Mutex(())
        withThreads(max(jobs, 1)) {
            while true {
                let index: Int? = state.withLock { state in
                    guard !state.isStopped, state.next < tasks.count else { return nil }
                    state.next += 1
                    return state.next - 1
                }
                guard let index else { return }
                let value = work(tasks[index])
                let goesOn = results.withLock { _ in each(tasks[index], value) }
                if !goesOn { state.withLock { $0.isStopped = true } }
            }
        }
    }

    /// Runs `body` on so many threads and returns when all are done.
    private static func withThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        let group = DispatchGroup()
        for _ in 0..<count {
            group.enter()
            let thread = Thread {
                body()
                group.leave()
            }
            // Engines that unwind after a cut-off run go deep.
            thread.stackSize = 16 << 20
            thread.start()
        }
        group.wait()
    }
}
