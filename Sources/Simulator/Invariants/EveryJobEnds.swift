import Domain

/// After the quiet time no job is open.
package struct EveryJobEnds: Invariant {
    package static let promise = Promise.l1

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ end: WorldEnd) -> [Finding] {
        end.servers.flatMap { server in
            server.jobs.unfinished.map { job in
                Finding(
                    node: server.name.text,
                    "job \(job.id) (\(job.request.kind.rawValue) \(job.request.project)) on \(server.name) is still \(job.state.name)",
                    isExcused: !server.isSound)
            }
        }
    }
}
