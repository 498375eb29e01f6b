import Domain

/// A job waits for something that can be named: an earlier job of its project, a free place, the short pause after an
/// attempt that came to nothing, or a server that is not well. It does not wait because somebody forgot it.
package struct WaitsHaveReasons: Invariant {
    package static let promise = Promise.l7

    /// The jobs of one project on one server.
    private struct Line {
        var waiting: Set<JobID> = []
        var running: Set<JobID> = []
        /// Since when its first job could begin; `nil` while it cannot.
        var since: Duration?
    }

    private struct Server {
        var lines: [ProjectName: Line] = [:]
        var running = 0
    }

    /// The longest pause between two attempts, and ample time to begin a job on a machine that is well.
    private static let longest = Duration.seconds(45)
    /// How often waits are looked at.
    private static let rounds = Duration.seconds(10)

    private let places: Int
    private var servers: [String: Server] = [:]
    private var next = Duration.zero

    package init(_ scenario: Scenario) { places = scenario.settings.parallelJobs }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .job(let node, let change) where change.kind != .cancel: follow(change, on: node, at: time)
        case .process(let node, _, _): begin(on: node, at: time)
        case .entry(_, false, _):
            // What was wrong until now is told before it is over.
            for node in world.harmed { begin(on: node, at: time) }
        default: break
        }
        guard time >= next else { return nil }
        next = time + Self.rounds
        return look(at: time, world)
    }

    private mutating func follow(_ change: JobChange, on node: String, at time: Duration) {
        var server = servers[node] ?? Server()
        var line = server.lines[change.project] ?? Line()
        let wasFull = server.running >= places
        line.waiting.remove(change.job)
        if line.running.remove(change.job) != nil { server.running -= 1 }
        switch change.to {
        case .queued: line.waiting.insert(change.job)
        case .running:
            line.running.insert(change.job)
            server.running += 1
        case .ended: break
        }
        line.since = nil
        server.lines[change.project] = line.waiting.isEmpty && line.running.isEmpty ? nil : line
        let isFull = server.running >= places
        if isFull != wasFull {
            for project in server.lines.keys { server.lines[project]?.since = nil }
        }
        servers[node] = server
        if isFull == wasFull { count(change.project, on: node, from: time) } else { begin(on: node, at: time) }
    }

    /// Counts all waits on a server anew.
    private mutating func begin(on node: String, at time: Duration) {
        for project in (servers[node]?.lines ?? [:]).keys {
            servers[node]?.lines[project]?.since = nil
            count(project, on: node, from: time)
        }
    }

    private mutating func count(_ project: ProjectName, on node: String, from time: Duration) {
        guard let server = servers[node], server.running < places, let line = server.lines[project],
            line.running.isEmpty, !line.waiting.isEmpty
        else { return }
        servers[node]?.lines[project]?.since = time
    }

    private mutating func look(at time: Duration, _ world: any WorldSight) -> Finding? {
        let isLate = { (line: Line) in time - (line.since ?? time) > Self.longest }
        // Mostly there is none; only those that are found have to be told in order.
        for node in servers.filter({ $0.value.lines.values.contains(where: isLate) }).keys.sorted() {
            let late = (servers[node]?.lines ?? [:]).filter { isLate($0.value) }
            guard let project = late.keys.min(), let line = late[project], let job = line.waiting.min() else {
                continue
            }
            guard world.isSound(node) else {
                begin(on: node, at: time)
                continue
            }
            return Finding(
                node: node,
                "job \(job) of \(project) waits on \(node) for \(time - (line.since ?? time)), with a place free and no earlier job of it at work"
            )
        }
        return nil
    }
}
