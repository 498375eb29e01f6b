package import Domain

/// All through which one process of a simulated node touches the world. When the process dies, all of it is dead.
package final class MachinePorts: Sendable {
    package let node: String
    package let fence: Fence
    package let timekeeper: any WakingTimekeeper
    package let chance: any Chance
    package let state: any StateStore
    package let metadata: any MetadataStore
    package let namespaces: any NamespaceStore
    package let runner: any DeploymentRunner
    package let projects: any ProjectHost
    package let jails: any JailHost
    package let logs: any LogStore
    package let ports: any PortReserver
    package let peers: any PeerTransport
    package let journal: any Journal
    package let authenticator: any MessageAuthenticator
    private let network: SimulatedNetwork

    init(
        node: String, fence: Fence, simulation: Simulation, clock: VirtualClock, disk: Disk, host: SandboxHost,
        network: SimulatedNetwork, routes: [ChainName: SimulatedTransport.Route], secret: String,
        observer: (@Sendable (PortCall) -> Void)?
    ) {
        self.node = node
        self.fence = fence
        self.network = network
        timekeeper = FencedTimekeeper(clock, fence: fence)
        chance = simulation.chance("\(node), process \(fence.incarnation)")
        state = MemoryState(disk: disk, fence: fence)
        metadata = MemoryMetadata(disk: disk, fence: fence)
        namespaces = MemoryNamespaces(disk: disk, fence: fence)
        let host = FencedHost(
            host, fence: fence, timekeeper: clock,
            chance: simulation.chance("\(node), host calls of process \(fence.incarnation)"), observer: observer)
        runner = host
        projects = host
        jails = host
        logs = host
        ports = host
        peers = SimulatedTransport(node: node, network: network, fence: fence, clock: clock, routes: routes)
        journal = MemoryJournal(simulation: simulation, node: node, fence: fence)
        authenticator = TestAuthenticator(key: secret)
    }

    /// Takes requests from the network until the task is cancelled or the process dies.
    package func serve(_ handler: @escaping SimulatedNetwork.Handler) async {
        await network.serve(node, behind: fence, handler: handler)
    }
}
