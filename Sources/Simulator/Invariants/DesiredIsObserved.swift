import Domain

/// After the quiet time a server lists exactly the projects that its host has, and what was last asked for is so.
package struct DesiredIsObserved: Invariant {
    package static let promise = Promise.l2

    /// The last completed change of each project, by server.
    private var wanted: [String: [ProjectName: JobKind]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard case .job(let node, let change) = event, change.kind != .cancel else { return nil }
        switch change.to {
        case .running: wanted[node]?[change.project] = nil
        case .ended(.completed): wanted[node, default: [:]][change.project] = change.kind
        case .queued, .ended: break
        }
        return nil
    }

    package mutating func judge(_ end: WorldEnd) -> [Finding] {
        end.servers.flatMap { server -> [Finding] in
            let name = server.name.text
            let there = server.host.projectNames
            var findings: [Finding] = []
            if let listed = server.projects {
                if listed.sorted() != there {
                    findings.append(
                        Finding(
                            node: name, "\(name) lists the projects \(listed.sorted()), and its host has \(there)",
                            isExcused: !server.isSound))
                }
            } else {
                findings.append(
                    Finding(node: name, "\(name) does not list its projects", isExcused: !server.isSound))
            }
            for (project, kind) in (wanted[name] ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard there.contains(project.text) != (kind == .up) else { continue }
                findings.append(
                    Finding(
                        node: name, "the last \(kind.rawValue) of \(project) on \(name) completed, and that is not so",
                        isExcused: !server.isSound))
            }
            return findings
        }
    }
}
