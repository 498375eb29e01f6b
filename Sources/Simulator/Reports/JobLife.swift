import Domain

/// A job of a server from its first to its last committed change.
struct JobLife: Equatable, Sendable {
    struct Run: Equatable, Sendable {
        let attempt: Int
        let from: Duration
        var to: Duration?
    }

    let node: String
    let job: JobID
    let kind: JobKind
    let project: ProjectName
    /// When it was acknowledged; `nil` when that line was dropped.
    var queued: Duration?
    var runs: [Run] = []
    var ended: Duration?
    var end: JobEnd?
    /// The last reason that was given.
    var reason: String?
    var state: JobState

    init(node: String, _ change: JobChange) {
        self.node = node
        job = change.job
        kind = change.kind
        project = change.project
        state = change.to
    }

    var name: String { "job \(job) (\(kind.rawValue) \(project))" }

    mutating func add(_ change: JobChange, at time: Duration) {
        if change.from == nil { queued = time }
        if let last = runs.indices.last, runs[last].to == nil { runs[last].to = time }
        state = change.to
        reason = change.reason ?? reason
        switch change.to {
        case .queued: break
        case .running(let attempt): runs.append(Run(attempt: attempt, from: time, to: nil))
        case .ended(let end):
            self.end = end
            ended = time
        }
    }

    /// The time of the first thing that is known.
    var start: Duration { queued ?? runs.first?.from ?? ended ?? .zero }
}
