import Domain
import Synchronization

/// The reading side of a database: a connection of its own, which sees what was committed and waits for no writer.
final class SQLiteReader: Sendable {
    private let connection: Mutex<SQLiteConnection?>
    private let lanes = BlockingLanes("state.read")

    init(_ connection: sending SQLiteConnection) { self.connection = Mutex(connection) }

    /// Runs `query` on one snapshot of the database.
    func read<Value: Sendable>(
        _ query: @escaping @Sendable (SQLiteConnection) throws(StorageFailure) -> Value
    ) async throws(StorageFailure) -> Value {
        try await lanes.run { [self] () throws(StorageFailure) in
            try connection.withLock { connection throws(StorageFailure) in
                guard let connection else { throw .inputOutput("the state database is closed") }
                try connection.run("BEGIN")
                let result: Result<Value, StorageFailure>
                do throws(StorageFailure) { result = .success(try query(connection)) } catch {
                    result = .failure(error)
                }
                if connection.isInTransaction { try connection.run("ROLLBACK") }
                return try result.get()
            }
        }
    }

    /// Waits for the readings that were begun and closes the connection.
    func close() async {
        await lanes.run { [self] in connection.withLock { $0 = nil } }
    }
}
