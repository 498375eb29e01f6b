/// The keys of kind `metadata`. Source: deployment-file contract, section 6.
///
/// `metadata`, `include` and `namespace` are independent of each other, and names with their prefix are made once, here;
/// 0.25 needs the first for the other two and prefixes again for every chain.
enum MetadataSection {
    static let keys = ["metadata", "metadataPrefix", "include", "namespace"]
    static let keyTables = [KeyTable(kind: "metadata", path: "", keys: keys)]

    static func decode(
        _ root: Section, sources: any DeploymentSources, _ values: inout DocumentDecoder
    ) -> (deployment: MetadataDeployment, specification: JSONObject)? {
        if root["metadata"] == nil, root["include"] == nil, root["namespace"] == nil {
            values.missing(
                at: root.position, path: "", "the file holds no metadata",
                expected: "at least one of the keys 'metadata', 'include' and 'namespace'")
        }
        let prefix = prefix(of: root, &values)
        var items = Items(prefix: prefix)
        if let document = root["metadata"] { items.add(document, at: "metadata", &values) }
        include(root, sources: sources, into: &items, &values)
        var namespace: MetadataDeployment.Namespace?
        if let value = root["namespace"] {
            namespace = NamespaceSection.decode(
                value, position: root.entry("namespace")?.key.position, prefix: prefix, &values)
        }
        guard !values.hasErrors else { return nil }
        let specification: JSONObject = [
            "metadata": .object(
                JSONObject(items.list.map { (name: items.key(of: $0.name), value: .string($0.value)) })),
            "namespace": namespace.map { ["name": .string($0.name.text), "mapping": .array($0.mapping)] } ?? [:],
        ]
        let deployment = MetadataDeployment(
            items: items.list.compactMap { item in
                MetadataKey(items.key(of: item.name)).map { MetadataDeployment.Item(key: $0, value: item.value) }
            }, namespace: namespace)
        return (deployment, specification)
    }

    /// What is put before the keys of the file; `nil` for nothing.
    static func prefix(of root: Section, _ values: inout DocumentDecoder) -> String? {
        guard let value = root["metadataPrefix"], let text = values.text(value, at: "metadataPrefix") else {
            return nil
        }
        if text.isEmpty { return nil }
        guard MetadataKey(text) != nil else {
            values.refuse(
                value, at: "metadataPrefix", "this cannot begin a metadata key", expected: MetadataKey.rule,
                hint: NameMistake.hint(text, as: MetadataKey.self))
            return nil
        }
        return text
    }

    // MARK: - Items

    /// Items in the order of their first appearance; a later one replaces the value.
    private struct Items {
        let prefix: String?
        private(set) var list: [(name: String, value: String)] = []
        private var places: [String: Int] = [:]

        init(prefix: String?) { self.prefix = prefix }

        func key(of name: String) -> String { prefix.map { "\($0).\(name)" } ?? name }

        mutating func add(_ document: Document, at path: String, _ values: inout DocumentDecoder) {
            guard let section = values.mapping(document, at: path, expected: "a mapping of keys to texts") else {
                return
            }
            for entry in section.entries {
                let path = section.path(of: entry.name)
                if MetadataKey(entry.name) == nil {
                    values.refuse(
                        entry.key, at: path, "this is not a metadata key", expected: MetadataKey.rule,
                        hint: NameMistake.hint(entry.name, as: MetadataKey.self))
                } else if MetadataKey(key(of: entry.name)) == nil {
                    values.refuse(
                        entry.key, at: path, "with its prefix the key is too long",
                        expected: "at most \(NameGrammar.longestName) bytes")
                }
                guard let text = values.text(entry.value, at: path) else { continue }
                if let place = places[entry.name] {
                    list[place].value = text
                } else {
                    places[entry.name] = list.count
                    list.append((entry.name, text))
                }
            }
        }
    }

    // MARK: - Included files

    private static func include(
        _ root: Section, sources: any DeploymentSources, into items: inout Items, _ values: inout DocumentDecoder
    ) {
        guard let document = root["include"],
            let list = values.list(document, at: "include", expected: "a list of file names")
        else { return }
        for (index, item) in list.enumerated() {
            let path = "include[\(index)]"
            guard let name = values.text(item, at: path, isFilled: true) else { continue }
            switch sources.include(name) {
            case .unreadable(let tried, let reason):
                values.refuse(
                    item, at: path, "the file '\(tried)' cannot be included: \(reason)",
                    expected: "a file that can be read")
            case .read(let file, let included, let findings, let isBeside):
                if !isBeside {
                    values.warn(
                        item, at: path, "the file was found in the current folder, not beside the deployment file",
                        expected: "a path relative to the deployment file", hint: "write !ENV '${OVERLORD_WRKDIR}/…'")
                }
                values.add(findings)
                guard !findings.contains(where: { $0.severity == .error }) else { continue }
                add(included, of: file, into: &items, &values)
            }
        }
    }

    private static func add(
        _ document: Document?, of file: String, into items: inout Items, _ values: inout DocumentDecoder
    ) {
        guard let document else { return }
        var inner = DocumentDecoder(file: file)
        items.add(document, at: "", &inner)
        values.add(inner.diagnostics)
    }
}
