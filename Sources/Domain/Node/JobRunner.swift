/// Takes jobs, stores them, and sees each to its one end: over restarts of the node and deaths of its runners.
package actor JobRunner {
    let configuration: NodeConfiguration
    let ports: NodePorts
    private let observed: Observed
    private var queue: JobQueue
    private var effects: [JobQueue.Effect] = []
    private let wake: any Wakeup
    /// The current attempt of each job that runs, for those who want to end it.
    private var tickets: [JobID: RunTicket] = [:]
    /// Jobs to be ended whose run has not begun yet.
    private var stopsAhead: Set<JobID> = []
    /// Jobs that were taken before those of a former life of the node had been found again; `nil` from then on. None of
    /// them begins earlier, so whatever the store calls running belongs to a former life.
    private var early: [Job]? = []
    /// Since when each job waits, by the clock that only grows; of jobs of a former life, what they waited in it is
    /// counted in.
    private var waitingSince: [JobID: Duration] = [:]
    /// Since when jobs of a project are turned away and none has run.
    private var turnedAwaySince: [ProjectName: Duration] = [:]
    /// Submissions that overlap, in the order of their numbers.
    private var order = SubmissionOrder()
    /// Which stored jobs are still to be taken.
    private var intake = JobIntake()

    /// How often a job may be turned away and still be tried at once when a stale lock was removed.
    private static let promptUnlocks = 3

    /// How long the loop sleeps when nothing wakes it.
    private static let idlePause = Duration.seconds(3600)

    package init(_ configuration: NodeConfiguration, _ ports: NodePorts, observed: Observed) {
        self.configuration = configuration
        self.ports = ports
        self.observed = observed
        wake = ports.clock.wakeup()
        queue = JobQueue(bound: configuration.parallelJobs)
    }

    // MARK: - Taking jobs

    /// Stores a job; once this returns it cannot be lost.
    package func submit(_ request: JobRequest) async throws(StorageFailure) -> JobID {
        let now = ports.clock.wallTime
        intake.submissionBegins()
        let place = order.begins(request.project)
        let id: JobID
        do {
            id = try await ports.state.submit(request, at: now)
        } catch {
            // A write that failed half-way may be there all the same: then the job must not wait for a restart.
            let mayBeStored = if case .inputOutput = error { true } else { false }
            intake.submissionFailed(leavesDoubt: mayBeStored)
            if mayBeStored { await wake.set() }
            await accept(order.ends(place, with: nil))
            throw error
        }
        let job = Job(id: id, request: request, submitted: now)
        if intake.submitted(id) {
            waitingSince[id] = ports.clock.uptime
            await accept(order.ends(place, with: job))
        } else {
            await accept(order.ends(place, with: nil))
        }
        return id
    }

    private func accept(_ jobs: [Job]) async {
        guard !jobs.isEmpty else { return }
        if early != nil {
            early? += jobs
        } else {
            await take(jobs.flatMap { queue.accept($0) })
        }
    }

    /// Runs jobs until the task is cancelled. Runs that are under way then go on without us.
    package func run() async {
        await recover()
        await withDiscardingTaskGroup { group in
            do throws(CancellationError) {
                while true {
                    let batch = effects
                    effects = []
                    for effect in batch { group.addTask { await self.perform(effect) } }
                    if intake.wantsReading {
                        intake.readingBegins()
                        group.addTask { await self.takeStock() }
                    }
                    try await wake.wait(atMost: Self.idlePause)
                }
            } catch {
                group.cancelAll()
            }
        }
    }

    private func take(_ new: [JobQueue.Effect]) async {
        guard !new.isEmpty else { return }
        effects += new
        await wake.set()
    }

    private func unfinishedJobs() async -> [Job]? {
        await persist("read the jobs") { () throws(StorageFailure) in try await self.ports.state.unfinishedJobs() }
    }

    /// Takes the jobs that are stored though their submission failed.
    private func takeStock() async {
        // Those that run were taken: nobody else lets a job begin.
        let queued = (await unfinishedJobs() ?? []).filter { $0.state == .queued }
        for job in intake.found(queued) {
            waitsAlready(job)
            ports.journal.record(.warning, "a job was stored though its submission failed", facts(job))
            await take(queue.accept(job))
        }
        // Another submission may have failed since the store was read.
        if intake.wantsReading { await wake.set() }
    }

    /// The job is stored as ended, or cannot be found any more.
    func forget(_ id: JobID) {
        intake.ended(id)
        waitingSince[id] = nil
    }

    /// The store does not have the job as we thought: a former life of the node has ended it.
    private func drop(_ id: JobID) async {
        // Nothing is known of the store when the node stops.
        guard !Task.isCancelled else { return }
        forget(id)
        tickets[id] = nil
        await take(queue.ended(id))
    }

    /// Finds again what a former life of the node left unfinished.
    private func recover() async {
        intake.readingBegins()
        guard let stored = await unfinishedJobs() else { return }
        let jobs = intake.found(stored)
        for job in jobs { waitsAlready(job) }
        // Those that run take their places first, lest others begin in them.
        for job in jobs {
            guard case .running(let attempt) = job.state else { continue }
            effects += queue.accept(job)
            effects.append(.start(job))
            tickets[job.id] = RunTicket(job: job.id, attempt: attempt, project: job.request.project)
        }
        for job in jobs where !queue.contains(job.id) { effects += queue.accept(job) }
        for job in (early ?? []).sorted(by: { $0.id < $1.id }) { effects += queue.accept(job) }
        early = nil
        await sweep(keeping: Set(tickets.values))
        if !jobs.isEmpty { ports.journal.record(.info, "unfinished jobs found", [("count", "\(jobs.count)")]) }
    }

    /// A job that was stored before this life of the node, or without its knowing.
    private func waitsAlready(_ job: Job) {
        let since = ports.clock.uptime - max(.zero, ports.clock.wallTime.since(job.submitted))
        waitingSince[job.id] = since
        // When a former life turned it away is not known.
        let project = job.request.project
        if job.turnedAway > 0 { turnedAwaySince[project] = min(since, turnedAwaySince[project, default: since]) }
    }

    /// Removes what is left of runs whose end a former life stored, but did not live to tell the runner of.
    private func sweep(keeping wanted: Set<RunTicket>) async {
        do throws(StorageFailure) {
            for ticket in try await ports.runner.sweep(keeping: wanted) {
                ports.journal.record(
                    .warning, "a run is alive that no job asks for",
                    [("job", "\(ticket.job)"), ("project", ticket.project.text)])
            }
        } catch {
            ports.journal.record(.warning, "old runs could not be removed", [("failure", "\(error)")])
        }
    }

    // MARK: - Doing what the queue says

    private func perform(_ effect: JobQueue.Effect) async {
        switch effect {
        case .start(let job):
            if case .running = job.state { await adopt(job) } else { await execute(job) }
        case .stop(let id):
            if let ticket = tickets[id] {
                await ports.runner.stop(ticket)
            } else {
                stopsAhead.insert(id)
            }
        case .withdraw(let job):
            await finish(job, JobVerdict.withdrawn(job.id, kind: job.request.kind))
        case .completeCancel(let job, let foundWork):
            await completeCancel(job, foundWork: foundWork)
        }
    }

    /// Goes on with a job that was running when the node stopped.
    private func adopt(_ job: Job) async {
        guard let ticket = tickets[job.id] else { return await execute(job) }
        switch JobRecovery.decide(await ports.runner.observe(ticket), deaths: job.deaths) {
        case .adopt:
            ports.journal.record(.info, "job adopted", facts(job))
            await follow(job, ticket)
        case .runAgain, .giveUp:
            await lost(job)
        }
    }

    private func execute(_ job: Job) async {
        var job = job
        job.attempts += 1
        let ticket = RunTicket(job: job.id, attempt: job.attempts, project: job.request.project)
        let attempt = job.attempts
        let id = job.id
        let record = JobVerdict.running(job.id, kind: job.request.kind)
        let isBegun: Void? = await persist("begin a job") { () throws(StorageFailure) in
            try await self.ports.state.begin(id, attempt: attempt, record: record, at: self.ports.clock.wallTime)
        }
        guard isBegun != nil else { return await drop(id) }
        job.state = .running(attempt: attempt)
        await observed.requested(Observed.Entity.allCases)
        ports.journal.record(.info, "job begins", facts(job))
        let preparation = await order(for: job, ticket)
        // A question that the end of the node has cut short is no refusal: the job is prepared again.
        guard !Task.isCancelled else { return }
        switch preparation {
        case .failure(let verdict): await finish(job, verdict)
        case .success(let order): await start(order, for: job)
        }
    }

    private func start(_ order: RunOrder, for job: Job) async {
        let ticket = order.ticket
        do throws(RunnerFailure) {
            if stopsAhead.remove(job.id) != nil {
                return await finish(job, JobVerdict.withdrawn(job.id, kind: job.request.kind))
            }
            try await ports.runner.start(order)
            tickets[job.id] = ticket
            if stopsAhead.remove(job.id) != nil { await ports.runner.stop(ticket) }
            await follow(job, ticket)
        } catch {
            switch error {
            case .busy:
                // A run of the same project that we know nothing of: it ends by itself.
                await postpone(job, why: "another run of the project is under way")
            case .notInstalled(let program):
                let message = "\(program) is not installed"
                await finish(
                    job, .failed(job.request.kind, type: "CommandNotFound", message: message, job: job.id))
            case .storage(let failure):
                await postpone(job, why: "the run could not be stored: \(failure)")
            }
        }
    }

    private func follow(_ job: Job, _ ticket: RunTicket) async {
        let observation: RunObservation
        do throws(CancellationError) {
            observation = try await ports.runner.end(of: ticket)
        } catch {
            // The node stops; the run goes on and is found again.
            return
        }
        guard case .ended(let outcome) = observation else { return await lost(job) }
        let verdict =
            job.request.kind == .up
            ? JobVerdict.ofUp(outcome, job: job.id, project: job.request.project)
            : JobVerdict.ofDown(outcome, job: job.id, project: job.request.project)
        if verdict != .locked { turnedAwaySince[job.request.project] = nil }
        if verdict == .locked {
            await unlock(job, ticket)
        } else {
            await finish(job, verdict)
            await ports.runner.discard(ticket)
        }
    }

    /// The runner died without an outcome.
    private func lost(_ job: Job) async {
        turnedAwaySince[job.request.project] = nil
        // What it was told holds secrets and serves nobody any more.
        await ports.runner.discard(RunTicket(job: job.id, attempt: job.attempts, project: job.request.project))
        switch JobRecovery.decide(.gone, deaths: job.deaths) {
        case .adopt: break
        case .runAgain(let pause):
            ports.journal.record(.warning, "the runner of a job died", facts(job))
            await again(job, after: pause)
        case .giveUp(let reason):
            await finish(job, .failed(job.request.kind, type: "ProcessKilled", message: reason, job: job.id))
        }
    }

    /// Director says that the project is locked; we run nothing else for it.
    private func unlock(_ job: Job, _ ticket: RunTicket) async {
        let project = job.request.project
        let finding: LockFinding
        await ports.runner.discard(ticket)
        do throws(HostFailure) {
            finding = try await ports.projects.releaseStaleLock(of: project)
        } catch {
            return await postpone(job, why: "the lock of the project could not be examined: \(error)")
        }
        switch finding {
        case .released where job.turnedAway >= Self.promptUnlocks:
            // Its own steps may leave the lock behind: a Director that dies in each.
            await postpone(job, why: "Director leaves the lock of the project behind")
        case .released:
            ports.journal.record(.warning, "a stale lock of Director was removed", facts(job))
            await again(job.turnedAwayOnce, after: .zero)
        case .notLocked, .held: await postpone(job, why: "the project is locked by another process")
        }
    }

    /// Tries again later, until the job has waited for its project as long as it may run: since it was submitted, or
    /// since jobs of the project are turned away if that is later. What it queued before, behind other jobs, does not
    /// count, and those behind it do not wait as long again.
    private func postpone(_ job: Job, why: String) async {
        let now = ports.clock.uptime
        let blocked = turnedAwaySince[job.request.project, default: now]
        turnedAwaySince[job.request.project] = blocked
        let since = max(blocked, waitingSince[job.id, default: now])
        if let limit = configuration.executionTime, now - since > limit {
            return await finish(job, .failed(job.request.kind, type: "ProjectLocked", message: why, job: job.id))
        }
        ports.journal.record(.info, "job postponed", facts(job) + [("reason", why)])
        await again(job.turnedAwayOnce, after: .seconds(2))
    }

    private func again(_ job: Job, after pause: Duration) async {
        let (id, turnedAway) = (job.id, job.turnedAway)
        let isStored: Void? = await persist("queue a job again") { () throws(StorageFailure) in
            try await self.ports.state.requeue(id, turnedAway: turnedAway, at: self.ports.clock.wallTime)
        }
        guard isStored != nil else { return await drop(id) }
        var job = job
        job.state = .queued
        tickets[id] = nil
        await take(queue.interrupted(job))
        do throws(CancellationError) {
            try await ports.clock.sleep(for: pause)
            await take(queue.resume(id))
        } catch {
            // The node stops; the job is queued in the store.
        }
    }

    private func finish(_ job: Job, _ verdict: JobVerdict) async {
        guard case .final(let end, let record, let reason, let finding) = verdict else { return }
        await observed.saw(project: job.request.project, finding)
        let id = job.id
        let isStored: Void? = await persist("end a job") { () throws(StorageFailure) in
            try await self.ports.state.finish(
                id, as: end, record: record, reason: reason, at: self.ports.clock.wallTime)
        }
        guard isStored != nil else { return await drop(id) }
        forget(id)
        ports.journal.record(.info, "job ended", facts(job) + [("end", end.rawValue)])
        tickets[id] = nil
        stopsAhead.remove(id)
        await observed.jailsChanged()
        await take(queue.ended(id))
    }

    // MARK: - Storing

    /// Repeats until the store takes it: an end that is known must not be lost because a disk is full for a while.
    ///
    /// - Returns: `nil` when the task was cancelled first, or when the store holds what forbids the change.
    func persist<Value: Sendable>(
        _ what: String, _ work: () async throws(StorageFailure) -> Value
    ) async -> Value? {
        var pause = Duration.milliseconds(100)
        while true {
            do throws(StorageFailure) {
                return try await work()
            } catch {
                ports.journal.record(.error, "could not \(what)", [("failure", "\(error)")])
                if case .conflict = error { return nil }
            }
            do throws(CancellationError) { try await ports.clock.sleep(for: pause) } catch { return nil }
            pause = min(pause * 2, .seconds(10))
        }
    }

    func facts(_ job: Job) -> [(name: String, value: String)] {
        [
            ("job", "\(job.id)"), ("kind", job.request.kind.rawValue), ("project", job.request.project.text),
            ("attempt", "\(job.attempts)"),
        ]
    }
}
