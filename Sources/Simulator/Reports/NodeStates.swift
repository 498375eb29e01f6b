import Domain

/// What every server was up to at a moment of a run, as far as the kept lines tell.
package struct NodeStates: Sendable {
    enum Process: Equatable, Sendable {
        case up(incarnation: Int?)
        case paused(since: Duration)
        case down(since: Duration)
        case absent
        /// No line tells.
        case unknown
    }

    struct Node: Equatable, Sendable {
        let name: String
        /// How far below the root.
        let depth: Int
        var process: Process
        /// What of the plan is under way.
        var faults: [String] = []
        /// Jobs that have not ended, in the order in which they came.
        var open: [JobLife] = []
        var ended: [JobEnd: Int] = [:]
        /// Runs of Director that are alive.
        var runs: [RunTicket] = []
        var jails: [String] = []
        var lastLine: Trace.Line?
    }

    let time: Duration
    /// Lines from before this were not kept.
    let knownFrom: Duration?
    private(set) var nodes: [Node] = []

    /// - Parameter time: Virtual time since the start of the run; what happens at exactly this time counts.
    package init(_ result: RunResult, at time: Duration) {
        self.time = time
        knownFrom = result.events > result.lines.count ? result.lines.first?.at : nil
        let lanes = Lanes(result).lanes.filter { $0.kind == .server }
        let absent = Set(result.scenario.topology.servers.filter(\.isAbsent).map(\.name.text))
        let faults = RunStory(result).entries.filter { !$0.entry.action.kind.isCommand && $0.isUnderWay(at: time) }
        nodes = lanes.map { lane in
            var node = Node(
                name: lane.name, depth: lane.depth, process: absent.contains(lane.name) ? .absent : .unknown)
            node.faults = faults.filter { $0.entry.servers.contains { $0.text == lane.name } }.map(\.text)
            return node
        }
        var positions: [String: Int] = [:]
        for (position, node) in nodes.enumerated() { positions[node.name] = position }
        for line in result.lines where line.at <= time {
            if let position = positions[line.source] { nodes[position].add(line) }
        }
    }

    /// One block a server, in the order of the tree.
    package var text: String {
        var lines = ["At \(RunTime.text(time)):"]
        if let knownFrom { lines.append("Lines from before \(RunTime.text(knownFrom)) were not kept.") }
        for node in nodes {
            let indent = String(repeating: "  ", count: node.depth)
            lines.append(indent + node.name + ": " + node.processText)
            lines += node.facts.map { indent + "    " + Escaping.line($0, limit: 180) }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension NodeStates.Node {
    fileprivate mutating func add(_ line: Trace.Line) {
        switch line.event {
        case .process(_, let incarnation, let change):
            switch change {
            case .starts, .resumes: process = .up(incarnation: incarnation)
            case .killed, .ends: process = .down(since: line.at)
            case .pauses: process = .paused(since: line.at)
            }
        case .job(_, let change): add(change, line.at)
        case .host(_, let change): add(change)
        case .journal:
            lastLine = line
            if process == .unknown { process = .up(incarnation: nil) }
        case .answered(let answer):
            if process == .unknown { process = .up(incarnation: answer.incarnation) }
        case .note, .message, .metadata, .namespace, .command, .entry, .violated: break
        }
    }

    private mutating func add(_ change: JobChange, _ time: Duration) {
        let position = open.firstIndex { $0.job == change.job }
        if case .ended(let end) = change.to {
            ended[end, default: 0] += 1
            if let position { open.remove(at: position) }
        } else if let position {
            open[position].add(change, at: time)
        } else {
            var life = JobLife(node: name, change)
            life.add(change, at: time)
            open.append(life)
        }
    }

    private mutating func add(_ change: HostChange) {
        switch change {
        case .runStarted(let ticket, _): runs.append(ticket)
        case .runEnded(let ticket), .runLost(let ticket), .runDiscarded(let ticket): runs.removeAll { $0 == ticket }
        case .runToldToEnd, .jailDisowned: break
        case .jailCreated(let jail, let project): jails.append("\(jail) of \(project)")
        case .jailRemoved(let jail): jails.removeAll { $0.hasPrefix("\(jail) of ") }
        }
    }

    fileprivate var processText: String {
        switch process {
        case .up(let incarnation): "up" + (incarnation.map { ", process \($0)" } ?? "")
        case .paused(let since): "paused since \(RunTime.text(since))"
        case .down(let since): "down since \(RunTime.text(since))"
        case .absent: "not there yet"
        case .unknown: "no line tells whether it is up"
        }
    }

    fileprivate var facts: [String] {
        var facts = faults.map { "under way: \($0)" }
        facts += open.map { job in
            switch job.state {
            case .running(let attempt):
                "\(job.name): running, attempt \(attempt)"
                    + (job.runs.last.map { ", since \(RunTime.text($0.from))" } ?? "")
            case .queued, .ended: "\(job.name): queued since \(RunTime.text(job.start))"
            }
        }
        let counts = JobEnd.allCases.compactMap { end in ended[end].map { "\($0) \(end.rawValue)" } }
        if !counts.isEmpty { facts.append("ended jobs: \(counts.joined(separator: ", "))") }
        facts += runs.map { "run \($0.job).\($0.attempt) of \($0.project) is alive" }
        if !jails.isEmpty { facts.append("jails: \(jails.joined(separator: ", "))") }
        if let lastLine { facts.append("last said at \(RunTime.text(lastLine.at)): \(lastLine.text)") }
        return facts
    }
}
