package import Domain

/// A host with AppJail and Director, as a value: its projects, jails, locks, logs, and the runners at work.
///
/// It has a time of its own, which ``advance(to:)`` moves; all that happens follows from the orders, the behaviour and
/// the time. Everything but the behaviour can be stored and restored, and then goes on as if nothing had been.
/// Source: node contract, sections 4, 5 and 13.
package struct HostModel: Equatable, Sendable {
    /// What the host is like, whatever its behaviour.
    package struct Settings: Equatable, Sendable {
        /// Makes the names of jails differ from host to host.
        package var name: String
        package var processors: Int
        /// The most that is kept of each output of a command. Default 64 KiB.
        package var outputLimit: Int
        /// How long Director gets after SIGTERM before it is killed. Default 10 s.
        package var killGrace: Duration
        /// How long the `describe` gets that ends a run. Default 60 s.
        package var describeLimit: Duration
        /// How many outcomes that nobody discarded are kept; the oldest go first. Default 1,000.
        package var outcomeLimit: Int

        package init(
            name: String = "sandbox", processors: Int = 4, outputLimit: Int = 64 * 1024,
            killGrace: Duration = .seconds(10), describeLimit: Duration = .seconds(60), outcomeLimit: Int = 1_000
        ) {
            self.name = name
            self.processors = processors
            self.outputLimit = outputLimit
            self.killGrace = killGrace
            self.describeLimit = describeLimit
            self.outcomeLimit = outcomeLimit
        }
    }

    /// Where Director keeps its logs.
    static let directorLogRoot = "/root/.director/logs"

    package let settings: Settings
    package var behaviour: HostBehaviour
    package internal(set) var now: WallTime
    var projects: [String: ModelledProject] = [:]
    var jails: [String: ModelledJail] = [:]
    /// In the order in which they were started.
    var runs: [DetachedRun] = []
    /// Directors whose runner was killed under them.
    var orphans: [DirectorProcess] = []
    var logs = HostLogs()
    var lastPID = 1_000
    /// How many jails were ever named by Director.
    var namedJails = 0
    /// What observers were not told of yet.
    var changes = ChangeLog<HostChange>()

    package init(now: WallTime, settings: Settings = .init(), behaviour: HostBehaviour = .init()) {
        self.now = now
        self.settings = settings
        self.behaviour = behaviour
    }

    /// What changed since the last call.
    mutating func takeChanges() -> [HostChange] { changes.take() }

    // MARK: Projects

    /// All projects, by name.
    package var projectNames: [String] { projects.keys.sorted() }

    /// - Returns: `nil` when there is no such project.
    package func description(of name: String) -> ProjectDescription? {
        guard let project = projects[name] else { return nil }
        let rule = behaviour.rule(forProject: name)
        let services = project.file.services.map { service in
            let jail = project.jails[service.name] ?? ""
            let status = rule.status(ofService: service.name) ?? status(ofJail: jail)
            return ProjectDescription.Service(name: service.name, status: status, jail: jail)
        }
        return ProjectDescription(
            name: name, state: rule.state ?? project.state.rawValue.uppercased(), lastLog: project.lastLog,
            isLocked: rule.isLocked ?? (project.lockHolder != nil), services: services)
    }

    /// What `appjail status -q` returns.
    func status(ofJail name: String) -> Int {
        if let status = behaviour.rule(forJail: name).status { return status }
        guard let jail = jails[name] else { return 66 }
        return jail.isRunning ? 0 : 1
    }

    /// Whether a process of that number runs.
    func isAlive(_ pid: Int) -> Bool {
        orphans.contains { $0.pid == pid } || runs.contains { $0.process?.pid == pid }
    }

    package enum CancelResult: Equatable, Sendable {
        /// The `up` was told to end, or there was none.
        case done
        case noSuchProject
        /// The recorded process is gone: status 70.
        case processGone(pid: Int)
    }

    /// `appjail-director cancel`. Source: node contract, section 4.6.
    package mutating func cancel(_ name: String) -> CancelResult {
        guard let project = projects[name] else { return .noSuchProject }
        guard project.state == .unfinished, let pid = project.pid else { return .done }
        guard isAlive(pid) else { return .processGone(pid: pid) }
        projects[name]?.pid = nil
        terminate(pid)
        return .done
    }

    package mutating func releaseStaleLock(of name: String) -> LockFinding {
        guard let holder = projects[name]?.lockHolder else { return .notLocked }
        guard !isAlive(holder) else { return .held }
        projects[name]?.lockHolder = nil
        return .released
    }

    // MARK: Jails

    /// All jails, by name.
    package var jailNames: [String] { jails.keys.sorted() }

    package func jail(_ name: String) -> ModelledJail? { jails[name] }

    /// - Returns: The keywords that AppJail knows, in the order of `keywords`.
    package func record(ofJail name: String, keywords: [String]) -> JailRecord? {
        guard let jail = jails[name], let typed = JailName(name), status(ofJail: name) != 66 else { return nil }
        let rule = behaviour.rule(forJail: name)
        let isRunning = status(ofJail: name) == 0
        var info = JSONObject()
        for keyword in keywords {
            let value = rule.keywords[keyword] ?? jail.keyword(keyword, isRunning: isRunning)
            if let value { info[keyword] = .string(value) }
        }
        return JailRecord(name: typed, info: info, isRunning: isRunning)
    }

    /// - Returns: Nothing for a jail that does not run.
    package func statistics(ofJail name: String, counters: [String]) -> [(name: String, value: Int)] {
        guard status(ofJail: name) == 0 else { return [] }
        let rule = behaviour.rule(forJail: name)
        let started = jails[name]?.started ?? now
        let seconds = Int(now.since(started).inSeconds)
        return counters.compactMap { counter in
            let value = rule.statistics[counter] ?? JailStatistics.value(of: counter, jail: name, seconds: seconds)
            return value.map { (name: counter, value: $0) }
        }
    }

    /// As AppJail prints it, `0, 1, 2, 3`; `nil` for a jail that does not run.
    package func cpuset(ofJail name: String) -> String? {
        guard status(ofJail: name) == 0 else { return nil }
        if let set = behaviour.rule(forJail: name).cpuset { return set }
        if let set = jails[name]?.options.last(where: { $0.name == "cpuset" })?.value { return set }
        return (0..<max(settings.processors, 1)).map { String($0) }.joined(separator: ", ")
    }

    package func extras(_ kind: JailExtra, ofJail name: String, keywords: [String]) -> [JSONValue] {
        (jails[name]?.entries(kind) ?? []).map { $0.json(keywords: keywords) }
    }

    /// The ports that jails take on an interface, with the project that each is for.
    func exposedPorts(on interface: String) -> [(ports: ClosedRange<Int>, project: String?)] {
        var owners: [String: String] = [:]
        for name in projectNames { for jail in (projects[name]?.jails ?? [:]).values { owners[jail] = name } }
        return jailNames.flatMap { name in
            (jails[name]?.exposedPorts(on: interface) ?? []).map { (ports: $0, project: owners[name]) }
        }
    }

    // MARK: Logs

    package var directorLogs: JSONObject { HostLogs.tree(logs.director) }

    package var jailLogs: JSONObject {
        logs.jails.isEmpty ? JSONObject() : ["jails": .object(HostLogs.tree(logs.jails))]
    }

    package func directorLog(date: String, service: String?, file: String) -> String? {
        logs.directorText(date: date, service: service, file: file)
    }

    package func jailLog(type: String, entity: String, subtype: String, file: String) -> String? {
        type == "jails" ? logs.jailText(entity, subtype: subtype, file: file) : nil
    }
}
