import Domain

/// A request makes one job at the most, whatever is lost on its way: nobody sends it again but who asked, and the network.
package struct OneJobForEachRequest: Invariant {
    package static let promise = Promise.s8

    private struct Wish: Hashable {
        let node: String
        let kind: String
        let project: String
    }

    private let root: String
    private var wishes: [Wish: Int] = [:]
    private var underWay: [Int: Wish] = [:]

    package init(_ scenario: Scenario) { root = scenario.topology.root.name.text }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .message(let message):
            note(message)
            return nil
        case .job(let node, let change) where change.from == nil:
            let wish = Wish(node: node, kind: change.kind.rawValue, project: change.project.text)
            wishes[wish, default: 0] -= 1
            guard let left = wishes[wish], left < 0 else { return nil }
            return Finding(
                node: node,
                "\(node) took more jobs to \(wish.kind) \(wish.project) than requests for it were made")
        default: return nil
        }
    }

    private mutating func note(_ message: MessageEvent) {
        switch message.phase {
        case .sent("POST", let target):
            guard let wish = wish(target, to: message.to) else { return }
            underWay[message.number] = wish
            if message.to == root { wishes[wish, default: 0] += 1 }
        case .doubled:
            if let wish = underWay[message.number] { wishes[wish, default: 0] += 1 }
        default: break
        }
    }

    /// What a request asks for.
    private func wish(_ target: String, to node: String) -> Wish? {
        guard target.contains("/project/") else { return nil }
        var parts = target.split(separator: "/").map(String.init)
        guard parts.first == "v1" else { return nil }
        parts.removeFirst()
        var node = node
        if parts.first == "chain", parts.count > 1 {
            node = String(parts[1].split(separator: ".").last ?? "")
            parts.removeFirst(2)
        }
        guard parts.count == 3, parts[0] == "project" else { return nil }
        return Wish(node: node, kind: parts[1], project: parts[2])
    }
}
