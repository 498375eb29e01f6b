import Domain

extension StateConformance {
    package static let cases: [Case] = moves + refusals + bounds + lives

    /// Requests with everything that a store could lose.
    private static let requests = [
        up(), up(bank, file: ""), up(file: "a: \"b\"\n\u{0}\u{1F}ü😀\u{2028}\\\r\n"),
        JobRequest(
            project: shop,
            work: .up(
                directorFile: "x",
                environment: [
                    .init(name: "B", value: ""), .init(name: "A", value: "1=2\n"), .init(name: "B", value: "again"),
                ],
                restart: true,
                reservedPorts: [.init(interface: "em0", network: "10.0.0.0/8"), .init(interface: "em0", network: nil)])
        ),
        down(), JobRequest(project: bank, work: .down(environment: [.init(name: "X", value: "é")], force: true)),
        cancel(),
    ]

    private static let odd: JSONObject = [
        "": nil, "text": "ü😀\u{0}\"\\\n", "numbers": [0, -1, .integer(.max), .integer(.min), .double(0.1), .double(1)],
        "nested": ["b": [[], [:]], "a": true], "flag": false,
    ]

    // MARK: Moves

    private static let moves: [Case] = [
        Case("a new store is empty") { subject in
            try expect("unfinished jobs", try await subject.store.unfinishedJobs(), [])
            try expect("the summary of job 1", try await subject.store.summary(of: JobID(1)), nil)
            try expect("the records", try await subject.store.records(of: shop), ProjectRecords())
        },
        Case("jobs come back as they were submitted, oldest first, with numbers from 1 on") { subject in
            var wanted: [Job] = []
            for (number, request) in requests.enumerated() {
                // Time may stand still or run back; the order is the one of the numbers.
                let time = at(-number)
                let id = try await subject.store.submit(request, at: time)
                try expect("the number", id, JobID(number + 1))
                wanted.append(Job(id: id, request: request, submitted: time))
            }
            try expect("unfinished jobs", try await subject.store.unfinishedJobs(), wanted)
            let summary = try await subject.store.summary(of: JobID(5))
            try expect(
                "the summary", summary,
                JobSummary(
                    id: JobID(5), kind: .down, project: shop, state: .queued, attempts: 0, submitted: at(-4),
                    changed: at(-4), reason: nil))
        },
        Case("a job goes over two attempts to its end") { subject in
            let store = subject.store
            let id = try await store.submit(up(), at: at(0))
            try await store.begin(id, attempt: 1, record: ["operation": "RUNNING"], at: at(1))
            try expect("state", try await store.unfinishedJobs().map(\.state), [.running(attempt: 1)])
            try await store.requeue(id, turnedAway: 1, at: at(2))
            try expect("state", try await store.unfinishedJobs().map(\.state), [.queued])
            try expect("attempts", try await store.unfinishedJobs().map(\.attempts), [1])
            try expect("turned away", try await store.unfinishedJobs().map(\.turnedAway), [1])
            try expect("changed", try await store.summary(of: id)?.changed, at(2))
            try await store.begin(id, attempt: 3, record: nil, at: at(3))
            try expect("attempts", try await store.unfinishedJobs().map(\.attempts), [3])
            try expect("turned away", try await store.unfinishedJobs().map(\.turnedAway), [1])
            let running = ProjectRecords(up: .init(content: ["operation": "RUNNING"], written: at(1)))
            try expect("the record", try await store.records(of: shop), running)
            try await store.finish(id, as: .incompleted, record: odd, reason: "why\n\u{0}", at: at(4))
            try expect("unfinished jobs", try await store.unfinishedJobs(), [])
            try expect(
                "the summary", try await store.summary(of: id),
                JobSummary(
                    id: id, kind: .up, project: shop, state: .ended(.incompleted), attempts: 3, submitted: at(0),
                    changed: at(4), reason: "why\n\u{0}"))
            let ended = ProjectRecords(up: .init(content: odd, written: at(4)))
            try expect("the record", try await store.records(of: shop), ended)
        },
        Case("a job may end before it begins, in every way") { subject in
            for (number, end) in JobEnd.allCases.enumerated() {
                let id = try await subject.store.submit(up(), at: at(number))
                try await subject.store.finish(id, as: end, record: nil, reason: nil, at: at(number + 1))
                try expect("state", try await subject.store.summary(of: id)?.state, .ended(end))
                try expect("attempts", try await subject.store.summary(of: id)?.attempts, 0)
            }
            try expect("the records", try await subject.store.records(of: shop), ProjectRecords())
        },
        Case("the running attempt may be stored again, and one that waits put back") { subject in
            let id = try await subject.store.submit(up(), at: at(0))
            try await subject.store.requeue(id, at: at(1))
            try expect("changed", try await subject.store.summary(of: id)?.changed, at(0))
            try await subject.store.begin(id, attempt: 1, record: nil, at: at(2))
            try await subject.store.begin(id, attempt: 1, record: ["n": 1], at: at(3))
            try expect("changed", try await subject.store.summary(of: id)?.changed, at(3))
            try expect("the record", try await subject.store.records(of: shop).up?.content, ["n": 1])
            try await subject.store.begin(id, attempt: 2, record: nil, at: at(4))
            try expect("attempts", try await subject.store.summary(of: id)?.attempts, 2)
        },
        Case("up and down have records of their own, a cancel has none, and no record leaves the old one") { subject in
            let store = subject.store
            for (number, request) in [up(), down(), cancel(), up(bank)].enumerated() {
                let id = try await store.submit(request, at: at(0))
                try await store.begin(id, attempt: 1, record: ["n": .integer(number)], at: at(number))
                try await store.finish(id, as: .completed, record: nil, reason: nil, at: at(number + 1))
            }
            try expect(
                "the records of shop", try await store.records(of: shop),
                ProjectRecords(
                    up: .init(content: ["n": 0], written: at(0)), down: .init(content: ["n": 1], written: at(1))))
            try expect(
                "the records of bank", try await store.records(of: bank),
                ProjectRecords(up: .init(content: ["n": 3], written: at(3))))
            // The newer record counts, also when the clock was set back.
            let id = try await store.submit(up(), at: at(0))
            try await store.begin(id, attempt: 1, record: ["n": 9], at: at(-100))
            try expect(
                "the record", try await store.records(of: shop).up, .init(content: ["n": 9], written: at(-100)))
        },
        Case("the record of an older job never takes the place of a newer one's") { subject in
            let store = subject.store
            let old = try await store.submit(up(), at: at(0))
            let new = try await store.submit(up(), at: at(1))
            func record(_ id: JobID) -> JSONObject { ["job_id": .integer(id.number)] }
            try await store.begin(old, attempt: 1, record: record(old), at: at(2))
            try await store.finish(new, as: .cancelled, record: record(new), reason: nil, at: at(3))
            try await store.finish(old, as: .cancelled, record: record(old), reason: nil, at: at(4))
            try expect("the record", try await store.records(of: shop).up, .init(content: record(new), written: at(3)))
        },
        Case("jobs that are submitted together are all stored, each once") { subject in
            let store = subject.store
            let ids = try await withThrowingTaskGroup(of: JobID.self) { group in
                for number in 0..<40 {
                    group.addTask { try await store.submit(up(file: "\(number)"), at: at(number)) }
                }
                var ids: [JobID] = []
                for try await id in group { ids.append(id) }
                return ids.sorted()
            }
            try expect("numbers", ids, (1...40).map { JobID($0) })
            let jobs = try await store.unfinishedJobs()
            try expect("unfinished jobs", jobs.map(\.id), ids)
            let files = Set(
                jobs.map { job in if case .up(let file, _, _, _) = job.request.work { file } else { "" } })
            try expect("files", files.count, 40)
        },
        Case("what a cancelled task submits is stored all the same") { subject in
            let store = subject.store
            let id = try await withThrowingTaskGroup(of: JobID.self) { group in
                group.cancelAll()
                group.addTask { try await store.submit(up(), at: at(0)) }
                return try await group.next()
            }
            try expect("unfinished jobs", try await store.unfinishedJobs().map(\.id), [id].compactMap { $0 })
        },
        Case("what a job was asked to do is erased when it has ended") { subject in
            let secret = "s3cret-of-this-job"
            let store = subject.store
            let request = JobRequest(
                project: shop,
                work: .up(
                    directorFile: "file: \(secret)", environment: [.init(name: "TOKEN", value: secret)], restart: false,
                    reservedPorts: []))
            let id = try await store.submit(request, at: at(0))
            try expect("the secret of a job that waits is there", holds: try await subject.holds(secret))
            try await store.begin(id, attempt: 1, record: nil, at: at(1))
            try await store.finish(id, as: .failed, record: nil, reason: "no", at: at(2))
            // A store may erase right after it has answered.
            for _ in 0..<200 {
                if try await !subject.holds(secret) { return }
                _ = try await store.submit(cancel(), at: at(3))
                let unfinished = try await store.unfinishedJobs()
                for job in unfinished {
                    try await store.finish(job.id, as: .completed, record: nil, reason: nil, at: at(4))
                }
            }
            try expect("the secret of a job that has ended is there", try await subject.holds(secret), false)
        },
    ]

