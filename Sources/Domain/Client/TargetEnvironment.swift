/// The environment of a project on one target: what the file says for it, and the metadata item of that target.
package struct TargetEnvironment: Sendable {
    /// Reads YAML without resolving any tag against this machine: the text comes from the network and must not read
    /// the client's variables or files (promises, security).
    package typealias YAMLReader = @Sendable (_ text: String) throws(DiagnosticList) -> Document

    private let environment: ProjectEnvironment
    private let readYAML: YAMLReader

    package init(_ environment: ProjectEnvironment, readYAML: @escaping YAMLReader) {
        self.environment = environment
        self.readYAML = readYAML
    }

    /// Fetches the metadata item, if the file names one, and merges all levels.
    package func resolve(on target: Target) async throws(ClientProblem) -> [ProjectEnvironment.Variable] {
        var fromMetadata: [ProjectEnvironment.Variable] = []
        if let key = environment.metadata {
            let text: String
            do {
                text = try await target.server.metadata(key.text)
            } catch {
                throw ClientProblem(node: target.node, activity: .readingEnvironment(key), failure: error)
            }
            do {
                fromMetadata = try variables(in: text)
            } catch {
                throw ClientProblem(node: target.node, activity: .parsingEnvironment(key, error))
            }
        }
        return environment.resolved(
            labels: target.node.labels ?? [], chain: target.node.chain, datacenter: target.node.datacenter,
            fromMetadata: fromMetadata)
    }

    private func variables(in text: String) throws(EnvironmentTrouble) -> [ProjectEnvironment.Variable] {
        let document: Document
        do {
            document = try readYAML(text)
        } catch {
            let first = error.diagnostics[0]
            throw .malformed("line \(first.position.line), column \(first.position.column): \(first.message)")
        }
        guard case .mapping(let entries) = document.content else { throw .noMapping }
        var variables: [ProjectEnvironment.Variable] = []
        for entry in entries {
            guard case .string(let name) = entry.key.content else {
                throw .notText(name: entry.key.source ?? "a key that is \(entry.key.kind)")
            }
            guard case .string(let value) = entry.value.content else { throw .notText(name: name) }
            variables.append(ProjectEnvironment.Variable(name: name, value: value))
        }
        return variables
    }
}

extension [ProjectEnvironment.Variable] {
    /// The form of the API.
    var json: JSONValue { .object(JSONObject(map { (name: $0.name, value: .string($0.value)) })) }
}
