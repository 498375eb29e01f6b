import Domain

/// A project that a server has listed stays in its list as long as all its jails are there, whatever its last job came to.
package struct WhatStandsIsListed: Invariant {
    package static let promise = Promise.s3

    private var owners: [String: [String: String]] = [:]
    /// Projects that the present process has listed, and of which no jail has gone since.
    private var known: [String: Set<String>] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .jailCreated(let jail, let project)): owners[node, default: [:]][jail] = project
        case .host(let node, .jailRemoved(let jail)):
            if let project = owners[node]?.removeValue(forKey: jail) { known[node]?.remove(project) }
        case .host(let node, .runStarted(let ticket, let steps)):
            if steps.contains(.destroy) { known[node]?.remove(ticket.project.text) }
        case .process(let node, _, .starts): known[node] = []
        case .answered(let answer):
            guard answer.method == "GET", answer.target == "/v1/projects", answer.status == 200 else { return nil }
            let listed = Set((answer.body?["projects"]?.array ?? []).compactMap(\.string))
            if let missing = (known[answer.node] ?? []).subtracting(listed).min() {
                return Finding(
                    node: answer.node,
                    "\(answer.node) has \(missing) no longer in its list, though all jails of it are there")
            }
            let standing = Set((owners[answer.node] ?? [:]).values)
            known[answer.node, default: []].formUnion(listed.intersection(standing))
        default: break
        }
        return nil
    }
}