    // MARK: Refusals

    private static let refusals: [Case] = [
        Case("nothing leaves an end, and ending again changes nothing") { subject in
            let store = subject.store
            let id = try await store.submit(up(), at: at(0))
            try await store.begin(id, attempt: 1, record: nil, at: at(1))
            try await store.finish(id, as: .completed, record: ["n": 1], reason: nil, at: at(2))
            let before = try await Sight(store, upTo: 3)
            try await store.finish(id, as: .failed, record: ["n": 2], reason: "no", at: at(3))
            try expect("the state after a second end", try await Sight(store, upTo: 3), before)
            try await expectConflict("a begin after the end", on: store) { () throws(StorageFailure) in
                try await store.begin(id, attempt: 2, record: ["n": 3], at: at(4))
            }
            try await expectConflict("a requeue after the end", on: store) { () throws(StorageFailure) in
                try await store.requeue(id, at: at(5))
            }
        },
        Case("an attempt is begun once") { subject in
            let store = subject.store
            let id = try await store.submit(up(), at: at(0))
            try await expectConflict("attempt 0", on: store) { () throws(StorageFailure) in
                try await store.begin(id, attempt: 0, record: nil, at: at(1))
            }
            try await store.begin(id, attempt: 2, record: nil, at: at(1))
            try await expectConflict("an older attempt", on: store) { () throws(StorageFailure) in
                try await store.begin(id, attempt: 1, record: ["n": 1], at: at(2))
            }
            try await store.requeue(id, at: at(3))
            try await expectConflict("the same attempt", on: store) { () throws(StorageFailure) in
                try await store.begin(id, attempt: 2, record: ["n": 1], at: at(4))
            }
        },
        Case("one job of a project runs at a time, cancels aside") { subject in
            let store = subject.store
            let first = try await store.submit(up(), at: at(0))
            let second = try await store.submit(down(), at: at(0))
            let other = try await store.submit(up(bank), at: at(0))
            let cancel = try await store.submit(cancel(), at: at(0))
            try await store.begin(first, attempt: 1, record: nil, at: at(1))
            try await store.begin(cancel, attempt: 1, record: nil, at: at(1))
            try await store.begin(other, attempt: 1, record: nil, at: at(1))
            try await expectConflict("a second running job", on: store) { () throws(StorageFailure) in
                try await store.begin(second, attempt: 1, record: ["n": 1], at: at(2))
            }
            try await store.requeue(first, at: at(3))
            try await store.begin(second, attempt: 1, record: nil, at: at(4))
            try await expectConflict("the first beside the second", on: store) { () throws(StorageFailure) in
                try await store.begin(first, attempt: 2, record: nil, at: at(5))
            }
            try await store.finish(second, as: .completed, record: nil, reason: nil, at: at(6))
            try await store.begin(first, attempt: 2, record: nil, at: at(7))
        },
        Case("a job that never was cannot be moved") { subject in
            let store = subject.store
            _ = try await store.submit(up(), at: at(0))
            for number in [0, -1, 2, Int.max, Int.min] {
                let id = JobID(number)
                try await expectConflict("a begin of job \(number)", on: store) { () throws(StorageFailure) in
                    try await store.begin(id, attempt: 1, record: nil, at: at(1))
                }
                try await expectConflict("a requeue of job \(number)", on: store) { () throws(StorageFailure) in
                    try await store.requeue(id, at: at(1))
                }
                try await expectConflict("an end of job \(number)", on: store) { () throws(StorageFailure) in
                    try await store.finish(id, as: .completed, record: ["n": 1], reason: nil, at: at(1))
                }
                try expect("the summary of job \(number)", try await store.summary(of: id), nil)
            }
        },
    ]

