import CSQLite
import Domain

/// A connection to a database file. Not thread-safe on purpose: who shares one puts it into a `Mutex`.
final class SQLiteConnection {
    private let handle: OpaquePointer
    private let path: String
    private var statements: [String: SQLiteStatement] = [:]

    /// How long a statement waits for a lock of another process, in milliseconds.
    private static let patience: Int32 = 5000

    /// Opens a file that exists.
    ///
    /// - Parameter readOnly: Whether statements that write are refused.
    init(path: String, readOnly: Bool) throws(StorageFailure) {
        var handle: OpaquePointer?
        // A reader of a database in WAL mode must be able to write beside it, hence not SQLITE_OPEN_READONLY.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let failure = StorageFailure.sqlite(code, handle, "open \(path)")
            sqlite3_close_v2(handle)
            throw failure
        }
        self.handle = handle
        self.path = path
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Self.patience)
        for setting in ["trusted_schema = OFF", "foreign_keys = ON", "cell_size_check = ON", "temp_store = MEMORY"] {
            try execute("PRAGMA \(setting)")
        }
        if readOnly { try execute("PRAGMA query_only = ON") }
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Whether `BEGIN` was said and not yet `COMMIT` or `ROLLBACK`; some failures roll back on their own.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// How many rows the last change touched.
    var changedRows: Int { Int(sqlite3_changes(handle)) }

    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Runs statements without parameters and ignores their rows.
    func execute(_ sql: String) throws(StorageFailure) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw .sqlite(code, handle, "run \(sql)") }
    }

    /// Runs a statement that gives no rows. It is prepared once and kept, so `sql` must come from a fixed set.
    func run(_ sql: String, _ values: [SQLiteValue] = []) throws(StorageFailure) {
        _ = try rows(sql, values) { _ in }
    }

    /// Runs a statement and reads all its rows. It is prepared once and kept, so `sql` must come from a fixed set.
    func rows<Row>(
        _ sql: String, _ values: [SQLiteValue] = [], read: (SQLiteStatement) throws(StorageFailure) -> Row
    ) throws(StorageFailure) -> [Row] {
        let statement = try prepared(sql)
        defer { statement.reset() }
        try statement.bind(values)
        var rows: [Row] = []
        while try statement.step() { rows.append(try read(statement)) }
        return rows
    }

    /// The integer in the first column of the only row.
    func integer(_ sql: String, _ values: [SQLiteValue] = []) throws(StorageFailure) -> Int64 {
        let rows = try rows(sql, values) { $0.integer(0) }
        guard let value = rows.first else { throw .corrupt("no row from \(sql)") }
        return value
    }

    /// Sets whether closing leaves the database and its write-ahead log as they are on the disk, instead of moving
    /// the one into the other.
    func leaveLogOnClose(_ leave: Bool) throws(StorageFailure) {
        let code = csqlite_leave_log_on_close(handle, leave ? 1 : 0)
        guard code == SQLITE_OK else { throw .sqlite(code, handle, "set what closing does") }
    }

    /// - Throws: ``StorageFailure/inputOutput(_:)`` when the path of the database leads to another file by now, or to none:
    ///   what is written to it is lost to whoever opens it next.
    func checkPlace() throws(StorageFailure) {
        var hasMoved: CInt = 0
        let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        guard code == SQLITE_OK else { throw .sqlite(code, handle, "look for \(path)") }
        guard hasMoved == 0 else {
            throw .inputOutput("\(path) was removed, moved away or covered while it is in use")
        }
    }

    /// Moves what the write-ahead log holds into the database and empties the log. Does not wait for readers.
    ///
    /// - Returns: `false` when a reader stands in the way; then some or all of it is still in the log.
    func checkpoint() throws(StorageFailure) -> Bool {
        sqlite3_busy_timeout(handle, 0)
        defer { sqlite3_busy_timeout(handle, Self.patience) }
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        switch code & 0xFF {
        case SQLITE_OK: return true
        case SQLITE_BUSY, SQLITE_LOCKED: return false
        default: throw .sqlite(code, handle, "empty the write-ahead log")
        }
    }

    private func prepared(_ sql: String) throws(StorageFailure) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        let statement = try SQLiteStatement(sql, on: handle)
        statements[sql] = statement
        return statement
    }
}
