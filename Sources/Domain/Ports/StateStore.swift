/// The durable state of a node. When a call has returned, its change survives `kill -9` and power loss; calls that run
/// at the same time may share one commit.
package protocol StateStore: Sendable {
    /// Stores a new job in the state queued.
    ///
    /// - Throws: ``StorageFailure/limit(_:)`` when the queue is full.
    func submit(_ request: JobRequest, at time: WallTime) async throws(StorageFailure) -> JobID

    /// All jobs that have not ended, oldest first.
    func unfinishedJobs() async throws(StorageFailure) -> [Job]

    /// Marks a job as running and stores its record.
    ///
    /// - Parameters:
    ///   - attempt: More than were made before; the running one may be stored again.
    ///   - record: What `GET /v1/project/info` shows for it from now on, without `last_update`; `nil` for none.
    /// - Throws: ``StorageFailure/conflict(_:)``, and nothing changed, when the job is unknown or has ended, when the
    ///   attempt was made before, or while another job of the project runs, cancels aside.
    func begin(_ job: JobID, attempt: Int, record: JSONObject?, at time: WallTime) async throws(StorageFailure)

    /// Puts a running job back into the queue; one that waits there stays, with what is stored of it.
    ///
    /// - Parameter turnedAway: How many of its attempts were turned away so far.
    /// - Throws: ``StorageFailure/conflict(_:)`` when the job is unknown or has ended.
    func requeue(_ job: JobID, turnedAway: Int, at time: WallTime) async throws(StorageFailure)

    /// Ends a job, once: ending it again changes nothing, also when it is forgotten already. What the request held
    /// (files, environments) is erased.
    ///
    /// - Throws: ``StorageFailure/conflict(_:)`` when there never was such a job.
    func finish(_ job: JobID, as end: JobEnd, record: JSONObject?, reason: String?, at time: WallTime)
        async throws(StorageFailure)

    /// The newest records of a project.
    func records(of project: ProjectName) async throws(StorageFailure) -> ProjectRecords

    /// A job by its number, ended ones too as long as they are kept.
    func summary(of job: JobID) async throws(StorageFailure) -> JobSummary?
}

extension StateStore {
    /// Puts a running job back into the queue, none of whose attempts were turned away.
    package func requeue(_ job: JobID, at time: WallTime) async throws(StorageFailure) {
        try await requeue(job, turnedAway: 0, at: time)
    }
}

/// What `GET /v1/project/info` merges into the description of a project, and what `GET /v1/vm` tells.
package struct ProjectRecords: Equatable, Sendable {
    /// A stored record and when it was written.
    package struct Record: Equatable, Sendable {
        package let content: JSONObject
        package let written: WallTime
        package init(content: JSONObject, written: WallTime) {
            self.content = content
            self.written = written
        }
    }

    package var up: Record?
    package var down: Record?
    package var virtualMachine: Record?

    package init(up: Record? = nil, down: Record? = nil, virtualMachine: Record? = nil) {
        self.up = up
        self.down = down
        self.virtualMachine = virtualMachine
    }
}

/// What is kept of a job after its end.
package struct JobSummary: Equatable, Sendable {
    package let id: JobID
    package let kind: JobKind
    package let project: ProjectName
    package let state: JobState
    package let attempts: Int
    package let submitted: WallTime
    package let changed: WallTime
    package let reason: String?

    package init(
        id: JobID, kind: JobKind, project: ProjectName, state: JobState, attempts: Int, submitted: WallTime,
        changed: WallTime, reason: String?
    ) {
        self.id = id
        self.kind = kind
        self.project = project
        self.state = state
        self.attempts = attempts
        self.submitted = submitted
        self.changed = changed
        self.reason = reason
    }
}
