internal import Dispatch

/// Runs simulations beside the tasks of the test run.
///
/// A simulation keeps its thread until it is over. On the threads of the concurrency pool, of which there are as many as
/// processors, it would hold up every test that waits for a socket or a process, until their time limits pass. Here they
/// run one after the other, on a thread of their own.
package enum OffPool {
    private static let queue = DispatchQueue(label: "simulations")

    /// - Returns: What `work` returns.
    package static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }

    /// Runs the synchronous parts of `work` there too.
    package static func run<Value: Sendable>(of work: @Sendable () async throws -> Value) async throws -> Value {
        try await withTaskExecutorPreference(Queue(queue: queue), operation: work)
    }

    private final class Queue: TaskExecutor {
        private let queue: DispatchQueue

        init(queue: DispatchQueue) { self.queue = queue }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}
