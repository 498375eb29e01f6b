import Domain

/// The tables of a database, as the steps that lead there from an empty file. `user_version` holds how many of them
/// a file has seen.
struct SQLiteSchema: Sendable {
    /// Tells our databases from those of others ("OvLd").
    static let applicationID: Int64 = 0x4F76_4C64

    /// What leads from each version to the next, starting with 0. Steps that were ever released never change.
    let steps: [String]

    var version: Int { steps.count }

    /// Brings a database up to this version; each step is a transaction of its own.
    ///
    /// - Throws: ``StorageFailure/corrupt(_:)`` when a newer version wrote the file, or somebody else.
    func migrate(_ connection: SQLiteConnection) throws(StorageFailure) {
        var present = Int(try connection.integer("PRAGMA user_version"))
        let owner = try connection.integer("PRAGMA application_id")
        if owner != Self.applicationID {
            let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
            guard present == 0, owner == 0, tables == 0 else {
                throw .corrupt("the file is a database of another program")
            }
        }
        guard present <= version else {
            throw .corrupt(
                "the database has schema version \(present), which a newer Overlord wrote; this one knows \(version)")
        }
        guard present >= 0 else { throw .corrupt("the database has schema version \(present)") }
        while present < version {
            try connection.execute("BEGIN EXCLUSIVE")
            do throws(StorageFailure) {
                try connection.execute(steps[present])
                present += 1
                try connection.execute("PRAGMA user_version = \(present)")
                try connection.execute("PRAGMA application_id = \(Self.applicationID)")
                try connection.execute("COMMIT")
            } catch {
                if connection.isInTransaction { try connection.execute("ROLLBACK") }
                throw error
            }
        }
    }
}

extension SQLiteSchema {
    /// The schema of `state.db`.
    static let current = SQLiteSchema(steps: [
        // A job holds its request until it has ended, so the request tells the two apart.
        """
        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            submitted INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            reason TEXT,
            request TEXT,
            CHECK ((request IS NULL) = (state NOT IN ('queued', 'running')))
        ) STRICT;
        CREATE INDEX job_unfinished ON job (id) WHERE request IS NOT NULL;
        CREATE INDEX job_ended ON job (id) WHERE request IS NULL;
        CREATE TABLE record (
            sequence INTEGER PRIMARY KEY,
            project TEXT NOT NULL,
            kind TEXT NOT NULL,
            content TEXT NOT NULL,
            written INTEGER NOT NULL,
            UNIQUE (project, kind)
        ) STRICT;
        """,
        // Of one project one job runs at a time; the store looks before it lets another begin.
        "CREATE INDEX job_running ON job (project) WHERE state = 'running'",
        // Attempts that a lock or the disk turned away are no deaths of a runner, over restarts too.
        "ALTER TABLE job ADD COLUMN turned_away INTEGER NOT NULL DEFAULT 0",
    ])
}
