/// Everything through which a node touches the world.
///
/// A class, since it is handed on at every step of a request: a copy of thirteen ports would count thirteen references.
package final class NodePorts: Sendable {
    package let clock: any WakingTimekeeper
    package let chance: any Chance
    package let tokens: any TokenVerifier
    package let peers: any PeerTransport
    package let state: any StateStore
    package let metadata: any MetadataStore
    package let namespaces: any NamespaceStore
    package let logs: any LogStore
    package let jails: any JailHost
    package let projects: any ProjectHost
    package let runner: any DeploymentRunner
    package let ports: any PortReserver
    package let journal: any Journal

    package init(
        clock: any WakingTimekeeper, chance: any Chance, tokens: any TokenVerifier, peers: any PeerTransport,
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
        NodePorts(
            clock: clock, chance: chance, tokens: tokens, peers: peers, state: state, metadata: metadata,
            namespaces: namespaces, logs: logs, jails: jails, projects: projects, runner: runner, ports: ports,
            journal: journal.about(area))
    }
}
