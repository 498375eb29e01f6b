/// The clock of a node. The engine reads time only here.
package protocol Timekeeper: Sendable {
    /// What the wall clock says. It may jump; never count a time-out with it.
    var wallTime: WallTime { get }

    /// Time since some fixed start, which only grows.
    var uptime: Duration { get }

    /// - Throws: `CancellationError` when the task is cancelled before `duration` has passed.
    func sleep(for duration: Duration) async throws(CancellationError)
}

/// Luck. The engine draws only here, so that a simulation repeats.
package protocol Chance: Sendable {
    /// 64 random bits.
    func next() -> UInt64
}

extension Chance {
    /// A whole number of `range`, both ends included, evenly spread but for a bias below 2⁻³².
    package func integer(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next() % width)
    }
}
