import Domain

/// A `down` that ended as completed has left no jail of its project. What an earlier one could not destroy belongs to no
/// project any more, and is its shortcoming.
package struct DestroyedMeansGone: Invariant {
    package static let promise = Promise.l2

    private var jails = JailsOfProjects()
    /// Projects of which a `down` left something behind, or will, for Director has forgotten a jail.
    private var leftOver: Set<ProjectPlace> = []

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .runLost(let ticket)):
            leftOver.insert(ProjectPlace(node: node, project: ticket.project.text))
        case .host(let node, .jailDisowned(_, let project)):
            leftOver.insert(ProjectPlace(node: node, project: project))
        case .host(let node, let change): jails.follow(change, on: node)
        case .job(let node, let change) where change.kind == .down:
            guard case .ended(let end) = change.to else { return nil }
            let place = ProjectPlace(node: node, project: change.project.text)
            guard end == .completed else {
                leftOver.insert(place)
                return nil
            }
            guard let jail = jails[node, place.project].min(), !leftOver.contains(place) else { return nil }
            return Finding(
                node: node,
                "the down of \(place.project), job \(change.job), completed on \(node), where its jail \(jail) is")
        default: break
        }
        return nil
    }
}
