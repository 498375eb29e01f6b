/// What became of one seed of a scenario.
package struct RunResult: Sendable {
    package enum Outcome: Equatable, Sendable {
        case passed
        /// Promises or expectations that were broken, the first first.
        case failed([Violation])
        /// Nothing was broken that is owed, but servers that never came back left something undone.
        case unrecoverable([String])
        /// The run itself is worth nothing: a deadlock, a livelock, work that escaped.
        case broken(String)
    }

    package let scenario: Scenario
    package let seed: UInt64
    package let plan: Plan
    package let outcome: Outcome
    package let traceHash: UInt64
    package let scheduleHash: UInt64
    /// Jobs that the executor ran: the events of the simulator's speed.
    package let steps: Int
    /// Events of the story.
    package let events: Int
    package let virtualTime: Duration
    /// The newest events.
    package let lines: [Trace.Line]
    /// Which of the scenario's `sometimes` happened, by their index in its expectations.
    package let reached: Set<Int>
    package let coverage: Coverage

    package init(
        scenario: Scenario, seed: UInt64, plan: Plan, outcome: Outcome, traceHash: UInt64, scheduleHash: UInt64,
        steps: Int, events: Int, virtualTime: Duration, lines: [Trace.Line], reached: Set<Int>, coverage: Coverage
    ) {
        self.scenario = scenario
        self.seed = seed
        self.plan = plan
        self.outcome = outcome
        self.traceHash = traceHash
        self.scheduleHash = scheduleHash
        self.steps = steps
        self.events = events
        self.virtualTime = virtualTime
        self.lines = lines
        self.reached = reached
        self.coverage = coverage
    }

    package var isFailure: Bool {
        switch outcome {
        case .failed, .broken: true
        case .passed, .unrecoverable: false
        }
    }
}
