import Domain

/// A job is run again only when its run was lost or refused; what a run that came to its end left behind is believed, also
/// by the next process.
package struct NoWorkIsRepeated: Invariant {
    package static let promise = Promise.s2

    private struct Place: Hashable {
        let node: String
        let project: ProjectName
    }

    /// Jobs whose last run came to its end.
    private var over: [String: Set<JobID>] = [:]
    /// Projects that may have been locked: what Director refuses because of a lock is tried again.
    private var lockable: Set<Place> = []
    private let mayCrash: Bool

    package init(_ scenario: Scenario) {
        let behaviours =
            [scenario.settings.host] + scenario.topology.servers.compactMap(\.host)
            + scenario.steps.compactMap { Self.behaviour(of: $0.action) }
            + scenario.faults.compactMap { Self.behaviour(of: $0.action) }
        mayCrash = behaviours.contains { behaviour in
            ([behaviour.defaults] + behaviour.projects.map(\.rule)).contains(where: Self.mayLeaveLock)
        }
    }

    private static func behaviour(of action: ScenarioAction) -> HostBehaviour? {
        guard case .host(let behaviour) = action else { return nil }
        return behaviour
    }

    private static func mayLeaveLock(_ rule: HostBehaviour.ProjectRule) -> Bool {
        [.crash, .hang, .hangStubborn].contains(rule.up) || [.crash, .hang, .hangStubborn].contains(rule.down)
            || rule.isLocked == true
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .runEnded(let ticket)):
            over[node, default: []].insert(ticket.job)
        case .host(let node, .runLost(let ticket)), .host(let node, .runToldToEnd(let ticket)):
            lockable.insert(Place(node: node, project: ticket.project))
        case .host(let node, .runStarted(let ticket, _)):
            guard over[node]?.remove(ticket.job) != nil, !mayCrash,
                !lockable.contains(Place(node: node, project: ticket.project))
            else { return nil }
            return Finding(
                node: node,
                "job \(ticket.job) of \(ticket.project) is run once more on \(node), though its run came to its end")
        case .job(let node, let change):
            if case .ended = change.to { over[node]?.remove(change.job) }
        default: break
        }
        return nil
    }
}
