/// When a failure became inevitable: the earliest moment from which on it happens whatever the luck.
package struct ForkSearch: Sendable {
    /// How many of the forks at a moment end in the same failure.
    package struct Point: Equatable, Sendable {
        package let at: Duration
        package let failures: Int
        package let forks: Int
    }

    /// The fork points that were tried, by time.
    package let points: [Point]
    /// The earliest of them from which every fork failed in the same way; `nil` when there is none.
    package var inevitableFrom: Duration? {
        let lastEscape = points.lastIndex { $0.failures < $0.forks }
        return lastEscape.map { $0 + 1 < points.count ? points[$0 + 1].at : nil } ?? points.first?.at
    }

    /// Tries forks of a failed run at `steps` moments between its start and its failure.
    ///
    /// - Returns: `nil` when the result is no broken promise.
    package init?(_ failure: RunResult, seeds: ClosedRange<UInt64>, times: [Duration]) {
        guard case .failed(let violations) = failure.outcome, let first = violations.first else { return nil }
        points = times.sorted().map { time in
            let failures = seeds.count { seed in
                let result = World.run(
                    failure.scenario, seed: failure.seed, plan: failure.plan, traceCapacity: 1,
                    fork: SimulationFork(at: time, seed: seed))
                guard case .failed(let others) = result.outcome else { return false }
                return others.first?.promise == first.promise && others.first?.invariant == first.invariant
            }
            return Point(at: time, failures: failures, forks: seeds.count)
        }
    }
}
