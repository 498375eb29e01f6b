import Domain

/// A metadata item that the API said yes to was committed before the answer, and outlives every process.
package struct AcknowledgedItemsSurvive: Invariant {
    package static let promise = Promise.s1

    private struct Item {
        var commits = 0
        var answers = 0
        var value: String?
    }

    private var items: [String: [String: Item]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .metadata(let node, let key, let value):
            items[node, default: [:]][key.text, default: Item()].commits += 1
            items[node]?[key.text]?.value = value
            return nil
        case .answered(let answer): return judge(answer)
        case .process(let node, _, .starts):
            let stored = world.metadata(on: node)
            for (text, item) in (items[node] ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let key = MetadataKey(text), stored[key] != item.value else { continue }
                return Finding(node: node, "the item \(text) on \(node) is not what was committed last")
            }
            return nil
        default: return nil
        }
    }

    private mutating func judge(_ answer: AnswerEvent) -> Finding? {
        let prefix = "/v1/metadata/"
        guard (200..<300).contains(answer.status), ["POST", "PUT", "DELETE"].contains(answer.method),
            answer.target.hasPrefix(prefix)
        else { return nil }
        let key = String(answer.target.dropFirst(prefix.count))
        items[answer.node, default: [:]][key, default: Item()].answers += 1
        guard let item = items[answer.node]?[key], item.answers > item.commits else { return nil }
        return Finding(
            node: answer.node, "a change of the item \(key) was acknowledged by \(answer.node) before it was committed")
    }
}
