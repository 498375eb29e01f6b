import Domain

/// A cancel is done when what it was for has ended, and what it was for does not run to its end as if nothing had been
/// said.
package struct CancelsMeanIt: Invariant {
    package static let promise = Promise.l1

    /// An `up` that is open, and when a cancel of it was stored.
    private struct Open {
        let project: ProjectName
        var isAcknowledged = false
        var isAtWork = false
        var cancelled: Duration?
    }

    private var open: [String: [JobID: Open]] = [:]
    /// The jobs that each cancel is for: those that were acknowledged before it was stored. Requests that were under way
    /// at the same time have no order.
    private var meant: [String: [JobID: Set<JobID>]] = [:]
    /// How long a run that was told to end may go on.
    private static let grace = Duration.seconds(20)

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .job(let node, let change) where change.kind == .cancel: return judge(cancel: change, on: node, at: time)
        case .job(let node, let change) where change.kind == .up: return judge(change, on: node, at: time)
        case .host(let node, .runStarted(let ticket, _)):
            open[node]?[ticket.job]?.isAtWork = true
            return nil
        case .answered(let answer):
            if answer.method == "POST", !answer.target.contains("/chain/"), let number = answer.body?["job_id"]?.integer
            {
                open[answer.node]?[JobID(number)]?.isAcknowledged = true
            }
            return nil
        case .process(let node, _, _):
            // A process that begins, ends or stands still hears of the cancel later.
            for id in (open[node] ?? [:]).keys { open[node]?[id]?.cancelled = nil }
            return nil
        default: return nil
        }
    }

    private mutating func judge(cancel: JobChange, on node: String, at time: Duration) -> Finding? {
        let earlier = (open[node] ?? [:]).filter { $0.value.project == cancel.project && $0.key < cancel.job }
        if cancel.from == nil {
            let known = earlier.filter(\.value.isAcknowledged).keys
            for id in known { open[node]?[id]?.cancelled = time }
            meant[node, default: [:]][cancel.job] = Set(known)
            return nil
        }
        guard case .ended(let end) = cancel.to, let jobs = meant[node]?.removeValue(forKey: cancel.job),
            end == .completed, let job = jobs.filter({ open[node]?[$0] != nil }).min()
        else { return nil }
        return Finding(
            node: node, "cancel \(cancel.job) of \(cancel.project) is done on \(node), and job \(job) has not ended")
    }

    private mutating func judge(_ change: JobChange, on node: String, at time: Duration) -> Finding? {
        guard change.from != nil else {
            open[node, default: [:]][change.job] = Open(project: change.project)
            return nil
        }
        guard case .ended(let end) = change.to, let job = open[node]?.removeValue(forKey: change.job),
            let cancelled = job.cancelled, end == .completed, time - cancelled > Self.grace
        else { return nil }
        return Finding(
            node: node,
            "job \(change.job) of \(change.project) completed on \(node) \(time - cancelled) after it was cancelled")
    }
}
