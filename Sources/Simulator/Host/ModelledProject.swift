import Domain

/// A project as Director keeps it. Source: node contract, section 4.2.
struct ModelledProject: Equatable, Sendable {
    enum State: String, Sendable, CaseIterable { case done, failed, unfinished, destroying }

    let name: String
    /// The copy of the last file given to `up`.
    var file: DirectorFile
    var state: State
    /// Name of the last folder of logs; `nil` when nothing was ever done.
    var lastLog: String?
    /// The process that holds the lock; it may be dead. `nil`: not locked.
    var lockHolder: Int?
    /// The `up` that is recorded as running; it may be dead.
    var pid: Int?
    /// The jail of each service, by service.
    var jails: [String: String] = [:]
    /// The services whose last attempt failed.
    var failed: Set<String> = []
    /// When Director wrote any of this last; `nil` when that is long ago.
    var written: WallTime?

    init(name: String, file: DirectorFile, state: State) {
        self.name = name
        self.file = file
        self.state = state
    }
}
