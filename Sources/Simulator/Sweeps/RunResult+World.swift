extension RunResult {
    /// Reads the outcome from what a simulation left.
    init(_ scenario: Scenario, seed: UInt64, plan: Plan, _ report: SimulationReport<World.Remains>) {
        var remains = World.Remains(violations: [], excuses: [], reached: [], events: 0, coverage: Coverage())
        let outcome: Outcome
        do {
            remains = try report.value()
            if !remains.violations.isEmpty {
                outcome = .failed(remains.violations)
            } else if !remains.excuses.isEmpty {
                outcome = .unrecoverable(remains.excuses)
            } else {
                outcome = .passed
            }
        } catch {
            outcome = .broken("\(error)")
        }
        self.init(
            scenario: scenario, seed: seed, plan: plan, outcome: outcome, traceHash: report.traceHash,
            scheduleHash: report.scheduleHash, steps: report.steps, events: remains.events,
            virtualTime: report.virtualTime, lines: report.lines, reached: remains.reached,
            coverage: remains.coverage)
    }
}
