import Domain
import Foundation
import Simulator
import Synchronization
import Testing

@testable import Adapters

@Suite("Database and files: what the simulated disk does")
struct StorageConformanceTests {
    /// The databases of processes that live one after the other.
    private final class Lives: Sendable {
        let folder: TemporaryFolder
        private let state: Mutex<(life: Int, store: SQLiteState?)>

        init() throws {
            folder = try TemporaryFolder()
            state = Mutex((1, nil))
        }

        /// Where the state of the present process is.
        var path: String { state.withLock { "\(folder.path)/state-\($0.life)" } }

        func open() async throws -> SQLiteState {
            var limits = SQLiteState.Limits()
            limits.unfinishedJobs = StateConformance.limits.queue
            limits.endedJobs = StateConformance.limits.history
            limits.records = StateConformance.limits.records
            let store = try await SQLiteState.open(folder: path, limits: limits)
            state.withLock { $0.store = store }
            return store
        }

        /// Ends the present process in order.
        func close() async { await state.withLock { $0.store }?.close() }

        /// Gives the next process the files as they stand on the disk: what a process that is killed leaves. Within one
        /// process the folder cannot be opened twice, so the next one gets a copy. A kill in the middle of a commit is
        /// what the tests of the database with a process of its own are for.
        func crash() throws {
            let former = path
            state.withLock { $0.life += 1 }
            let next = path
            try FileManager.default.createDirectory(atPath: next, withIntermediateDirectories: true)
            for name in ["state.db", "state.db-wal"] {
                try FileManager.default.copyItem(atPath: "\(former)/\(name)", toPath: "\(next)/\(name)")
            }
        }

        func holds(_ text: String) throws -> Bool {
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                let data = FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data()
                if data.range(of: Data(text.utf8)) != nil { return true }
            }
            return false
        }
    }

    @Test(arguments: StateConformance.cases)
    func `the database keeps jobs as the model does`(_ testCase: StateConformance.Case) async throws {
        let lives = try Lives()
        let first = try await lives.open()
        let subject = StateConformance.Subject(
            store: first,
            reopen: {
                await lives.close()
                return try await lives.open()
            },
            crash: {
                try lives.crash()
                return try await lives.open()
            }, holds: { try lives.holds($0) })
        do {
            try await testCase.run(subject)
        } catch {
            Issue.record(error)
        }
        await lives.close()
        await first.close()
    }

    @Test(arguments: MetadataConformance.cases)
    func `files keep metadata as the model does`(_ testCase: MetadataConformance.Case) async throws {
        let folder = try TemporaryFolder()
        let open: @Sendable () -> any MetadataStore = {
            MetadataFiles(folder: folder.path + "/metadata", mostItems: MetadataConformance.mostItems)
        }
        try await testCase.run(MetadataConformance.Subject(store: open(), reopen: { open() }))
    }

    @Test(arguments: NamespaceConformance.cases, [true, false])
    func `folders keep namespaces as the model does`(
        _ testCase: NamespaceConformance.Case, exchanges: Bool
    ) async throws {
        let folder = try TemporaryFolder()
        let open: @Sendable () -> any NamespaceStore = {
            NamespaceFiles(
                folder: folder.path + "/namespace", mostNamespaces: NamespaceConformance.mostNamespaces,
                exchanges: exchanges)
        }
        try await testCase.run(
            NamespaceConformance.Subject(
                store: open(), owner: Int(geteuid()), group: Int(getegid()), userName: NSUserName(),
                reopen: { open() }))
    }

    @Test func `files and model take values of the same length`() {
        #expect(MetadataFiles.longestValue == MetadataConformance.longestValue)
    }

    // MARK: The law behind the cases

    /// One move of a job.
    private enum Move {
        case submit(JobRequest)
        case begin(JobID, attempt: Int, JSONObject?)
        case requeue(JobID)
        case finish(JobID, JobEnd, JSONObject?)
    }

    private static let projects = ["shop", "bank", "mill"].map { ProjectName($0)! }

    private static func move(_ random: inout SplitMix64, step: Int, jobs: Int) -> Move {
        // Numbers that never were, too.
        let id = JobID(Int.random(in: 0...(jobs + 1), using: &random))
        let record: JSONObject? = Bool.random(using: &random) ? nil : ["step": .integer(step)]
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2:
            let project = projects.randomElement(using: &random)!
            let work: JobRequest.Work =
                [
                    .up(directorFile: "\(step)", environment: [], restart: false, reservedPorts: []),
                    .down(environment: [], force: true), .cancel,
                ].randomElement(using: &random)!
            return .submit(JobRequest(project: project, work: work))
        case 3...5: return .begin(id, attempt: Int.random(in: 0...4, using: &random), record)
        case 6: return .requeue(id)
        default: return .finish(id, JobEnd.allCases.randomElement(using: &random)!, record)
        }
    }

    /// Makes a move in the database and in the model.
    ///
    /// - Returns: What each answered: a number, nothing, or that it refuses.
    private static func make(
        _ move: Move, at time: WallTime, _ store: SQLiteState, _ model: inout Simulator.JobTable
    ) async -> (real: String, modelled: String) {
        func answer(_ number: JobID?) -> String { number.map { "job \($0)" } ?? "done" }
        func refusal(_ failure: StorageFailure) -> String {
            switch failure {
            case .conflict: "conflict"
            case .limit: "limit"
            default: "\(failure)"
            }
        }
        let real: String
        do throws(StorageFailure) {
            switch move {
            case .submit(let request): real = answer(try await store.submit(request, at: time))
            case .begin(let id, let attempt, let record):
                try await store.begin(id, attempt: attempt, record: record, at: time)
                real = answer(nil)
            case .requeue(let id):
                try await store.requeue(id, at: time)
                real = answer(nil)
            case .finish(let id, let end, let record):
                try await store.finish(id, as: end, record: record, reason: "\(end)", at: time)
                real = answer(nil)
            }
        } catch { real = refusal(error) }
        let modelled: String
        do throws(StorageFailure) {
            switch move {
            case .submit(let request): modelled = answer(try model.submit(request, at: time))
            case .begin(let id, let attempt, let record):
                try model.begin(id, attempt: attempt, record: record, at: time)
                modelled = answer(nil)
            case .requeue(let id):
                try model.requeue(id, at: time)
                modelled = answer(nil)
            case .finish(let id, let end, let record):
                try model.finish(id, as: end, record: record, reason: "\(end)", at: time)
                modelled = answer(nil)
            }
        } catch { modelled = refusal(error) }
        return (real, modelled)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `database and model agree on every move of a random history`(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let folder = try TemporaryFolder()
        let store = try await SQLiteState.open(folder: folder.path + "/state")
        var model = Simulator.JobTable()
        for step in 0..<400 {
            let jobs = model.all.count
            let move = Self.move(&random, step: step, jobs: jobs)
            let time = WallTime(microseconds: Int64.random(in: 0...1_000_000, using: &random))
            let (real, modelled) = await Self.make(move, at: time, store, &model)
            try #require(real == modelled, "seed \(seed), step \(step), \(move)")
            try #require(try await store.unfinishedJobs() == model.unfinished, "seed \(seed), step \(step), \(move)")
            for project in Self.projects {
                let found = try await store.records(of: project)
                try #require(found == model.records(of: project), "seed \(seed), step \(step), \(move)")
            }
        }
        for row in model.all { #expect(try await store.summary(of: row.summary.id) == row.summary, "seed \(seed)") }
        await store.close()
    }
}
