/// Everything through which a node touches the world.
package struct NodePorts: Sendable {
    package var clock: any Timekeeper
    package var chance: any Chance
    package var tokens: any TokenVerifier
    package var peers: any PeerTransport
    package var state: any StateStore
    package var metadata: any MetadataStore
    package var namespaces: any NamespaceStore
    package var logs: any LogStore
    package var jails: any JailHost
    package var projects: any ProjectHost
    package var runner: any DeploymentRunner
    package var ports: any PortReserver
    package var journal: any Journal

    package init(
        clock: any Timekeeper, chance: any Chance, tokens: any TokenVerifier, peers: any PeerTransport,
        state: any StateStore, metadata: any MetadataStore, namespaces: any NamespaceStore, logs: any LogStore,
        jails: any JailHost, projects: any ProjectHost, runner: any DeploymentRunner, ports: any PortReserver,
        journal: any Journal
    ) {
        self.clock = clock
        self.chance = chance
        self.tokens = tokens
        self.peers = peers
        self.state = state
        self.metadata = metadata
        self.namespaces = namespaces
        self.logs = logs
        self.jails = jails
        self.projects = projects
        self.runner = runner
        self.ports = ports
        self.journal = journal
    }

    /// The same ports, with a journal for lines about one area.
    func about(_ area: JournalArea) -> NodePorts {
        var ports = self
        ports.journal = journal.about(area)
        return ports
    }
}
