import Domain

/// After the quiet time no runner's leftovers and no jail without a project is left.
package struct OrphansAreCollected: Invariant {
    package static let promise = Promise.l6

    private struct Jail: Hashable {
        let node: String
        let name: String
    }

    /// The project that each jail was made for.
    private var owners: [Jail: String] = [:]
    /// Projects whose destruction was told to have failed. Director forgets such a project and leaves its jails (node
    /// contract, section 4.6); we do not know them any more, and must not touch what we do not know. The job says so.
    private var given: [String: Set<String>] = [:]
    /// Jails that Director has forgotten when it lost power. Nobody knows of them any more, and we must not touch what we
    /// do not know.
    private var forgotten: Set<Jail> = []

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .host(let node, .jailCreated(let jail, let project)): owners[Jail(node: node, name: jail)] = project
        case .host(let node, .jailRemoved(let jail)): owners[Jail(node: node, name: jail)] = nil
        case .host(let node, .jailDisowned(let jail, _)): forgotten.insert(Jail(node: node, name: jail))
        case .job(let node, let change) where change.kind == .down:
            if case .ended(let end) = change.to, end != .completed {
                given[node, default: []].insert(change.project.text)
            }
        default: break
        }
        return nil
    }

    package mutating func judge(_ end: WorldEnd) -> [Finding] {
        end.servers.flatMap { server -> [Finding] in
            let host = server.host
            let open = Set(server.jobs.unfinished.map(\.id))
            let runs = host.runs.filter { !open.contains($0.ticket.job) }.map { "the run of job \($0.ticket.job)" }
            let owned = Set(host.projects.values.flatMap(\.jails.values))
            let jails = host.jailNames.filter { jail in
                let place = Jail(node: server.name.text, name: jail)
                let owner = owners[place]
                return !owned.contains(jail) && !forgotten.contains(place)
                    && !(owner.map { given[server.name.text]?.contains($0) == true } ?? false)
            }.map { "the jail \($0)" }
            return (runs + jails).map { orphan in
                Finding(node: server.name.text, "\(orphan) is left on \(server.name)", isExcused: !server.isSound)
            }
        }
    }
}
