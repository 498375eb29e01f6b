import Domain

/// A job whose runner dies again and again is given up.
package struct LossesAreBounded: Invariant {
    package static let promise = Promise.s12

    /// Runners that a job may lose.
    private static let most = 5

    private var losses: [String: [JobID: Int]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .runLost(let ticket)): losses[node, default: [:]][ticket.job, default: 0] += 1
        case .host(let node, .runStarted(let ticket, _)):
            guard let count = losses[node]?[ticket.job], count >= Self.most else { return nil }
            return Finding(
                node: node, "job \(ticket.job) on \(node) is tried once more after it lost \(count) runners")
        case .job(let node, let change):
            if case .ended = change.to { losses[node]?[change.job] = nil }
        default: break
        }
        return nil
    }
}
