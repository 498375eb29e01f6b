package import Domain

/// The state store of one process of a simulated node, on the disk of its machine.
package struct MemoryState: StateStore {
    private let disk: Disk
    private let fence: Fence

    package init(disk: Disk, fence: Fence) {
        self.disk = disk
        self.fence = fence
    }

    package func submit(_ request: JobRequest, at time: WallTime) async throws(StorageFailure) -> JobID {
        try await disk.write(behind: fence, call: .stateSubmit) { (contents) throws(StorageFailure) in
            try contents.jobs.submit(request, at: time)
        }
    }

    package func unfinishedJobs() async throws(StorageFailure) -> [Job] {
        try await disk.read(behind: fence, call: .stateUnfinished) { $0.jobs.unfinished }
    }

    package func begin(
        _ job: JobID, attempt: Int, record: JSONObject?, at time: WallTime
    ) async throws(StorageFailure) {
        try await disk.write(behind: fence, call: .stateBegin) { (contents) throws(StorageFailure) in
            try contents.jobs.begin(job, attempt: attempt, record: record, at: time)
        }
    }

    package func requeue(_ job: JobID, turnedAway: Int, at time: WallTime) async throws(StorageFailure) {
        try await disk.write(behind: fence, call: .stateRequeue) { (contents) throws(StorageFailure) in
            try contents.jobs.requeue(job, turnedAway: turnedAway, at: time)
        }
    }

    package func finish(
        _ job: JobID, as end: JobEnd, record: JSONObject?, reason: String?, at time: WallTime
    ) async throws(StorageFailure) {
        try await disk.write(behind: fence, call: .stateFinish) { (contents) throws(StorageFailure) in
            try contents.jobs.finish(job, as: end, record: record, reason: reason, at: time)
        }
    }

    package func records(of project: ProjectName) async throws(StorageFailure) -> ProjectRecords {
        try await disk.read(behind: fence, call: .stateRecords) { $0.jobs.records(of: project) }
    }

    package func summary(of job: JobID) async throws(StorageFailure) -> JobSummary? {
        try await disk.read(behind: fence, call: .stateSummary) { $0.jobs.summary(of: job) }
    }
}
