/// Tells which stored jobs the engine has still to take, so that each is taken once and none is left lying.
///
/// A submission and a look into the store may overlap: a job can be found there before its own submission has come back,
/// and a submission that failed may have stored its job all the same.
package struct JobIntake: Equatable, Sendable {
    /// Jobs that were taken and are not known to be stored as ended.
    private var known: Set<JobID> = []
    /// Submissions under way.
    private var submissions = 0
    /// Jobs that were found in the store while submissions were under way, perhaps their own.
    private var foundAhead: Set<JobID> = []
    /// Jobs that ended while the store is read; `nil` when it is not.
    private var endedMeanwhile: Set<JobID>?
    /// Whether a submission failed in a way that leaves open if its job was stored.
    private var isInDoubt = false

    package init() {}

    /// Whether the store should be read for jobs that nobody knows of.
    package var wantsReading: Bool { isInDoubt && endedMeanwhile == nil }

    package mutating func submissionBegins() { submissions += 1 }

    /// A submission has come back with its job.
    ///
    /// - Returns: Whether the job is to be taken now; `false` when it was found in the store before.
    package mutating func submitted(_ job: JobID) -> Bool {
        let isNew = !foundAhead.contains(job) && known.insert(job).inserted
        submissionEnds()
        return isNew
    }

    /// A submission has failed.
    ///
    /// - Parameter leavesDoubt: Whether the job may be stored all the same.
    package mutating func submissionFailed(leavesDoubt: Bool) {
        if leavesDoubt { isInDoubt = true }
        submissionEnds()
    }

    private mutating func submissionEnds() {
        submissions -= 1
        if submissions == 0 { foundAhead = [] }
    }

    package mutating func readingBegins() {
        isInDoubt = false
        endedMeanwhile = []
    }

    /// The store was read.
    ///
    /// - Returns: The jobs that are to be taken now, in their order.
    package mutating func found(_ jobs: [Job]) -> [Job] {
        let ended = endedMeanwhile ?? []
        endedMeanwhile = nil
        let new = jobs.filter { !ended.contains($0.id) && known.insert($0.id).inserted }
        if submissions > 0 { foundAhead.formUnion(new.map(\.id)) }
        return new
    }

    /// A job is stored as ended, or cannot be found any more.
    package mutating func ended(_ job: JobID) {
        known.remove(job)
        endedMeanwhile?.insert(job)
    }
}
