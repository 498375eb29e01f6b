import Domain

/// However often a project was applied, its host has one jail for each of its services.
package struct TwiceIsOnce: Invariant {
    package static let promise = Promise.s8

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ end: WorldEnd) -> [Finding] {
        end.servers.flatMap { server -> [Finding] in
            server.host.projectNames.compactMap { name in
                guard let project = server.host.projects[name] else { return nil }
                let services = Set(project.file.services.map(\.name))
                let jails = project.jails.filter { !services.contains($0.key) }.keys.sorted()
                guard !jails.isEmpty || Set(project.jails.values).count != project.jails.count else { return nil }
                return Finding(
                    node: server.name.text, "\(name) on \(server.name) has jails for \(project.jails.keys.sorted())",
                    isExcused: !server.isSound)
            }
        }
    }
}
