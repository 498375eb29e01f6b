import Domain

/// A list of projects that comes through hops holds every project that stands at its end: a hop that got no answer says so.
package struct HopsPassOnWhatIsKnown: Invariant {
    package static let promise = Promise.s3

    /// Since when the last job of a project is an `up` that completed.
    private var standing: [String: [String: Duration]] = [:]
    /// Longer than any list is under way.
    private static let longestWay = Duration.seconds(120)

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .job(let node, let change) where change.kind != .cancel:
            let isStanding = change.kind == .up && change.to == .ended(.completed)
            standing[node, default: [:]][change.project.text] = isStanding ? time : nil
            return nil
        case .answered(let answer):
            let prefix = "/v1/chain/"
            guard answer.method == "GET", answer.status == 200, answer.target.hasPrefix(prefix),
                answer.target.hasSuffix("/projects")
            else { return nil }
            let path = answer.target.dropFirst(prefix.count).prefix { $0 != "/" }
            let node = String(path.split(separator: ".").last ?? "")
            let listed = Set((answer.body?["projects"]?.array ?? []).compactMap(\.string))
            let known = (standing[node] ?? [:]).filter { time - $0.value > Self.longestWay }.keys
            guard let missing = Set(known).subtracting(listed).min() else { return nil }
            return Finding(
                node: answer.node,
                "\(answer.node) leaves \(missing), which stands on \(node), out of the list of \(node)")
        default: return nil
        }
    }
}
