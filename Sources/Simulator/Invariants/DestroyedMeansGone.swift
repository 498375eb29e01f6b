import Domain

/// A `down` that ended as completed has left no jail of its project. What an earlier one could not destroy belongs to no
/// project any more, and is its shortcoming.
package struct DestroyedMeansGone: Invariant {
    package static let promise = Promise.l2

    private struct Facts {
        var jails: [String: Set<String>] = [:]
        /// Projects of which a `down` left something behind.
        var leftOver: Set<String> = []
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
            }
        case .host(let node, .runLost(let ticket)):
            facts[node, default: Facts()].leftOver.insert(ticket.project.text)
        case .job(let node, let change) where change.kind == .down:
            guard case .ended(let end) = change.to else { return nil }
            let project = change.project.text
            guard end == .completed else {
                facts[node, default: Facts()].leftOver.insert(project)
                return nil
            }
            let seen = facts[node] ?? Facts()
            guard let jail = seen.jails[project, default: []].min(), !seen.leftOver.contains(project) else {
                return nil
            }
            return Finding(
                node: node, "the down of \(project), job \(change.job), completed on \(node), where its jail \(jail) is"
            )
        default: break
        }
        return nil
    }
}
