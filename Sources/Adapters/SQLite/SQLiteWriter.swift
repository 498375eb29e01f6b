import Dispatch
import Domain
import Synchronization

/// The one writer of a database. Requests that wait at the same time share a transaction and so a flush of the disk
/// (group commit); each is answered after the commit. A request that fails leaves no trace and harms no other.
final class SQLiteWriter: Sendable {
    /// A change as it waits. `apply` may run more than once, each time from the state before.
    private struct Request: Sendable {
        /// Whether the change removes something secret, which then has to leave the write-ahead log as well.
        let erases: Bool
        /// Makes the change and gives back what answers it.
        let apply: @Sendable (SQLiteConnection) throws(StorageFailure) -> @Sendable () -> Void
        let refuse: @Sendable (StorageFailure) -> Void
    }

    private struct Waiting {
        var requests: [Request] = []
        var isDraining = false
        var isClosed = false
        /// Whether something that a change erased is still in the write-ahead log.
        var logHoldsSecrets = false
    }

    /// Requests past this many are refused.
    static let longestQueue = 10_000
    /// How many requests share a commit at most: what fails together is done again one by one.
    static let largestBatch = 500

    private let connection: Mutex<SQLiteConnection?>
    private let waiting = Mutex(Waiting())
    private let lane = DispatchQueue(label: "overlord.state.write")
    private let committed = Atomic<Int>(0)

    init(_ connection: sending SQLiteConnection) { self.connection = Mutex(connection) }

    /// How many commits there were.
    var commits: Int { committed.load(ordering: .relaxed) }

    /// How many changes wait for a commit.
    var waitingChanges: Int { waiting.withLock { $0.requests.count } }

    /// Makes a change and waits until it has reached the disk.
    ///
    /// - Parameters:
    ///   - erases: Whether the change removes something secret.
    ///   - change: Runs inside a savepoint, on a thread of its own; what it did is undone when it throws. May run more
    ///     than once.
    func write<Value: Sendable>(
        erases: Bool = false,
        _ change: @escaping @Sendable (SQLiteConnection) throws(StorageFailure) -> Value
    ) async throws(StorageFailure) -> Value {
        let result: Result<Value, StorageFailure> = await withCheckedContinuation { continuation in
            enqueue(
                Request(
                    erases: erases,
                    apply: { (connection) throws(StorageFailure) in
                        let value = try change(connection)
                        return { continuation.resume(returning: .success(value)) }
                    },
                    refuse: { continuation.resume(returning: .failure($0)) }))
        }
        return try result.get()
    }

    /// Finishes what waits, empties the write-ahead log and closes the connection. Later changes are refused.
    func close() async {
        waiting.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in
            lane.async { [self] in
                drain()
                // Closing the last connection empties the write-ahead log as well.
                connection.withLock { $0 = nil }
                continuation.resume()
            }
        }
    }

    private func enqueue(_ request: Request) {
        enum Decision { case start, wait, refuse(StorageFailure) }
        let decision: Decision = waiting.withLock { waiting in
            if waiting.isClosed { return .refuse(.inputOutput("the state database is closed")) }
            guard waiting.requests.count < Self.longestQueue else {
                return .refuse(.limit("\(Self.longestQueue) changes wait for the state database"))
            }
            waiting.requests.append(request)
            if waiting.isDraining { return .wait }
            waiting.isDraining = true
            return .start
        }
        switch decision {
        case .start: lane.async { [self] in drain() }
        case .wait: break
        case .refuse(let failure): request.refuse(failure)
        }
    }

    /// Commits batch after batch until nothing waits, then empties the log of what was erased.
    private func drain() {
        enum Step { case commit([Request]), emptyLog, rest }
        var hasTriedToEmptyLog = false
        while true {
            let step: Step = waiting.withLock { waiting in
                let batch = Array(waiting.requests.prefix(Self.largestBatch))
                waiting.requests.removeFirst(batch.count)
                if !batch.isEmpty { return .commit(batch) }
                if waiting.logHoldsSecrets && !hasTriedToEmptyLog { return .emptyLog }
                waiting.isDraining = false
                return .rest
            }
            switch step {
            case .commit(let batch):
                commit(batch)
                if batch.contains(where: { $0.erases }) { waiting.withLock { $0.logHoldsSecrets = true } }
                hasTriedToEmptyLog = false
            case .emptyLog:
                if emptyLog() { waiting.withLock { $0.logHoldsSecrets = false } }
                hasTriedToEmptyLog = true
            case .rest:
                return
            }
        }
    }

    /// - Returns: `false` when a reader stands in the way or the disk fails: the next rest tries again, and until then
    ///   the log only keeps longer what it need not keep.
    private func emptyLog() -> Bool {
        connection.withLock { connection in
            do throws(StorageFailure) { return try connection?.checkpoint() ?? true } catch { return false }
        }
    }

    private func commit(_ batch: [Request]) {
        connection.withLock { connection in
            if let connection {
                commit(batch, on: connection)
            } else {
                refuse(batch, .inputOutput("the state database is closed"))
            }
        }
    }

    private func refuse(_ batch: [Request], _ failure: StorageFailure) {
        for request in batch { request.refuse(failure) }
    }

    private func commit(_ batch: [Request], on connection: SQLiteConnection) {
        do throws(StorageFailure) {
            // A transaction that could not be rolled back before would stand in the way of this one.
            if connection.isInTransaction { try connection.run("ROLLBACK") }
            try connection.checkPlace()
            try connection.run("BEGIN IMMEDIATE")
        } catch {
            return refuse(batch, error)
        }
        var done: [@Sendable () -> Void] = []
        var refused: [(request: Request, failure: StorageFailure)] = []
        do throws(StorageFailure) {
            for request in batch {
                try connection.run("SAVEPOINT request")
                do throws(StorageFailure) {
                    done.append(try request.apply(connection))
                } catch {
                    // Some failures end the whole transaction, which takes the others' changes with it.
                    guard connection.isInTransaction else { throw error }
                    refused.append((request, error))
                    try connection.run("ROLLBACK TO request")
                }
                try connection.run("RELEASE request")
            }
            try connection.run("COMMIT")
        } catch {
            rollBack(connection)
            if batch.count == 1 {
                refuse(batch, refused.first?.failure ?? error)
            } else {
                // One may have spoilt it for all, so each gets a transaction of its own.
                for request in batch { commit([request], on: connection) }
            }
            return
        }
        committed.add(1, ordering: .relaxed)
        for answer in done { answer() }
        for (request, failure) in refused { request.refuse(failure) }
    }

    private func rollBack(_ connection: SQLiteConnection) {
        guard connection.isInTransaction else { return }
        do throws(StorageFailure) {
            try connection.run("ROLLBACK")
        } catch {
            // Nothing was committed; the next transaction tries again first.
        }
    }
}
