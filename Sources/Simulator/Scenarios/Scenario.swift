package import Domain

/// A story that must end well: a tree of servers, what operators do, what goes wrong, and what is expected.
///
/// The same value and the same seed give the same run. See ``ScenarioDecoder`` for its file form.
package struct Scenario: Equatable, Sendable {
    /// The title, one line.
    package var name: String
    /// What a user should learn from it.
    package var purpose: String
    /// The promises that it exists for. Invariants of all promises are checked all the same.
    package var promises: [Promise]
    package var topology: Topology
    package var settings: ScenarioSettings
    /// The deployment files by the names that steps call them.
    package var deployments: [NamedDeployment]
    package var steps: [ScenarioStep]
    package var faults: [FaultRule]
    /// When drawn faults may begin: from the start of the run to this.
    package var storm: ClosedRange<Duration>
    /// How long nothing goes wrong at the end, before promises of progress are checked.
    package var quiet: Duration
    package var expectations: [Expectation]
    package var seeds: ClosedRange<UInt64>

    package init(
        name: String, purpose: String = "", promises: [Promise] = [], topology: Topology,
        settings: ScenarioSettings = ScenarioSettings(), deployments: [NamedDeployment] = [],
        steps: [ScenarioStep] = [], faults: [FaultRule] = [],
        storm: ClosedRange<Duration> = .zero...(.seconds(600)), quiet: Duration = .seconds(2700),
        expectations: [Expectation] = [], seeds: ClosedRange<UInt64> = 1...100
    ) {
        self.name = name
        self.purpose = purpose
        self.promises = promises
        self.topology = topology
        self.settings = settings
        self.deployments = deployments
        self.steps = steps
        self.faults = faults
        self.storm = storm
        self.quiet = quiet
        self.expectations = expectations
        self.seeds = seeds
    }
}

/// A deployment file under the name that steps call it.
package struct NamedDeployment: Equatable, Sendable {
    package let name: String
    /// The file as the scenario names it, relative to the scenario.
    package let file: String
    package let deployment: Deployment

    package init(name: String, file: String, deployment: Deployment) {
        self.name = name
        self.file = file
        self.deployment = deployment
    }
}

/// What all servers of a scenario have in common.
package struct ScenarioSettings: Equatable, Sendable {
    /// Pause between rounds of pings; `nil` for none.
    package var heartbeat: Duration?
    package var smartTimeouts: SmartTimeouts.Settings
    /// How long a job may take.
    package var executionTime: Duration
    /// Jobs that a server runs at once.
    package var parallelJobs: Int
    /// Jobs that may wait on a server.
    package var queueLimit: Int
    /// Ended jobs that a server keeps.
    package var historyLimit: Int
    /// How long one request to a neighbour may take.
    package var timeLimit: Duration
    /// How an operator's command waits for one request.
    package var operatorPatience: Duration
    /// How long a token is good once it was issued; `nil` for ever. Who holds one gets a new one when half of it is over.
    package var tokenLife: Duration?
    package var host: HostBehaviour

    package init(
        heartbeat: Duration? = nil, smartTimeouts: SmartTimeouts.Settings = SmartTimeouts.Settings(),
        executionTime: Duration = .seconds(1800), parallelJobs: Int = 2, queueLimit: Int = 10_000,
        historyLimit: Int = 1_000, timeLimit: Duration = .seconds(15), operatorPatience: Duration = .seconds(30),
        tokenLife: Duration? = nil, host: HostBehaviour = HostBehaviour()
    ) {
        self.heartbeat = heartbeat
        self.smartTimeouts = smartTimeouts
        self.executionTime = executionTime
        self.parallelJobs = parallelJobs
        self.queueLimit = queueLimit
        self.historyLimit = historyLimit
        self.timeLimit = timeLimit
        self.operatorPatience = operatorPatience
        self.tokenLife = tokenLife
        self.host = host
    }
}
