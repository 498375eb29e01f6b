import Domain

/// After the quiet time no runner's leftovers, no lock of a dead process and no jail without a project is left.
package struct OrphansAreCollected: Invariant {
    package static let promise = Promise.l6

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ end: WorldEnd) -> [Finding] {
        end.servers.flatMap { server -> [Finding] in
            let host = server.host
            let open = Set(server.jobs.unfinished.map(\.id))
            let runs = host.runs.filter { !open.contains($0.ticket.job) }.map { "the run of job \($0.ticket.job)" }
            let owned = Set(host.projects.values.flatMap(\.jails.values))
            let jails = host.jailNames.filter { !owned.contains($0) }.map { "the jail \($0)" }
            return (runs + jails).map { orphan in
                Finding(node: server.name.text, "\(orphan) is left on \(server.name)", isExcused: !server.isSound)
            }
        }
    }
}
