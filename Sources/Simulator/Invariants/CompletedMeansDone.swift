import Domain

/// An `up` that ended as completed has brought about jails that are there.
package struct CompletedMeansDone: Invariant {
    package static let promise = Promise.l2

    private var jails = JailsOfProjects()
    /// Projects that lost a jail after their last run, behind our back.
    private var robbed: Set<ProjectPlace> = []

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .runStarted(let ticket, _)), .host(let node, .runEnded(let ticket)):
            robbed.remove(ProjectPlace(node: node, project: ticket.project.text))
        case .host(let node, let change):
            for project in jails.follow(change, on: node) { robbed.insert(ProjectPlace(node: node, project: project)) }
        case .job(let node, let change) where change.kind == .up && change.to == .ended(.completed):
            let project = change.project.text
            if jails[node, project].isEmpty && !robbed.contains(ProjectPlace(node: node, project: project)) {
                return Finding(
                    node: node, "job \(change.job) of \(project) is completed on \(node), where no jail of it is")
            }
        default: break
        }
        return nil
    }
}
