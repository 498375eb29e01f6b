package import Domain

/// What every store of jobs must do, as cases that can be run against any of them: the model on a simulated disk, and
/// the database on a real one. Source: the contract of ``Domain/StateStore``.
package enum StateConformance {
    /// The store under test, over the lives of its process.
    package struct Subject: Sendable {
        /// The store of the process that lives first.
        package let store: any StateStore
        /// Ends the process in order, and gives the store of the next.
        package let reopen: @Sendable () async throws -> any StateStore
        /// Kills the process while nothing is under way, and gives the store of the next.
        package let crash: @Sendable () async throws -> any StateStore
        /// Whether a text can be found anywhere in what is stored.
        package let holds: @Sendable (String) async throws -> Bool

        package init(
            store: any StateStore, reopen: @escaping @Sendable () async throws -> any StateStore,
            crash: @escaping @Sendable () async throws -> any StateStore,
            holds: @escaping @Sendable (String) async throws -> Bool
        ) {
            self.store = store
            self.reopen = reopen
            self.crash = crash
            self.holds = holds
        }
    }

    /// What the store may grow to, in the cases that need little room. What is kept past it until the next pruning is
    /// at most ``slack``.
    package struct Limits: Equatable, Sendable {
        package let queue: Int
        package let history: Int
        package let records: Int
    }

    package static let limits = Limits(queue: 50, history: 8, records: 8)
    /// How many ended jobs or records past the limit may still be there.
    package static let slack = 64

    package typealias Case = ConformanceCase<Subject>

    // MARK: What the cases are made of

    static let shop = ProjectName("shop")!
    static let bank = ProjectName("bank")!

    static func at(_ seconds: Int) -> WallTime { WallTime(microseconds: 1_700_000_000_000_123) + .seconds(seconds) }

    static func up(_ project: ProjectName = shop, file: String = "services: {}\n") -> JobRequest {
        JobRequest(
            project: project, work: .up(directorFile: file, environment: [], restart: false, reservedPorts: []))
    }

    static func down(_ project: ProjectName = shop) -> JobRequest {
        JobRequest(project: project, work: .down(environment: [], force: false))
    }

    static func cancel(_ project: ProjectName = shop) -> JobRequest { JobRequest(project: project, work: .cancel) }

    /// The kinds of failure, without their texts, which are each store's own.
    enum Kind: Equatable { case none, full, corrupt, inputOutput, limit, conflict }

    static func kind(of work: () async throws(StorageFailure) -> Void) async -> Kind {
        do throws(StorageFailure) {
            try await work()
            return .none
        } catch {
            return switch error {
            case .full: .full
            case .corrupt: .corrupt
            case .inputOutput: .inputOutput
            case .limit: .limit
            case .conflict: .conflict
            }
        }
    }

    /// Everything that can be seen of some jobs and projects.
    struct Sight: Equatable {
        let unfinished: [Job]
        let summaries: [JobSummary?]
        let records: [ProjectRecords]

        init(_ store: any StateStore, upTo last: Int) async throws(StorageFailure) {
            unfinished = try await store.unfinishedJobs()
            var summaries: [JobSummary?] = []
            for number in 0...last { summaries.append(try await store.summary(of: JobID(number))) }
            self.summaries = summaries
            records = [try await store.records(of: shop), try await store.records(of: bank)]
        }
    }

    /// A move that must be refused, and that must change nothing.
    static func expectConflict(
        _ what: String, on store: any StateStore, _ work: () async throws(StorageFailure) -> Void
    ) async throws {
        let before = try await Sight(store, upTo: 9)
        try expect(what, await kind(of: work), .conflict)
        try expect("the state after \(what)", try await Sight(store, upTo: 9), before)
    }
}
