import Domain

/// What can befall a modelled host beside what its behaviour says.
extension HostModel {
    /// What becomes of a Director whose runner is killed.
    package enum DirectorFate: Sendable, CaseIterable {
        /// It is killed too: lock, pid and state stay as they are.
        case killed
        /// It goes on to its end, and nobody learns the outcome.
        case carriesOn
    }

    /// Kills the runner of a project with SIGKILL: its outcome will never be written.
    ///
    /// - Returns: `false` when none is alive.
    package mutating func killRunner(of project: String, director: DirectorFate) -> Bool {
        guard let position = runs.firstIndex(where: { $0.process != nil && $0.ticket.project.text == project }),
            let process = runs[position].process
        else { return false }
        lose(position)
        if director == .carriesOn { orphans.append(process) }
        return true
    }

    /// Removes a jail behind Director's back.
    ///
    /// - Returns: `false` when there is none of that name.
    package mutating func vanish(jail name: String) -> Bool {
        guard jails.removeValue(forKey: name) != nil else { return false }
        changes.append(.jailRemoved(name))
        return true
    }

    /// Stops or starts a jail behind Director's back, as an operator does. Does nothing when there is no such jail.
    package mutating func setRunning(_ isRunning: Bool, jail name: String) {
        guard let jail = jails[name], jail.isRunning != isRunning else { return }
        jails[name]?.started = isRunning ? now : nil
    }

    /// Power loss and a new start of the whole host: no process survives, no jail runs.
    ///
    /// - Parameter clearsLocks: Whether the directory of Director's locks is cleared at boot.
    package mutating func reboot(clearsLocks: Bool) {
        for position in runs.indices where runs[position].process != nil { lose(position) }
        orphans = []
        for name in jailNames {
            let boots = jails[name]?.options.contains { $0.name == "boot" } == true
            jails[name]?.started = boots ? now : nil
        }
        if clearsLocks { for name in projectNames { projects[name]?.lockHolder = nil } }
    }

    /// How long a file that nobody syncs may be in memory only: FreeBSD's syncer(4) writes it after 30 seconds.
    static let unsyncedTime = Duration.seconds(30)

    /// Tears files that Director wrote a short while ago, as a loss of power does: it syncs none of them. Call it before
    /// ``reboot(clearsLocks:)``.
    ///
    /// A state that is empty means the same to Director as `unfinished`; a service whose `name` is empty has no jail for
    /// it, and the jail that it had belongs to nobody. What we write ourselves is synced and renamed into place.
    ///
    /// - Parameter isTorn: Whether the next file that may be torn is.
    package mutating func tearFiles(_ isTorn: () -> Bool) {
        for name in projectNames {
            guard let project = projects[name], let written = project.written,
                now.since(written) < Self.unsyncedTime
            else { continue }
            if isTorn() { projects[name]?.state = .unfinished }
            if isTorn() { projects[name]?.lastLog = nil }
            for service in project.jails.keys.sorted() where isTorn() {
                guard let jail = projects[name]?.jails.removeValue(forKey: service) else { continue }
                changes.append(.jailDisowned(jail, project: name))
            }
        }
    }

    private mutating func lose(_ position: Int) {
        runs[position].state = .lost
        changes.append(.runLost(runs[position].ticket))
        runs[position].forgetInputs()
    }
}
