import Domain

/// The keys `servers` and `tree`.
extension ScenarioDecoder {
    private static let serverKeys = ["below", "labels", "version", "clock", "drift", "host", "absent"]
    private static let treeKeys = ["fan-out", "depth", "labels", "rack-size"]
    /// They choose servers in steps.
    private static let reserved = ["all", "any"]

    mutating func topology(_ root: Section) -> Topology? {
        let expected = "'servers' with the servers by name, or 'tree' with 'fan-out' and 'depth'"
        switch (root["servers"], root["tree"]) {
        case (nil, nil):
            values.missing(
                at: root.entry("servers")?.key.position ?? root.entry("tree")?.key.position ?? root.position, path: "",
                "there are no servers", expected: expected)
            return nil
        case (_?, let tree?):
            values.refuse(
                root.entry("tree")?.key ?? tree, at: "tree", "'servers' and 'tree' exclude each other",
                expected: "one of them", hint: "remove one")
            return nil
        case (let document?, nil): return servers(document, at: root.entry("servers")?.key.position)
        case (nil, let document?): return tree(document, at: root.entry("tree")?.key.position)
        }
    }

    private mutating func know(_ list: [Topology.Server]) {
        servers = list
        serverNames = list.map(\.name.text)
        for (index, server) in list.enumerated() { places[server.name] = index }
    }

    // MARK: - By hand

    private mutating func servers(_ document: Document, at position: SourcePosition?) -> Topology? {
        guard
            let section = values.mapping(
                document, at: "servers", position: position, expected: "a mapping of names to settings")
        else { return nil }
        guard !section.entries.isEmpty else {
            values.refuse(document, at: "servers", "there are no servers", expected: "at least one server")
            return nil
        }
        guard section.entries.count <= ScenarioLimits.servers else {
            values.refuse(
                document, at: "servers", "\(section.entries.count) servers are too many",
                expected: "at most \(ScenarioLimits.servers)")
            return nil
        }
        var list: [Topology.Server] = []
        var parents: [Document?] = []
        for entry in section.entries {
            guard let name = serverName(entry, in: section) else { continue }
            list.append(server(name, entry, at: section.path(of: entry.name)))
            parents.append(entry.value["below"].flatMap { $0.isNull ? nil : $0 })
        }
        know(list)
        for (index, parent) in parents.enumerated() {
            guard let parent else { continue }
            list[index].parent = server(parent, at: "servers.\(list[index].name).below")
        }
        know(list)
        return ordered(section, parents: parents)
    }

    private mutating func serverName(_ entry: Section.Entry, in section: Section) -> ChainName? {
        guard let name = values.key(entry, in: section, as: ChainName.self, called: "the name of a server") else {
            return nil
        }
        guard Self.reserved.contains(name.text) else { return name }
        values.refuse(
            entry.key, at: section.path(of: entry.name), "'\(name)' chooses servers in steps and names none",
            expected: "another name")
        return nil
    }

    private mutating func server(_ name: ChainName, _ entry: Section.Entry, at path: String) -> Topology.Server {
        var server = Topology.Server(name: name, parent: nil)
        guard !entry.value.isNull else { return server }
        guard
            let section = values.section(
                entry.value, at: path, position: entry.key.position, keys: Self.serverKeys,
                slips: ["parent": "below", "above": "below", "under": "below", "skew": "clock", "label": "labels"],
                of: "a server", expected: "a mapping, {} for a server with nothing special")
        else { return server }
        if let labels = section["labels"],
            let names = values.names(labels, at: section.path(of: "labels"), as: Label.self, called: "a label")
        {
            server.labels = Self.labels(names)
        }
        if let version = section["version"].flatMap({
            values.choice($0, at: section.path(of: "version"), of: Topology.Version.allCases.map(\.rawValue))
        }) {
            server.version = Topology.Version(rawValue: version) ?? .current
        }
        if let clock = section["clock"] {
            server.skew =
                values.duration(clock, at: section.path(of: "clock"), in: ScenarioLimits.clockShifts) ?? .zero
        }
        if let drift = section["drift"] {
            server.driftPartsPerMillion = values.partsPerMillion(drift, at: section.path(of: "drift")) ?? 0
        }
        if let host = section["host"] { server.host = self.host(host, at: section.path(of: "host")) }
        if let absent = section["absent"] {
            server.isAbsent = values.boolean(absent, at: section.path(of: "absent")) ?? false
        }
        return server
    }

    /// Every server has the label `all`.
    private static func labels(_ names: [Label]) -> [Label] { names.contains(.all) ? names : [.all] + names }

