import Domain

/// A command that ends with status 0 has reached every server that its file selects: none was taken for absent because it
/// did not answer.
///
/// Judged where nothing but the answers of servers decides who is seen: no server may be hidden from the tree, and one
/// command is given at a time.
package struct SuccessMeansEverywhere: Invariant {
    package static let promise = Promise.s3

    private let scenario: Scenario
    private let isJudged: Bool
    /// Servers that said other labels than those of their configuration: whom a file selects is theirs to say.
    private var misled: Set<String> = []
    /// Commands that have begun and not ended.
    private var underWay = 0

    package init(_ scenario: Scenario) {
        self.scenario = scenario
        isJudged =
            scenario.settings.heartbeat == nil && !scenario.settings.smartTimeouts.isEnabled
            && !scenario.topology.servers.contains(where: \.isAbsent)
            && !scenario.steps.contains { [.add, .remove].contains($0.action.kind) }
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        guard isJudged else { return nil }
        switch event {
        case .entry(_, true, let text):
            if ["apply ", "destroy ", "cancel "].contains(where: { text.hasPrefix($0) }) { underWay += 1 }
            return nil
        case .answered(let answer):
            if answer.target == "/v1/labels", answer.status == 200, let name = ChainName(answer.node),
                answer.body?["labels"] != scenario.topology[name].map({ .array($0.labels.map { .string($0.text) }) })
            {
                misled.insert(answer.node)
            }
            return nil
        case .command(let command):
            underWay -= 1
            guard underWay == 0, command.exitStatus == 0 else { return nil }
            return judge(command, world)
        default: return nil
        }
    }

    private func judge(_ command: CommandEvent, _ world: any WorldSight) -> Finding? {
        let words = command.command.split(separator: " ").map(String.init)
        guard words.count > 1,
            let deployment = scenario.deployments.first(where: { $0.name == words[1] })?.deployment,
            deployment.maximumDeployments == 0
        else { return nil }
        for server in scenario.topology.servers
        where deployment.deployIn.selection.matches(server.labels.map(\.text)) {
            let node = server.name.text
            guard !misled.contains(node), !isDone(words[0], deployment, command, on: node, world) else { continue }
            return Finding(node: node, "'\(command.command)' ended with status 0 and did not reach \(node)")
        }
        return nil
    }

    private func isDone(
        _ verb: String, _ deployment: Deployment, _ command: CommandEvent, on node: String, _ world: any WorldSight
    ) -> Bool {
        switch deployment.content {
        case .readOnly, .appConfig: return true
        case .directorProject, .vmJail: return command.jobs.contains { $0.node == node }
        case .metadata(let metadata):
            let stored = world.metadata(on: node)
            return metadata.items.allSatisfy { verb == "destroy" ? stored[$0.key] == nil : stored[$0.key] == $0.value }
        }
    }
}
