package import Domain

/// Watches a run for one promise, independently of the code that is to keep it.
///
/// It sees every event right when it is recorded. What it does for one must not depend on how long the run is.
package protocol Invariant: Sendable {
    static var promise: Promise { get }
    /// Its name in reports: the type's.
    static var name: String { get }

    init(_ scenario: Scenario)

    /// Judges one event.
    ///
    /// - Returns: What is wrong from now on; `nil` when all is well.
    mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding?

    /// Judges the end of the run, after the quiet time.
    mutating func judge(_ end: WorldEnd) -> [Finding]
}

extension Invariant {
    package static var name: String { "\(Self.self)" }
    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? { nil }
    package mutating func judge(_ end: WorldEnd) -> [Finding] { [] }
}

/// Something that is not as promised.
package struct Finding: Equatable, Sendable {
    /// Where; `nil` when it is no single server's doing.
    package let node: String?
    /// What was expected and what was seen, in a sentence.
    package let text: String
    /// Whether the promise's own terms excuse it: a server that never came back owes no progress.
    package let isExcused: Bool

    package init(node: String?, _ text: String, isExcused: Bool = false) {
        self.node = node
        self.text = text
        self.isExcused = isExcused
    }
}

/// What invariants may look at while a run goes on.
package protocol WorldSight: Sendable {
    /// Virtual time since the start.
    var now: Duration { get }
    /// What the state store of a server has committed.
    func jobs(on node: String) -> JobTable
    func metadata(on node: String) -> [MetadataKey: String]
    func namespaces(on node: String) -> [MetadataKey: [NamespaceEntry]]
    /// Whether a process of the server lives.
    func isUp(_ node: String) -> Bool
    /// Whether nothing is wrong with the server, its machine and the way from the server above it.
    func isSound(_ node: String) -> Bool
    /// The servers that something harmful is about now. Not all that are unsound: a process may be down by itself.
    var harmed: Set<String> { get }
    /// The kinds of faults that are under way somewhere.
    var faults: FaultSet { get }
    /// The wall clock of the server.
    func wallTime(of node: String) -> WallTime
    /// Texts that must never be seen: tokens and the values of secret variables.
    var secrets: [String] { get }
}

/// A run after its quiet time.
package struct WorldEnd: Sendable {
    /// One server at the end.
    package struct Server: Sendable {
        package let name: ChainName
        /// Whether a process lives, nothing is wrong with the machine and its links, and this is so of all above it.
        package let isSound: Bool
        package let jobs: JobTable
        package let metadata: [MetadataKey: String]
        package let host: HostModel
        /// The chains that it lists to a client; `nil` when it did not answer.
        package let chains: [ChainName]?
        /// The projects that it lists to a client; `nil` when it did not answer.
        package let projects: [String]?

        package init(
            name: ChainName, isSound: Bool, jobs: JobTable, metadata: [MetadataKey: String], host: HostModel,
            chains: [ChainName]?, projects: [String]?
        ) {
            self.name = name
            self.isSound = isSound
            self.jobs = jobs
            self.metadata = metadata
            self.host = host
            self.chains = chains
            self.projects = projects
        }
    }

    package let time: Duration
    /// In the order of the topology; servers that were never there are left out.
    package let servers: [Server]

    package init(time: Duration, servers: [Server]) {
        self.time = time
        self.servers = servers
    }

    package subscript(name: String) -> Server? { servers.first { $0.name.text == name } }
}
