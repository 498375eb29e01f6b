import Testing

@testable import Domain

@Suite("Job queue")
struct JobQueueTests {
    private static func job(_ number: Int, _ project: String, _ kind: JobKind = .up) -> Job {
        let work: JobRequest.Work =
            switch kind {
            case .up: .up(directorFile: "services: {}\n", environment: [], restart: false, reservedPorts: [])
            case .down: .down(environment: [], force: false)
            case .cancel: .cancel
            case .virtualMachine: .createVirtualMachine([:])
            }
        return Job(
            id: JobID(number), request: JobRequest(project: ProjectName(project)!, work: work),
            submitted: WallTime(microseconds: 0))
    }

    @Test func `a job starts at once when there is room`() {
        var queue = JobQueue(bound: 2)
        let job = Self.job(1, "web")
        #expect(queue.accept(job) == [.start(job)])
    }

    @Test func `two jobs of one project run one after the other`() {
        var queue = JobQueue(bound: 8)
        let (first, second) = (Self.job(1, "web"), Self.job(2, "web", .down))
        _ = queue.accept(first)
        #expect(queue.accept(second) == [])
        #expect(queue.ended(first.id) == [.start(second)])
    }

    @Test func `jobs past the bound wait and start in the order of their numbers`() {
        var queue = JobQueue(bound: 1)
        let jobs = (1...3).map { Self.job($0, "p\($0)") }
        #expect(queue.accept(jobs[0]) == [.start(jobs[0])])
        #expect(queue.accept(jobs[2]) == [])
        #expect(queue.accept(jobs[1]) == [])
        #expect(queue.ended(JobID(1)) == [.start(jobs[1])])
        #expect(queue.ended(JobID(2)) == [.start(jobs[2])])
    }

    @Test func `a cancel withdraws what waits and ends what runs, at once and with every place taken`() {
        var queue = JobQueue(bound: 1)
        let (running, waiting, cancel) = (Self.job(1, "web"), Self.job(2, "web"), Self.job(3, "web", .cancel))
        _ = queue.accept(running)
        _ = queue.accept(waiting)
        #expect(queue.accept(cancel) == [.withdraw(waiting), .stop(running.id)])
        #expect(queue.ended(waiting.id) == [])
        #expect(queue.ended(running.id) == [.completeCancel(cancel, foundWork: true)])
        #expect(queue.isEmpty)
    }

    @Test func `a cancel of a job whose runner died asks Director too, for it may live`() {
        var (died, turnedAway) = (Self.job(1, "web"), Self.job(2, "shop"))
        died.attempts = 2
        died.turnedAway = 1
        turnedAway.attempts = 1
        turnedAway.turnedAway = 1
        for (job, foundWork) in [(died, false), (turnedAway, true)] {
            var queue = JobQueue(bound: 1)
            let cancel = Self.job(3, job.request.project.text, .cancel)
            _ = queue.accept(job)
            _ = queue.interrupted(job)
            #expect(queue.accept(cancel) == [.withdraw(job)])
            #expect(queue.ended(job.id) == [.completeCancel(cancel, foundWork: foundWork)])
        }
        var queue = JobQueue(bound: 1)
        let cancel = Self.job(3, "web", .cancel)
        _ = queue.accept(Self.job(1, "web"))
        _ = queue.accept(cancel)
        #expect(queue.interrupted(died) == [.withdraw(died)])
        #expect(queue.ended(died.id) == [.completeCancel(cancel, foundWork: false)])
    }

    @Test func `a cancel spares other projects, what was asked after it, and a running down`() {
        var queue = JobQueue(bound: 8)
        _ = queue.accept(Self.job(1, "other"))
        _ = queue.accept(Self.job(2, "web", .down))
        let cancel = Self.job(3, "web", .cancel)
        #expect(queue.accept(cancel) == [.completeCancel(cancel, foundWork: false)])
    }

