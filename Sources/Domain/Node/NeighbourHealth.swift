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
            Heartbeat(validity: (pause + .seconds(configuration.polling.skew.upperBound)) * 3 + .seconds(30))
        }
    }

    /// The neighbours that are offered to clients now, in the order of the configuration.
    ///
    /// With Smart Timeouts switched off all of them, whatever the heartbeat says (HTTP contract, section 9.8).
    package func listed() -> [ChainName] {
        let now = clock.uptime
        return names.filter { !isHidden($0, now: now) }
    }

    /// Whether a call to the neighbour is refused now without trying: a hidden one, where Smart Timeouts are strict.
    package func isRefused(_ neighbour: ChainName) -> Bool {
        timeouts.settings.isStrict && isHidden(neighbour, now: clock.uptime)
    }

    private func isHidden(_ neighbour: ChainName, now: Duration) -> Bool {
        timeouts.settings.isEnabled
            && (timeouts.isHidden(neighbour, now: now) || heartbeat?.isSilent(neighbour, now: now) ?? false)
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
    package func missed(_ neighbour: ChainName) { heartbeat?.missed(neighbour, now: clock.uptime) }
}
