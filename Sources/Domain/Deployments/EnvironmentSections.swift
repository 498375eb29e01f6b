/// The five keys that make up the environment of a project. Source: deployment-file contract, sections 5 and 5.2.
enum EnvironmentSections {
    typealias Variables = [ProjectEnvironment.Variable]

    /// The key of `chainsEnvironment` that means the entry point itself.
    private static let root = "<root>"

    static func decode(
        _ root: Section, datacenters: [String]?, _ values: inout DocumentDecoder
    ) -> ProjectEnvironment? {
        var environment = ProjectEnvironment()
        if let value = root["environment"] { environment.common = variables(value, at: "environment", &values) }
        environment.byLabel = groups("labelsEnvironment", of: root, &values) { entry, section, values in
            values.key(entry, in: section, as: Label.self, called: "a label")
        }.map { (label: $0.key, variables: $0.variables) }
        environment.byChain = groups("chainsEnvironment", of: root, &values) { entry, section, values in
            chain(entry, in: section, &values)
        }.map { (chain: $0.key, variables: $0.variables) }
        let known = datacenters.map { Set($0) }
        environment.byDatacenter = groups("datacentersEnvironment", of: root, &values) { entry, section, values in
            datacenter(entry, in: section, among: datacenters ?? [], known, &values)
        }.map { (datacenter: $0.key, variables: $0.variables) }
        if let value = root["environFromMetadata"] {
            environment.metadata = values.name(
                value, at: "environFromMetadata", as: MetadataKey.self, called: "a metadata key")
        }
        return environment
    }

    private static func groups<Name>(
        _ name: String, of root: Section, _ values: inout DocumentDecoder,
        key: (Section.Entry, Section, inout DocumentDecoder) -> Name?
    ) -> [(key: Name, variables: Variables)] {
        guard let document = root[name],
            let section = values.mapping(document, at: name, expected: "a mapping of names to environments")
        else { return [] }
        return section.entries.compactMap { entry in
            let key = key(entry, section, &values)
            let variables = variables(entry.value, at: section.path(of: entry.name), &values)
            return key.map { ($0, variables) }
        }
    }

    private static func chain(
        _ entry: Section.Entry, in section: Section, _ values: inout DocumentDecoder
    ) -> ChainPath? {
        if entry.name == root { return .root }
        if let chain = ChainPath(entry.name) { return chain }
        values.refuse(
            entry.key, at: section.path(of: entry.name), "this is not a chain",
            expected: "\(root), or chain names joined by '.', each: \(ChainName.rule)",
            hint: entry.name == "root" ? "did you mean '\(root)'?" : nil)
        return nil
    }

    private static func datacenter(
        _ entry: Section.Entry, in section: Section, among datacenters: [String], _ known: Set<String>?,
        _ values: inout DocumentDecoder
    ) -> String? {
        guard let known, !known.contains(entry.name) else { return entry.name }
        values.refuse(
            entry.key, at: section.path(of: entry.name), "there is no data centre '\(entry.name)'",
            expected: DatacenterSection.choice(of: datacenters),
            hint: Suggestion.hint(for: entry.name, among: datacenters))
        return nil
    }

    private static func variables(_ document: Document, at path: String, _ values: inout DocumentDecoder) -> Variables {
        guard let texts = values.texts(document, at: path) else { return [] }
        return texts.compactMap { entry, text in
            if !NameGrammar.isVariable(entry.name) {
                values.refuse(
                    entry.key, at: "\(path).\(entry.name)", "this is not the name of a variable",
                    expected: "a text that is not empty, does not begin with a digit and holds no '='")
                return nil
            }
            if text.unicodeScalars.contains("\0") {
                values.refuse(
                    entry.value, at: "\(path).\(entry.name)", "the value of a variable cannot hold the character NUL",
                    expected: "text")
                return nil
            }
            return ProjectEnvironment.Variable(name: entry.name, value: text)
        }
    }
}
