import Domain

/// A server of an older version is asked only for what it knows.
package struct OldPeersUnderstand: Invariant {
    package static let promise = Promise.s13

    private let old: Set<String>

    package init(_ scenario: Scenario) {
        old = Set(scenario.topology.servers.filter { $0.version == .python }.map(\.name.text))
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard !old.isEmpty, case .message(let message) = event, old.contains(message.to),
            case .sent(let method, let target) = message.phase
        else { return nil }
        guard target.hasPrefix("/v1/"), let match = RouteMatch(target: target), match.route.operation(method) != nil
        else {
            return Finding(
                node: message.from, "\(message.from) asked \(message.to), which is of 0.25, for \(method) \(target)")
        }
        return nil
    }
}
