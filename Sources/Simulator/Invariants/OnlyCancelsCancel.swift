import Domain

/// A job is cancelled only when a later cancel named its project, and only if it brings something about: a destruction
/// that runs is let finish.
package struct OnlyCancelsCancel: Invariant {
    package static let promise = Promise.s5

    /// The newest cancel of each project.
    private var cancels: [String: [ProjectName: JobID]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard case .job(let node, let change) = event else { return nil }
        if change.kind == .cancel {
            if change.from == nil { cancels[node, default: [:]][change.project] = change.job }
            return nil
        }
        guard change.to == .ended(.cancelled) else { return nil }
        if change.kind == .up, let cancel = cancels[node]?[change.project], cancel > change.job { return nil }
        return Finding(
            node: node,
            "job \(change.job) (\(change.kind.rawValue) \(change.project)) was cancelled on \(node), which nobody asked for"
        )
    }
}
