import Domain
import Testing

/// One recording in the order of the replay.
struct ReplayStep: Sendable, CustomTestStringConvertible {
    /// What is compared.
    enum Comparison: Sendable {
        /// Status and body.
        case whole
        /// Status, names of members and types of values: the modelled host has other addresses, counters and names.
        case shape
        /// Status and the member that is found by these names: what stands beside it may differ.
        case part([String])
    }

    let recording: String
    var comparison = Comparison.whole
    /// What is done first, so that the tree stands as it stood when the recording was made.
    var before: @Sendable (Tree) async throws -> Void = { _ in }

    var testDescription: String { recording }
}
