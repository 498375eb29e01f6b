/// Which jails each project has on each host, as they are made and removed.
struct JailsOfProjects: Sendable {
    private var jails: [String: [String: Set<String>]] = [:]

    /// - Returns: The projects that lost a jail by this.
    @discardableResult
    mutating func follow(_ change: HostChange, on node: String) -> [String] {
        switch change {
        case .jailCreated(let jail, let project):
            jails[node, default: [:]][project, default: []].insert(jail)
            return []
        case .jailRemoved(let jail):
            let owners = (jails[node] ?? [:]).filter { $0.value.contains(jail) }.keys.sorted()
            for owner in owners { jails[node]?[owner]?.remove(jail) }
            return owners
        // It is there all the same, and a service that names its jail finds it again.
        case .jailDisowned: return []
        case .runStarted, .runToldToEnd, .runEnded, .runLost, .runDiscarded: return []
        }
    }

    subscript(node: String, project: String) -> Set<String> { jails[node]?[project] ?? [] }
}

/// A project on one host.
struct ProjectPlace: Hashable, Sendable {
    let node: String
    let project: String
}
