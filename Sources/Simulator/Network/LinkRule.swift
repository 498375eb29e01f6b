/// How one direction between two nodes treats what travels on it.
package struct LinkRule: Equatable, Sendable {
    /// How long a message travels, drawn for each.
    package var delay: ClosedRange<Duration>
    /// How often a message is lost on the way. A request that is lost was sent: its sender waits for the answer.
    package var loss: Ratio
    /// How often a request arrives twice.
    package var duplication: Ratio
    /// How often the connection breaks in the middle of an answer.
    package var reset: Ratio
    /// How often an answer comes out as something that is no HTTP.
    package var garbling: Ratio
    /// How long the near side takes to read an answer, drawn for each; `nil` for no time.
    package var reading: ClosedRange<Duration>?
    /// A black hole: nothing arrives, and nothing says so. Connecting hangs; an answer that was under way is gone.
    package var isCut: Bool
    /// The far side, or a firewall before it, refuses connections.
    package var isRefused: Bool

    package init(
        delay: ClosedRange<Duration> = .milliseconds(1)...(.milliseconds(5)), loss: Ratio = .never,
        duplication: Ratio = .never, reset: Ratio = .never, garbling: Ratio = .never,
        reading: ClosedRange<Duration>? = nil, isCut: Bool = false, isRefused: Bool = false
    ) {
        self.delay = delay
        self.loss = loss
        self.duplication = duplication
        self.reset = reset
        self.garbling = garbling
        self.reading = reading
        self.isCut = isCut
        self.isRefused = isRefused
    }

    package static let cut = LinkRule(isCut: true)
}
