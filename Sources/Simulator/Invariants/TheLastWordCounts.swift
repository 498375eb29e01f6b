import Domain

/// A job of a project never begins while an earlier one, which its server acknowledged, still waits: what was asked for
/// last decides what is there in the end.
package struct TheLastWordCounts: Invariant {
    package static let promise = Promise.l2

    /// The acknowledged jobs of a project that wait.
    private var waiting: [String: [ProjectName: Set<JobID>]] = [:]
    /// Jobs that were stored and not yet acknowledged.
    private var fresh: [String: [JobID: ProjectName]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .job(let node, let change) where change.kind != .cancel: return judge(change, on: node)
        case .answered(let answer):
            // A job may begin before its number is told.
            guard answer.method == "POST", !answer.target.contains("/chain/"),
                let number = answer.body?["job_id"]?.integer,
                let project = fresh[answer.node]?.removeValue(forKey: JobID(number))
            else { return nil }
            waiting[answer.node, default: [:]][project, default: []].insert(JobID(number))
            return nil
        default: return nil
        }
    }

    private mutating func judge(_ change: JobChange, on node: String) -> Finding? {
        switch change.to {
        case .queued:
            if change.from == nil {
                fresh[node, default: [:]][change.job] = change.project
            } else {
                waiting[node, default: [:]][change.project, default: []].insert(change.job)
            }
            return nil
        case .ended:
            fresh[node]?[change.job] = nil
            waiting[node]?[change.project]?.remove(change.job)
            return nil
        case .running:
            fresh[node]?[change.job] = nil
            waiting[node]?[change.project]?.remove(change.job)
            guard let former = waiting[node]?[change.project]?.filter({ $0 < change.job }).min() else { return nil }
            return Finding(
                node: node,
                "job \(change.job) of \(change.project) begins on \(node) while job \(former), which was asked for before it, waits"
            )
        }
    }
}
