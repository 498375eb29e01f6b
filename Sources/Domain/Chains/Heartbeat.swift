/// Which neighbours did not answer their last ping.
///
/// A verdict that is too old is no verdict: when the rounds stop, every neighbour counts as healthy again. 0.25 hides
/// them all, or keeps the last verdict for ever (HTTP contract, section 11 and W32). A neighbour is judged when its own
/// ping is over, and none waits for another's.
package struct Heartbeat: Equatable, Sendable {
    private let validity: Duration
    /// Until when each silent neighbour counts as silent.
    private var silent: [ChainName: Duration] = [:]

    /// - Parameter validity: How long a verdict counts beside the time of a ping; a few times the pause between rounds.
    package init(validity: Duration) { self.validity = validity }

    /// A ping was not answered.
    ///
    /// - Parameter limit: How long the next one may take.
    package mutating func missed(_ neighbour: ChainName, within limit: Duration, now: Duration) {
        silent[neighbour] = now + limit + validity
    }

    /// The neighbour answered, a ping or anything else: what was said of it before is out of date.
    package mutating func heard(_ neighbour: ChainName) { silent[neighbour] = nil }

    package func isSilent(_ neighbour: ChainName, now: Duration) -> Bool {
        silent[neighbour].map { now < $0 } ?? false
    }
}
