import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct StateOpeningTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func open() async throws(StorageFailure) -> SQLiteState {
        try await SQLiteState.open(folder: scratch("state"))
    }

    /// A database with other content, made by `statements`.
    private func prepare(_ statements: String) throws {
        try scratch.write("", to: "state/state.db")
        try SQLiteConnection(path: scratch("state/state.db"), readOnly: false).execute(statements)
    }

    private func refusal() async -> String? {
        do throws(StorageFailure) {
            await (try open()).close()
            return nil
        } catch .corrupt(let reason) {
            return reason
        } catch {
            Issue.record(error)
            return nil
        }
    }

    @Test func `the folder and its files are for the owner alone`() async throws {
        let state = try await SQLiteState.open(folder: scratch("a/b/state"))
        _ = try await state.submit(JobSamples.up(), at: .at(1))
        #expect(try scratch.mode(of: "a") == 0o700)
        #expect(try scratch.mode(of: "a/b/state") == 0o700)
        let names = try scratch.names(in: "a/b/state")
        #expect(names == ["state.db", "state.db-shm", "state.db-wal", "state.lock"])
        for name in names { #expect(try scratch.mode(of: "a/b/state/\(name)") == 0o600) }
        await state.close()
    }

    @Test func `a file that others could read is closed to them`() async throws {
        await (try await open()).close()
        chmodFile(scratch("state/state.db"), 0o644)
        let state = try await open()
        #expect(try scratch.mode(of: "state/state.db") == 0o600)
        await state.close()
    }

    @Test(arguments: [
        ("PRAGMA synchronous", "2"), ("PRAGMA journal_mode", "wal"), ("PRAGMA secure_delete", "1"),
        ("PRAGMA trusted_schema", "0"), ("PRAGMA foreign_keys", "1"), ("PRAGMA busy_timeout", "5000"),
    ]) func `the writer's connection is set up to lose nothing and to keep no secret`(
        setting: String, value: String
    ) async throws {
        let state = try await open()
        let values = try await state.writer.write { connection throws(StorageFailure) in
            try connection.rows(setting) { row throws(StorageFailure) in try row.text(0) }
        }
        #expect(values == [value])
        await state.close()
    }

    /// What takes the database from under a server, and whether it can be given back.
    @Test(arguments: ["folder moved away", "folder removed", "file removed", "file replaced"])
    func `nothing is acknowledged that goes into a file which nobody will find again`(loss: String) async throws {
        let state = try await open()
        let kept = try await state.submit(JobSamples.up(), at: .at(1))
        #expect(try await state.unfinishedJobs().map(\.id) == [kept])
        let (folder, file) = (scratch("state"), scratch("state/state.db"))
        let files = FileManager.default
        switch loss {
        case "folder moved away": try files.moveItem(atPath: folder, toPath: scratch("elsewhere"))
        case "folder removed": try files.removeItem(atPath: folder)
        case "file removed": try files.removeItem(atPath: file)
        default:
            try scratch.write("", to: "state/other")
            #expect(rename(scratch("state/other"), file) == 0)
        }
        let failure = StorageFailure.inputOutput("\(file) was removed, moved away or covered while it is in use")
        await #expect(throws: failure) { try await state.submit(JobSamples.up(), at: .at(2)) }
        await #expect(throws: failure) { try await state.begin(kept, attempt: 1, record: nil, at: .at(2)) }
        // What was there is still seen, as nobody has begun it.
        #expect(try await state.unfinishedJobs().map(\.id) == [kept])
        if loss == "folder moved away" {
            try files.moveItem(atPath: scratch("elsewhere"), toPath: folder)
            let next = try await state.submit(JobSamples.up(), at: .at(3))
            #expect(try await state.unfinishedJobs().map(\.id) == [kept, next])
        }
        await state.close()
    }

    @Test func `one process holds the folder at a time`() async throws {
        let state = try await open()
        await #expect(throws: StorageFailure.inputOutput("the state in \(scratch("state")) is used by another process"))
        {
            try await open()
        }
        _ = try await state.submit(JobSamples.up(), at: .at(1))
        await state.close()
        let next = try await open()
        #expect(try await next.unfinishedJobs().count == 1)
        await next.close()
    }

    @Test func `a file that is no database is refused and left as it is`() async throws {
        let garbage = Array("this is no database, but a text of some length ".utf8)
        let bytes = Array(repeatElement(garbage, count: 200).joined())
        try scratch.write(bytes, to: "state/state.db")
        let reason = try #require(await refusal())
        #expect(reason.hasPrefix(scratch("state/state.db")))
        #expect(reason.hasSuffix("file is not a database"))
        #expect(try scratch.bytes(of: "state/state.db") == bytes)
    }

    @Test func `after an unclean end a damaged database is found out, refused and left as it is`() async throws {
        let state = try await open()
        for _ in 0..<50 {
            _ = try await state.submit(JobSamples.up(file: String(repeating: "x", count: 900)), at: .at(1))
        }
        await state.close()
        var bytes = try scratch.bytes(of: "state/state.db")
        // Only pages that opening has no other reason to read: leaves of the table, full of requests.
        for page in stride(from: 0, to: bytes.count, by: 4096) where bytes[page] == 0x0D {
            guard bytes[page..<page + 4096].count(where: { $0 == UInt8(ascii: "x") }) > 2000 else { continue }
            // Where the cells are.
            for offset in 8..<14 { bytes[page + offset] = 0xFF }
        }
        try scratch.write(bytes, to: "state/state.db")
        // A log without a single whole entry, as a crash may leave it.
        try scratch.write([1, 2, 3], to: "state/state.db-wal")
        #expect(try #require(await refusal()).hasPrefix(scratch("state/state.db")))
        #expect(try scratch.bytes(of: "state/state.db") == bytes)
    }

    @Test func `a newer schema is refused, says so, and is left as it is`() async throws {
        await (try await open()).close()
        try SQLiteConnection(path: scratch("state/state.db"), readOnly: false).execute("PRAGMA user_version = 99")
        let before = try scratch.bytes(of: "state/state.db")
        #expect(
            await refusal()
                == "\(scratch("state/state.db")): the database has schema version 99, which a newer Overlord wrote; this "
                + "one knows \(SQLiteSchema.current.version)")
        #expect(try scratch.bytes(of: "state/state.db") == before)
    }

    @Test(arguments: ["CREATE TABLE theirs (a)", "PRAGMA user_version = 1", "PRAGMA application_id = 7; VACUUM"])
    func `a database of another program is refused and left as it is`(statements: String) async throws {
        try prepare(statements)
        let before = try scratch.bytes(of: "state/state.db")
        #expect(await refusal() == "\(scratch("state/state.db")): the file is a database of another program")
        #expect(try scratch.bytes(of: "state/state.db") == before)
    }

    @Test func `an empty file becomes a database`() async throws {
        try scratch.write("", to: "state/state.db")
        let state = try await open()
        #expect(try await state.unfinishedJobs() == [])
        await state.close()
    }

    @Test func `an empty database beside runs of jobs is a loss that is told, and stays as it is`() async throws {
        try scratch.write("", to: "state/state.db")
        try scratch.write("", to: "state/runs/locks/web.lock")
        #expect(await refusal() == nil)
        try scratch.write("", to: "state/state.db")
        try scratch.write("{}", to: "state/runs/7-1/order.json")
        let reason = try #require(await refusal())
        #expect(reason.hasPrefix(scratch("state/state.db") + " is empty"))
        #expect(try scratch.bytes(of: "state/state.db").isEmpty)
    }

    @Test func `a link in the place of the database is not followed`() async throws {
        try scratch.makeFolder("state")
        try scratch.write("", to: "elsewhere")
        try scratch.link("state/state.db", to: scratch("elsewhere"))
        await #expect(throws: StorageFailure.self) { try await open() }
        #expect(try scratch.bytes(of: "elsewhere") == [])
    }

    @Test func `a row that cannot be read is reported and names the job, not what it holds`() async throws {
        let state = try await open()
        let id = try await state.submit(JobSamples.up(), at: .at(1))
        await state.close()
        try SQLiteConnection(path: scratch("state/state.db"), readOnly: false)
            .execute("UPDATE job SET request = '{\"directorFile\": \"s3cret\"}'")
        let again = try await open()
        await #expect(throws: StorageFailure.corrupt("the request of job \(id) cannot be read")) {
            try await again.unfinishedJobs()
        }
        await again.close()
    }

    private static let first = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)"
    private static let second = "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1"

    private func migrate(_ steps: [String]) throws -> SQLiteConnection {
        let connection = try SQLiteConnection(path: scratch("test.db"), readOnly: false)
        try SQLiteSchema(steps: steps).migrate(connection)
        return connection
    }

    @Test func `a schema is reached from every older version`() throws {
        try scratch.write("", to: "test.db")
        for steps in [[Self.first], [Self.first, Self.second], [Self.first, Self.second]] {
            #expect(try migrate(steps).integer("PRAGMA user_version") == steps.count)
        }
        #expect(try migrate([Self.first, Self.second]).integer("SELECT y FROM a") == 2)
        #expect(throws: StorageFailure.self) { try migrate([Self.first]) }
        try scratch.write("", to: "test.db")
        #expect(try migrate([Self.first, Self.second]).integer("SELECT y FROM a") == 2)
    }

    @Test func `a step that fails leaves the version before it`() throws {
        try scratch.write("", to: "test.db")
        let broken = "ALTER TABLE a ADD COLUMN y INTEGER; SELECT nonsense FROM nowhere"
        #expect(throws: StorageFailure.self) { try migrate([Self.first, broken]) }
        let connection = try migrate([Self.first])
        #expect(try connection.integer("SELECT count(*) FROM pragma_table_info('a')") == 1)
    }
}