    /// The servers with parents before their children, once they are known to be a tree.
    private mutating func ordered(_ section: Section, parents: [Document?]) -> Topology? {
        guard let servers, servers.count == section.entries.count else { return nil }
        let roots = servers.indices.filter { parents[$0] == nil }
        guard let root = roots.first else {
            values.missing(
                at: section.position, path: "servers", "every server is below another",
                expected: "one server without 'below': the root")
            return nil
        }
        var isTree = roots.count == 1 && servers.indices.allSatisfy { parents[$0] == nil || servers[$0].parent != nil }
        for other in roots.dropFirst() {
            let entry = section.entry(servers[other].name.text)
            values.missing(
                at: entry?.key.position ?? section.position, path: "servers.\(servers[other].name)",
                "'\(servers[other].name)' is a second root beside '\(servers[root].name)'",
                expected: "one server without 'below'", hint: "say which server it is below: {below: …}")
        }
        if servers[root].isAbsent, let entry = section.entry(servers[root].name.text) {
            values.refuse(
                entry.value["absent"] ?? entry.value, at: "servers.\(entry.name).absent", "the root cannot be absent")
        }
        var children: [ChainName: [Int]] = [:]
        for (index, server) in servers.enumerated() {
            if let parent = server.parent { children[parent, default: []].append(index) }
        }
        var order = [root]
        var depths = [0]
        var next = 0
        while next < order.count {
            let depth = depths[next]
            for child in children[servers[order[next]].name] ?? [] {
                if depth == ScenarioLimits.depth {
                    values.refuse(
                        parents[child] ?? section.entries[child].key, at: "servers.\(servers[child].name).below",
                        "the tree is deeper than \(ScenarioLimits.depth)",
                        expected: "at most \(ScenarioLimits.depth) servers above another")
                    isTree = false
                    continue
                }
                order.append(child)
                depths.append(depth + 1)
            }
            next += 1
        }
        if isTree, order.count < servers.count {
            let reached = Set(order)
            isTree = false
            if let lost = servers.indices.first(where: { !reached.contains($0) }), let parent = parents[lost] {
                values.refuse(
                    parent, at: "servers.\(servers[lost].name).below",
                    "the servers above '\(servers[lost].name)' stand in a circle",
                    expected: "a way up to '\(servers[root].name)'")
            }
        }
        guard isTree else { return nil }
        return Topology(servers: Self.isOrdered(servers) ? servers : order.map { servers[$0] })
    }

    /// Whether parents stand before their children already: then the order of the file stays.
    private static func isOrdered(_ servers: [Topology.Server]) -> Bool {
        var seen: Set<ChainName> = []
        for server in servers {
            if let parent = server.parent, !seen.contains(parent) { return false }
            seen.insert(server.name)
        }
        return servers[0].parent == nil
    }

    // MARK: - By numbers

    private mutating func tree(_ document: Document, at position: SourcePosition?) -> Topology? {
        guard
            let section = values.section(
                document, at: "tree", position: position, keys: Self.treeKeys,
                slips: ["width": "fan-out", "children": "fan-out", "levels": "depth", "racks": "rack-size"],
                of: "'tree'")
        else { return nil }
        let fanOut = required("fan-out", in: section, expected: "servers below each server").flatMap {
            values.integer($0, at: "tree.fan-out", in: 1...ScenarioLimits.servers, rule: "an integer ≥ 1")
        }
        let depth = required("depth", in: section, expected: "levels below the root").flatMap {
            values.integer(
                $0, at: "tree.depth", in: 0...ScenarioLimits.depth, rule: "an integer from 0 to \(ScenarioLimits.depth)"
            )
        }
        let rackSize = section["rack-size"].flatMap {
            values.integer($0, at: "tree.rack-size", in: 1...ScenarioLimits.servers, rule: "an integer ≥ 1")
        }
        let labels = levels(section)
        guard let fanOut, let depth else { return nil }
        if labels.count > depth + 1, let document = section["labels"] {
            values.refuse(
                document, at: "tree.labels", "there are labels for \(labels.count) levels, and \(depth + 1) levels",
                expected: "at most \(depth + 1) lists, the root's first")
        }
        var count = 1
        var level = 1
        for _ in 0..<depth where count <= ScenarioLimits.servers {
            level *= fanOut
            count += level
        }
        guard count <= ScenarioLimits.servers else {
            values.refuse(
                document, at: "tree", "the tree has more than \(ScenarioLimits.servers) servers",
                expected: "a smaller 'fan-out' or 'depth'")
            return nil
        }
        var topology = Topology(fanOut: fanOut, depth: depth)
        for index in topology.servers.indices {
            let level = topology.servers[index].name.text.utf8.count { $0 == UInt8(ascii: "-") }
            var names = level < labels.count ? labels[level] : []
            if let rackSize, index > 0, let rack = Label("rack\((index - 1) / rackSize)") { names.append(rack) }
            topology.servers[index].labels = Self.labels(names)
        }
        know(topology.servers)
        return topology
    }

    /// A list of labels for each level, the root first.
    private mutating func levels(_ section: Section) -> [[Label]] {
        guard let document = section["labels"],
            let items = values.list(document, at: "tree.labels", expected: "a list of labels for each level")
        else { return [] }
        return items.enumerated().map { index, item in
            let path = "tree.labels[\(index)]"
            guard let labels = values.list(item, at: path, expected: "the labels of one level, [] for none") else {
                return []
            }
            return labels.enumerated().compactMap {
                values.name($1, at: "\(path)[\($0)]", as: Label.self, called: "a label")
            }
        }
    }
}
