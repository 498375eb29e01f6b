package import Domain

/// The jobs of a node and the records of its projects, as a value: what a state store holds, and the moves it allows.
package struct JobTable: Equatable, Sendable {
    /// What the store may grow to.
    package struct Limits: Equatable, Sendable {
        /// Jobs that have not ended. Default 10,000.
        package var queue: Int
        /// Ended jobs that are kept; the oldest go first. Default 1,000.
        package var history: Int
        /// Projects whose records are kept; those written longest ago go first. Default 10,000.
        package var projects: Int

        package init(queue: Int = 10_000, history: Int = 1_000, projects: Int = 10_000) {
            self.queue = queue
            self.history = history
            self.projects = projects
        }
    }

    /// A job as it is stored; what its request held is erased when it ends.
    package struct Row: Equatable, Sendable {
        package var summary: JobSummary
        package var request: JobRequest?
    }

    package let limits: Limits
    private var rows: [JobID: Row] = [:]
    /// Jobs that have not ended, by number.
    private var open: [JobID] = []
    /// Ended jobs, the first to end first.
    private var ended: [JobID] = []
    private var records: [ProjectName: ProjectRecords] = [:]
    private var lastID = 0
    /// What observers were not told of yet.
    private var changes = ChangeLog<JobChange>()

    /// Moves that no engine may make, in words: the store did nothing then. At most 100 are kept.
    package private(set) var violations: [String] = []

    package init(limits: Limits = .init()) { self.limits = limits }

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
        guard open.count < limits.queue else {
            throw .limit("\(limits.queue) jobs wait or run already")
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
                submitted: summary.submitted)
        }
    }

    package mutating func begin(_ id: JobID, attempt: Int, record: JSONObject?, at time: WallTime) {
        guard let row = rows[id] else { return refuse("begin of job \(id), which is unknown") }
        switch row.summary.state {
        case .ended: return refuse("begin of job \(id), which has ended")
        case .queued:
            guard attempt > row.summary.attempts else {
                return refuse("begin of attempt \(attempt) at job \(id) after attempt \(row.summary.attempts)")
            }
        case .running(let current):
            guard attempt >= current else {
                return refuse("begin of attempt \(attempt) at job \(id) during attempt \(current)")
            }
        }
        if row.summary.kind != .cancel, let other = runningJob(beside: id, of: row.summary.project) {
            return refuse("begin of job \(id) of \(row.summary.project) while job \(other) runs")
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

    package mutating func requeue(_ id: JobID, at time: WallTime) {
        guard let row = rows[id] else { return refuse("requeue of job \(id), which is unknown") }
        switch row.summary.state {
        case .ended: refuse("requeue of job \(id), which has ended")
        case .queued: return
        case .running:
            let summary = row.summary.changed(to: .queued, attempts: row.summary.attempts, at: time)
            rows[id]?.summary = summary
            note(summary, from: row.summary.state)
        }
    }

    package mutating func finish(_ id: JobID, as end: JobEnd, record: JSONObject?, reason: String?, at time: WallTime) {
        guard let row = rows[id] else { return refuse("finish of job \(id), which is unknown") }
        if case .ended = row.summary.state { return }
        let summary = row.summary.changed(to: .ended(end), attempts: row.summary.attempts, reason: reason, at: time)
        rows[id]?.summary = summary
        note(summary, from: row.summary.state, reason: reason)
        rows[id]?.request = nil
        open.removeAll { $0 == id }
        store(record, for: row.summary, at: time)
        ended.append(id)
        if ended.count > limits.history { rows[ended.removeFirst()] = nil }
    }

    package func records(of project: ProjectName) -> ProjectRecords { records[project] ?? ProjectRecords() }

    package func summary(of id: JobID) -> JobSummary? { rows[id]?.summary }

    private mutating func store(_ content: JSONObject?, for job: JobSummary, at time: WallTime) {
        guard let content else { return }
        let record = ProjectRecords.Record(content: content, written: time)
        switch job.kind {
        case .up: records[job.project, default: ProjectRecords()].up = record
        case .down: records[job.project, default: ProjectRecords()].down = record
        case .cancel: return
        }
        if records.count > limits.projects {
            let oldest = records.min { ($0.value.newest, $0.key) < ($1.value.newest, $1.key) }
            if let oldest { records[oldest.key] = nil }
        }
    }

    private mutating func refuse(_ move: String) { if violations.count < 100 { violations.append(move) } }
}

extension JobSummary {
    fileprivate func changed(to state: JobState, attempts: Int, reason: String? = nil, at time: WallTime) -> JobSummary
    {
        JobSummary(
            id: id, kind: kind, project: project, state: state, attempts: attempts, submitted: submitted,
            changed: time, reason: reason)
    }
}

extension ProjectRecords {
    /// When the newer of the two was written.
    fileprivate var newest: WallTime {
        [up?.written, down?.written].compactMap { $0 }.max() ?? WallTime(microseconds: .min)
    }
}
