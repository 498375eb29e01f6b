import Domain
import Simulator
import Testing

@Suite("Job table")
struct JobTableTests {
    private static let start = WallTime(microseconds: 0)
    private static let shop = ProjectName("shop")!

    private static func up(_ project: ProjectName = shop) -> JobRequest {
        JobRequest(
            project: project,
            work: .up(directorFile: "services: {}\n", environment: [], restart: false, reservedPorts: []))
    }

    /// Makes a move that must be refused.
    private static func refused(_ move: () throws(StorageFailure) -> Void) -> Bool {
        do throws(StorageFailure) {
            try move()
            return false
        } catch {
            guard case .conflict = error else { return false }
            return true
        }
    }

    private static func later(_ seconds: Int) -> WallTime { start + .seconds(seconds) }

    @Test func `numbers grow, and unfinished jobs come oldest first`() throws {
        var table = JobTable()
        let ids = try (0..<50).map { try table.submit(Self.up(ProjectName("p\($0)")!), at: Self.later($0)) }
        #expect(ids == ids.sorted() && Set(ids).count == 50)
        try table.finish(ids[7], as: .completed, record: nil, reason: nil, at: Self.later(60))
        #expect(table.unfinished.map(\.id) == ids.filter { $0 != ids[7] })
        #expect(table.unfinished.first?.submitted == Self.start)
    }

    @Test func `a job goes from queued to running to its end, and its request is erased`() throws {
        var table = JobTable()
        let id = try table.submit(Self.up(), at: Self.start)
        try table.begin(id, attempt: 1, record: ["operation": "RUNNING"], at: Self.later(1))
        #expect(table.summary(of: id)?.state == .running(attempt: 1))
        #expect(table.records(of: Self.shop).up?.content == ["operation": "RUNNING"])
        try table.finish(id, as: .incompleted, record: ["operation": "INCOMPLETED"], reason: "why", at: Self.later(2))
        let summary = try #require(table.summary(of: id))
        #expect(summary.state == .ended(.incompleted))
        #expect(summary.attempts == 1)
        #expect(summary.reason == "why")
        #expect(summary.changed == Self.later(2))
        #expect(table.records(of: Self.shop).up?.written == Self.later(2))
        #expect(table.all.map(\.request) == [nil])
        #expect(table.violations == [])
    }

    @Test func `an end is final`() throws {
        var table = JobTable()
        let id = try table.submit(Self.up(), at: Self.start)
        try table.begin(id, attempt: 1, record: nil, at: Self.later(1))
        try table.finish(id, as: .completed, record: nil, reason: nil, at: Self.later(2))
        let before = table.summary(of: id)
        try table.finish(id, as: .failed, record: ["operation": "FAILED"], reason: "no", at: Self.later(3))
        #expect(table.summary(of: id) == before)
        #expect(table.records(of: Self.shop) == ProjectRecords())
        #expect(table.violations == [], "ending twice is allowed and does nothing")
        #expect(Self.refused { () throws(StorageFailure) in try table.requeue(id, at: Self.later(4)) })
        #expect(
            Self.refused { () throws(StorageFailure) in
                try table.begin(id, attempt: 2, record: nil, at: Self.later(5))
            })
        #expect(table.summary(of: id) == before)
        #expect(table.violations.count == 2)
    }

    @Test func `a job that is put back is begun again with a higher attempt only`() throws {
        var table = JobTable()
        let id = try table.submit(Self.up(), at: Self.start)
        try table.begin(id, attempt: 1, record: nil, at: Self.later(1))
        try table.requeue(id, at: Self.later(2))
        #expect(table.unfinished.map(\.state) == [.queued])
        #expect(table.unfinished.map(\.attempts) == [1])
        #expect(
            Self.refused { () throws(StorageFailure) in
                try table.begin(id, attempt: 1, record: nil, at: Self.later(3))
            })
        #expect(table.summary(of: id)?.state == .queued)
        #expect(table.violations.count == 1)
        try table.begin(id, attempt: 2, record: nil, at: Self.later(3))
        #expect(table.summary(of: id)?.state == .running(attempt: 2))
    }

    @Test func `a second running job of a project is a violation, a cancel beside it is none`() throws {
        var table = JobTable()
        let first = try table.submit(Self.up(), at: Self.start)
        let second = try table.submit(Self.up(), at: Self.start)
        let cancel = try table.submit(JobRequest(project: Self.shop, work: .cancel), at: Self.start)
        try table.begin(first, attempt: 1, record: nil, at: Self.later(1))
        try table.begin(cancel, attempt: 1, record: ["operation": "RUNNING"], at: Self.later(1))
        #expect(table.violations == [])
        #expect(table.records(of: Self.shop) == ProjectRecords(), "a cancel leaves no record")
        #expect(
            Self.refused { () throws(StorageFailure) in
                try table.begin(second, attempt: 1, record: nil, at: Self.later(1))
            })
        #expect(table.violations.count == 1)
        #expect(table.summary(of: second)?.state == .queued)
    }

    @Test func `moves of a job that never was are violations`() {
        var table = JobTable()
        let nobody = JobID(4)
        #expect(
            Self.refused { () throws(StorageFailure) in
                try table.begin(nobody, attempt: 1, record: nil, at: Self.start)
            })
        #expect(Self.refused { () throws(StorageFailure) in try table.requeue(nobody, at: Self.start) })
        #expect(
            Self.refused { () throws(StorageFailure) in
                try table.finish(nobody, as: .completed, record: nil, reason: nil, at: Self.start)
            })
        #expect(table.violations.count == 3)
        #expect(table.all.isEmpty)
    }

    @Test func `up and down have records of their own, and no record leaves the old one`() throws {
        var table = JobTable()
        let up = try table.submit(Self.up(), at: Self.start)
        try table.finish(up, as: .completed, record: ["operation": "COMPLETED"], reason: nil, at: Self.later(1))
        let down = try table.submit(
            JobRequest(project: Self.shop, work: .down(environment: [], force: false)), at: Self.later(2))
        try table.begin(down, attempt: 1, record: nil, at: Self.later(3))
        #expect(table.records(of: Self.shop).up?.content == ["operation": "COMPLETED"])
        #expect(table.records(of: Self.shop).down == nil)
        try table.finish(down, as: .completed, record: ["operation": "COMPLETED"], reason: nil, at: Self.later(4))
        #expect(table.records(of: Self.shop).down?.written == Self.later(4))
    }

    @Test func `the queue, the history and the records are bounded`() throws {
        var table = JobTable(limits: .init(queue: 3, history: 5, records: 4))
        for number in 0..<20 {
            let id = try table.submit(Self.up(ProjectName("p\(number)")!), at: Self.later(number))
            try table.finish(id, as: .completed, record: ["n": .integer(number)], reason: nil, at: Self.later(number))
        }
        #expect(table.all.map(\.summary.id.number) == [16, 17, 18, 19, 20])
        #expect(table.records(of: ProjectName("p15")!).up == nil)
        #expect(table.records(of: ProjectName("p16")!).up != nil)
        for _ in 0..<3 { _ = try table.submit(Self.up(), at: Self.later(30)) }
        let before = table
        #expect(throws: StorageFailure.limit("3 jobs wait or run already")) {
            var full = before
            _ = try full.submit(Self.up(), at: Self.later(31))
        }
    }
}
