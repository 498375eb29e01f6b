import Domain
import Testing

@Suite struct JobIntakeTests {
    private func job(_ number: Int) -> Job {
        Job(
            id: JobID(number), request: JobRequest(project: ProjectName("web")!, work: .cancel),
            submitted: WallTime(microseconds: 0))
    }

    @Test func `a job that was submitted is taken once`() {
        var intake = JobIntake()
        intake.submissionBegins()
        let isNew = intake.submitted(JobID(1))
        #expect(isNew)
        intake.readingBegins()
        let found = intake.found([job(1)])
        #expect(found == [])
        #expect(!intake.wantsReading)
    }

    @Test func `a job whose submission failed in doubt is found in the store`() {
        var intake = JobIntake()
        intake.submissionBegins()
        intake.submissionFailed(leavesDoubt: true)
        #expect(intake.wantsReading)
        intake.readingBegins()
        #expect(!intake.wantsReading)
        let found = intake.found([job(1)])
        #expect(found == [job(1)])
        intake.readingBegins()
        let again = intake.found([job(1)])
        #expect(again == [])
    }

    @Test func `a failure without a doubt asks for nothing`() {
        var intake = JobIntake()
        intake.submissionBegins()
        intake.submissionFailed(leavesDoubt: false)
        #expect(!intake.wantsReading)
    }

    @Test func `a job that is found before its submission comes back is taken once, even when it has ended by then`() {
        var intake = JobIntake()
        intake.readingBegins()
        intake.submissionBegins()
        let found = intake.found([job(1)])
        #expect(found == [job(1)])
        intake.ended(JobID(1))
        let isNew = intake.submitted(JobID(1))
        #expect(!isNew)
    }

    @Test func `a job that ended while the store was read is not taken again`() {
        var intake = JobIntake()
        intake.submissionBegins()
        let isNew = intake.submitted(JobID(1))
        #expect(isNew)
        intake.readingBegins()
        intake.ended(JobID(1))
        let found = intake.found([job(1)])
        #expect(found == [])
    }

    @Test func `a doubt that comes up while the store is read asks for another reading`() {
        var intake = JobIntake()
        intake.readingBegins()
        intake.submissionBegins()
        intake.submissionFailed(leavesDoubt: true)
        #expect(!intake.wantsReading)
        _ = intake.found([])
        #expect(intake.wantsReading)
    }

    /// A store, submissions that come back late or fail in doubt, readings that show what the store was when they began.
    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `however submissions, readings and ends overlap, each stored job is taken exactly once`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var intake = JobIntake()
        var stored: [Int] = []
        var pending: [(job: Int?, fails: Bool)] = []
        var snapshot: [Int]?
        var taken: [Int] = []
        var ended: Set<Int> = []
        func openJobs() -> [Int] { stored.filter { !ended.contains($0) } }
        for _ in 0..<400 {
            switch random.next() % 5 {
            case 0:
                intake.submissionBegins()
                let isStored = random.next() % 4 != 0
                if isStored { stored.append(stored.count + 1) }
                pending.append((isStored ? stored.count : nil, !isStored || random.next() % 4 == 0))
            case 1 where !pending.isEmpty:
                let (job, fails) = pending.remove(at: Int(random.next() % UInt64(pending.count)))
                if fails || job == nil {
                    intake.submissionFailed(leavesDoubt: true)
                } else if let job, intake.submitted(JobID(job)) {
                    taken.append(job)
                }
            case 2 where snapshot == nil && intake.wantsReading:
                intake.readingBegins()
                snapshot = openJobs()
            case 3:
                if let seen = snapshot {
                    taken += intake.found(seen.map(job)).map(\.id.number)
                    snapshot = nil
                }
            default:
                guard let job = taken.first(where: { !ended.contains($0) }) else { continue }
                ended.insert(job)
                intake.ended(JobID(job))
            }
        }
        for (job, fails) in pending {
            if fails || job == nil {
                intake.submissionFailed(leavesDoubt: true)
            } else if let job, intake.submitted(JobID(job)) {
                taken.append(job)
            }
        }
        if let seen = snapshot { taken += intake.found(seen.map(job)).map(\.id.number) }
        if intake.wantsReading {
            intake.readingBegins()
            taken += intake.found(openJobs().map(job)).map(\.id.number)
        }
        #expect(taken.sorted() == stored, "seed \(seed)")
    }
}
