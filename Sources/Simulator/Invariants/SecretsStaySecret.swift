import Domain

/// No token and no secret of a deployment's environment is in a log line or in an error that goes out.
package struct SecretsStaySecret: Invariant {
    package static let promise = Promise.s11

    private let environment: [String]
    private var tokens: [String]?
    /// How all tokens begin. Looked for first: there are as many tokens as servers, and hardly a text begins to hold one.
    private var beginning = ""
    /// Whether new tokens are given out in the middle of a run.
    private let changes: Bool

    package init(_ scenario: Scenario) {
        changes =
            scenario.settings.tokenLife != nil
            || (scenario.steps.map(\.action) + scenario.faults.map(\.action)).contains(.expireToken)
        environment = scenario.deployments.flatMap { named -> [String] in
            guard case .directorProject(let project) = named.deployment.content else { return [] }
            return project.environment.common.filter { SecretName.isSecret($0.name) }.map(\.value)
        }
    }

    package mutating func judge(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) -> Finding? {
        switch event {
        case .journal(let node, _, let message, let facts):
            for text in [message] + facts.map(\.value) {
                if holdsSecret(text, world) { return Finding(node: node, "a log line of \(node) holds a secret") }
            }
            return nil
        case .answered(let answer) where answer.status >= 400:
            guard let body = answer.body else { return nil }
            let text = String(decoding: JSONWriter.bytes(of: .object(body)), as: UTF8.self)
            return holdsSecret(text, world)
                ? Finding(node: answer.node, "an error of \(answer.node) holds a secret") : nil
        default: return nil
        }
    }

    private mutating func note(_ secrets: [String]) -> [String] {
        tokens = secrets
        beginning = secrets.reduce(secrets.first ?? "") { $0.commonPrefix(with: $1) }
        return secrets
    }

    private mutating func holdsSecret(_ text: String, _ world: any WorldSight) -> Bool {
        // Short texts cannot hold a token; that spares most lines the search.
        if text.utf8.count >= 60 {
            let secrets = (changes ? nil : tokens) ?? note(world.secrets)
            if text.contains(beginning), secrets.contains(where: { text.contains($0) }) { return true }
        }
        return environment.contains { !$0.isEmpty && text.contains($0) }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
