/// Judges the document of a deployment file and turns it into a ``Deployment``.
///
/// Everything that 0.25 finds wrong at load, at the first request or on the target, and what it takes without doing
/// what was meant, is a mistake here, reported with its place; all mistakes of a file are found in one run. Source:
/// deployment-file contract, sections 4 to 8 and 14.
package struct DeploymentDecoder {
    private static let kinds = ["directorProject", "metadata", "vmJail", "readOnly", "appConfig"]
    static let commonKeys = ["kind", "datacenters", "deployIn", "maximumDeployments"]

    private let sources: any DeploymentSources
    private var values: DocumentDecoder

    /// - Parameters:
    ///   - document: The file; `nil` when it is empty.
    ///   - file: The name for diagnostics.
    ///   - sources: What the file refers to.
    ///   - findings: What reading the file as YAML found already. A value that an error was reported at is not judged
    ///     a second time.
    /// - Returns: The deployment and the warnings.
    /// - Throws: All mistakes and warnings.
    package static func decode(
        _ document: Document?, file: String, sources: any DeploymentSources, findings: [Diagnostic] = []
    ) throws(DiagnosticList) -> (deployment: Deployment, warnings: [Diagnostic]) {
        var decoder = DeploymentDecoder(sources: sources, values: DocumentDecoder(file: file))
        let deployment = decoder.decode(document)
        let known = Set(findings.filter { $0.severity == .error }.map { "\($0.file) \($0.position)" })
        let own = decoder.values.diagnostics.filter { !known.contains("\($0.file) \($0.position)") }
        let all = Diagnostic.unique(findings + own)
        guard let deployment, !all.contains(where: { $0.severity == .error }) else { throw DiagnosticList(all) }
        return (deployment, DiagnosticList(all).diagnostics)
    }

    private mutating func decode(_ document: Document?) -> Deployment? {
        guard let document else {
            values.missing(
                at: .start, path: "", "the file holds no deployment", expected: "a mapping with 'kind' and other keys")
            return nil
        }
        guard case .mapping = document.content else {
            values.refuse(document, at: "", "a deployment file must be a mapping", expected: "a mapping with 'kind'")
            return nil
        }
        let kind = kind(of: document)
        guard let root = root(document, kind: kind) else { return nil }
        let datacenters = DatacenterSection.decode(root, &values)
        let deployIn = PlacementSection.decode(root, datacenters: datacenters.names, &values)
        let limit =
            root["maximumDeployments"].map {
                values.integer($0, at: "maximumDeployments", in: 0...Int.max, rule: "an integer ≥ 0") ?? 0
            } ?? 0
        guard let kind, let content = content(of: kind, root, datacenters: datacenters.names) else { return nil }
        guard let deployIn, !values.hasErrors else { return nil }
        var specification: JSONObject = [
            "kind": .string(kind),
            "datacenters": json(root, "datacenters"),
            "deployIn": json(root, "deployIn"),
            "maximumDeployments": .integer(limit),
        ]
        for (name, value) in content.specification.members { specification[name] = value }
        return Deployment(
            datacenters: datacenters.list, deployIn: deployIn, maximumDeployments: limit, content: content.content,
            specification: specification)
    }

    private func json(_ section: Section, _ name: String) -> JSONValue {
        section[name].map { values.json($0, at: section.path(of: name)) } ?? [:]
    }

    // MARK: - Kind

    /// The kind; `nil` when it is missing or none of ours.
    private mutating func kind(of document: Document) -> String? {
        guard let value = document["kind"], !value.isNull else {
            values.missing(
                at: document["kind"]?.position ?? document.position, path: "kind",
                "the required key 'kind' is missing", expected: "one of " + Self.kinds.joined(separator: ", "))
            return nil
        }
        guard case .string(let kind) = value.content else {
            values.refuse(
                value, at: "kind", "the kind must be a text", expected: "one of " + Self.kinds.joined(separator: ", "))
            return nil
        }
        guard Self.kinds.contains(kind) else {
            values.refuse(
                value, at: "kind", "unknown kind '\(kind)'", expected: "one of " + Self.kinds.joined(separator: ", "),
                hint: Suggestion.hint(for: kind, among: Self.kinds))
            return nil
        }
        return kind
    }

    /// The root with the keys that its kind knows. Without a known kind, only the common keys are looked at.
    private mutating func root(_ document: Document, kind: String?) -> Section? {
        switch kind {
        case "directorProject": return keys(document, DirectorProjectSection.keys, of: "directorProject")
        case "metadata": return keys(document, MetadataSection.keys, of: "metadata")
        case "vmJail": return keys(document, VirtualMachineSection.keys, of: "vmJail")
        case "readOnly": return keys(document, [], of: "readOnly")
        case "appConfig": return keys(document, AppConfigSection.keys, of: "appConfig")
        default: return values.mapping(document, at: "")
        }
    }

    private mutating func keys(_ document: Document, _ keys: [String], of kind: String) -> Section? {
        values.section(document, at: "", keys: Self.commonKeys + keys, of: "kind '\(kind)'")
    }

    private mutating func content(
        of kind: String, _ root: Section, datacenters: [String]?
    ) -> (content: Deployment.Content, specification: JSONObject)? {
        switch kind {
        case "directorProject":
            return DirectorProjectSection.decode(root, datacenters: datacenters, sources: sources, &values)
                .map { (.directorProject($0), DirectorProjectSection.specification(root, values)) }
        case "metadata":
            return MetadataSection.decode(root, sources: sources, &values)
                .map { (.metadata($0.deployment), $0.specification) }
        case "vmJail":
            return VirtualMachineSection.decode(root, &values)
                .map { (.vmJail($0), VirtualMachineSection.specification(root, $0, values)) }
        case "readOnly": return (.readOnly, [:])
        case "appConfig":
            return AppConfigSection.decode(root, &values)
                .map { (.appConfig($0), AppConfigSection.specification($0)) }
        default: return nil
        }
    }
}
