/// What this node knows of its neighbours' health: the Smart Timeouts and the heartbeat.
package actor NeighbourHealth {
    private let names: [ChainName]
    private let clock: any Timekeeper
    private var timeouts: SmartTimeouts
    private var heartbeat: Heartbeat?

    package init(_ configuration: NodeConfiguration, clock: any Timekeeper) {
        names = configuration.neighbours.filter { !$0.isDisabled }.map(\.name)
        self.clock = clock
        timeouts = SmartTimeouts(settings: configuration.smartTimeouts)
        heartbeat = configuration.polling.heartbeat.map { pause in
            // Three rounds and the longest skew may fail to come before the last verdict is dropped.
            Heartbeat(validity: (pause + .seconds(configuration.polling.skew.upperBound)) * 3)
        }
    }

    /// The neighbours that are offered to clients now, in the order of the configuration.
    ///
    /// With Smart Timeouts switched off all of them, whatever the heartbeat says (HTTP contract, section 9.8).
    package func listed() -> [ChainName] {
        guard timeouts.settings.isEnabled else { return names }
        let now = clock.uptime
        return names.filter { !timeouts.isHidden($0, now: now) && !(heartbeat?.isSilent($0, now: now) ?? false) }
    }

    /// Whether a call to the neighbour is refused now without trying. That its last ping was not answered is no reason:
    /// the verdict may be as old as the pause of the heartbeat, and an answer clears it.
    package func isRefused(_ neighbour: ChainName) -> Bool {
        timeouts.settings.isStrict && timeouts.isHidden(neighbour, now: clock.uptime)
    }

    /// A call or a ping was answered: the neighbour is well again, whatever was counted before.
    package func succeeded(_ neighbour: ChainName) {
        timeouts.succeeded(neighbour)
        heartbeat?.heard(neighbour)
    }

    package func failed(_ neighbour: ChainName, began: Duration) {
        timeouts.failed(neighbour, began: began, now: clock.uptime)
    }

    /// A ping was not answered.
    ///
    /// - Parameter limit: How long the next one may take until it is given up.
    package func missed(_ neighbour: ChainName, within limit: Duration) {
        heartbeat?.missed(neighbour, within: limit, now: clock.uptime)
    }
}
