package import Domain

/// The jobs of a node and the records of its projects, as a value: what a state store holds, and the moves it allows.
package struct JobTable: Equatable, Sendable {
    /// What the store may grow to.
    package struct Limits: Equatable, Sendable {
        /// Jobs that have not ended. Default 10,000.
        package var queue: Int
        /// Ended jobs that are kept, the ones with the highest numbers. Default 1,000.
        package var history: Int
        /// Records of projects that are kept, the newest written. Default 10,000.
        package var records: Int

        package init(queue: Int = 10_000, history: Int = 1_000, records: Int = 10_000) {
            self.queue = queue
            self.history = history
            self.records = records
        }
    }

    /// A job as it is stored; what its request held is erased when it ends.
    package struct Row: Equatable, Sendable {
        package var summary: JobSummary
        package var request: JobRequest?
        package var turnedAway = 0
    }

    /// A record of a project, and when it was written among all.
    private struct Stored: Equatable {
        let sequence: Int
        let record: ProjectRecords.Record
    }

    /// What a record is of.
    private struct RecordKey: Hashable {
        let project: ProjectName
        let kind: JobKind
    }

    package let limits: Limits
    private var rows: [JobID: Row] = [:]
    /// Jobs that have not ended, by number.
    private var open: [JobID] = []
    /// Ended jobs, by number.
    private var ended: [JobID] = []
    private var records: [RecordKey: Stored] = [:]
    private var lastRecord = 0
    private var lastID = 0
    /// What observers were not told of yet.
    private var changes = ChangeLog<JobChange>()

    /// Moves that no engine may make, in words: they were refused. At most 100 are kept.
    package private(set) var violations: [String] = []

    package init(limits: Limits = .init()) { self.limits = limits }

    /// How many jobs have not ended.
    package var openCount: Int { open.count }
    /// How many ended jobs are kept.
    package var endedCount: Int { ended.count }

    /// The job with the lowest number that is kept; `nil` when there is none.
    package var oldest: JobID? {
        guard let first = open.first, let past = ended.first else { return open.first ?? ended.first }
        return min(first, past)
    }

    /// All jobs that are kept, by number.
    package var all: [Row] { rows.sorted { $0.key < $1.key }.map(\.value) }

    /// What changed since the last call.
    mutating func takeChanges() -> [JobChange] { changes.take() }

    private mutating func note(_ summary: JobSummary, from: JobState?, reason: String? = nil) {
        changes.append(
            JobChange(
                job: summary.id, kind: summary.kind, project: summary.project, from: from, to: summary.state,
                reason: reason))
    }

    package mutating func submit(_ request: JobRequest, at time: WallTime) throws(StorageFailure) -> JobID {
        let limit = limits.queue + (request.kind == .cancel ? JobRequest.placesOfCancels : 0)
        guard open.count < limit else {
            throw .limit("\(limit) jobs wait or run already")
        }
        lastID += 1
        let id = JobID(lastID)
        let summary = JobSummary(
            id: id, kind: request.kind, project: request.project, state: .queued, attempts: 0, submitted: time,
            changed: time, reason: nil)
        rows[id] = Row(summary: summary, request: request)
        open.append(id)
        note(summary, from: nil)
        return id
    }

    package var unfinished: [Job] {
        open.compactMap { id in
            guard let row = rows[id], let request = row.request else { return nil }
            let summary = row.summary
            return Job(
                id: summary.id, request: request, state: summary.state, attempts: summary.attempts,
                turnedAway: row.turnedAway, submitted: summary.submitted)
        }
    }

    package mutating func begin(
        _ id: JobID, attempt: Int, record: JSONObject?, at time: WallTime
    ) throws(StorageFailure) {
        guard let row = rows[id] else { throw refusal("begin of job \(id), which is unknown") }
        switch row.summary.state {
        case .ended: throw refusal("begin of job \(id), which has ended")
        case .queued:
            guard attempt > row.summary.attempts else {
                throw refusal("begin of attempt \(attempt) at job \(id) after attempt \(row.summary.attempts)")
            }
        case .running(let current):
            guard attempt >= current else {
                throw refusal("begin of attempt \(attempt) at job \(id) during attempt \(current)")
            }
        }
        if row.summary.kind != .cancel, let other = runningJob(beside: id, of: row.summary.project) {
            throw refusal("begin of job \(id) of \(row.summary.project) while job \(other) runs")
        }
        let summary = row.summary.changed(to: .running(attempt: attempt), attempts: attempt, at: time)
        rows[id]?.summary = summary
        note(summary, from: row.summary.state)
        store(record, for: row.summary, at: time)
    }

    private func runningJob(beside id: JobID, of project: ProjectName) -> JobID? {
        open.first { other in
            guard other != id, let summary = rows[other]?.summary, case .running = summary.state else { return false }
            return summary.project == project && summary.kind != .cancel
        }
    }

    package mutating func requeue(
        _ id: JobID, turnedAway: Int = 0, at time: WallTime
    ) throws(StorageFailure) {
        guard let row = rows[id] else { throw refusal("requeue of job \(id), which is unknown") }
        switch row.summary.state {
        case .ended: throw refusal("requeue of job \(id), which has ended")
        case .queued: return
        case .running:
            let summary = row.summary.changed(to: .queued, attempts: row.summary.attempts, at: time)
            rows[id]?.summary = summary
            rows[id]?.turnedAway = turnedAway
            note(summary, from: row.summary.state)
        }
    }

    package mutating func finish(
        _ id: JobID, as end: JobEnd, record: JSONObject?, reason: String?, at time: WallTime
    ) throws(StorageFailure) {
        guard let row = rows[id] else {
            // Of a number that was given out, the job has ended and is forgotten.
            guard id.number > 0, id.number <= lastID else { throw refusal("finish of job \(id), which never was") }
            return
        }
        if case .ended = row.summary.state { return }
        let summary = row.summary.changed(to: .ended(end), attempts: row.summary.attempts, reason: reason, at: time)
        rows[id]?.summary = summary
        note(summary, from: row.summary.state, reason: reason)
        rows[id]?.request = nil
        open.removeAll { $0 == id }
        store(record, for: row.summary, at: time)
        ended.insert(id, at: ended.lastIndex { $0 < id }.map { $0 + 1 } ?? 0)
        if ended.count > limits.history { rows[ended.removeFirst()] = nil }
    }

    package func records(of project: ProjectName) -> ProjectRecords {
        ProjectRecords(
            up: records[RecordKey(project: project, kind: .up)]?.record,
            down: records[RecordKey(project: project, kind: .down)]?.record,
            virtualMachine: records[RecordKey(project: project, kind: .virtualMachine)]?.record)
    }

    package func summary(of id: JobID) -> JobSummary? { rows[id]?.summary }

    private mutating func store(_ content: JSONObject?, for job: JobSummary, at time: WallTime) {
        // No client can ask for the record of a cancel.
        guard let content, job.kind != .cancel else { return }
        let key = RecordKey(project: job.project, kind: job.kind)
        // A job that was withdrawn may end before an older one that ran.
        if let number = content["job_id"]?.integer, let other = records[key]?.record.content["job_id"]?.integer,
            other > number
        {
            return
        }
        lastRecord += 1
        records[key] = Stored(
            sequence: lastRecord, record: ProjectRecords.Record(content: content, written: time))
        guard records.count > limits.records else { return }
        if let oldest = records.min(by: { $0.value.sequence < $1.value.sequence }) { records[oldest.key] = nil }
    }

    private mutating func refusal(_ move: String) -> StorageFailure {
        if violations.count < 100 { violations.append(move) }
        return .conflict(move)
    }
}

extension JobSummary {
    fileprivate func changed(to state: JobState, attempts: Int, reason: String? = nil, at time: WallTime) -> JobSummary
    {
        JobSummary(
            id: id, kind: kind, project: project, state: state, attempts: attempts, submitted: submitted,
            changed: time, reason: reason)
    }
}
