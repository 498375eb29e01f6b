package import Domain

/// What became of many runs: scenarios by their files, and the seeds of each.
///
/// It keeps a digest of each run and not its lines. The order in which runs are added does not show in any form.
package struct SweepReport: Sendable {
    /// How fast the sweep was; measured by the caller, since there is no clock here.
    package struct Speed: Equatable, Sendable {
        /// Events of the simulator in a second of real time.
        package let eventsPerSecond: Double
        /// Virtual seconds in a second of real time.
        package let simulatedPerRealSecond: Double

        package init(eventsPerSecond: Double, simulatedPerRealSecond: Double) {
            self.eventsPerSecond = eventsPerSecond
            self.simulatedPerRealSecond = simulatedPerRealSecond
        }
    }

    /// What is kept of a run.
    struct Run: Equatable, Sendable {
        let seed: UInt64
        let outcome: RunResult.Outcome
        let steps: Int
        let events: Int
        let virtualTime: Duration
        let traceHash: UInt64
        let scheduleHash: UInt64
    }

    /// The runs of one scenario.
    struct Group: Sendable {
        let file: String
        let name: String
        let promises: [Promise]
        let hopes: [(index: Int, text: String)]
        var runs: [Run] = []
        var reached: Set<Int> = []

        var counts: Counts { Counts(runs.map(\.outcome)) }

        /// What was to happen in at least one of the seeds, and did in none.
        var neverReached: [String] { hopes.filter { !reached.contains($0.index) }.map(\.text) }

        func replay(_ run: Run) -> String {
            "overlord-sim replay \(Escaping.shellWord(file)) --seed \(run.seed)"
        }
    }

    struct Counts: Equatable, Sendable {
        var passed = 0
        var failed = 0
        var unrecoverable = 0
        var broken = 0

        init(_ outcomes: [RunResult.Outcome]) {
            for outcome in outcomes {
                switch outcome {
                case .passed: passed += 1
                case .failed: failed += 1
                case .unrecoverable: unrecoverable += 1
                case .broken: broken += 1
                }
            }
        }

        var all: Int { passed + failed + unrecoverable + broken }
    }

    /// `nil` when nobody measured.
    package var speed: Speed?
    private var unsorted: [Group] = []
    private var coverage = Coverage()

    package init(speed: Speed? = nil) { self.speed = speed }

    /// - Parameter file: The scenario's file, as commands are to name it. Scenarios of one file and name are one.
    package mutating func add(_ result: RunResult, file: String) {
        let scenario = result.scenario
        let position =
            unsorted.firstIndex { $0.file == file && $0.name == scenario.name }
            ?? {
                let hopes = scenario.expectations.enumerated().filter { $0.element.when == .sometimes }
                unsorted.append(
                    Group(
                        file: file, name: scenario.name, promises: scenario.promises,
                        hopes: hopes.map { (index: $0.offset, text: $0.element.condition.text) }))
                return unsorted.count - 1
            }()
        unsorted[position].runs.append(
            Run(
                seed: result.seed, outcome: result.outcome, steps: result.steps, events: result.events,
                virtualTime: result.virtualTime, traceHash: result.traceHash, scheduleHash: result.scheduleHash))
        unsorted[position].reached.formUnion(result.reached)
        coverage.formUnion(result.coverage)
    }

    /// By file and name; the runs of each by seed.
    var groups: [Group] {
        unsorted.sorted { ($0.file, $0.name) < ($1.file, $1.name) }.map { group in
            var group = group
            group.runs.sort { $0.seed < $1.seed }
            return group
        }
    }

    var totals: Counts { Counts(unsorted.flatMap { $0.runs.map(\.outcome) }) }

    /// Pairs of a state and an event that were seen.
    var coveredPairs: Int { coverage.reached.count }

    /// Whether a run failed or was worth nothing.
    package var isFailure: Bool { totals.failed + totals.broken > 0 }

    /// Whether a run was worth nothing.
    package var isBroken: Bool { totals.broken > 0 }

    /// Whether something that was to happen in at least one of a scenario's seeds happened in none.
    package var isIncomplete: Bool { unsorted.contains { !$0.neverReached.isEmpty } }

    /// For a terminal.
    package var text: String { SweepText(self).text }

    /// For what collects test results: a suite a scenario, a case a seed. Unrecoverable runs are skipped cases, runs
    /// that are worth nothing are errors.
    ///
    /// - Parameter isWhole: Whether all seeds ran: what was to happen in one of them and did in none is a failed case then.
    package func junit(isWhole: Bool) -> String { SweepJUnit.text(of: self, isWhole: isWhole) }

    /// For programs; the form is described in `docs/simulator-reports.md` and grows by new members only.
    package var json: JSONValue { SweepJSON.value(of: self) }
}
