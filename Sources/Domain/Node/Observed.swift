/// What this node last saw of its jails and projects, and who asked when.
package actor Observed {
    /// What is looked at on its own schedule.
    package enum Entity: Hashable, Sendable, CaseIterable { case jails, statistics, projects }

    private let clock: any Timekeeper
    private var schedules: EachEntity<AdaptivePolling>
    /// Ends the pauses of the rounds early.
    private let wakeups: EachEntity<any Wakeup>
    private var jails: [JailRecord]?
    private var counters: [JailName: [(name: String, value: Int)]] = [:]
    private var projects: [String: ProjectDescription]?
    /// When a project was last seen by other means than a whole look around.
    private var touchedProjects: [String: Duration] = [:]

    package init(_ settings: AdaptivePolling.Settings, clock: any WakingTimekeeper) {
        self.clock = clock
        schedules = EachEntity { AdaptivePolling(settings: settings) }
        wakeups = EachEntity { clock.wakeup() }
    }

    // MARK: - Schedules

    package func shouldPoll(_ entity: Entity) -> Bool {
        schedules[entity].shouldPoll(now: clock.uptime)
    }

    /// Somebody asked, or a job begins. Whoever asks after a quiet time gets what was seen last, and the next look begins
    /// at once.
    package func requested(_ entities: [Entity]) async {
        let now = clock.uptime
        for entity in entities where schedules[entity].requested(now: now) { await wakeups[entity].set() }
    }

    /// A job has ended: its jails are looked at soon, however long it took.
    package func jailsChanged() async {
        schedules[.jails].requested(now: clock.uptime)
        await wakeups[.jails].set()
    }

    /// Rests between two rounds: `round`, or for as long as no round would look, but no longer than until somebody asks
    /// after a quiet time or a job has ended, and no shorter than `least`.
    ///
    /// - Returns: Whether the next round looks.
    /// - Throws: `CancellationError` when the task was cancelled.
    package func rest(
        of entity: Entity, least: Duration, round: Duration, skew: Duration
    ) async throws(CancellationError) -> Bool {
        let pause = max(round, least, schedules[entity].quiet(now: clock.uptime)) + skew
        try await wakeups[entity].wait(atLeast: least, atMost: pause)
        return shouldPoll(entity)
    }

    // MARK: - Jails

    /// `nil` when the jails were never seen.
    package func jailNames() -> [JailName]? { jails?.map(\.name) }

    package func jail(_ name: JailName) -> JailRecord? { jails?.first { $0.name == name } }

    package func runningJails() -> [JailName] { (jails ?? []).filter(\.isRunning).map(\.name) }

    package func saw(jails seen: [JailRecord]) {
        jails = seen
        let running = Set(seen.filter(\.isRunning).map(\.name))
        counters = counters.filter { running.contains($0.key) }
    }

    package func saw(counters seen: [(name: String, value: Int)], of jail: JailName) { counters[jail] = seen }

    package func counters(of jail: JailName) -> JSONObject {
        JSONObject((counters[jail] ?? []).map { (name: $0.name, value: .integer($0.value)) })
    }

    /// The sum of every counter over all jails, in the order first seen.
    package func counterTotals() -> JSONObject {
        var order: [String] = []
        var sums: [String: Int] = [:]
        for name in counters.keys.sorted() {
            for counter in counters[name] ?? [] {
                if sums[counter.name] == nil { order.append(counter.name) }
                sums[counter.name] = (sums[counter.name] ?? 0) &+ counter.value
            }
        }
        return JSONObject(order.map { (name: $0, value: .integer(sums[$0] ?? 0)) })
    }

    // MARK: - Projects

    /// Names, sorted; `nil` when the projects were never seen.
    package func projectNames() -> [String]? { projects?.keys.sorted() }

    package func project(_ name: ProjectName) -> ProjectDescription? { projects?[name.text] }

    /// A look around that began at `began` found these projects and no others. What a job has reported since is newer
    /// and stays.
    package func saw(projects seen: [ProjectDescription], began: Duration) {
        var merged = Dictionary(seen.map { ($0.name, $0) }) { first, _ in first }
        for (name, time) in touchedProjects where time >= began { merged[name] = projects?[name] }
        touchedProjects = touchedProjects.filter { $0.value >= began }
        projects = merged
    }

    /// A job has ended: this is what Director says of its project now.
    package func saw(project: ProjectName, _ finding: JobVerdict.Finding) {
        switch finding {
        case .present(let description):
            projects?[project.text] = description
        case .absent: projects?[project.text] = nil
        case .unknown: return
        }
        touchedProjects[project.text] = clock.uptime
    }
}
