import Domain

/// A metadata item that the API said yes to was committed before the answer, and outlives every process.
package struct AcknowledgedItemsSurvive: Invariant {
    package static let promise = Promise.s1

    private struct Item {
        var value: String?
        /// Commits that nobody was told of yet, by what they did.
        var replacements = 0
        var deletions = 0
        var lastDeletion: Duration?
    }

    /// How long ago the item may have been seen that a POST found: as long as a disk may take and a process stand still.
    private static let longestLook = Duration.seconds(120)

    private var items: [String: [String: Item]] = [:]

    package init(_ scenario: Scenario) {}

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .metadata(let node, let key, let value):
            var item = items[node]?[key.text] ?? Item()
            if value == nil {
                item.deletions += 1
                item.lastDeletion = time
            } else if item.value != nil {
                item.replacements += 1
            }
            item.value = value
            items[node, default: [:]][key.text] = item
            return nil
        case .answered(let answer): return judge(answer, at: time)
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

    private mutating func judge(_ answer: AnswerEvent, at time: Duration) -> Finding? {
        let prefix = "/v1/metadata/"
        guard (200..<300).contains(answer.status), answer.target.hasPrefix(prefix) else { return nil }
        let key = String(answer.target.dropFirst(prefix.count))
        var item = items[answer.node]?[key] ?? Item()
        let isCommitted: Bool
        switch answer.method {
        case "POST":
            // It says yes to an item that was there and changes nothing (HTTP contract, section 8.21).
            isCommitted = item.value != nil || item.lastDeletion.map { time - $0 <= Self.longestLook } ?? false
        case "PUT":
            item.replacements -= 1
            isCommitted = item.replacements >= 0
        case "DELETE":
            item.deletions -= 1
            isCommitted = item.deletions >= 0
        default: return nil
        }
        items[answer.node, default: [:]][key] = item
        return isCommitted
            ? nil
            : Finding(
                node: answer.node,
                "a change of the item \(key) was acknowledged by \(answer.node) before it was committed")
    }
}
