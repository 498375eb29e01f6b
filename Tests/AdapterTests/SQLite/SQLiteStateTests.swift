import Domain
import Testing

@testable import Adapters

@Suite struct SQLiteStateTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func open(limits: SQLiteState.Limits = .init()) async throws -> SQLiteState {
        try await SQLiteState.open(folder: scratch("state"), limits: limits)
    }

    @Test(arguments: JobSamples.works) func `a job comes back as it was submitted, also after reopening`(
        work: JobRequest.Work
    ) async throws {
        let request = JobRequest(project: JobSamples.web, work: work)
        var state = try await open()
        let id = try await state.submit(request, at: .at(5))
        let expected = Job(id: id, request: request, state: .queued, attempts: 0, submitted: .at(5))
        #expect(try await state.unfinishedJobs() == [expected])
        await state.close()
        state = try await open()
        #expect(try await state.unfinishedJobs() == [expected])
        await state.close()
    }

    @Test func `a job goes from queued over two attempts to its end`() async throws {
        let state = try await open()
        let id = try await state.submit(JobSamples.up(), at: .at(1))
        try await state.begin(id, attempt: 1, record: ["status": "RUNNING"], at: .at(2))
        #expect(try await state.unfinishedJobs().map(\.state) == [.running(attempt: 1)])
        try await state.requeue(id, at: .at(3))
        #expect(try await state.unfinishedJobs().map(\.state) == [.queued])
        #expect(try await state.unfinishedJobs().map(\.attempts) == [1])
        try await state.begin(id, attempt: 2, record: nil, at: .at(4))
        try await state.finish(id, as: .incompleted, record: ["status": "DONE"], reason: "because", at: .at(5))
        #expect(try await state.unfinishedJobs() == [])
        #expect(
            try await state.summary(of: id)
                == JobSummary(
                    id: id, kind: .up, project: JobSamples.web, state: .ended(.incompleted), attempts: 2,
                    submitted: .at(1), changed: .at(5), reason: "because"))
        let record = ProjectRecords.Record(content: ["status": "DONE"], written: .at(5))
        #expect(try await state.records(of: JobSamples.web) == ProjectRecords(up: record))
    }

    @Test func `ending a job again changes nothing`() async throws {
        let state = try await open()
        let id = try await state.submit(JobSamples.up(), at: .at(1))
        try await state.finish(id, as: .cancelled, record: ["n": 1], reason: "first", at: .at(2))
        let summary = try await state.summary(of: id)
        for end in JobEnd.allCases {
            try await state.finish(id, as: end, record: ["n": 2], reason: "second", at: .at(3))
        }
        #expect(try await state.summary(of: id) == summary)
        #expect(try await state.records(of: JobSamples.web).up?.content == ["n": 1])
    }

    @Test(arguments: JobEnd.allCases) func `nothing leaves an end state`(end: JobEnd) async throws {
        let state = try await open()
        let id = try await state.submit(JobSamples.up(), at: .at(1))
        try await state.finish(id, as: end, record: nil, reason: nil, at: .at(2))
        let refusal = StorageFailure.conflict("job \(id) has ended as \(end.rawValue)")
        await #expect(throws: refusal) { try await state.begin(id, attempt: 1, record: ["x": 1], at: .at(3)) }
        await #expect(throws: refusal) { try await state.requeue(id, at: .at(3)) }
        #expect(try await state.summary(of: id)?.state == .ended(end))
        #expect(try await state.records(of: JobSamples.web) == ProjectRecords())
    }

    @Test func `an attempt is begun once`() async throws {
        let state = try await open()
        let id = try await state.submit(JobSamples.up(), at: .at(1))
        try await state.begin(id, attempt: 2, record: nil, at: .at(2))
        // The same attempt again only replaces the record; an older one is refused.
        try await state.begin(id, attempt: 2, record: ["n": 1], at: .at(3))
        await #expect(throws: StorageFailure.self) { try await state.begin(id, attempt: 1, record: nil, at: .at(4)) }
        try await state.requeue(id, at: .at(5))
        try await state.requeue(id, at: .at(6))
        await #expect(throws: StorageFailure.conflict("job \(id) has had attempt 2, 2 is not new")) {
            try await state.begin(id, attempt: 2, record: nil, at: .at(7))
        }
        try await state.begin(id, attempt: 3, record: nil, at: .at(8))
    }

    @Test(arguments: [0, -1, 2, Int.max]) func `a job that was never submitted is refused`(number: Int) async throws {
        let state = try await open()
        _ = try await state.submit(JobSamples.up(), at: .at(1))
        let id = JobID(number)
        await #expect(throws: StorageFailure.self) { try await state.begin(id, attempt: 1, record: nil, at: .at(2)) }
        await #expect(throws: StorageFailure.self) { try await state.requeue(id, at: .at(2)) }
        await #expect(throws: StorageFailure.self) {
            try await state.finish(id, as: .failed, record: nil, reason: nil, at: .at(2))
        }
        #expect(try await state.summary(of: id) == nil)
    }

    @Test func `records are kept by kind, the newest each, and survive the jobs and reopening`() async throws {
        var state = try await open()
        for count in 1...3 {
            let up = try await state.submit(JobSamples.up(), at: .at(1))
            try await state.begin(up, attempt: 1, record: ["up": .integer(count)], at: .at(Int64(count)))
            try await state.finish(up, as: .completed, record: nil, reason: nil, at: .at(9))
        }
        let down = try await state.submit(JobSamples.down(), at: .at(1))
        try await state.finish(
            down, as: .completed, record: ["down": [1, .double(2.5), nil, "ü"]], reason: nil, at: .at(10))
        await state.close()
        state = try await open()
        let expected = ProjectRecords(
            up: .init(content: ["up": 3], written: .at(3)),
            down: .init(content: ["down": [1, .double(2.5), nil, "ü"]], written: .at(10)))
        #expect(try await state.records(of: JobSamples.web) == expected)
        #expect(try await state.records(of: JobSamples.database) == ProjectRecords())
        await state.close()
    }

    @Test func `unfinished jobs are limited, and an end makes room`() async throws {
        var limits = SQLiteState.Limits()
        limits.unfinishedJobs = 3
        let state = try await open(limits: limits)
        let first = try await state.submit(JobSamples.up(), at: .at(1))
        for _ in 0..<2 { _ = try await state.submit(JobSamples.up(), at: .at(1)) }
        try await state.begin(first, attempt: 1, record: nil, at: .at(2))
        await #expect(throws: StorageFailure.limit("3 jobs wait or run already")) {
            try await state.submit(JobSamples.up(), at: .at(3))
        }
        try await state.finish(first, as: .completed, record: nil, reason: nil, at: .at(4))
        _ = try await state.submit(JobSamples.up(), at: .at(5))
    }

    @Test func `the oldest ended jobs are forgotten, and no number is given twice`() async throws {
        var limits = SQLiteState.Limits()
        limits.endedJobs = 10
        var state = try await open(limits: limits)
        let waiting = try await state.submit(JobSamples.up(), at: .at(1))
        var last = waiting
        for _ in 0..<200 {
            let id = try await state.submit(JobSamples.down(), at: .at(1))
            #expect(id > last)
            last = id
            try await state.finish(id, as: .completed, record: nil, reason: nil, at: .at(2))
        }
        // Those between are there or not, as the pruning comes now and then.
        #expect(try await state.summary(of: last) != nil)
        #expect(try await state.summary(of: JobID(100)) == nil)
        #expect(try await state.unfinishedJobs().map(\.id) == [waiting])
        // A job that was forgotten has ended; ending it again changes nothing.
        try await state.finish(JobID(100), as: .failed, record: ["x": 1], reason: nil, at: .at(3))
        #expect(try await state.records(of: JobSamples.web) == ProjectRecords())
        await state.close()

        limits.endedJobs = 0
        state = try await open(limits: limits)
        #expect(try await state.summary(of: last) == nil)
        #expect(try await state.submit(JobSamples.down(), at: .at(1)) > last)
        await state.close()
    }

    @Test func `the oldest records are forgotten`() async throws {
        var limits = SQLiteState.Limits()
        limits.records = 5
        let state = try await open(limits: limits)
        for count in 0..<200 {
            let project = try #require(ProjectName("project\(count)"))
            let id = try await state.submit(JobSamples.up(project), at: .at(1))
            // The clock runs backwards: what is the newest does not depend on it.
            try await state.finish(
                id, as: .completed, record: ["n": .integer(count)], reason: nil, at: .at(-Int64(count)))
        }
        var kept: [Int] = []
        for count in 0..<200 {
            let project = try #require(ProjectName("project\(count)"))
            if try await state.records(of: project).up != nil { kept.append(count) }
        }
        #expect(kept.count >= 5 && kept.count <= 5 + 64)
        #expect(kept == Array((200 - kept.count)..<200))
    }

    @Test(.timeLimit(.minutes(1))) func `what a job held is erased from the disk when it has ended`() async throws {
        let state = try await open()
        let secret = "a secret of 0123456789"
        let other = try await state.submit(JobSamples.up(), at: .at(1))
        let id = try await state.submit(JobSamples.up(file: secret + String(repeating: "x", count: 20000)), at: .at(1))
        #expect(try files(hold: secret))
        try await state.finish(id, as: .completed, record: nil, reason: nil, at: .at(2))
        // The log is emptied after the answer.
        while try files(hold: secret) { await Task.yield() }
        #expect(try await state.unfinishedJobs().map(\.id) == [other])
    }

    private func files(hold text: String) throws -> Bool {
        let wanted = Array(text.utf8)
        return try ["state.db", "state.db-wal"].contains { name in
            let bytes = try scratch.bytes(of: "state/\(name)")
            return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
        }
    }

    @Test func `a database that may not grow says so, keeps what it has, and goes on once there is room`() async throws
    {
        var limits = SQLiteState.Limits()
        limits.databaseBytes = 400_000
        let state = try await open(limits: limits)
        let large = String(repeating: "x", count: 50_000)
        var stored: [JobID] = []
        var failure: StorageFailure?
        while failure == nil {
            do throws(StorageFailure) {
                stored.append(try await state.submit(JobSamples.up(file: large), at: .at(1)))
            } catch { failure = error }
        }
        #expect(failure == .full)
        #expect(stored.count > 2)
        #expect(try await state.unfinishedJobs().map(\.id) == stored)
        try await state.finish(stored[0], as: .cancelled, record: nil, reason: nil, at: .at(2))
        _ = try await state.submit(JobSamples.up(file: large), at: .at(3))
    }

    @Test func `when many changes fill the disk together, those that fit are stored`() async throws {
        var limits = SQLiteState.Limits()
        limits.databaseBytes = 400_000
        let state = try await open(limits: limits)
        let stored = await withTaskGroup(of: JobID?.self) { group in
            for count in 0..<40 {
                let file = String(repeating: "x", count: count % 4 == 0 ? 1_000_000 : 100)
                group.addTask {
                    do throws(StorageFailure) {
                        return try await state.submit(JobSamples.up(file: file), at: .at(1))
                    } catch {
                        #expect(error == .full)
                        return nil
                    }
                }
            }
            return await group.reduce(into: [JobID]()) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(stored.count == 30)
        #expect(try await state.unfinishedJobs().map(\.id) == stored.sorted())
    }

    @Test func `changes that come together share commits`() async throws {
        let state = try await open()
        let before = state.commits
        let ids = try await withThrowingTaskGroup(of: JobID.self) { group in
            for _ in 0..<300 { group.addTask { try await state.submit(JobSamples.up(), at: .at(1)) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 300)
        #expect(state.commits - before < 300)
    }

    @Test func `after closing, calls fail and the folder can be opened again`() async throws {
        let state = try await open()
        _ = try await state.submit(JobSamples.up(), at: .at(1))
        await state.close()
        await #expect(throws: StorageFailure.inputOutput("the state database is closed")) {
            try await state.submit(JobSamples.up(), at: .at(1))
        }
        await #expect(throws: StorageFailure.inputOutput("the state database is closed")) {
            try await state.unfinishedJobs()
        }
        await state.close()
        #expect(try scratch.names(in: "state") == ["state.db", "state.lock"])
        let again = try await open()
        #expect(try await again.unfinishedJobs().count == 1)
        await again.close()
    }

    /// What the tables say, kept in memory the plain way.
    private struct Model {
        var jobs: [JobID: (job: Job, reason: String?, changed: WallTime)] = [:]
        var records: [ProjectName: ProjectRecords] = [:]

        mutating func record(_ content: JSONObject?, of id: JobID, at time: WallTime) {
            guard let content, let request = jobs[id]?.job.request else { return }
            let record = ProjectRecords.Record(content: content, written: time)
            switch request.kind {
            case .up: records[request.project, default: ProjectRecords()].up = record
            case .down: records[request.project, default: ProjectRecords()].down = record
            case .virtualMachine: records[request.project, default: ProjectRecords()].virtualMachine = record
            case .cancel: break
            }
        }

        /// Whether a job runs that keeps this one from running.
        func anotherRuns(beside id: JobID) -> Bool {
            guard let request = jobs[id]?.job.request, request.kind != .cancel else { return false }
            return jobs.values.contains { other in
                guard case .running = other.job.state else { return false }
                return other.job.id != id && other.job.request.project == request.project
                    && other.job.request.kind != .cancel
            }
        }

        var unfinished: [Job] {
            jobs.values.map(\.job).filter { if case .ended = $0.state { false } else { true } }.sorted { $0.id < $1.id }
        }
    }

    @Test(arguments: [UInt64(11), 12, 13]) func `the state agrees with a model under random changes and reopening`(
        seed: UInt64
    ) async throws {
        let numbers = SeededNumbers(seed: seed)
        var state = try await open()
        var model = Model()
        for step in 0..<300 {
            let place: Comment = "seed \(seed), step \(step)"
            let time = WallTime.at(Int64(numbers.integer(in: 0...1000)))
            let id = JobID(numbers.integer(in: 1...(model.jobs.count + 1)))
            let record: JSONObject? = numbers.integer(in: 0...1) == 0 ? nil : ["step": .integer(step)]
            let known = model.jobs[id]?.job
            switch numbers.integer(in: 0...9) {
            case 0...2:
                let project = [JobSamples.web, JobSamples.database][numbers.integer(in: 0...1)]
                let work = JobSamples.works[numbers.integer(in: 0...JobSamples.works.count - 1)]
                let request = JobRequest(project: project, work: work)
                let id = try await state.submit(request, at: time)
                #expect(id.number == model.jobs.count + 1, place)
                model.jobs[id] = (Job(id: id, request: request, submitted: time), nil, time)
            case 3...4:
                let attempt = numbers.integer(in: 1...4)
                let isNew =
                    switch known?.state {
                    case .queued: attempt > known!.attempts
                    case .running: attempt >= known!.attempts
                    default: false
                    }
                let isLegal = isNew && !model.anotherRuns(beside: id)
                let worked = await succeeds { () throws(StorageFailure) in
                    try await state.begin(id, attempt: attempt, record: record, at: time)
                }
                #expect(worked == isLegal, place)
                if isLegal {
                    model.jobs[id]?.job.attempts = attempt
                    model.jobs[id]?.job.state = .running(attempt: attempt)
                    model.jobs[id]?.changed = time
                    model.record(record, of: id, at: time)
                }
            case 5...6:
                var isLegal = known != nil
                if case .ended = known?.state { isLegal = false }
                let worked = await succeeds { () throws(StorageFailure) in try await state.requeue(id, at: time) }
                #expect(worked == isLegal, place)
                if case .running = known?.state {
                    model.jobs[id]?.job.state = .queued
                    model.jobs[id]?.changed = time
                }
            case 7...8:
                let end = JobEnd.allCases[numbers.integer(in: 0...3)]
                let worked = await succeeds { () throws(StorageFailure) in
                    try await state.finish(id, as: end, record: record, reason: "step \(step)", at: time)
                }
                #expect(worked == (known != nil), place)
                if let known, case .ended = known.state { break }
                model.record(record, of: id, at: time)
                model.jobs[id]?.job.state = .ended(end)
                model.jobs[id]?.reason = "step \(step)"
                model.jobs[id]?.changed = time
            default:
                guard numbers.integer(in: 0...9) == 0 else { break }
                await state.close()
                state = try await open()
            }
            #expect(try await state.unfinishedJobs() == model.unfinished, place)
            for project in [JobSamples.web, JobSamples.database] {
                #expect(try await state.records(of: project) == model.records[project] ?? ProjectRecords(), place)
            }
            let expected = model.jobs[id].map {
                JobSummary(
                    id: id, kind: $0.job.request.kind, project: $0.job.request.project, state: $0.job.state,
                    attempts: $0.job.attempts, submitted: $0.job.submitted, changed: $0.changed, reason: $0.reason)
            }
            #expect(try await state.summary(of: id) == expected, place)
        }
        await state.close()
    }

    private func succeeds(_ change: () async throws(StorageFailure) -> Void) async -> Bool {
        do throws(StorageFailure) {
            try await change()
            return true
        } catch {
            guard case .conflict = error else {
                Issue.record(error)
                return false
            }
            return false
        }
    }
}
