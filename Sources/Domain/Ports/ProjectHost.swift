/// Director on this node, for what is not a job.
package protocol ProjectHost: Sendable {
    /// All projects with their descriptions, by name. Reads Director's folders: no command is started a project.
    func projects() async throws(HostFailure) -> [ProjectDescription]

    /// - Returns: `nil` when there is no such project.
    func describe(_ project: ProjectName) async throws(HostFailure) -> ProjectDescription?

    /// Ends an `up` that somebody else started: `appjail-director cancel`.
    func cancel(_ project: ProjectName) async throws(HostFailure)

    /// Removes Director's lock of a project when the process that took it is dead.
    func releaseStaleLock(of project: ProjectName) async throws(HostFailure) -> LockFinding
}

package enum LockFinding: Equatable, Sendable {
    case notLocked
    /// The holder was dead; the lock is gone now.
    case released
    /// A living process holds it.
    case held
}
