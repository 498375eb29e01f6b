import Domain

/// The table of jobs, through one connection.
struct JobTable {
    let connection: SQLiteConnection

    /// - Throws: ``StorageFailure/limit(_:)`` when `limit` jobs have not ended; ``JobRequest/placesOfCancels`` more for a
    ///   cancel.
    func insert(_ request: JobRequest, at time: WallTime, limit: Int) throws(StorageFailure) -> JobID {
        let unfinished = try connection.integer(
            "SELECT count(*) FROM job INDEXED BY job_unfinished WHERE request IS NOT NULL")
        let limit = limit + (request.kind == .cancel ? JobRequest.placesOfCancels : 0)
        guard unfinished < limit else { throw .limit("\(limit) jobs wait or run already") }
        try connection.run(
            """
            INSERT INTO job (project, kind, state, attempts, submitted, changed, request)
            VALUES (?1, ?2, 'queued', 0, ?3, ?3, ?4)
            """,
            [
                .text(request.project.text), .text(request.kind.rawValue), .integer(time.microseconds),
                .text(JobRequestText.text(of: request.work)),
            ])
        return JobID(Int(connection.lastInsertedRow))
    }

    /// Jobs that have not ended, oldest first.
    func unfinished() throws(StorageFailure) -> [Job] {
        try connection.rows(
            """
            SELECT id, project, kind, state, attempts, submitted, request, turned_away
            FROM job INDEXED BY job_unfinished WHERE request IS NOT NULL ORDER BY id
            """
        ) { row throws(StorageFailure) in
            let id = JobID(Int(row.integer(0)))
            let kind = try Self.kind(row.text(2), of: id)
            guard let text = try row.text(6), let work = JobRequestText.work(of: kind, in: text) else {
                throw Self.unreadable("request", of: id)
            }
            let attempts = Int(row.integer(4))
            return Job(
                id: id, request: JobRequest(project: try Self.project(row.text(1), of: id), work: work),
                state: try Self.state(row.text(3), attempts: attempts, of: id), attempts: attempts,
                turnedAway: Int(row.integer(7)), submitted: WallTime(microseconds: row.integer(5)))
        }
    }

    /// - Returns: `nil` when there is no such job, or not any more.
    func summary(of id: JobID) throws(StorageFailure) -> JobSummary? {
        try connection.rows(
            "SELECT project, kind, state, attempts, submitted, changed, reason FROM job WHERE id = ?1",
            [.integer(Int64(id.number))]
        ) { row throws(StorageFailure) in
            let attempts = Int(row.integer(3))
            return JobSummary(
                id: id, kind: try Self.kind(row.text(1), of: id), project: try Self.project(row.text(0), of: id),
                state: try Self.state(row.text(2), attempts: attempts, of: id), attempts: attempts,
                submitted: WallTime(microseconds: row.integer(4)), changed: WallTime(microseconds: row.integer(5)),
                reason: try row.text(6))
        }.first
    }

    /// Whether a job with this number was ever stored, however long ago.
    func wasEverStored(_ id: JobID) throws(StorageFailure) -> Bool {
        let newest = try connection.rows("SELECT seq FROM sqlite_sequence WHERE name = 'job'") { $0.integer(0) }
        return id.number > 0 && Int64(id.number) <= newest.first ?? 0
    }

    /// Another job of the project that runs, cancels aside.
    func runningJob(of project: ProjectName, beside id: JobID) throws(StorageFailure) -> JobID? {
        try connection.rows(
            """
            SELECT id FROM job INDEXED BY job_running
            WHERE state = 'running' AND project = ?1 AND kind <> 'cancel' AND id <> ?2 LIMIT 1
            """,
            [.text(project.text), .integer(Int64(id.number))]
        ) { JobID(Int($0.integer(0))) }.first
    }

    func setRunning(_ id: JobID, attempt: Int, at time: WallTime) throws(StorageFailure) {
        try connection.run(
            "UPDATE job SET state = 'running', attempts = ?2, changed = ?3 WHERE id = ?1",
            [.integer(Int64(id.number)), .integer(Int64(attempt)), .integer(time.microseconds)])
    }

    func setQueued(_ id: JobID, turnedAway: Int, at time: WallTime) throws(StorageFailure) {
        try connection.run(
            "UPDATE job SET state = 'queued', changed = ?2, turned_away = ?3 WHERE id = ?1",
            [.integer(Int64(id.number)), .integer(time.microseconds), .integer(Int64(turnedAway))])
    }

    /// Ends a job and erases what it was asked to do.
    func setEnded(_ id: JobID, as end: JobEnd, reason: String?, at time: WallTime) throws(StorageFailure) {
        try connection.run(
            "UPDATE job SET state = ?2, reason = ?3, changed = ?4, request = NULL WHERE id = ?1",
            [.integer(Int64(id.number)), .text(end.rawValue), SQLiteValue(reason), .integer(time.microseconds)])
    }

    /// Forgets ended jobs but for the newest `kept`.
    func prune(keeping kept: Int) throws(StorageFailure) {
        try connection.run(
            """
            DELETE FROM job WHERE request IS NULL AND id <= (
                SELECT id FROM job INDEXED BY job_ended WHERE request IS NULL ORDER BY id DESC LIMIT 1 OFFSET ?1)
            """,
            [.integer(Int64(kept))])
    }

    private static func unreadable(_ member: String, of id: JobID) -> StorageFailure {
        .corrupt("the \(member) of job \(id) cannot be read")
    }

    private static func project(_ text: String?, of id: JobID) throws(StorageFailure) -> ProjectName {
        guard let text, let name = ProjectName(text) else { throw unreadable("project", of: id) }
        return name
    }

    private static func kind(_ text: String?, of id: JobID) throws(StorageFailure) -> JobKind {
        guard let text, let kind = JobKind(rawValue: text) else { throw unreadable("kind", of: id) }
        return kind
    }

    private static func state(_ text: String?, attempts: Int, of id: JobID) throws(StorageFailure) -> JobState {
        switch text {
        case "queued": return .queued
        case "running": return .running(attempt: attempts)
        default:
            guard let text, let end = JobEnd(rawValue: text) else { throw unreadable("state", of: id) }
            return .ended(end)
        }
    }
}
