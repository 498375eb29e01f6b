import Domain
import Synchronization

/// All invariants of a run, and what they found.
///
/// The run tells it every event; it is called on the run's one thread, in the order of the events.
final class Judges: Sendable {
    private struct State {
        var invariants: [any Invariant]
        var coverage: CoverageRecorder
        var faults = FaultSet()
        var violations: [Violation] = []
        var excuses: [String] = []
        var reached: Set<Int> = []
        /// When each of the wanted texts was seen.
        var sightings: [String: [Duration]] = [:]
    }

    // Not a lock for threads, there is one: it lets the state be changed through a shared reference, and an invariant
    // that causes an event while it judges one would be found out at once.
    private let state: Mutex<State>
    private let wanted: [String]
    /// The expectations of the kind `sometimes` that wait for a text.
    private let waiting: [(index: Int, text: String)]

    /// How many sightings of a text are kept.
    private static let sightingLimit = 1_000

    init(_ scenario: Scenario, simulation: Simulation) {
        state = Mutex(
            State(
                invariants: Invariants.all.map { $0.init(scenario) }, coverage: CoverageRecorder(scenario)))
        var wanted: [String] = []
        var waiting: [(index: Int, text: String)] = []
        for (index, expectation) in scenario.expectations.enumerated() {
            guard case .happens(let text) = expectation.condition else { continue }
            if !wanted.contains(text) { wanted.append(text) }
            if expectation.when == .sometimes { waiting.append((index, text)) }
        }
        self.wanted = wanted
        self.waiting = waiting
    }

    var hasViolation: Bool { state.withLock { !$0.violations.isEmpty } }

    /// Judges one event.
    ///
    /// - Returns: Whether a promise is broken.
    func judge(_ line: Trace.Line, _ world: World) -> Bool {
        // Taken out once: each invariant would take its own copy.
        let (event, time) = (line.event, line.at)
        if case .violated = event { return true }
        look(for: line)
        let found: [Violation] = state.withLock { state in
            state.coverage.observe(event, at: time, world)
            var found: [Violation] = []
            for index in state.invariants.indices {
                guard let finding = state.invariants[index].judge(event, at: time, world) else { continue }
                let kind = type(of: state.invariants[index])
                found.append(
                    Violation(
                        promise: kind.promise, invariant: kind.name, node: finding.node, text: finding.text))
            }
            return found
        }
        for violation in found { violate(violation, world.simulation) }
        return !found.isEmpty
    }

    /// The kinds of faults that are under way from now on.
    func setFaults(_ faults: FaultSet) { state.withLock { $0.faults = faults } }

    /// Notes a call that a server makes of its host: it is no event of the story, there are too many.
    func hear(_ call: PortCall, of node: String, at time: Duration) {
        state.withLock { $0.coverage.observe(call, of: node, at: time, $0.faults) }
    }

    private func look(for line: Trace.Line) {
        guard !wanted.isEmpty else { return }
        if case .message = line.event { return }
        let text = line.text
        for wanted in wanted where text.contains(wanted) {
            state.withLock { state in
                if state.sightings[wanted, default: []].count < Self.sightingLimit {
                    state.sightings[wanted, default: []].append(line.at)
                }
                for (index, text) in waiting where text == wanted { state.reached.insert(index) }
            }
        }
    }

    func violate(_ violation: Violation, _ simulation: Simulation) {
        state.withLock { $0.violations.append(violation) }
        simulation.tell(.violated(violation))
    }

    /// Whether a line with this text was recorded in that time.
    func happened(_ text: String, in times: ClosedRange<Duration>) -> Bool {
        state.withLock { $0.sightings[text, default: []].contains { times.contains($0) } }
    }

    func reach(_ expectation: Int) { state.withLock { _ = $0.reached.insert(expectation) } }

    /// Judges the end of a run.
    func judge(_ end: WorldEnd) {
        state.withLock { state in
            for index in state.invariants.indices {
                let kind = type(of: state.invariants[index])
                for finding in state.invariants[index].judge(end) {
                    if finding.isExcused {
                        state.excuses.append("\(kind.promise.rawValue): \(finding.text)")
                    } else {
                        state.violations.append(
                            Violation(
                                promise: kind.promise, invariant: kind.name, node: finding.node, text: finding.text))
                    }
                }
            }
        }
    }

    func remains(_ simulation: Simulation) -> World.Remains {
        state.withLock { state in
            World.Remains(
                violations: state.violations, excuses: state.excuses, reached: state.reached,
                events: simulation.trace.count, coverage: state.coverage.coverage)
        }
    }
}
