import Domain

/// A server takes a job only when an operator's request named that server, that project and that work, and destroys only
/// for a job that asks for it.
package struct NothingUnasked: Invariant {
    package static let promise = Promise.s5

    private struct Wish: Hashable {
        let node: String
        let kind: String
        let project: String
    }

    private let scenario: Scenario
    private let root: String
    private var wishes: Set<Wish> = []
    private var kinds: [String: [JobID: JobKind]] = [:]
    /// Labels that servers said they have, beside those of their configuration.
    private var saidLabels: [String: [[String]]] = [:]

    package init(_ scenario: Scenario) {
        self.scenario = scenario
        root = scenario.topology.root.name.text
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .message(let message):
            // Only operators talk to the root.
            guard message.to == root, case .sent("POST", let target) = message.phase, let wish = wish(target)
            else { return nil }
            wishes.insert(wish)
            return nil
        case .job(let node, let change) where change.from == nil:
            kinds[node, default: [:]][change.job] = change.kind
            return judge(change, on: node)
        case .job(let node, let change):
            if case .ended = change.to { kinds[node]?[change.job] = nil }
            return nil
        case .answered(let answer):
            hear(answer)
            return nil
        case .host(let node, .runStarted(let ticket, let steps)):
            guard steps.contains(.destroy), kinds[node]?[ticket.job] != .down else { return nil }
            return Finding(
                node: node, "job \(ticket.job) on \(node) destroys \(ticket.project), which it does not ask for")
        default: return nil
        }
    }

    private mutating func hear(_ answer: AnswerEvent) {
        guard answer.method == "GET", answer.target == "/v1/labels", answer.status == 200,
            let labels = answer.body?["labels"]?.array?.compactMap(\.string), let name = ChainName(answer.node),
            labels != scenario.topology[name]?.labels.map(\.text),
            saidLabels[answer.node]?.contains(labels) != true
        else { return }
        saidLabels[answer.node, default: []].append(labels)
    }

    private func judge(_ change: JobChange, on node: String) -> Finding? {
        let wish = Wish(node: node, kind: change.kind.rawValue, project: change.project.text)
        guard wishes.contains(wish) else {
            return Finding(node: node, "\(node) took a job to \(wish.kind) \(wish.project), which nobody asked it for")
        }
        return isExcluded(change.project, on: node)
            ? Finding(node: node, "\(change.project) was deployed to \(node), which its file excludes") : nil
    }

    /// The node, work and project that a request names.
    private func wish(_ target: String) -> Wish? {
        var parts = target.split(separator: "/").map(String.init)
        guard parts.first == "v1" else { return nil }
        parts.removeFirst()
        var node = root
        if parts.first == "chain", parts.count > 1 {
            node = String(parts[1].split(separator: ".").last ?? "")
            parts.removeFirst(2)
        }
        guard parts.count == 3, parts[0] == "project" else { return nil }
        return Wish(node: node, kind: parts[1], project: parts[2])
    }

    /// Whether all files that deploy the project exclude the server.
    private func isExcluded(_ project: ProjectName, on node: String) -> Bool {
        guard let name = ChainName(node), let configured = scenario.topology[name]?.labels else { return false }
        // A server is believed what it says of itself; a lie takes effect as long as commands may be under way.
        let all = [configured.map(\.text)] + (saidLabels[node] ?? [])
        let hasRequests = scenario.steps.contains {
            if case .request = $0.action { true } else { false }
        }
        let selections = scenario.deployments.map(\.deployment).filter { deployment in
            guard case .directorProject(let content) = deployment.content else { return false }
            return content.name == project
        }.map(\.deployIn.selection)
        guard !selections.isEmpty, !hasRequests else { return false }
        return !selections.contains { selection in
            all.contains { labels in
                labels.contains { label in selection.wanted.contains { $0.text == label } }
                    && !labels.contains { label in selection.excluded.contains { $0.text == label } }
            }
        }
    }
}
