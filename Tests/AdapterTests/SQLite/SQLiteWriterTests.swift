import Dispatch
import Domain
import Synchronization
import Testing

@testable import Adapters

/// Holds a change up in the middle until the test lets it go on.
private final class WriteGate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let entered = Mutex(false)

    /// Blocks the thread of the change.
    func enter() {
        entered.withLock { $0 = true }
        semaphore.wait()
    }

    func untilEntered() async { while !entered.withLock({ $0 }) { await Task.yield() } }

    func open() { semaphore.signal() }
}

@Suite struct SQLiteWriterTests {
    private let scratch: ScratchFolder
    private let writer: SQLiteWriter
    private let reader: SQLiteReader

    init() throws {
        scratch = try ScratchFolder()
        try scratch.write("", to: "test.db")
        let connection = try SQLiteConnection(path: scratch("test.db"), readOnly: false)
        _ = try connection.rows("PRAGMA journal_mode = WAL") { _ in }
        try connection.execute("CREATE TABLE number (value INTEGER NOT NULL UNIQUE) STRICT")
        reader = SQLiteReader(try SQLiteConnection(path: scratch("test.db"), readOnly: true))
        writer = SQLiteWriter(connection)
    }

    private func insert(_ number: Int) -> @Sendable (SQLiteConnection) throws(StorageFailure) -> Void {
        { connection throws(StorageFailure) in
            try connection.run("INSERT INTO number VALUES (?1)", [.integer(Int64(number))])
        }
    }

    private func numbers() async throws -> [Int] {
        try await reader.read { connection throws(StorageFailure) in
            try connection.rows("SELECT value FROM number ORDER BY value") { Int($0.integer(0)) }
        }
    }

    /// Runs `changes` so that they all wait at the same time, and gives back which of them failed and why.
    private func together(
        _ changes: [@Sendable (SQLiteConnection) throws(StorageFailure) -> Void]
    ) async -> [StorageFailure?] {
        let gate = WriteGate()
        return await withTaskGroup(of: (Int, StorageFailure?).self) { group in
            group.addTask {
                // While this one holds the writer, the others gather.
                let failure = await outcome { _ throws(StorageFailure) in gate.enter() }
                return (-1, failure)
            }
            await gate.untilEntered()
            for (position, change) in changes.enumerated() {
                group.addTask { (position, await outcome(change)) }
            }
            while writer.waitingChanges < changes.count { await Task.yield() }
            gate.open()
            var failures = [StorageFailure?](repeating: nil, count: changes.count)
            for await (position, failure) in group where position >= 0 { failures[position] = failure }
            return failures
        }
    }

    private func outcome(
        _ change: @escaping @Sendable (SQLiteConnection) throws(StorageFailure) -> Void
    ) async -> StorageFailure? {
        do throws(StorageFailure) {
            try await writer.write(change)
            return nil
        } catch { return error }
    }

    @Test func `what waits at the same time shares one commit`() async throws {
        let before = writer.commits
        let failures = await together((0..<100).map { insert($0) })
        #expect(failures.allSatisfy { $0 == nil })
        // One for the change that held the others up.
        #expect(writer.commits - before == 2)
        #expect(try await numbers() == Array(0..<100))
    }

    @Test func `a change that fails leaves no trace and harms no other`() async throws {
        let failing: @Sendable (SQLiteConnection) throws(StorageFailure) -> Void = {
            connection throws(StorageFailure) in
            try connection.run("INSERT INTO number VALUES (77)")
            throw .limit("no more")
        }
        let before = writer.commits
        let failures = await together([insert(1), failing, insert(1), insert(2)])
        #expect(failures[0] == nil)
        #expect(failures[1] == .limit("no more"))
        #expect(
            failures[2]
                == .inputOutput(
                    "run INSERT INTO number VALUES (?1): UNIQUE constraint failed: number.value (SQLite 2067)"))
        #expect(failures[3] == nil)
        #expect(try await numbers() == [1, 2])
        #expect(writer.commits - before == 2)
    }

    @Test func `when one spoils the whole transaction, the others are done again without it`() async throws {
        let spoiling: @Sendable (SQLiteConnection) throws(StorageFailure) -> Void = {
            connection throws(StorageFailure) in
            try connection.run("INSERT INTO number VALUES (77)")
            // What SQLite does by itself when, for example, the disk is full.
            try connection.run("ROLLBACK")
            throw .full
        }
        let failures = await together([insert(1), spoiling, insert(2)])
        #expect(failures == [nil, .full, nil])
        #expect(try await numbers() == [1, 2])
    }

    @Test func `nothing is answered before it is committed`() async throws {
        let path = scratch("test.db")
        for number in 0..<50 {
            try await writer.write(insert(number))
            let other = try SQLiteConnection(path: path, readOnly: true)
            #expect(try other.integer("SELECT count(*) FROM number WHERE value = \(number)") == 1)
        }
    }

    @Test func `readers wait for no writer and see no half of its change`() async throws {
        try await writer.write(insert(1))
        let gate = WriteGate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await writer.write { connection throws(StorageFailure) in
                    try connection.run("INSERT INTO number VALUES (2)")
                    gate.enter()
                    try connection.run("INSERT INTO number VALUES (3)")
                }
            }
            await gate.untilEntered()
            #expect(try await numbers() == [1])
            gate.open()
            try await group.waitForAll()
        }
        #expect(try await numbers() == [1, 2, 3])
    }

    @Test func `a reader cannot write`() async throws {
        await #expect(throws: StorageFailure.self) {
            try await reader.read { connection throws(StorageFailure) in
                try connection.run("INSERT INTO number VALUES (1)")
            }
        }
        #expect(try await numbers() == [])
    }

    @Test func `closing finishes what waits and refuses what comes after`() async throws {
        let written = await withTaskGroup(of: StorageFailure?.self) { group in
            for number in 0..<50 { group.addTask { await outcome(insert(number)) } }
            group.addTask {
                await writer.close()
                return nil
            }
            return await group.reduce(into: [StorageFailure]()) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(written.allSatisfy { $0 == .inputOutput("the state database is closed") })
        #expect(try await numbers().count == 50 - written.count)
        #expect(await outcome(insert(99)) == .inputOutput("the state database is closed"))
    }
}
