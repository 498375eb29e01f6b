package import Domain
import Synchronization

extension World: WorldSight {
    package var now: Duration { simulation.now }

    package func jobs(on node: String) -> JobTable { machine(node)?.disk.contents.jobs ?? JobTable() }

    package func metadata(on node: String) -> [MetadataKey: String] { machine(node)?.disk.contents.metadata ?? [:] }

    package func namespaces(on node: String) -> [MetadataKey: [NamespaceEntry]] {
        machine(node)?.disk.contents.namespaces ?? [:]
    }

    package func isUp(_ node: String) -> Bool { machine(node)?.isUp == true }

    package func wallTime(of node: String) -> WallTime {
        machine(node)?.clock.wallTime ?? VirtualClock.defaultStart
    }

    package var faults: FaultSet { state.withLock { $0.faults } }

    package func isSound(_ node: String) -> Bool {
        guard let name = ChainName(node), let machine = machine(node), machine.isUp else { return false }
        return state.withLock { $0.present.contains(name) && !$0.harmed.contains(node) }
    }

    package var harmed: Set<String> { state.withLock { $0.harmed } }

    /// Whether a server and all above it are sound.
    func isReachable(_ name: ChainName) -> Bool {
        var current: ChainName? = name
        while let server = current {
            guard isSound(server.text) else { return false }
            current = scenario.topology[server]?.parent
        }
        return true
    }

    package var secrets: [String] { tokens.all }

    /// What can be seen at the end.
    func end() async -> WorldEnd {
        var servers: [WorldEnd.Server] = []
        for (server, machine) in zip(scenario.topology.servers, machines) {
            guard state.withLock({ $0.present.contains(server.name) }) || machine.isUp else { continue }
            // One that stands still for good answers as little as one that is dead.
            let answers = machine.fence?.isPaused == false
            let chains = answers ? await ask(server.name, "chains")?["chains"]?.array : nil
            let projects = answers ? await ask(server.name, "projects")?["projects"]?.array : nil
            let contents = machine.disk.contents
            servers.append(
                WorldEnd.Server(
                    name: server.name, isSound: isReachable(server.name), jobs: contents.jobs,
                    metadata: contents.metadata, host: await machine.host.snapshot(),
                    chains: chains?.compactMap { $0.string.flatMap { ChainName($0) } },
                    projects: projects?.compactMap(\.string)))
        }
        return WorldEnd(time: now, servers: servers)
    }
}

extension ActionKind {
    /// Whether a server or its link is not well while it is under way.
    package var isHarm: Bool {
        switch self {
        case .kill, .killAtCall, .pause, .powerOff, .tearFiles, .expireToken, .readSlowly, .fillDisk, .failSync,
            .failRead, .slowDisk, .cut, .refuse, .slow,
            .lose, .duplicate, .reset, .garble, .host:
            true
        case .apply, .destroy, .cancel, .request, .forgedRequest, .setClock, .drift, .upgrade, .add, .remove,
            .killRunner, .loseJail, .stopJail, .mislabel:
            false
        }
    }
}
