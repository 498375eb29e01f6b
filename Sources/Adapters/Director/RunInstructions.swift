package import Domain

/// An order and how its runner carries it out.
package struct RunInstructions: Equatable, Sendable {
    package let order: RunOrder
    /// Time that Director gets to stop its jails between SIGTERM and SIGKILL.
    package let grace: Duration
    /// How long the `describe` at the end of an order may take; it runs even when the time of the order is over.
    package let describeLimit: Duration
    /// Bytes that are kept of each output of each step.
    package let outputLimit: Int

    package init(order: RunOrder, grace: Duration, describeLimit: Duration, outputLimit: Int) {
        self.order = order
        self.grace = grace
        self.describeLimit = describeLimit
        self.outputLimit = outputLimit
    }
}
