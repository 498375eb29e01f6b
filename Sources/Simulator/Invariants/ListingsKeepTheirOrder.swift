import Domain

/// A list of chains is in the order of the configuration, whichever of them answered first.
package struct ListingsKeepTheirOrder: Invariant {
    package static let promise = Promise.s9

    private let children: [String: [String]]

    package init(_ scenario: Scenario) {
        children = Dictionary(
            scenario.topology.servers.map { server in
                (server.name.text, scenario.topology.children(of: server.name).map(\.name.text))
            }, uniquingKeysWith: { $1 })
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard case .answered(let answer) = event, answer.target == "/v1/chains", answer.status == 200 else {
            return nil
        }
        let listed = (answer.body?["chains"]?.array ?? []).compactMap(\.string)
        let expected = (children[answer.node] ?? []).filter { listed.contains($0) }
        return listed == expected
            ? nil : Finding(node: answer.node, "\(answer.node) lists \(listed), and its configuration says \(expected)")
    }
}
