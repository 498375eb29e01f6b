/// Which neighbours did not answer their last ping.
///
/// A verdict that is too old is no verdict: when the rounds stop, every neighbour counts as healthy again. 0.25 hides
/// them all, or keeps the last verdict for ever (HTTP contract, section 11 and W32). A neighbour is judged when its own
/// ping is over, not when the round is: another one that keeps the round waiting would make the verdict an old one.
package struct Heartbeat: Equatable, Sendable {
    private let validity: Duration
    /// When each silent neighbour was found silent.
    private var silent: [ChainName: Duration] = [:]

    /// - Parameter validity: How long a verdict counts; a few times the pause between rounds.
    package init(validity: Duration) { self.validity = validity }

    /// A ping was not answered.
    package mutating func missed(_ neighbour: ChainName, now: Duration) { silent[neighbour] = now }

    /// The neighbour answered, a ping or anything else: what was said of it before is out of date.
    package mutating func heard(_ neighbour: ChainName) { silent[neighbour] = nil }

    package func isSilent(_ neighbour: ChainName, now: Duration) -> Bool {
        guard let judged = silent[neighbour] else { return false }
        return now - judged < validity
    }
}
