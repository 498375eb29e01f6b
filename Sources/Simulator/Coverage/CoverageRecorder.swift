import Domain

/// Follows the machines of the engine from outside and records which of their pairs happen.
struct CoverageRecorder: Sendable {
    private(set) var coverage = Coverage()

    private struct Link: Hashable {
        let from: String
        let to: String
    }

    private struct Neighbour {
        var failures = 0
        var hiddenUntil: Duration?
        var increase = Duration.zero
        var lastFailure: Duration?
    }

    private struct Project: Hashable {
        let node: String
        let name: ProjectName
    }

    private let scenario: Scenario
    private let children: [String: [String]]
    private var jobs: [String: [JobID: String]] = [:]
    private var runs: [String: [RunTicket: String]] = [:]
    private var queued: [Project: Int] = [:]
    private var running: [Project: Int] = [:]
    private var processes: [String: String] = [:]
    private var neighbours: [Link: Neighbour] = [:]
    private var items: [String: Set<MetadataKey>] = [:]
    private var jails: [String: Set<String>] = [:]
    private var schedules: [String: [PollingWatch.Entity: PollingWatch]] = [:]
    /// Requests under way from the present processes to their neighbours, and whether they are for these themselves.
    private var sent: [Int: (from: String, isDirect: Bool)] = [:]

    init(_ scenario: Scenario) {
        self.scenario = scenario
        children = Dictionary(
            scenario.topology.servers.map { server in
                (server.name.text, scenario.topology.children(of: server.name).map(\.name.text))
            }, uniquingKeysWith: { $1 })
    }

    mutating func observe(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) {
        let faults = world.faults
        switch event {
        case .job(let node, let change):
            observe(change, on: node, faults)
            guard change.kind != .cancel else { return }
            switch change.to {
            case .queued: break
            // A job is about to change what is there, or has changed it.
            case .running: for entity in PollingWatch.Entity.allCases { ask(entity, of: node, at: time, faults) }
            case .ended: ask(.jails, of: node, at: time, faults)
            }
        case .host(let node, let change): observe(change, on: node, faults)
        case .process(let node, _, let change): observe(change, on: node, faults)
        case .message(let message): observe(message, at: time, faults)
        case .answered(let answer):
            observe(answer, at: time, faults)
            for entity in PollingWatch.Entity.allCases where entity.isAsked(by: answer) {
                ask(entity, of: answer.node, at: time, faults)
            }
        case .metadata(let node, let key, let value):
            let isThere = items[node]?.contains(key) == true
            let event = value == nil ? "deleted" : isThere ? "replaced" : "created"
            reach("item", isThere ? "present" : "absent", event, faults)
            if value == nil { items[node]?.remove(key) } else { items[node, default: []].insert(key) }
        case .namespace, .note, .journal, .command, .entry, .violated: break
        }
    }

    private mutating func reach(_ machine: String, _ state: String, _ event: String, _ faults: FaultSet) {
        coverage.reach(Coverage.Pair(machine, state, event), during: faults)
    }

    // MARK: - Polling

    /// A server looks at its host.
    mutating func observe(_ call: PortCall, of node: String, at time: Duration, _ faults: FaultSet) {
        guard let entity = PollingWatch.Entity(call) else { return }
        var watch = schedules[node]?[entity] ?? PollingWatch()
        if let state = watch.look(at: time) { reach("polling", state, "looks", faults) }
        schedules[node, default: [:]][entity] = watch
    }

    private mutating func ask(_ entity: PollingWatch.Entity, of node: String, at time: Duration, _ faults: FaultSet) {
        guard var watch = schedules[node]?[entity] else { return }
        if let state = watch.ask(at: time) { reach("polling", state, "is asked", faults) }
        schedules[node]?[entity] = watch
    }

    // MARK: - Jobs and runs

    private mutating func observe(_ change: JobChange, on node: String, _ faults: FaultSet) {
        let project = Project(node: node, name: change.project)
        if change.from == nil {
            reach("project", state(of: project), change.kind.rawValue, faults)
            jobs[node, default: [:]][change.job] = "queued"
            if change.kind != .cancel { queued[project, default: 0] += 1 }
            return
        }
        let state = jobs[node]?[change.job] ?? "queued"
        let event: String
        switch change.to {
        case .queued:
            event = "is queued again"
            jobs[node]?[change.job] = "queued"
        case .running:
            event = "begins"
            jobs[node]?[change.job] = "running"
        case .ended(let end):
            event =
                ["completed": "completes", "incompleted": "incompletes", "failed": "fails"][end.rawValue]
                ?? "is cancelled"
            jobs[node]?[change.job] = "ended"
        }
        // A cancel is no run: it ends as completed without ever running.
        guard change.kind != .cancel else { return }
        reach("job", state, event, faults)
        switch change.to {
        case .running:
            reach("project", self.state(of: project), "job begins", faults)
            if state == "queued" {
                queued[project, default: 1] -= 1
                running[project, default: 0] += 1
            }
        case .queued:
            if state == "running" {
                running[project, default: 1] -= 1
                queued[project, default: 0] += 1
            }
        case .ended:
            reach("project", self.state(of: project), "job ends", faults)
            if state == "running" { running[project, default: 1] -= 1 } else { queued[project, default: 1] -= 1 }
        }
    }

    private func state(of project: Project) -> String {
        switch ((running[project] ?? 0) > 0, (queued[project] ?? 0) > 0) {
        case (true, true): "running and waiting"
        case (true, false): "running"
        case (false, true): "waiting"
        case (false, false): "idle"
        }
    }

