import Domain

/// A file that limits its deployments reaches no more servers than it says, each time that it is applied, also when
/// answers are lost.
package struct DeploymentsKeepTheirLimit: Invariant {
    package static let promise = Promise.s12

    /// How many servers each command may deploy a project to.
    private var allowed: [String: (project: ProjectName, count: Int)] = [:]
    private var limits: [ProjectName: Int] = [:]
    private var nodes: [ProjectName: Set<String>] = [:]

    package init(_ scenario: Scenario) {
        // Requests made by hand are bound by no file.
        let isByHand = scenario.steps.contains { if case .request = $0.action { true } else { false } }
        guard !isByHand else { return }
        var unlimited: Set<ProjectName> = []
        for named in scenario.deployments {
            guard case .directorProject(let content) = named.deployment.content else { continue }
            let count = named.deployment.maximumDeployments
            if count == 0 { unlimited.insert(content.name) }
            allowed[named.name] = (content.name, count)
        }
        for entry in allowed.values where !unlimited.contains(entry.project) { limits[entry.project] = 0 }
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .entry(_, true, let text):
            let words = text.split(separator: " ").map(String.init)
            guard words.count > 1, words[0] == "apply", let entry = allowed[words[1]] else { return nil }
            limits[entry.project]? += entry.count
            return nil
        case .job(let node, let change) where change.from == nil && change.kind == .up:
            guard let limit = limits[change.project] else { return nil }
            nodes[change.project, default: []].insert(node)
            guard let reached = nodes[change.project], reached.count > limit else { return nil }
            return Finding(
                node: node, "\(change.project) was deployed to \(reached.sorted()), where \(limit) servers were allowed"
            )
        default: return nil
        }
    }
}
