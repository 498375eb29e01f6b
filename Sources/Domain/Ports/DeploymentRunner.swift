/// Runs Director for a job in a process of its own session, which outlives the daemon.
///
/// Of one project at most one runner is alive at any time, also over restarts of the daemon.
package protocol DeploymentRunner: Sendable {
    /// Starts a run and returns once it cannot be lost any more.
    ///
    /// - Throws: ``RunnerFailure/busy`` when a runner of the same project is still alive.
    func start(_ order: RunOrder) async throws(RunnerFailure)

    /// What is known of a run now. Does not wait.
    func observe(_ ticket: RunTicket) async -> RunObservation

    /// Waits until the run is over.
    ///
    /// - Returns: ``RunObservation/ended(_:)`` or ``RunObservation/gone``.
    func end(of ticket: RunTicket) async throws(CancellationError) -> RunObservation

    /// Asks a run to end: Director gets the time to stop its jails, then it is killed. Returns at once; does nothing
    /// when the run is over.
    func stop(_ ticket: RunTicket) async

    /// Forgets what a run left behind, once its outcome is stored.
    func discard(_ ticket: RunTicket) async

    /// Forgets what all runs left behind but those of `tickets`; called once, when the node starts.
    ///
    /// - Returns: Runs that are alive although they are not among `tickets`. They are left alone.
    func sweep(keeping tickets: Set<RunTicket>) async throws(StorageFailure) -> [RunTicket]
}

package enum RunnerFailure: Error, Equatable, Sendable {
    case busy
    case notInstalled(program: String)
    case storage(StorageFailure)
}