    @Test func `an interrupted job waits at its old place and a later one does not overtake it`() {
        var queue = JobQueue(bound: 8)
        var first = Self.job(1, "web")
        let second = Self.job(2, "web")
        _ = queue.accept(first)
        _ = queue.accept(second)
        first.attempts = 1
        #expect(queue.interrupted(first) == [])
        #expect(queue.resume(first.id) == [.start(first)])
        #expect(queue.ended(first.id) == [.start(second)])
    }

    @Test func `an interrupted job that was to be cancelled is withdrawn, not run again`() {
        var queue = JobQueue(bound: 8)
        let (job, cancel) = (Self.job(1, "web"), Self.job(2, "web", .cancel))
        _ = queue.accept(job)
        _ = queue.accept(cancel)
        #expect(queue.interrupted(job) == [.withdraw(job)])
        #expect(queue.ended(job.id) == [.completeCancel(cancel, foundWork: true)])
    }

    /// Drives a queue with drawn events and checks after each that its rules hold.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `whatever happens, a project runs one job, the bound holds, and every job comes to its turn`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bound = Int.random(in: 1...4, using: &random)
        var queue = JobQueue(bound: bound)
        var running: [JobID: Job] = [:]
        var unfinished: Set<JobID> = []
        var started: [ProjectName: JobID] = [:]
        var number = 0

        func carryOut(_ effects: [JobQueue.Effect]) {
            var effects = effects
            while !effects.isEmpty {
                switch effects.removeFirst() {
                case .start(let job):
                    #expect(running[job.id] == nil, "seed \(seed): started twice")
                    #expect(
                        !running.values.contains { $0.request.project == job.request.project },
                        "seed \(seed): two jobs of one project")
                    #expect(started[job.request.project].map { $0 <= job.id } ?? true, "seed \(seed): overtaken")
                    started[job.request.project] = job.id
                    running[job.id] = job
                case .stop(let id): #expect(running[id] != nil, "seed \(seed): stop of what does not run")
                case .withdraw(let job):
                    unfinished.remove(job.id)
                    effects += queue.ended(job.id)
                case .completeCancel(let job, _): unfinished.remove(job.id)
                }
            }
            #expect(running.count <= bound, "seed \(seed): over the bound")
        }

        for _ in 0..<60 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                number += 1
                let kind: JobKind = [.up, .up, .down, .cancel].randomElement(using: &random)!
                let job = Self.job(number, "p\(Int.random(in: 0..<3, using: &random))", kind)
                unfinished.insert(job.id)
                carryOut(queue.accept(job))
            case 5..<8:
                guard let id = running.keys.sorted().randomElement(using: &random) else { continue }
                running[id] = nil
                unfinished.remove(id)
                carryOut(queue.ended(id))
            default:
                guard let id = running.keys.sorted().randomElement(using: &random) else { continue }
                var job = running.removeValue(forKey: id)!
                job.attempts += 1
                carryOut(queue.interrupted(job))
                carryOut(queue.resume(id))
            }
        }
        while let id = running.keys.min() {
            running[id] = nil
            unfinished.remove(id)
            carryOut(queue.ended(id))
        }
        #expect(unfinished.isEmpty, "seed \(seed): \(unfinished) never came to an end")
        #expect(queue.isEmpty, "seed \(seed)")
    }
}

@Suite("Job recovery")
struct JobRecoveryTests {
    @Test func `a run that lives or left an outcome is adopted`() {
        #expect(JobRecovery.decide(.running, deaths: 1) == .adopt)
        #expect(JobRecovery.decide(.ended(RunOutcome(results: [])), deaths: 9) == .adopt)
    }

    @Test func `a job whose runner died runs again, after growing pauses, and is given up in the end`() {
        #expect(JobRecovery.decide(.gone, deaths: 1) == .runAgain(after: .zero))
        #expect(JobRecovery.decide(.gone, deaths: 2) == .runAgain(after: .seconds(1)))
        #expect(JobRecovery.decide(.gone, deaths: 4) == .runAgain(after: .seconds(4)))
        #expect(JobRecovery.decide(.gone, deaths: 5) == .giveUp(reason: "the process that ran it died 5 times"))
    }
}
