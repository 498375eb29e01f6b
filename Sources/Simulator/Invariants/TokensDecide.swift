import Domain

/// A request with a token that is not the server's own is refused, and one with it is not.
package struct TokensDecide: Invariant {
    package static let promise = Promise.s10

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard case .answered(let answer) = event else { return nil }
        if !answer.isAllowed && answer.status < 400 {
            return Finding(
                node: answer.node,
                "\(answer.node) said \(answer.status) to \(answer.method) \(answer.target) with a bad token")
        }
        // What a hop passes on is the refusal of a server below, for the token that the hop has.
        if answer.isAllowed && answer.status == 401 && !answer.target.hasPrefix("/v1/chain/") {
            return Finding(
                node: answer.node, "\(answer.node) refused a good token for \(answer.method) \(answer.target)")
        }
        return nil
    }
}
