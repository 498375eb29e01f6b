import Domain

/// An `up` that ended as completed has brought about jails that are there.
package struct CompletedMeansDone: Invariant {
    package static let promise = Promise.l2

    private struct Facts {
        var jails: [String: Set<String>] = [:]
        /// Projects that lost a jail after their last run, behind our back.
        var robbed: Set<String> = []
    }

    private var facts: [String: Facts] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .jailCreated(let jail, let project)):
            facts[node, default: Facts()].jails[project, default: []].insert(jail)
        case .host(let node, .jailRemoved(let jail)):
            for project in (facts[node]?.jails ?? [:]).filter({ $0.value.contains(jail) }).keys {
                facts[node]?.jails[project]?.remove(jail)
                facts[node]?.robbed.insert(project)
            }
        case .host(let node, .runStarted(let ticket, _)):
            facts[node, default: Facts()].robbed.remove(ticket.project.text)
        case .host(let node, .runEnded(let ticket)):
            facts[node, default: Facts()].robbed.remove(ticket.project.text)
        case .job(let node, let change) where change.kind == .up && change.to == .ended(.completed):
            let project = change.project.text
            let seen = facts[node] ?? Facts()
            if seen.jails[project, default: []].isEmpty && !seen.robbed.contains(project) {
                return Finding(
                    node: node, "job \(change.job) of \(project) is completed on \(node), where no jail of it is")
            }
        default: break
        }
        return nil
    }
}
