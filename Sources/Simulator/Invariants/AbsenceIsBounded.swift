import Domain

/// A chain is left out of a list only after failed calls, and no longer than the settings say: the basic time, and for
/// each further failure that tells a new story the increase, up to the largest.
package struct AbsenceIsBounded: Invariant {
    package static let promise = Promise.l3

    private struct Link: Hashable {
        let from: String
        let to: String
    }

    /// What a server may hold against one below it.
    private struct Record {
        var increase: Duration
        var last: Duration
    }

    private let settings: ScenarioSettings
    private let children: [String: [String]]
    /// Whether the tree changes, so that a server may rightly be out of it.
    private let changes: Bool
    private var sent: [Int: (at: Duration, isDirect: Bool)] = [:]
    private var records: [Link: Record] = [:]

    package init(_ scenario: Scenario) {
        settings = scenario.settings
        children = Dictionary(
            scenario.topology.servers.map { server in
                (server.name.text, scenario.topology.children(of: server.name).map(\.name.text))
            }, uniquingKeysWith: { $1 })
        changes =
            scenario.topology.servers.contains(where: \.isAbsent)
            || scenario.steps.contains { [.add, .remove].contains($0.action.kind) }
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .message(let message): note(message, at: time)
        case .process(let node, _, .starts), .process(let node, _, .killed):
            for child in children[node] ?? [] { records[Link(from: node, to: child)] = nil }
        case .process(let node, _, .resumes):
            // What failed meanwhile is counted only now.
            for child in children[node] ?? [] { records[Link(from: node, to: child)]?.last = time }
        case .answered(let answer) where answer.target == "/v1/chains" && answer.status == 200:
            return judge(answer, at: time)
        default: break
        }
        return nil
    }

    private mutating func note(_ message: MessageEvent, at time: Duration) {
        let link = Link(from: message.from, to: message.to)
        switch message.phase {
        case .sent(_, let target): sent[message.number] = (time, !target.hasPrefix("/v1/chain/"))
        case .answered(let status):
            guard let began = sent.removeValue(forKey: message.number) else { return }
            if began.isDirect && status != 200 {
                if [401, 502, 503, 504].contains(status) { fail(link, began: began.at, at: time) }
            } else {
                records[link] = nil
            }
        case .failed, .timedOut:
            guard let began = sent.removeValue(forKey: message.number) else { return }
            fail(link, began: began.at, at: time)
        case .swallowed, .requestLost, .doubled, .arrived, .requestCutOff, .answerLost, .answerCutOff, .readSlowly,
            .late:
            break
        }
    }

    private mutating func fail(_ link: Link, began: Duration, at time: Duration) {
        guard var record = records[link] else {
            records[link] = Record(increase: .zero, last: time)
            return
        }
        if began > record.last {
            let timeouts = settings.smartTimeouts
            record.increase = min(record.increase + timeouts.increase, timeouts.largestIncrease)
        }
        record.last = time
        records[link] = record
    }

    private func judge(_ answer: AnswerEvent, at time: Duration) -> Finding? {
        guard !changes else { return nil }
        let listed = (answer.body?["chains"]?.array ?? []).compactMap(\.string)
        for child in children[answer.node] ?? [] where !listed.contains(child) {
            guard let record = records[Link(from: answer.node, to: child)] else { continue }
            let bound = max(settings.smartTimeouts.interval + record.increase, silence)
            // Clocks that drift by as much as a scenario may say, and the time that an answer takes to be looked at.
            guard time - record.last > bound * 10 / 9 + .seconds(2) else { continue }
            return Finding(
                node: answer.node,
                "\(answer.node) does not list \(child), \(time - record.last) after its last call there failed; at most \(bound) are allowed"
            )
        }
        return nil
    }

    /// How long a ping that was not answered counts.
    private var silence: Duration {
        let skew = NodeConfiguration.Polling().skew.upperBound
        return settings.heartbeat.map { ($0 + .seconds(skew)) * 3 + settings.timeLimit } ?? .zero
    }
}
