internal import Domain

/// An order and how its runner carries it out.
struct RunInstructions: Equatable, Sendable {
    let order: RunOrder
    /// Time that Director gets to stop its jails between SIGTERM and SIGKILL.
    let grace: Duration
    /// How long the `describe` at the end of an order may take; it runs even when the time of the order is over.
    let describeLimit: Duration
    /// Bytes that are kept of each output of each step.
    let outputLimit: Int
}
