import CSQLite
import Domain

extension StorageFailure {
    /// What SQLite's last call on `database` failed with. The text names what was done and SQLite's message, which
    /// holds names of tables and columns but never values.
    static func sqlite(_ code: Int32, _ database: OpaquePointer?, _ action: String) -> StorageFailure {
        let message = database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        switch code & 0xFF {
        case SQLITE_FULL: return .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt("\(action): \(message)")
        case SQLITE_IOERR, SQLITE_CANTOPEN:
            // A write or flush can fail for want of space without SQLite calling it so.
            if let database, SystemCall.isOutOfSpace(sqlite3_system_errno(database)) { return .full }
            return .inputOutput("\(action): \(message) (SQLite \(code))")
        default: return .inputOutput("\(action): \(message) (SQLite \(code))")
        }
    }
}
