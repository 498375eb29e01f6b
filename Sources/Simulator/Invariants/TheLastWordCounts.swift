import Domain

/// A job of a project never begins while one waits that was acknowledged before this one was stored: what was asked for
/// last decides what is there in the end. Requests that were under way at the same time have no order, and what a stored
/// cancel is going to withdraw waits no more.
package struct TheLastWordCounts: Invariant {
    package static let promise = Promise.l2

    private struct Open {
        let project: ProjectName
        let kind: JobKind
        let stored: Duration
        var acknowledged: Duration?
        var hasBegun = false
        var isWithdrawn = false

        var isWaiting: Bool { !hasBegun && !isWithdrawn }
    }

    private var open: [String: [JobID: Open]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .job(let node, let change) where change.kind == .cancel:
            if change.from == nil { withdraw(change, on: node) }
            return nil
        case .job(let node, let change): return judge(change, on: node, at: time)
        case .answered(let answer):
            guard answer.method == "POST", !answer.target.contains("/chain/"),
                let number = answer.body?["job_id"]?.integer
            else { return nil }
            open[answer.node]?[JobID(number)]?.acknowledged = time
            return nil
        default: return nil
        }
    }

    /// What is not a `down` and was asked for before the cancel: its end as cancelled may be stored a moment after the next
    /// job has begun. That it never begins is another promise.
    private mutating func withdraw(_ cancel: JobChange, on node: String) {
        for (id, job) in open[node] ?? [:] where id < cancel.job && job.project == cancel.project && job.kind != .down {
            open[node]?[id]?.isWithdrawn = true
        }
    }

    private mutating func judge(_ change: JobChange, on node: String, at time: Duration) -> Finding? {
        switch change.to {
        case .queued where change.from == nil:
            open[node, default: [:]][change.job] = Open(
                project: change.project, kind: change.kind, stored: time)
        case .queued: open[node]?[change.job]?.hasBegun = false
        case .ended: open[node]?[change.job] = nil
        case .running:
            guard let job = open[node]?[change.job] else { return nil }
            open[node]?[change.job]?.hasBegun = true
            let former = (open[node] ?? [:]).filter { id, other in
                guard id < change.job, other.project == change.project, other.isWaiting else { return false }
                return other.acknowledged.map { $0 < job.stored } ?? false
            }.keys.min()
            guard let former else { return nil }
            return Finding(
                node: node,
                "job \(change.job) of \(change.project) begins on \(node) while job \(former), which was asked for before it, waits"
            )
        }
        return nil
    }
}
