import Domain

/// Soon after a job has ended, a server lists the jails that the job left and none of those that it took away.
///
/// Judged where nothing keeps the server from looking: AppJail answers at once, and the job was short enough for somebody
/// to be still interested.
package struct JailsAreSeenSoon: Invariant {
    package static let promise = Promise.l2

    /// What a server knows of its jails at the latest some seconds after a job has ended.
    private struct Known {
        let since: Duration
        var there: Set<String>
        var gone: Set<String>
    }

    /// A look that is under way when the job ends, a second of rest, and a look after that.
    private static let latest = Duration.seconds(5)
    /// As long as a server looks in every round after a job began.
    private static let interest = Duration.seconds(150)

    private let isJudged: Bool
    private var jails: [String: Set<String>] = [:]
    /// Jails that went since the last job ended.
    private var gone: [String: Set<String>] = [:]
    private var begun: [String: [JobID: Duration]] = [:]
    private var known: [String: Known] = [:]

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
        case .host(let node, .jailRemoved(let jail)):
            jails[node]?.remove(jail)
            gone[node, default: []].insert(jail)
            known[node]?.there.remove(jail)
        case .process(let node, _, _):
            known[node] = nil
            begun[node] = nil
        case .entry(_, false, _):
            // What was wrong until now is told before it is over.
            for node in world.harmed { known[node] = nil }
        case .job(let node, let change): follow(change, on: node, at: time)
        case .answered(let answer): return judge(answer, at: time, world)
        default: break
        }
        return nil
    }

    private mutating func follow(_ change: JobChange, on node: String, at time: Duration) {
        switch change.to {
        case .queued: begun[node]?[change.job] = nil
        case .running: begun[node, default: [:]][change.job] = time
        case .ended:
            guard let began = begun[node]?.removeValue(forKey: change.job) else { return }
            guard time - began < Self.interest else { return known[node] = nil }
            known[node] = Known(since: time, there: jails[node] ?? [], gone: gone[node] ?? [])
            gone[node] = nil
        }
    }

    private func judge(_ answer: AnswerEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard answer.method == "GET", answer.target == "/v1/jails", answer.status == 200,
            let known = known[answer.node], time - known.since > Self.latest, world.isSound(answer.node)
        else { return nil }
        let listed = Set((answer.body?["jails"]?.array ?? []).compactMap(\.string))
        let age = time - known.since
        if let jail = known.there.subtracting(listed).min() {
            return Finding(
                node: answer.node, "\(answer.node) does not list the jail \(jail) \(age) after a job that left it ended"
            )
        }
        guard let jail = known.gone.intersection(listed).min() else { return nil }
        return Finding(
            node: answer.node, "\(answer.node) lists the jail \(jail) \(age) after a job that took it away ended")
    }
}
