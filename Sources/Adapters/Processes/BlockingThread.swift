internal import Foundation

/// Runs calls that block on threads of their own, so that the threads of the concurrency pool stay free.
enum BlockingThread {
    /// Runs `work` on a new thread and waits for its value without blocking.
    ///
    /// - Parameter name: What a debugger shows for the thread.
    static func run<Value: Sendable>(_ name: String, _ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            start(name) { continuation.resume(returning: work()) }
        }
    }

    /// Runs `work` on a new thread that nobody waits for.
    static func start(_ name: String, _ work: @escaping @Sendable () -> Void) {
        let thread = Thread(block: work)
        thread.name = name
        thread.stackSize = 512 * 1024
        thread.start()
    }
}