    // MARK: Bounds

    private static let bounds: [Case] = [
        Case("a full queue refuses, and an end makes room") { subject in
            let store = subject.store
            for number in 0..<limits.queue { _ = try await store.submit(up(), at: at(number)) }
            let refusal = await kind { () throws(StorageFailure) in _ = try await store.submit(up(bank), at: at(0)) }
            try expect("a job too many", refusal, .limit)
            try expect("unfinished jobs", try await store.unfinishedJobs().count, limits.queue)
            try await store.begin(JobID(1), attempt: 1, record: nil, at: at(60))
            // What runs has a place, too.
            let again = await kind { () throws(StorageFailure) in _ = try await store.submit(down(), at: at(0)) }
            try expect("a job too many", again, .limit)
            // What may empty the queue is taken all the same.
            let cancel = try await store.submit(cancel(), at: at(60))
            try await store.finish(cancel, as: .completed, record: nil, reason: nil, at: at(60))
            try await store.finish(JobID(1), as: .completed, record: nil, reason: nil, at: at(61))
            let id = try await store.submit(up(bank), at: at(62))
            // A number that was refused may be left out; none is given twice.
            try expect("the number grows", holds: id > JobID(limits.queue))
            try expect("the newest", try await store.unfinishedJobs().last?.id, id)
        },
        Case("the ended jobs with the highest numbers are kept") { subject in
            let store = subject.store
            let old = try await store.submit(up(bank), at: at(0))
            var newest = old
            for number in 0..<(limits.history + slack * 2) {
                newest = try await store.submit(up(), at: at(number))
                try await store.finish(newest, as: .completed, record: nil, reason: nil, at: at(number))
            }
            for back in 0..<limits.history {
                let kept = try await store.summary(of: JobID(newest.number - back))
                try expect("job \(newest.number - back)", kept?.state, .ended(.completed))
            }
            try expect("a job that waits", try await store.summary(of: old)?.state, .queued)
            let gone = JobID(newest.number - limits.history - slack)
            try expect("job \(gone)", try await store.summary(of: gone), nil)
            try await store.finish(gone, as: .failed, record: ["n": 1], reason: nil, at: at(0))
            try expect("a job that was forgotten and is ended", try await store.summary(of: gone), nil)
            try expect("the record of it", try await store.records(of: shop), ProjectRecords())
            try await expectConflict("a begin of a job that was forgotten", on: store) { () throws(StorageFailure) in
                try await store.begin(gone, attempt: 1, record: nil, at: at(0))
            }
        },
        Case("the records that were written last are kept") { subject in
            let store = subject.store
            let count = limits.records + slack * 2
            for number in 0..<count {
                let id = try await store.submit(up(ProjectName("p\(number)")!), at: at(0))
                // The clock runs back: what counts is the order of the writing.
                try await store.finish(
                    id, as: .completed, record: ["n": .integer(number)], reason: nil, at: at(-number))
            }
            for number in (count - limits.records)..<count {
                let record = try await store.records(of: ProjectName("p\(number)")!).up
                try expect("the record of p\(number)", record?.content, ["n": .integer(number)])
            }
            for number in 0..<(count - limits.records - slack) {
                let record = try await store.records(of: ProjectName("p\(number)")!)
                try expect("the record of p\(number)", record, ProjectRecords())
            }
        },
    ]

