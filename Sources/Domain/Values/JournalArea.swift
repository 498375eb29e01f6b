/// What a line of the journal is about. Each area has a level of its own (`log.levels`).
package enum JournalArea: String, Sendable, CaseIterable {
    /// The process itself: its start, its end, its services.
    case server
    /// Listeners and connections.
    case http
    /// What was asked and by whom, and requests that could not be answered.
    case requests
    /// Tokens that were refused.
    case tokens
    /// Jobs and their runs.
    case jobs
    /// Neighbours and their health.
    case chains
    /// Looks at jails and projects.
    case polling
}
