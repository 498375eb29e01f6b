package import Domain

/// A scenario with all luck of the author's side drawn: what happens when, to whom, and for how long.
///
/// A run follows from the scenario's topology and settings, the plan and the seed. Leaving out entries of a plan leaves
/// the others as they are, which is how failures are made smaller.
package struct Plan: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        /// Unique in the plan, and kept when others are left out.
        package let number: Int
        package var at: Duration
        /// `nil` for good.
        package var lasts: Duration?
        package var action: ScenarioAction
        /// Empty for commands of operators.
        package var servers: [ChainName]
        package var `operator`: String
        /// Whether it was drawn from a rule.
        package let isDrawn: Bool

        package init(
            number: Int, at: Duration, lasts: Duration?, action: ScenarioAction, servers: [ChainName],
            operator: String, isDrawn: Bool
        ) {
            self.number = number
            self.at = at
            self.lasts = lasts
            self.action = action
            self.servers = servers
            self.operator = `operator`
            self.isDrawn = isDrawn
        }

        /// When it is over.
        package var end: Duration { at + (lasts ?? .zero) }
    }

    /// By time, then number.
    package var entries: [Entry]
    /// How long the run takes: the last entry and the quiet time.
    package var length: Duration

    package init(entries: [Entry], quiet: Duration) {
        self.entries = entries.sorted { ($0.at, $0.number) < ($1.at, $1.number) }
        length = (entries.map(\.end).max() ?? .zero) + quiet
    }

    /// Draws the plan of a run.
    package init(_ scenario: Scenario, seed: UInt64) {
        var drawing = Drawing(scenario, seed: seed)
        for (index, step) in scenario.steps.enumerated() { drawing.draw(step, index) }
        for (index, rule) in scenario.faults.enumerated() { drawing.draw(rule, index) }
        self.init(entries: drawing.entries, quiet: scenario.quiet)
    }

    /// The plan without some of its entries. It takes as long as before, so that what is left has the same time to show.
    package func keeping(_ numbers: Set<Int>) -> Plan {
        var plan = self
        plan.entries.removeAll { !numbers.contains($0.number) }
        return plan
    }
}

extension Plan {
    private struct Drawing {
        let scenario: Scenario
        let seed: UInt64
        var entries: [Entry] = []

        init(_ scenario: Scenario, seed: UInt64) {
            self.scenario = scenario
            self.seed = seed
        }

        /// A stream of its own for each step and rule: one more of them leaves the draws of the others as they were.
        private func chance(_ concern: String) -> SeededChance { SeededChance(seed: seed, concern: "plan, \(concern)") }

        mutating func draw(_ step: ScenarioStep, _ index: Int) {
            let chance = chance("step \(index)")
            let candidates = Candidates(step.servers, for: step.action.kind, in: scenario.topology)
            var time = chance.duration(in: step.at)
            for _ in 0..<max(step.times, 1) {
                add(
                    at: time, lasts: step.lasts.map { chance.duration(in: $0) }, step.action,
                    servers: candidates.draw(chance), operator: step.operator, isDrawn: false)
                time += chance.duration(in: step.every)
            }
        }

        mutating func draw(_ rule: FaultRule, _ index: Int) {
            let chance = chance("fault \(index)")
            guard chance.happens(rule.chance) else { return }
            let candidates = Candidates(rule.servers, for: rule.action.kind, in: scenario.topology)
            var time = scenario.storm.lowerBound + chance.duration(in: .zero...rule.every.upperBound)
            while time <= scenario.storm.upperBound {
                let lasts = chance.duration(in: rule.lasts)
                add(
                    at: time, lasts: lasts, rule.action, servers: candidates.draw(chance), operator: "", isDrawn: true)
                time += max(chance.duration(in: rule.every), .milliseconds(1))
            }
        }

        private mutating func add(
            at: Duration, lasts: Duration?, _ action: ScenarioAction, servers: [ChainName], operator: String,
            isDrawn: Bool
        ) {
            entries.append(
                Entry(
                    number: entries.count + 1, at: at, lasts: lasts, action: action, servers: servers,
                    operator: `operator`, isDrawn: isDrawn))
        }
    }

    /// The servers that a step or rule may be about, looked for once and not at each of its draws.
    private struct Candidates {
        let names: [ChainName]
        let isOne: Bool

        init(_ selector: ServerSelector, for kind: ActionKind, in topology: Topology) {
            switch selector {
            case .any, .anyLabelled: isOne = true
            case .named, .all, .labelled: isOne = false
            }
            switch selector {
            case _ where kind.isCommand: names = []
            case .named(let chosen): names = chosen
            case .any, .all, .labelled, .anyLabelled:
                // Without its root there is no tree.
                names = topology.servers.filter { (kind != .remove || $0.parent != nil) && selector.means($0) }
                    .map(\.name)
            }
        }

        func draw(_ chance: SeededChance) -> [ChainName] {
            isOne && !names.isEmpty ? [names[chance.integer(in: 0...(names.count - 1))]] : names
        }
    }
}
