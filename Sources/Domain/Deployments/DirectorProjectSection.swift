/// The keys of kind `directorProject`. Source: deployment-file contract, section 5.
enum DirectorProjectSection {
    static let keys = [
        "projectName", "projectFile", "projectFromMetadata", "environment", "datacentersEnvironment",
        "chainsEnvironment", "labelsEnvironment", "environFromMetadata", "autoScale", "reserve_port",
    ]
    static let keyTables = [KeyTable(kind: "directorProject", path: "", keys: keys)]

    static func decode(
        _ root: Section, datacenters: [String]?, sources: any DeploymentSources, _ values: inout DocumentDecoder
    ) -> DirectorProject? {
        let name = name(of: root, &values)
        let file = file(of: root, sources: sources, &values)
        let environment = EnvironmentSections.decode(root, datacenters: datacenters, &values)
        let scale = AutoScaleSection.decode(root, &values)
        if let name, let scale, scale.isScaled { checkScaledName(name, root, &values) }
        let ports = reservedPorts(of: root, &values)
        guard let name, let file, let environment, !values.hasErrors else { return nil }
        var document: JSONObject?
        if let value = root["autoScale"], case .object(let object) = values.json(value, at: "autoScale") {
            document = object
        }
        return DirectorProject(
            name: name, file: file, environment: environment, autoScale: document,
            scaling: scale.flatMap { $0.isScaled ? $0.scale : nil }, reservedPorts: ports)
    }

    /// The keys of this kind as 0.25's `print-spec` prints them (command-line contract, section 2.7).
    static func specification(_ root: Section, _ values: DocumentDecoder) -> JSONObject {
        var result: JSONObject = [:]
        for name in ["projectName", "projectFile"] {
            result[name] = root[name].map { values.json($0, at: name) } ?? .null
        }
        let mappings = [
            "environment", "labelsEnvironment", "chainsEnvironment", "datacentersEnvironment", "autoScale",
            "reserve_port",
        ]
        for name in mappings { result[name] = root[name].map { values.json($0, at: name) } ?? [:] }
        return result
    }

    // MARK: - Name

    private static func name(of root: Section, _ values: inout DocumentDecoder) -> ProjectName? {
        guard let value = root["projectName"] else {
            values.missing(
                at: root.entry("projectName")?.key.position ?? root.position, path: "projectName",
                "the required key 'projectName' is missing", expected: ProjectName.rule)
            return nil
        }
        return values.name(value, at: "projectName", as: ProjectName.self, called: "the name of a project")
    }

    /// A scaled project is written as a metadata item, so its name must be part of a key.
    private static func checkScaledName(_ name: ProjectName, _ root: Section, _ values: inout DocumentDecoder) {
        // The longer of the two keys that are made of it.
        guard MetadataKey("overlord.autoscale-cleanup.\(name)") == nil, let value = root["projectName"] else { return }
        values.refuse(
            value, at: "projectName", "a project with this name cannot be scaled: it becomes part of a metadata key",
            expected: MetadataKey.rule, hint: NameMistake.hint(name.text, as: MetadataKey.self))
    }

    // MARK: - File

    private static func file(
        of root: Section, sources: any DeploymentSources, _ values: inout DocumentDecoder
    ) -> TextSource? {
        switch (root["projectFile"], root["projectFromMetadata"]) {
        case (nil, nil):
            values.missing(
                at: root.position, path: "", "the project itself is missing",
                expected: "one of the keys 'projectFile' and 'projectFromMetadata'")
            return nil
        case (.some, .some):
            let second = [root.entry("projectFile"), root.entry("projectFromMetadata")].compactMap { $0?.key }
                .max { $0.position < $1.position }
            if let second {
                values.refuse(
                    second, at: second.source ?? "", "'projectFile' and 'projectFromMetadata' exclude each other",
                    expected: "one of the two", hint: "remove one")
            }
            return nil
        case (nil, let value?):
            return values.name(value, at: "projectFromMetadata", as: MetadataKey.self, called: "a metadata key")
                .map { .metadata($0) }
        case (let value?, nil):
            guard case .string(let text) = value.content else {
                values.refuseType(
                    value, at: "projectFile", expected: "text",
                    hint: value.content.isMapping ? "add '|' after 'projectFile:' to make this a text" : nil)
                return nil
            }
            let (document, findings) = sources.directorFile(in: value)
            values.add(findings)
            if !findings.contains(where: { $0.severity == .error }) {
                DirectorFileSchema.check(document, in: value, &values)
            }
            return .inline(text)
        }
    }

    // MARK: - Ports

    private static func reservedPorts(
        of root: Section, _ values: inout DocumentDecoder
    ) -> [DirectorProject.PortRequest] {
        guard let document = root["reserve_port"],
            let section = values.mapping(
                document, at: "reserve_port", expected: "a mapping of interfaces to networks or nothing")
        else { return [] }
        return section.entries.compactMap { entry in
            let path = section.path(of: entry.name)
            if entry.name.isEmpty || entry.name.contains(where: { $0 == "=" || $0 == "\0" || $0.isWhitespace }) {
                values.refuse(entry.key, at: path, "this is not the name of an interface", expected: "such as em0")
                return nil
            }
            if entry.value.isNull { return DirectorProject.PortRequest(interface: entry.name, network: nil) }
            guard case .string(let text) = entry.value.content else {
                values.refuseType(entry.value, at: path, expected: IPNetwork.rule + ", or nothing")
                return nil
            }
            guard IPNetwork(text) != nil else {
                values.refuse(
                    entry.value, at: path, "this is not a network", expected: IPNetwork.rule + ", or nothing")
                return nil
            }
            return DirectorProject.PortRequest(interface: entry.name, network: text)
        }
    }
}

extension Document.Content {
    var isMapping: Bool { if case .mapping = self { true } else { false } }
}
