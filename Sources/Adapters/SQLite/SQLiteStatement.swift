import CSQLite
import Domain

/// A value that is bound to a parameter or read from a column.
enum SQLiteValue: Equatable, Sendable {
    case integer(Int64)
    case text(String)
    case null

    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

/// A prepared statement. Belongs to its connection and, like it, to one thread at a time.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let database: OpaquePointer
    /// For texts; holds parameters, no values.
    private let sql: String

    init(_ sql: String, on database: OpaquePointer) throws(StorageFailure) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw .sqlite(code, database, "prepare \(sql)") }
        self.handle = handle
        self.database = database
        self.sql = sql
    }

    deinit { sqlite3_finalize(handle) }

    /// Binds `values` to the parameters `?1`, `?2` and so on.
    func bind(_ values: [SQLiteValue]) throws(StorageFailure) {
        precondition(values.count == sqlite3_bind_parameter_count(handle), "\(sql) takes other parameters")
        for (position, value) in zip(Int32(1)..., values) {
            let code =
                switch value {
                case .integer(let number): sqlite3_bind_int64(handle, position, number)
                case .null: sqlite3_bind_null(handle, position)
                case .text(var text):
                    text.withUTF8 { bytes in
                        bytes.withMemoryRebound(to: CChar.self) { characters in
                            // An empty text may have no address, and SQLite takes that for NULL.
                            guard let start = characters.baseAddress else {
                                return csqlite_bind_text(handle, position, "", 0)
                            }
                            return csqlite_bind_text(handle, position, start, UInt64(characters.count))
                        }
                    }
                }
            guard code == SQLITE_OK else { throw .sqlite(code, database, "bind to \(sql)") }
        }
    }

    /// - Returns: Whether there is a row, whose columns can be read now.
    func step() throws(StorageFailure) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw .sqlite(code, database, "run \(sql)")
        }
    }

    /// Ends the run and forgets the values, so that no snapshot and no copy of a secret is held.
    func reset() {
        // The code repeats the failure of the last step, which was reported there.
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// The integer in a column, counted from 0.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// The text in a column, counted from 0; `nil` for NULL.
    func text(_ column: Int32) throws(StorageFailure) -> String? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .corrupt("a text of the state database is not UTF-8")
        }
        return text
    }
}
