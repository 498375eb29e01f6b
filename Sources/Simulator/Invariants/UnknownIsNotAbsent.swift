import Domain

/// A project that stands is never told to be absent, whatever Director says or does not say.
package struct UnknownIsNotAbsent: Invariant {
    package static let promise = Promise.s3

    /// The projects whose last job was an `up` that completed.
    private var standing: [String: Set<String>] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .job(let node, let change) where change.kind != .cancel:
            let project = change.project.text
            if change.kind == .up && change.to == .ended(.completed) {
                standing[node, default: []].insert(project)
            } else {
                standing[node]?.remove(project)
            }
            return nil
        case .answered(let answer) where answer.method == "GET":
            guard let standing = standing[answer.node], !standing.isEmpty else { return nil }
            if answer.target == "/v1/projects", answer.status == 200 {
                let listed = Set((answer.body?["projects"]?.array ?? []).compactMap(\.string))
                guard let missing = standing.subtracting(listed).min() else { return nil }
                return Finding(node: answer.node, "\(answer.node) leaves \(missing), which stands, out of its list")
            }
            let prefix = "/v1/project/info/"
            guard answer.status == 404, answer.target.hasPrefix(prefix) else { return nil }
            let project = String(answer.target.dropFirst(prefix.count))
            return standing.contains(project)
                ? Finding(node: answer.node, "\(answer.node) says that \(project), which stands, is not there") : nil
        default: return nil
        }
    }
}
