import Domain

/// A job of a project never begins while one waits that was acknowledged before this one was stored: what was asked for
/// last decides what is there in the end. Requests that were under way at the same time have no order.
package struct TheLastWordCounts: Invariant {
    package static let promise = Promise.l2

    private struct Open {
        let project: ProjectName
        let stored: Duration
        var acknowledged: Duration?
        var isWaiting = true
    }

    private var open: [String: [JobID: Open]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .job(let node, let change) where change.kind != .cancel: return judge(change, on: node, at: time)
        case .answered(let answer):
            guard answer.method == "POST", !answer.target.contains("/chain/"),
                let number = answer.body?["job_id"]?.integer
            else { return nil }
            open[answer.node]?[JobID(number)]?.acknowledged = time
            return nil
        default: return nil
        }
    }

    private mutating func judge(_ change: JobChange, on node: String, at time: Duration) -> Finding? {
        switch change.to {
        case .queued where change.from == nil:
            open[node, default: [:]][change.job] = Open(project: change.project, stored: time)
        case .queued: open[node]?[change.job]?.isWaiting = true
        case .ended: open[node]?[change.job] = nil
        case .running:
            guard let job = open[node]?[change.job] else { return nil }
            open[node]?[change.job]?.isWaiting = false
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
