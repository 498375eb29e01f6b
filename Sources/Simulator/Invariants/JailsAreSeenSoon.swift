import Domain

/// Soon after a job has ended, a server lists the jails that the job left and none of those that it took away; and a round
/// after somebody asked, whatever came or went until then, however long nobody had asked before.
///
/// Judged where nothing keeps the server from looking: AppJail answers at once.
package struct JailsAreSeenSoon: Invariant {
    package static let promise = Promise.l2

    /// What a server knows of its jails at the latest some seconds after a job has ended, or a round after it was asked.
    private struct Known {
        let since: Duration
        var there: Set<String>
        var gone: Set<String>
    }

    /// A look that is under way when the job ends, a second of rest, and a look after that.
    private static let latest = Duration.seconds(5)
    /// The longest pause between two rounds while somebody asks, and a look.
    private static let round = Duration.seconds(20)

    private let isJudged: Bool
    private var jails: [String: Set<String>] = [:]
    /// Jails that went and have not come again.
    private var gone: [String: Set<String>] = [:]
    private var begun: [String: Set<JobID>] = [:]
    private var known: [String: Known] = [:]
    private var asked: [String: Known] = [:]

    package init(_ scenario: Scenario) {
        let hosts = [scenario.settings.host] + scenario.topology.servers.compactMap(\.host)
        let actions = scenario.steps.map(\.action) + scenario.faults.map(\.action)
        isJudged = hosts.allSatisfy { $0.appjail == .ok } && !actions.contains { $0.kind == .host }
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard isJudged else { return nil }
        switch event {
        case .host(let node, .jailCreated(let jail, _)):
            jails[node, default: []].insert(jail)
            gone[node]?.remove(jail)
            known[node]?.gone.remove(jail)
            asked[node]?.gone.remove(jail)
        case .host(let node, .jailRemoved(let jail)):
            jails[node]?.remove(jail)
            gone[node, default: []].insert(jail)
            known[node]?.there.remove(jail)
            asked[node]?.there.remove(jail)
        case .process(let node, _, _):
            known[node] = nil
            asked[node] = nil
            begun[node] = nil
        case .entry(_, false, _):
            // What was wrong until now is told before it is over.
            for node in world.harmed {
                known[node] = nil
                asked[node] = nil
            }
        case .job(let node, let change): follow(change, on: node, at: time)
        case .answered(let answer): return judge(answer, at: time, world)
        default: break
        }
        return nil
    }

    private mutating func follow(_ change: JobChange, on node: String, at time: Duration) {
        switch change.to {
        case .queued: begun[node]?.remove(change.job)
        case .running: begun[node, default: []].insert(change.job)
        case .ended:
            guard begun[node]?.remove(change.job) != nil else { return }
            known[node] = Known(since: time, there: jails[node] ?? [], gone: gone[node] ?? [])
        }
    }

    private mutating func judge(_ answer: AnswerEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        let node = answer.node
        guard answer.method == "GET", answer.target == "/v1/jails", answer.status == 200, world.isSound(node) else {
            return nil
        }
        let listed = Set((answer.body?["jails"]?.array ?? []).compactMap(\.string))
        if let known = known[node], time - known.since > Self.latest,
            let wrong = difference(listed, known, on: node, "\(time - known.since) after a job ended")
        {
            return wrong
        }
        if let known = asked[node] {
            guard time - known.since > Self.round else { return nil }
            if let wrong = difference(listed, known, on: node, "\(time - known.since) after somebody asked") {
                return wrong
            }
        }
        asked[node] = Known(since: time, there: jails[node] ?? [], gone: gone[node] ?? [])
        return nil
    }

    private func difference(_ listed: Set<String>, _ known: Known, on node: String, _ when: String) -> Finding? {
        if let jail = known.there.subtracting(listed).min() {
            return Finding(node: node, "\(node) does not list the jail \(jail), which was there, \(when)")
        }
        guard let jail = known.gone.intersection(listed).min() else { return nil }
        return Finding(node: node, "\(node) lists the jail \(jail), which was gone, \(when)")
    }
}
