extension TokenClaims {
    /// Whether the bearer may do this here. A token for some projects reaches what belongs to these projects only.
    package func allows(_ role: Role, on route: Route, at path: ChainPath) -> Bool {
        guard self.role >= role else { return false }
        if let chains, !chains.contains(where: { Self.matches($0, path.description) }) { return false }
        guard projects != nil else { return true }
        switch route {
        case .root, .ping, .labels, .chains, .projects, .metadataList, .namespaceList: return true
        case .project(_, let name): return allowsProject(name.text)
        case .virtualMachine(let name): return allowsProject(name.text)
        case .metadata(let key), .namespace(let key): return allowsMetadata(key)
        case .jails, .stats, .jailLogs, .projectLogs, .jailLog, .jail, .projectLog: return false
        }
    }

    package func allowsProject(_ name: String) -> Bool {
        projects?.contains { Self.matches($0, name) } ?? true
    }

    /// A metadata item belongs to the project whose name it bears up to a dot: `shop` and `shop.nginx.conf`.
    package func allowsMetadata(_ key: MetadataKey) -> Bool {
        guard projects != nil else { return true }
        var prefix = ""
        for part in key.text.split(separator: ".", omittingEmptySubsequences: false) {
            prefix += prefix.isEmpty ? String(part) : "." + part
            if allowsProject(prefix) { return true }
        }
        return false
    }

    private static func matches(_ pattern: String, _ text: String) -> Bool { TokenPattern(pattern).matches(text) }
}
