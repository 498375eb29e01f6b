import Domain

/// No more jobs run, wait and are remembered than the settings allow.
package struct LimitsHold: Invariant {
    package static let promise = Promise.s12

    private let settings: ScenarioSettings
    private var running: [String: Set<JobID>] = [:]

    package init(_ scenario: Scenario) { settings = scenario.settings }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard case .job(let node, let change) = event else { return nil }
        if case .running = change.to, change.kind != .cancel {
            running[node, default: []].insert(change.job)
        } else {
            running[node]?.remove(change.job)
        }
        let count = running[node]?.count ?? 0
        if count > settings.parallelJobs {
            return Finding(node: node, "\(count) jobs run on \(node), where \(settings.parallelJobs) may")
        }
        let table = world.jobs(on: node)
        if table.openCount > settings.queueLimit {
            return Finding(node: node, "\(table.openCount) jobs are open on \(node), where \(settings.queueLimit) may")
        }
        if table.endedCount > settings.historyLimit {
            return Finding(
                node: node, "\(table.endedCount) ended jobs are kept on \(node), where \(settings.historyLimit) may")
        }
        return nil
    }
}