    // MARK: Lives

    /// Jobs in every state.
    private static func fill(_ store: any StateStore) async throws(StorageFailure) {
        for request in requests { _ = try await store.submit(request, at: at(0)) }
        try await store.begin(JobID(1), attempt: 1, record: odd, at: at(1))
        try await store.begin(JobID(2), attempt: 1, record: ["n": 2], at: at(2))
        try await store.requeue(JobID(2), at: at(3))
        try await store.finish(JobID(3), as: .cancelled, record: nil, reason: "withdrawn", at: at(4))
    }

    private static let lives: [Case] = [
        Case("everything is there after reopening") { subject in
            try await fill(subject.store)
            let before = try await Sight(subject.store, upTo: 9)
            let store = try await subject.reopen()
            try expect("the state", try await Sight(store, upTo: 9), before)
            try await store.finish(JobID(1), as: .completed, record: nil, reason: nil, at: at(9))
            try expect("the number", try await store.submit(up(), at: at(9)), JobID(requests.count + 1))
        },
        Case("everything that was answered is there after a crash") { subject in
            try await fill(subject.store)
            let before = try await Sight(subject.store, upTo: 9)
            let store = try await subject.crash()
            try expect("the state", try await Sight(store, upTo: 9), before)
            try await store.begin(JobID(2), attempt: 2, record: nil, at: at(9))
            try expect("the number", try await store.submit(up(), at: at(9)), JobID(requests.count + 1))
        },
        Case("no number is given twice, also when all jobs are forgotten") { subject in
            var store = subject.store
            var newest = JobID(0)
            for _ in 0..<(limits.history + slack * 2) {
                newest = try await store.submit(up(), at: at(0))
                try await store.finish(newest, as: .completed, record: nil, reason: nil, at: at(1))
            }
            store = try await subject.reopen()
            try expect("the number", try await store.submit(up(), at: at(2)), JobID(newest.number + 1))
        },
        Case("the store of a process that has ended does nothing more") { subject in
            let former = subject.store
            let id = try await former.submit(up(), at: at(0))
            let store = try await subject.reopen()
            let change = await kind { () throws(StorageFailure) in _ = try await former.submit(up(), at: at(1)) }
            try expect("a change", change, .inputOutput)
            let end = await kind { () throws(StorageFailure) in
                try await former.finish(id, as: .failed, record: nil, reason: nil, at: at(1))
            }
            try expect("an end", end, .inputOutput)
            let look = await kind { () throws(StorageFailure) in _ = try await former.unfinishedJobs() }
            try expect("a look", look, .inputOutput)
            try expect("unfinished jobs", try await store.unfinishedJobs().map(\.id), [id])
        },
    ]
}
