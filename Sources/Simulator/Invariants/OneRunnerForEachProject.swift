import Domain

/// A runner is started only for the attempt that the store calls running, and never beside another of its project.
package struct OneRunnerForEachProject: Invariant {
    package static let promise = Promise.s2

    private var alive: [String: [ProjectName: RunTicket]] = [:]
    private var started: [String: Set<RunTicket>] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .runEnded(let ticket)), .host(let node, .runLost(let ticket)):
            if alive[node]?[ticket.project] == ticket { alive[node]?[ticket.project] = nil }
            return nil
        case .host(let node, .runStarted(let ticket, _)):
            defer { alive[node, default: [:]][ticket.project] = ticket }
            if let other = alive[node]?[ticket.project] {
                return Finding(
                    node: node,
                    "a runner of job \(ticket.job) started on \(node) while that of job \(other.job) of the same project was at work"
                )
            }
            guard started[node, default: []].insert(ticket).inserted else {
                return Finding(
                    node: node, "attempt \(ticket.attempt) at job \(ticket.job) was started twice on \(node)")
            }
            guard case .running(ticket.attempt)? = world.jobs(on: node).summary(of: ticket.job)?.state else {
                return Finding(
                    node: node,
                    "a runner started on \(node) for attempt \(ticket.attempt) at job \(ticket.job), which the store does not call running"
                )
            }
            return nil
        case .job(let node, let change):
            if case .ended = change.to { started[node] = started[node]?.filter { $0.job != change.job } }
            return nil
        default: return nil
        }
    }
}
