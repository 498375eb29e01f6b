/// Which job runs when: one a project at a time, in the order of their numbers, up to a bound in all.
///
/// A cancel does not wait its turn: it withdraws what still waits and ends what runs. 0.25 queues it behind the very
/// job that it should end (node contract, section 6.4).
package struct JobQueue: Equatable, Sendable {
    package enum Effect: Equatable, Sendable {
        /// Run the job; it has been taken out of the waiting ones.
        case start(Job)
        /// End the run of this job.
        case stop(JobID)
        /// End a job that never began, as cancelled.
        case withdraw(Job)
        /// Everything that this cancel was for has ended.
        ///
        /// - Parameter foundWork: Whether that was the end of all: no Director can be left of it.
        case completeCancel(Job, foundWork: Bool)
    }

    private let bound: Int
    private var waiting: [JobID: Job] = [:]
    private var running: [JobID: Job] = [:]
    private var busyProjects: Set<ProjectName> = []
    /// Cancels and the jobs whose end they await, and whether a Director may outlive one of these.
    private var cancels: [JobID: (cancel: Job, targets: Set<JobID>, mayLeaveDirector: Bool)] = [:]
    private var parked: Set<JobID> = []
    /// The waiting jobs of each project, oldest first.
    private var lines: [ProjectName: [JobID]] = [:]
    /// The oldest waiting job of each project that is free, by number: what may start next.
    private var ready: [JobID] = []

    /// - Parameter bound: Jobs that may run at once; at least 1 (`max_watch_commands`).
    package init(bound: Int) { self.bound = max(1, bound) }

    package var isEmpty: Bool { waiting.isEmpty && running.isEmpty && cancels.isEmpty }
    package func contains(_ id: JobID) -> Bool {
        waiting[id] != nil || running[id] != nil || cancels[id] != nil
    }

    package var waitingCount: Int { waiting.count }
    package var runningCount: Int { running.count }

    /// A job was stored, or found again after a restart.
    package mutating func accept(_ job: Job) -> [Effect] {
        switch (job.request.kind, job.state) {
        case (.cancel, _): return acceptCancel(job)
        case (_, .running):
            running[job.id] = job
            busyProjects.insert(job.request.project)
            refresh(job.request.project)
            return []
        default:
            enqueue(job)
            return startable()
        }
    }

    /// A job reached its end.
    package mutating func ended(_ id: JobID) -> [Effect] {
        if let job = running.removeValue(forKey: id) { free(job.request.project) }
        dequeue(id)
        return settleCancels(id) + startable()
    }

    /// The runner of a job died; the job waits again, at its old place, until ``resume(_:)``.
    ///
    /// - Parameter job: Its new state, with the attempts made.
    package mutating func interrupted(_ job: Job) -> [Effect] {
        running[job.id] = nil
        let asking = cancels.filter { $0.value.targets.contains(job.id) }.keys
        let isCancelled = !asking.isEmpty
        for id in asking where job.hadRuns { cancels[id]?.mayLeaveDirector = true }
        if !isCancelled {
            parked.insert(job.id)
            enqueue(job)
        }
        free(job.request.project)
        return (isCancelled ? [.withdraw(job)] : []) + startable()
    }

    /// The pause of an interrupted job is over.
    package mutating func resume(_ id: JobID) -> [Effect] {
        guard parked.remove(id) != nil, let job = waiting[id] else { return [] }
        refresh(job.request.project)
        return startable()
    }

    private mutating func acceptCancel(_ cancel: Job) -> [Effect] {
        let project = cancel.request.project
        // Only what was asked before the cancel; a running `down` is let finish, as Director does.
        let earlier = { (job: Job) in
            job.request.project == project && job.id < cancel.id && job.request.kind != .down
        }
        let withdrawn = waiting.values.filter(earlier).sorted { $0.id < $1.id }
        let stopped = running.values.filter(earlier).sorted { $0.id < $1.id }
        for job in withdrawn { dequeue(job.id) }
        let targets = Set((withdrawn + stopped).map(\.id))
        guard !targets.isEmpty else { return [.completeCancel(cancel, foundWork: false)] }
        cancels[cancel.id] = (cancel, targets, withdrawn.contains(where: \.hadRuns))
        return withdrawn.map { .withdraw($0) } + stopped.map { .stop($0.id) }
    }

    private mutating func settleCancels(_ id: JobID) -> [Effect] {
        var effects: [Effect] = []
        for key in cancels.keys.sorted() {
            guard var entry = cancels[key], entry.targets.remove(id) != nil else { continue }
            cancels[key] = entry.targets.isEmpty ? nil : entry
            if entry.targets.isEmpty {
                effects.append(.completeCancel(entry.cancel, foundWork: !entry.mayLeaveDirector))
            }
        }
        return effects
    }

    private mutating func startable() -> [Effect] {
        var effects: [Effect] = []
        while running.count < bound, let id = ready.first, let job = waiting[id] {
            dequeue(id)
            running[id] = job
            busyProjects.insert(job.request.project)
            refresh(job.request.project)
            effects.append(.start(job))
        }
        return effects
    }

    private mutating func enqueue(_ job: Job) {
        waiting[job.id] = job
        let project = job.request.project
        var line = lines[project] ?? []
        if let last = line.last, last > job.id {
            line.insert(job.id, at: line.firstIndex { $0 > job.id } ?? line.endIndex)
        } else {
            line.append(job.id)
        }
        let former = lines[project]?.first
        lines[project] = line
        if former != line.first { refresh(project, former: former) }
    }

    private mutating func dequeue(_ id: JobID) {
        guard let job = waiting.removeValue(forKey: id) else { return }
        parked.remove(id)
        let project = job.request.project
        let former = lines[project]?.first
        lines[project]?.removeAll { $0 == id }
        if lines[project]?.isEmpty ?? false { lines[project] = nil }
        refresh(project, former: former)
    }

    private mutating func free(_ project: ProjectName) {
        busyProjects.remove(project)
        refresh(project)
    }

    /// Brings ``ready`` up to date for one project. A later job of a project never overtakes an earlier one, also while
    /// that one is parked.
    private mutating func refresh(_ project: ProjectName, former: JobID? = nil) {
        let head = lines[project]?.first
        for id in [former, head].compactMap({ $0 }) {
            let place = placeInReady(id)
            if place < ready.endIndex, ready[place] == id { ready.remove(at: place) }
        }
        guard let head, !busyProjects.contains(project), !parked.contains(head) else { return }
        ready.insert(head, at: placeInReady(head))
    }

    /// The first place whose job is not older than `id`, by halving.
    private func placeInReady(_ id: JobID) -> Int {
        var low = ready.startIndex
        var high = ready.endIndex
        while low < high {
            let middle = (low + high) / 2
            if ready[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    package static func == (left: JobQueue, right: JobQueue) -> Bool {
        left.bound == right.bound && left.waiting == right.waiting && left.running == right.running
            && left.parked == right.parked && left.cancels.mapValues(\.cancel) == right.cancels.mapValues(\.cancel)
            && left.cancels.mapValues(\.targets) == right.cancels.mapValues(\.targets)
    }
}
