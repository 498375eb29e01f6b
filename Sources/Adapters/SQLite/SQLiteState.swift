package import Domain
import Synchronization

/// The durable state of a node in one SQLite database, `state.db`, in a folder that one process holds at a time.
///
/// The database is in WAL mode with `synchronous=FULL`: a change that was answered has reached the disk. Changes that
/// wait at the same time share one commit; readings have a connection of their own and wait for no change.
package final class SQLiteState: StateStore {
    /// What the state may grow to.
    package struct Limits: Equatable, Sendable {
        /// Jobs that wait or run; submitting another one fails.
        package var unfinishedJobs = 10_000
        /// Ended jobs whose summaries are kept, the newest; up to 64 more until the next pruning.
        package var endedJobs = 10_000
        /// Records of projects that are kept, the newest; up to 64 more until the next pruning.
        package var records = 10_000
        /// The size of the database in bytes; past it, changes fail with ``StorageFailure/full``.
        package var databaseBytes = 16 << 30

        package init() {}
    }

    /// Ended jobs are pruned once in so many jobs.
    private static let pruningInterval = 64

    private let limits: Limits
    let writer: SQLiteWriter
    let reader: SQLiteReader
    private let folder: Mutex<StateFolder?>

    /// Opens the state in `folder`, which is made (0700) where it is missing. Blocks while a file of an unclean
    /// shutdown is checked.
    ///
    /// - Throws: ``StorageFailure/corrupt(_:)`` when the file is no database of ours, is damaged, or was written by a
    ///   newer version: it is left as it is. ``StorageFailure/inputOutput(_:)`` when another process holds the folder.
    package static func open(
        folder path: String, limits: Limits = Limits()
    ) async throws(StorageFailure) -> SQLiteState {
        try await BlockingLanes("state.open").run { () throws(StorageFailure) in
            try SQLiteState(folder: StateFolder(path), limits: limits, schema: .current)
        }
    }

    init(folder: StateFolder, limits: Limits, schema: SQLiteSchema) throws(StorageFailure) {
        let path = folder.databasePath
        do throws(StorageFailure) {
            let connection = try SQLiteConnection(path: path, readOnly: false)
            // Until we know that the file is ours and whole, not even closing it may change it.
            try connection.leaveLogOnClose(true)
            if folder.wasLeftOpen { try Self.check(connection) }
            try schema.migrate(connection)
            try Self.setLogMode(of: connection)
            try connection.leaveLogOnClose(false)
            try connection.execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
            let pageSize = Int(try connection.integer("PRAGMA page_size"))
            try connection.execute("PRAGMA max_page_count = \(limits.databaseBytes / pageSize)")
            try JobTable(connection: connection).prune(keeping: limits.endedJobs)
            reader = SQLiteReader(try SQLiteConnection(path: path, readOnly: true))
            writer = SQLiteWriter(connection)
        } catch .corrupt(let reason) {
            throw .corrupt("\(path): \(reason)")
        }
        self.limits = limits
        self.folder = Mutex(folder)
    }

    private static func check(_ connection: SQLiteConnection) throws(StorageFailure) {
        let findings = try connection.rows("PRAGMA quick_check(1)") { row throws(StorageFailure) in try row.text(0) }
        guard findings == ["ok"] else { throw .corrupt(findings.first.flatMap { $0 } ?? "the check gave no result") }
    }

    private static func setLogMode(of connection: SQLiteConnection) throws(StorageFailure) {
        let modes = try connection.rows("PRAGMA journal_mode = WAL") { row throws(StorageFailure) in try row.text(0) }
        guard modes == ["wal"] else { throw .inputOutput("the file system of the state takes no write-ahead log") }
    }

    /// Finishes the changes that wait and closes the database. Later calls fail.
    package func close() async {
        await writer.close()
        await reader.close()
        folder.withLock { $0 = nil }
    }

    /// How many commits there were since the state was opened: fewer than changes when they come at the same time.
    package var commits: Int { writer.commits }

    package func submit(_ request: JobRequest, at time: WallTime) async throws(StorageFailure) -> JobID {
        let limit = limits.unfinishedJobs
        return try await writer.write { connection throws(StorageFailure) in
            try JobTable(connection: connection).insert(request, at: time, limit: limit)
        }
    }

    package func unfinishedJobs() async throws(StorageFailure) -> [Job] {
        try await reader.read { connection throws(StorageFailure) in
            try JobTable(connection: connection).unfinished()
        }
    }

    package func begin(
        _ job: JobID, attempt: Int, record: JSONObject?, at time: WallTime
    ) async throws(StorageFailure) {
        let kept = limits.records
        try await writer.write { connection throws(StorageFailure) in
            let jobs = JobTable(connection: connection)
            guard let present = try jobs.summary(of: job) else { throw .conflict("job \(job) is not there") }
            switch present.state {
            case .ended(let end): throw .conflict("job \(job) has ended as \(end.rawValue)")
            case .queued where attempt <= present.attempts, .running where attempt < present.attempts:
                throw .conflict("job \(job) has had attempt \(present.attempts), \(attempt) is not new")
            case .queued, .running: break
            }
            if present.kind != .cancel, let other = try jobs.runningJob(of: present.project, beside: job) {
                throw .conflict("job \(other) of project \(present.project) runs")
            }
            try jobs.setRunning(job, attempt: attempt, at: time)
            if let record {
                try RecordTable(connection: connection).set(
                    record, kind: present.kind, of: present.project, at: time, keeping: kept)
            }
        }
    }

    package func requeue(_ job: JobID, turnedAway: Int, at time: WallTime) async throws(StorageFailure) {
        try await writer.write { connection throws(StorageFailure) in
            let jobs = JobTable(connection: connection)
            guard let present = try jobs.summary(of: job) else { throw .conflict("job \(job) is not there") }
            switch present.state {
            case .ended(let end): throw .conflict("job \(job) has ended as \(end.rawValue)")
            case .queued: break
            case .running: try jobs.setQueued(job, turnedAway: turnedAway, at: time)
            }
        }
    }

    package func finish(
        _ job: JobID, as end: JobEnd, record: JSONObject?, reason: String?, at time: WallTime
    ) async throws(StorageFailure) {
        let limits = limits
        try await writer.write(erases: true) { connection throws(StorageFailure) in
            let jobs = JobTable(connection: connection)
            guard let present = try jobs.summary(of: job) else {
                guard try jobs.wasEverStored(job) else { throw .conflict("job \(job) was never there") }
                return
            }
            if case .ended = present.state { return }
            try jobs.setEnded(job, as: end, reason: reason, at: time)
            if let record {
                try RecordTable(connection: connection).set(
                    record, kind: present.kind, of: present.project, at: time, keeping: limits.records)
            }
            if job.number % Self.pruningInterval == 0 { try jobs.prune(keeping: limits.endedJobs) }
        }
    }

    package func records(of project: ProjectName) async throws(StorageFailure) -> ProjectRecords {
        try await reader.read { connection throws(StorageFailure) in
            let records = RecordTable(connection: connection)
            return ProjectRecords(
                up: try records.record(kind: .up, of: project), down: try records.record(kind: .down, of: project),
                virtualMachine: try records.record(kind: .virtualMachine, of: project))
        }
    }

    package func summary(of job: JobID) async throws(StorageFailure) -> JobSummary? {
        try await reader.read { connection throws(StorageFailure) in
            try JobTable(connection: connection).summary(of: job)
        }
    }
}
