import Domain

/// A chain whose last call was a success is listed: success clears its record at once. In the end, every chain that is
/// well is listed.
package struct SuccessListsAgain: Invariant {
    package static let promise = Promise.l3

    private struct Link: Hashable {
        let from: String
        let to: String
    }

    private enum Outcome {
        case success(at: Duration)
        case failure
    }

    private let scenario: Scenario
    private let children: [String: [String]]
    /// The last outcome that the present process of the upper server knows.
    private var outcomes: [Link: Outcome] = [:]
    /// A request under way.
    private struct Flight {
        let from: String
        /// Whether it is for the neighbour itself: then a 5xx counts as its failure.
        let isDirect: Bool
        let isPing: Bool
    }

    /// The requests of the present processes: what comes in for a former one, nobody knows.
    private var flights: [Int: Flight] = [:]
    private var resumed: [String: Duration] = [:]

    package init(_ scenario: Scenario) {
        self.scenario = scenario
        children = Dictionary(
            scenario.topology.servers.map { server in
                (server.name.text, scenario.topology.children(of: server.name).map(\.name.text))
            }, uniquingKeysWith: { $1 })
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .message(let message):
            note(message, at: time)
            return nil
        case .process(let node, _, .starts), .process(let node, _, .killed):
            for child in children[node] ?? [] { outcomes[Link(from: node, to: child)] = nil }
            flights = flights.filter { $0.value.from != node }
            return nil
        case .process(let node, _, .pauses), .process(let node, _, .resumes):
            resumed[node] = time
            return nil
        case .answered(let answer) where answer.target == "/v1/chains" && answer.status == 200:
            return judge(answer, at: time)
        default: return nil
        }
    }

    private mutating func note(_ message: MessageEvent, at time: Duration) {
        let link = Link(from: message.from, to: message.to)
        switch message.phase {
        case .sent(_, let target):
            guard children[message.from]?.contains(message.to) == true else { return }
            flights[message.number] = Flight(
                from: message.from, isDirect: !target.hasPrefix("/v1/chain/"), isPing: target == "/v1/ping")
        case .answered(let status):
            guard let flight = flights.removeValue(forKey: message.number) else { return }
            // A server that refuses the token of the one above it is of no use to it.
            let isFailure = [502, 503, 504].contains(status) || (flight.isPing && status == 401)
            outcomes[link] = flight.isDirect && isFailure ? .failure : .success(at: time)
        case .failed, .timedOut:
            guard flights.removeValue(forKey: message.number) != nil else { return }
            outcomes[link] = .failure
        case .swallowed, .requestLost, .doubled, .arrived, .requestCutOff, .answerLost, .answerCutOff, .readSlowly,
            .late:
            break
        }
    }

    private func judge(_ answer: AnswerEvent, at time: Duration) -> Finding? {
        // A process that was just stopped has answers in its hands that it could not look at yet.
        if let resumed = resumed[answer.node], time - resumed < .seconds(1) { return nil }
        let listed = (answer.body?["chains"]?.array ?? []).compactMap(\.string)
        for child in children[answer.node] ?? [] where !listed.contains(child) {
            guard case .success(let moment)? = outcomes[Link(from: answer.node, to: child)],
                time - moment > .milliseconds(100)
            else { continue }
            return Finding(
                node: answer.node,
                "\(answer.node) does not list \(child), though its last call there, \(time - moment) ago, was a success"
            )
        }
        return nil
    }

    package mutating func judge(_ end: WorldEnd) -> [Finding] {
        end.servers.flatMap { server -> [Finding] in
            guard let chains = server.chains else {
                return [Finding(node: server.name.text, "\(server.name) does not answer", isExcused: !server.isSound)]
            }
            return scenario.topology.children(of: server.name).compactMap { child in
                guard !chains.contains(child.name), let there = end[child.name.text] else { return nil }
                return Finding(
                    node: server.name.text, "\(server.name) does not list \(child.name)",
                    isExcused: !(server.isSound && there.isSound))
            }
        }
    }
}
