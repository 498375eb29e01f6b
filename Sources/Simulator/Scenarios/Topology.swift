package import Domain

/// The tree of servers of a scenario.
package struct Topology: Equatable, Sendable {
    /// One server.
    package struct Server: Equatable, Sendable {
        package var name: ChainName
        /// The server above; `nil` for the root only.
        package var parent: ChainName?
        /// Its labels, `all` included.
        package var labels: [Label]
        package var version: Version
        /// How far its wall clock is ahead.
        package var skew: Duration
        /// How much too fast it counts time.
        package var driftPartsPerMillion: Int
        /// How its host behaves; the one of the settings unless said.
        package var host: HostBehaviour?
        /// Not there at the start: a step adds it.
        package var isAbsent: Bool

        package init(
            name: ChainName, parent: ChainName?, labels: [Label] = [.all], version: Version = .current,
            skew: Duration = .zero, driftPartsPerMillion: Int = 0, host: HostBehaviour? = nil, isAbsent: Bool = false
        ) {
            self.name = name
            self.parent = parent
            self.labels = labels
            self.version = version
            self.skew = skew
            self.driftPartsPerMillion = driftPartsPerMillion
            self.host = host
            self.isAbsent = isAbsent
        }
    }

    /// What a server runs.
    package enum Version: String, Equatable, Sendable, CaseIterable {
        case current
        /// A server that knows none of our additions: it ignores the deadline of a caller and our claims in tokens.
        case python = "0.25"
    }

    /// Parents before their children; the root is the first. Names are unique.
    package var servers: [Server] { didSet { index = Places(servers) } }
    /// Follows from the servers; trees have up to thousands of them, and they are looked up at every event.
    private var index: Places

    private struct Places: Equatable, Sendable {
        var positions: [ChainName: Int] = [:]
        var children: [ChainName: [Int]] = [:]

        init(_ servers: [Server]) {
            for (position, server) in servers.enumerated() {
                if positions[server.name] == nil { positions[server.name] = position }
                if let parent = server.parent { children[parent, default: []].append(position) }
            }
        }
    }

    package init(servers: [Server]) {
        self.servers = servers
        index = Places(servers)
    }

    /// A tree whose every server but those at the bottom has `fanOut` children.
    ///
    /// Servers are called `s`, then `s-0`, `s-0-1` and so on, by their place.
    package init(fanOut: Int, depth: Int) {
        var servers = [Server(name: ChainName("s")!, parent: nil)]
        var level = ["s"]
        for _ in 0..<depth {
            var next: [String] = []
            for parent in level {
                for child in 0..<fanOut {
                    let name = "\(parent)-\(child)"
                    servers.append(Server(name: ChainName(name)!, parent: ChainName(parent)))
                    next.append(name)
                }
            }
            level = next
        }
        self.init(servers: servers)
    }

    package var root: Server { servers[0] }

    package subscript(name: ChainName) -> Server? { index.positions[name].map { servers[$0] } }

    /// In the order of the file, which is the one of the parent's configuration.
    package func children(of name: ChainName) -> [Server] { (index.children[name] ?? []).map { servers[$0] } }

    /// The chain that leads from the root to a server; empty for the root.
    package func path(to name: ChainName) -> [ChainName] {
        var path: [ChainName] = []
        var current = self[name]
        while let server = current, let parent = server.parent {
            path.insert(server.name, at: 0)
            current = self[parent]
        }
        return path
    }
}
