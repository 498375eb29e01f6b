/// Which neighbours answered the last round of pings.
///
/// A verdict that is too old is no verdict: when the rounds stop, every neighbour counts as healthy again. 0.25 hides
/// them all, or keeps the last verdict for ever (HTTP contract, section 11 and W32).
package struct Heartbeat: Equatable, Sendable {
    private let validity: Duration
    private var silent: Set<ChainName> = []
    private var judged: Duration?

    /// - Parameter validity: How long a round counts; a few times the pause between rounds.
    package init(validity: Duration) { self.validity = validity }

    /// A round is over.
    package mutating func judged(silent: [ChainName], now: Duration) {
        self.silent = Set(silent)
        judged = now
    }

    package func isSilent(_ neighbour: ChainName, now: Duration) -> Bool {
        guard let judged, now - judged < validity else { return false }
        return silent.contains(neighbour)
    }
}
