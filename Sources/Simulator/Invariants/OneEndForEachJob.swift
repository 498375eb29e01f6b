import Domain

/// A job ends once, its attempts only grow, and it does not end while a runner is still at work for it.
package struct OneEndForEachJob: Invariant {
    package static let promise = Promise.s2

    private var attempts: [String: [JobID: Int]] = [:]
    private var alive: [String: Set<JobID>] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .runStarted(let ticket, _)): alive[node, default: []].insert(ticket.job)
        case .host(let node, .runEnded(let ticket)), .host(let node, .runLost(let ticket)):
            alive[node]?.remove(ticket.job)
        case .job(let node, let change): return judge(change, on: node)
        default: break
        }
        return nil
    }

    private mutating func judge(_ change: JobChange, on node: String) -> Finding? {
        if case .ended(let end)? = change.from {
            return Finding(node: node, "job \(change.job) on \(node) had ended as \(end.rawValue) and changed again")
        }
        switch change.to {
        case .running(let attempt):
            let former = attempts[node]?[change.job] ?? 0
            attempts[node, default: [:]][change.job] = attempt
            if attempt < former {
                return Finding(
                    node: node, "attempt \(attempt) at job \(change.job) on \(node) follows attempt \(former)")
            }
        case .ended(let end):
            attempts[node]?[change.job] = nil
            if alive[node]?.contains(change.job) == true {
                return Finding(
                    node: node, "job \(change.job) on \(node) ended as \(end.rawValue) while its runner was at work")
            }
        case .queued: break
        }
        return nil
    }
}
