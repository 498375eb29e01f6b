import Domain

/// Who has a lane in a time line: operators, then servers in the order of the tree, then the rest of the world.
struct Lanes: Sendable {
    enum Kind: String, Sendable { case `operator`, server, world }

    struct Lane: Equatable, Sendable {
        let name: String
        let kind: Kind
        /// How far below the root; 0 for all that is no server.
        let depth: Int
    }

    let lanes: [Lane]
    private let positions: [String: Int]

    init(_ result: RunResult) {
        var lanes: [Lane] = []
        let topology = result.scenario.topology
        let servers = Set(topology.servers.map(\.name.text))
        var seen = servers
        func add(_ name: String, _ kind: Kind) {
            if !name.isEmpty, seen.insert(name).inserted { lanes.append(Lane(name: name, kind: kind, depth: 0)) }
        }
        for entry in result.plan.entries where entry.action.kind.isCommand { add(entry.operator, .operator) }
        for line in result.lines {
            switch line.event {
            case .command(let command): add(command.operator, .operator)
            case .message(let message): add(message.from, .operator)
            default: break
            }
        }
        func descend(_ server: Topology.Server, _ depth: Int) {
            lanes.append(Lane(name: server.name.text, kind: .server, depth: depth))
            for child in topology.children(of: server.name) { descend(child, depth + 1) }
        }
        for server in topology.servers where server.parent == nil { descend(server, 0) }
        for line in result.lines {
            switch line.event {
            case .message(let message): add(message.to, .world)
            case .entry, .violated: break
            default: add(line.source, .world)
            }
        }
        self.lanes = lanes
        positions = Dictionary(uniqueKeysWithValues: lanes.enumerated().map { ($1.name, $0) })
    }

    /// The place of a node; `nil` for what has no lane.
    subscript(name: String) -> Int? { positions[name] }
}
