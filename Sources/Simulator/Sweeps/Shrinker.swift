import Domain

/// Makes a failure smaller: fewer steps and faults, fewer servers, a shorter time, and still the same promise broken in
/// the same way.
///
/// Delta debugging (Zeller and Hildebrandt 2002) over the entries of the plan. The seed stays, so that what is left
/// happens as before as far as it can.
package struct Shrinker {
    /// What a failure shrank to.
    package struct Shrunk: Sendable {
        package let result: RunResult
        /// Runs that it took.
        package let runs: Int
    }

    private let seed: UInt64
    private let violation: Violation
    private let budget: Int
    private let progress: (Int, Int) -> Void
    private var best: RunResult
    private var runs = 0

    /// - Parameters:
    ///   - budget: Runs to spend at the most.
    ///   - progress: Told of the runs made and of the entries that are left.
    /// - Returns: `nil` when the result is no broken promise.
    package static func shrink(
        _ failure: RunResult, budget: Int = 2_000, progress: @escaping (Int, Int) -> Void = { _, _ in }
    ) -> Shrunk? {
        guard case .failed(let violations) = failure.outcome, let first = violations.first else { return nil }
        var shrinker = Shrinker(failure, first, budget, progress)
        shrinker.shrink()
        return Shrunk(result: shrinker.best, runs: shrinker.runs)
    }

    private init(
        _ failure: RunResult, _ violation: Violation, _ budget: Int, _ progress: @escaping (Int, Int) -> Void
    ) {
        seed = failure.seed
        best = failure
        self.violation = violation
        self.budget = budget
        self.progress = progress
    }

    private mutating func shrink() {
        dropExpectations()
        cutTheEnd()
        var size: Int
        repeat {
            size = weight
            dropEntries()
            dropServers()
            shortenEntries()
        } while weight < size && runs < budget
        cutTheEnd()
        dropExpectations()
    }

    private var weight: Int {
        best.plan.entries.count * 100 + best.scenario.topology.servers.count
            + best.plan.entries.map(\.servers.count).reduce(0, +)
    }

    /// Runs a smaller story and keeps it when it fails in the same way.
    private mutating func attempt(_ scenario: Scenario, _ plan: Plan) -> Bool {
        guard runs < budget else { return false }
        runs += 1
        let result = World.run(scenario, seed: seed, plan: plan)
        progress(runs, best.plan.entries.count)
        guard case .failed(let violations) = result.outcome, let first = violations.first,
            first.promise == violation.promise, first.invariant == violation.invariant,
            !isExpectation || first.text == violation.text
        else { return false }
        best = result
        return true
    }

    /// An expectation is about the story as it is told: without its steps or its servers it is not met either, and that
    /// means nothing. Only what was drawn may be left out.
    private var isExpectation: Bool { violation.invariant == "expectation" }

    private func mayDrop(_ entry: Plan.Entry) -> Bool { !isExpectation || entry.isDrawn }

    /// What a plan keeps of the entries in a range.
    private func keepers(_ range: Range<Int>, of plan: Plan) -> [Plan.Entry] {
        plan.entries[range].filter { !mayDrop($0) }
    }

    /// What happens after the failure cannot have caused it.
    private mutating func cutTheEnd() {
        var plan = best.plan
        plan.entries.removeAll { $0.at > best.virtualTime }
        guard plan.entries.count < best.plan.entries.count else { return }
        _ = attempt(best.scenario, plan)
    }

    /// Expectations are about the whole story; what is left of it need not meet them.
    private mutating func dropExpectations() {
        if !isExpectation && !best.scenario.expectations.isEmpty {
            var scenario = best.scenario
            scenario.expectations = []
            if attempt(scenario, best.plan) { return }
        }
        for index in best.scenario.expectations.indices.reversed() {
            var scenario = best.scenario
            scenario.expectations.remove(at: index)
            _ = attempt(scenario, best.plan)
        }
    }

    private mutating func dropEntries() {
        var size = max(best.plan.entries.count / 2, 1)
        while true {
            var start = 0
            var isSmaller = false
            while start < best.plan.entries.count && runs < budget {
                let end = min(start + size, best.plan.entries.count)
                var plan = best.plan
                let kept = keepers(start..<end, of: plan)
                plan.entries.replaceSubrange(start..<end, with: kept)
                let isAttempt = kept.count < end - start
                if isAttempt && attempt(best.scenario, plan) {
                    isSmaller = true
                    start += kept.count
                } else {
                    start = end
                }
            }
            if size == 1 && !isSmaller || runs >= budget { return }
            size = isSmaller ? min(size, max(best.plan.entries.count / 2, 1)) : max(size / 2, 1)
        }
    }

    /// Leaves out subtrees, from the bottom up, and servers from entries that are about several.
    private mutating func dropServers() {
        guard !isExpectation else { return }
        for server in best.scenario.topology.servers.dropFirst().reversed() {
            guard best.scenario.topology[server.name] != nil, best.scenario.topology.children(of: server.name).isEmpty
            else { continue }
            var scenario = best.scenario
            scenario.topology.servers.removeAll { $0.name == server.name }
            scenario.expectations.removeAll { $0.condition.names(server.name) }
            var plan = best.plan
            for index in plan.entries.indices { plan.entries[index].servers.removeAll { $0 == server.name } }
            plan.entries.removeAll { $0.servers.isEmpty && !$0.action.kind.isCommand }
            _ = attempt(scenario, plan)
        }
        for number in best.plan.entries.map(\.number) {
            for server in best.plan.entries.first(where: { $0.number == number })?.servers ?? [] {
                guard let index = best.plan.entries.firstIndex(where: { $0.number == number }),
                    best.plan.entries[index].servers.count > 1
                else { continue }
                var plan = best.plan
                plan.entries[index].servers.removeAll { $0 == server }
                _ = attempt(best.scenario, plan)
            }
        }
    }

    /// Rounds times to whole seconds, which read better, where that changes nothing.
    private mutating func shortenEntries() {
        guard !isExpectation else { return }
        for index in best.plan.entries.indices {
            var plan = best.plan
            guard index < plan.entries.count else { return }
            let entry = plan.entries[index]
            plan.entries[index].at = entry.at.roundedToSeconds
            plan.entries[index].lasts = entry.lasts.map { max($0.roundedToSeconds, .seconds(1)) }
            guard plan.entries[index] != entry else { continue }
            plan.entries.sort { ($0.at, $0.number) < ($1.at, $1.number) }
            _ = attempt(best.scenario, plan)
        }
    }
}

extension Condition {
    fileprivate func names(_ server: ChainName) -> Bool {
        if case .chains(_, let chains) = self, chains.contains(server) { return true }
        return node == server.text
    }
}

extension Duration {
    fileprivate var roundedToSeconds: Duration {
        .seconds((components.seconds * 2 + (components.attoseconds >= 500_000_000_000_000_000 ? 2 : 0)) / 2)
    }
}