    private mutating func observe(_ change: HostChange, on node: String, _ faults: FaultSet) {
        switch change {
        case .runStarted(let ticket, _): runs[node, default: [:]][ticket] = "at work"
        case .runToldToEnd: reach("run", "at work", "is told to end", faults)
        case .runEnded(let ticket):
            reach("run", "at work", "ends", faults)
            runs[node]?[ticket] = "over"
        case .runLost(let ticket):
            reach("run", "at work", "is killed", faults)
            runs[node]?[ticket] = "over"
        case .runDiscarded(let ticket):
            reach("run", "over", "is forgotten", faults)
            runs[node]?[ticket] = nil
        case .jailCreated(let jail, _):
            reach("jail", jails[node]?.contains(jail) == true ? "present" : "absent", "created", faults)
            jails[node, default: []].insert(jail)
        case .jailRemoved(let jail):
            reach("jail", "present", "removed", faults)
            jails[node]?.remove(jail)
        case .jailDisowned: break
        }
    }

    // MARK: - Processes

    private mutating func observe(_ change: ProcessChange, on node: String, _ faults: FaultSet) {
        let state = processes[node] ?? "down"
        switch change {
        case .starts:
            reach("process", state, "starts", faults)
            processes[node] = "up"
            schedules[node] = nil
            for child in children[node] ?? [] { neighbours[Link(from: node, to: child)] = nil }
            for job in Set((jobs[node] ?? [:]).values) { reach("job", job, "process starts", faults) }
            for run in Set((runs[node] ?? [:]).values) { reach("run", run, "process starts", faults) }
            if items[node]?.isEmpty == false { reach("item", "present", "process starts", faults) }
            reach("item", "absent", "process starts", faults)
        case .killed:
            sent = sent.filter { $0.value.from != node }
            reach("process", state, "is killed", faults)
            processes[node] = "down"
            for job in Set((jobs[node] ?? [:]).values) { reach("job", job, "process is killed", faults) }
            for run in Set((runs[node] ?? [:]).values) { reach("run", run, "process is killed", faults) }
        case .pauses:
            reach("process", state, "pauses", faults)
            processes[node] = "paused"
        case .resumes:
            reach("process", state, "resumes", faults)
            processes[node] = "up"
        case .ends: processes[node] = "down"
        }
    }

    // MARK: - Neighbours

    private mutating func observe(_ message: MessageEvent, at time: Duration, _ faults: FaultSet) {
        if case .arrived = message.phase {
            reach("process", processes[message.to] ?? "up", "request arrives", faults)
        }
        guard children[message.from] != nil else { return }
        switch message.phase {
        case .sent(_, let target):
            sent[message.number] = (from: message.from, isDirect: !target.hasPrefix("/v1/chain/"))
        case .answered(let status):
            guard let request = sent.removeValue(forKey: message.number) else { return }
            settle(message, isSuccess: !(request.isDirect && [502, 503, 504].contains(status)), at: time, faults)
        case .failed, .timedOut:
            guard sent.removeValue(forKey: message.number) != nil else { return }
            settle(message, isSuccess: false, at: time, faults)
        default: break
        }
    }

    private mutating func settle(_ message: MessageEvent, isSuccess: Bool, at time: Duration, _ faults: FaultSet) {
        let link = Link(from: message.from, to: message.to)
        reach("neighbour", state(of: link, at: time), isSuccess ? "success" : "failure", faults)
        if isSuccess {
            neighbours[link] = nil
        } else {
            let settings = scenario.settings.smartTimeouts
            var neighbour = neighbours[link] ?? Neighbour()
            if neighbour.failures > 0 {
                neighbour.increase = min(neighbour.increase + settings.increase, settings.largestIncrease)
            }
            neighbour.failures += 1
            if neighbour.failures >= settings.failures {
                neighbour.hiddenUntil = time + settings.interval + neighbour.increase
            }
            neighbours[link] = neighbour
        }
    }

    private func state(of link: Link, at time: Duration) -> String {
        guard let neighbour = neighbours[link] else { return "clear" }
        guard let until = neighbour.hiddenUntil else { return "failed once" }
        return time < until ? "hidden" : "expired"
    }

    private mutating func observe(_ answer: AnswerEvent, at time: Duration, _ faults: FaultSet) {
        reach("process", processes[answer.node] ?? "up", "answers", faults)
        if answer.target == "/v1/chains", answer.status == 200 {
            let listed = (answer.body?["chains"]?.array ?? []).compactMap(\.string)
            for child in children[answer.node] ?? [] {
                let state = state(of: Link(from: answer.node, to: child), at: time)
                let isListed = listed.contains(child)
                // The model is a bystander: between a failure and the engine's knowledge of it they differ.
                if (state == "hidden" && isListed) || (state == "clear" && !isListed) { continue }
                reach("neighbour", state, isListed ? "listed" : "left out", faults)
            }
        }
        let prefix = "/v1/metadata/"
        guard answer.method == "GET", answer.target.hasPrefix(prefix),
            let key = MetadataKey(String(answer.target.dropFirst(prefix.count)))
        else { return }
        let isThere = items[answer.node]?.contains(key) == true
        if answer.status == 200 && isThere { reach("item", "present", "read", faults) }
        if answer.status == 404 && !isThere { reach("item", "absent", "not found", faults) }
    }
}
