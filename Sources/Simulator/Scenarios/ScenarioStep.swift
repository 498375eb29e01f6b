package import Domain

/// Which servers a step or fault is about.
package enum ServerSelector: Equatable, Sendable {
    case named([ChainName])
    /// One, drawn for each run.
    case any
    case all
    /// All that have the label, at the same moment: a rack, a site.
    case labelled(Label)
    /// One of those that have the label.
    case anyLabelled(Label)

    /// Whether it is about a server, or may be.
    func means(_ server: Topology.Server) -> Bool {
        switch self {
        case .named(let names): names.contains(server.name)
        case .any, .all: !server.isAbsent
        case .labelled(let label), .anyLabelled(let label): server.labels.contains(label)
        }
    }
}

/// Something that happens at a time of the run.
package struct ScenarioStep: Equatable, Sendable {
    /// When; drawn where the ends differ.
    package var at: ClosedRange<Duration>
    /// How long until it is undone; `nil` for good.
    package var lasts: ClosedRange<Duration>?
    package var action: ScenarioAction
    /// Whom it befalls; of no meaning for commands of operators.
    package var servers: ServerSelector
    /// Who gives the command.
    package var `operator`: String
    /// How often, at least 1, and the time between.
    package var times: Int
    package var every: ClosedRange<Duration>

    package init(
        at: ClosedRange<Duration>, lasts: ClosedRange<Duration>? = nil, _ action: ScenarioAction,
        servers: ServerSelector = .all, operator: String = "operator", times: Int = 1,
        every: ClosedRange<Duration> = .seconds(1)...(.seconds(1))
    ) {
        self.at = at
        self.lasts = lasts
        self.action = action
        self.servers = servers
        self.operator = `operator`
        self.times = times
        self.every = every
    }
}

/// A fault that is drawn again and again during the storm.
package struct FaultRule: Equatable, Sendable {
    package var action: ScenarioAction
    package var servers: ServerSelector
    /// The time from one to the next, drawn for each.
    package var every: ClosedRange<Duration>
    /// How long each lasts, drawn for each.
    package var lasts: ClosedRange<Duration>
    /// How often the whole rule is switched on, drawn for each run: storms without some of the faults reach states that
    /// a storm of all cannot.
    package var chance: Ratio

    package init(
        _ action: ScenarioAction, servers: ServerSelector, every: ClosedRange<Duration>,
        lasts: ClosedRange<Duration>, chance: Ratio = Ratio(2, of: 3)
    ) {
        self.action = action
        self.servers = servers
        self.every = every
        self.lasts = lasts
        self.chance = chance
    }
}
