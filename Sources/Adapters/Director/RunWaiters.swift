internal import Domain
internal import Synchronization

/// Waits for the locks of projects to become free, with at most one blocked thread a project.
///
/// flock(2) can be waited for only by blocking, and a blocked thread cannot be woken for a cancelled task. So a cancelled
/// wait returns at once and leaves the thread to the others; the thread ends with the runner. Threads are bounded by the
/// number of live runners, however often is waited.
final class RunWaiters: Sendable {
    /// The answer is whether the thread could wait at all; `nil` for a wait that was cancelled.
    private typealias Waiter = CheckedContinuation<Bool?, Never>

    private struct Table {
        var nextNumber = 0
        /// Those who wait, by project; a project is in it as long as it has a thread.
        var waiters: [ProjectName: [Int: Waiter]] = [:]
    }

    private let table = Mutex(Table())

    /// Returns once the lock was free for a moment.
    ///
    /// - Returns: `false` when it could not be waited for.
    func wait(for project: ProjectName, in locks: RunLocks) async throws(CancellationError) -> Bool {
        let number = table.withLock { table in
            table.nextNumber += 1
            return table.nextNumber
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { enlist($0, number, project, locks) }
        } onCancel: {
            table.withLock { $0.waiters[project]?.removeValue(forKey: number) }?.resume(returning: nil)
        }
        guard let answer else { throw CancellationError() }
        return answer
    }

    private func enlist(_ waiter: Waiter, _ number: Int, _ project: ProjectName, _ locks: RunLocks) {
        enum Place { case cancelled, first, later }
        let place = table.withLock { table -> Place in
            // A cancellation before this line found nobody to resume; one after it will.
            if Task.isCancelled { return .cancelled }
            let isFirst = table.waiters[project] == nil
            table.waiters[project, default: [:]][number] = waiter
            return isFirst ? .first : .later
        }
        switch place {
        case .cancelled: waiter.resume(returning: nil)
        case .later: break
        case .first:
            BlockingThread.start("lock of \(project)") { [self] in
                let couldWait = locks.waitUntilFree(project)
                let done = table.withLock { $0.waiters.removeValue(forKey: project) } ?? [:]
                for waiter in done.values { waiter.resume(returning: couldWait) }
            }
        }
    }
}
