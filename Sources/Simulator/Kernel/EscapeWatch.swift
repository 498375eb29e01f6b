/// Notices at the source when code of a simulation starts work outside it: `Task {}` and `Task.detached {}` do not
/// inherit the executor and go to the global pool.
///
/// It uses a hook of the Swift runtime, and only looks. A program that does not export the hook (a statically linked
/// one) still has the second line of defence: the executor counts every job that reaches it from another thread.
enum EscapeWatch {
    private typealias Enqueue = @convention(c) (OpaquePointer) -> Void
    private typealias Hook = @convention(c) (_ job: OpaquePointer, _ original: OpaquePointer) -> Void

    /// Whether escapes are noticed at the source. Reading it sets the hook, once a process.
    static let isInstalled: Bool = {
        guard let symbol = ThreadSlot.runtimeSymbol("swift_task_enqueueGlobal_hook") else { return false }
        let slot = symbol.assumingMemoryBound(to: Hook?.self)
        // Somebody else's hook is left alone.
        guard slot.pointee == nil else { return false }
        slot.pointee = { job, original in
            (ThreadSlot.object as? any EscapeCounter)?.countEscape()
            unsafeBitCast(original, to: Enqueue.self)(job)
        }
        return true
    }()
}

/// What runs a simulation on its thread, and wants to know when work leaves it.
protocol EscapeCounter: AnyObject {
    func countEscape()
}
