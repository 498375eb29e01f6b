/// The keys of kind `vmJail`. Source: deployment-file contract, section 7.
enum VirtualMachineSection {
    typealias Variables = [ProjectEnvironment.Variable]

    static let keys = [
        "vmName", "makejail", "makejailFromMetadata", "template", "diskLayout", "script", "metadata", "metadataPrefix",
        "options", "script-environment", "start-environment", "start-arguments", "build-environment",
        "build-arguments", "cloud-init", "overwrite", "datastore", "poweroff",
    ]
    static let keyTables = [KeyTable(kind: "vmJail", path: "", keys: keys)]

    /// Lines of the template that the server writes itself.
    private static let linesOfDisk = ["disk0_type", "disk0_name", "disk0_dev", "disk0_size"]
    private static let linesOfSeed = ["disk1_type", "disk1_name", "disk1_dev"]

    static func decode(_ root: Section, _ values: inout DocumentDecoder) -> VirtualMachineDeployment? {
        let name = name(of: root, &values)
        let makejail = makejail(of: root, &values)
        let cloudInit = CloudInitSection.decode(root, &values)
        let template = template(of: root, hasSeed: !cloudInit.isEmpty, &values)
        let diskLayout = DiskLayoutSection.decode(root, &values)
        let metadata = metadata(of: root, &values)
        let options = root["options"].map {
            PairList.decode($0, at: "options", PairList.Rule(isNullable: true), &values)
        }
        let script = text("script", of: root, &values)
        let datastore = text("datastore", of: root, &values)
        let scriptEnvironment = variables("script-environment", of: root, isSingle: false, &values)
        let startEnvironment = variables("start-environment", of: root, &values)
        let startArguments = variables("start-arguments", of: root, &values)
        let buildEnvironment = variables("build-environment", of: root, &values)
        let buildArguments = variables("build-arguments", of: root, &values)
        let overwrite = flag("overwrite", of: root, &values)
        let poweroff = flag("poweroff", of: root, &values)
        if let diskLayout { warnOfIdleKeys(root, diskLayout, &values) }
        guard let name, let makejail, let template, let diskLayout, !values.hasErrors else { return nil }
        return VirtualMachineDeployment(
            name: name, makejail: makejail, template: template, diskLayout: diskLayout, script: script,
            metadata: metadata, options: (options ?? []).map { .init(name: $0.name, value: $0.value) },
            scriptEnvironment: scriptEnvironment, startEnvironment: startEnvironment, startArguments: startArguments,
            buildEnvironment: buildEnvironment, buildArguments: buildArguments, cloudInit: cloudInit,
            overwrite: overwrite, datastore: datastore, poweroff: poweroff)
    }

    /// The keys of this kind as 0.25's `print-spec` prints them (command-line contract, section 2.7).
    static func specification(
        _ root: Section, _ machine: VirtualMachineDeployment, _ values: DocumentDecoder
    ) -> JSONObject {
        var result: JSONObject = [:]
        for name in ["vmName", "makejail", "template", "diskLayout", "script"] {
            result[name] = root[name].map { values.json($0, at: name) } ?? .null
        }
        result["metadata"] = .array(machine.metadata.map { .string($0.text) })
        let lists = [
            "options", "script-environment", "start-environment", "start-arguments", "build-environment",
            "build-arguments",
        ]
        for name in lists { result[name] = root[name].map { values.json($0, at: name) } ?? [] }
        result["cloud-init"] = root["cloud-init"].map { values.json($0, at: "cloud-init") } ?? [:]
        result["overwrite"] = .bool(machine.overwrite)
        result["datastore"] = root["datastore"].map { values.json($0, at: "datastore") } ?? .null
        result["poweroff"] = .bool(machine.poweroff)
        return result
    }

    // MARK: - Name and Makejail

    private static func name(of root: Section, _ values: inout DocumentDecoder) -> VirtualMachineName? {
        guard let value = root["vmName"] else {
            values.missing(
                at: root.entry("vmName")?.key.position ?? root.position, path: "vmName",
                "the required key 'vmName' is missing", expected: VirtualMachineName.rule)
            return nil
        }
        guard
            let name = values.name(
                value, at: "vmName", as: VirtualMachineName.self, called: "the name of a virtual machine")
        else { return nil }
        if JailName(name.text) == nil {
            values.refuse(
                value, at: "vmName", "the jail gets this name too, and it is not one", expected: JailName.rule,
                hint: NameMistake.hint(name.text, as: JailName.self))
        }
        return name
    }

    private static func makejail(
        of root: Section, _ values: inout DocumentDecoder
    ) -> VirtualMachineDeployment.Makejail? {
        switch (root["makejail"], root["makejailFromMetadata"]) {
        case (nil, nil):
            values.missing(
                at: root.position, path: "", "the Makejail is missing",
                expected: "one of the keys 'makejail' and 'makejailFromMetadata'")
            return nil
        case (.some, .some):
            let second = [root.entry("makejail"), root.entry("makejailFromMetadata")].compactMap { $0?.key }
                .max { $0.position < $1.position }
            if let second {
                values.refuse(
                    second, at: second.source ?? "", "'makejail' and 'makejailFromMetadata' exclude each other",
                    expected: "one of the two", hint: "remove one")
            }
            return nil
        case (nil, let value?):
            return values.name(value, at: "makejailFromMetadata", as: MetadataKey.self, called: "a metadata key")
                .map { .metadata($0) }
        case (let value?, nil): return values.text(value, at: "makejail", isFilled: true).map { .reference($0) }
        }
    }

    // MARK: - Template

    private static func template(
        of root: Section, hasSeed: Bool, _ values: inout DocumentDecoder
    ) -> Variables? {
        guard let document = root["template"] else {
            values.missing(
                at: root.entry("template")?.key.position ?? root.position, path: "template",
                "the required key 'template' is missing", expected: "a mapping of names to texts")
            return nil
        }
        guard let texts = values.texts(document, at: "template") else { return nil }
        let overwritten = linesOfDisk + (hasSeed ? linesOfSeed : [])
        return texts.compactMap { entry, text in
            let path = "template.\(entry.name)"
            if entry.name.isEmpty || entry.name.contains(where: { $0 == "=" || $0 == "\0" || $0.isWhitespace }) {
                values.refuse(
                    entry.key, at: path, "this is not the name of a line of the template",
                    expected: "a text that is not empty and holds no blank and no '='")
                return nil
            }
            if text.unicodeScalars.contains("\0") {
                values.refuse(entry.value, at: path, "the value cannot hold the character NUL", expected: "text")
                return nil
            }
            if overwritten.contains(entry.name) {
                values.warn(entry.key, at: path, "the server overwrites this line", hint: "remove it")
            }
            return ProjectEnvironment.Variable(name: entry.name, value: text)
        }
    }

    // MARK: - Other keys

    private static func metadata(of root: Section, _ values: inout DocumentDecoder) -> [MetadataKey] {
        let prefix = MetadataSection.prefix(of: root, &values)
        guard let document = root["metadata"],
            let items = values.list(document, at: "metadata", expected: "a list of metadata keys")
        else { return [] }
        return items.enumerated().compactMap { index, item in
            let path = "metadata[\(index)]"
            guard let key = values.name(item, at: path, as: MetadataKey.self, called: "a metadata key") else {
                return nil
            }
            guard let prefix else { return key }
            if let prefixed = MetadataKey("\(prefix).\(key)") { return prefixed }
            values.refuse(
                item, at: path, "with its prefix the key is too long",
                expected: "at most \(NameGrammar.longestName) bytes")
            return nil
        }
    }

    private static func variables(
        _ name: String, of root: Section, isSingle: Bool = true, _ values: inout DocumentDecoder
    ) -> Variables {
        guard let document = root[name] else { return [] }
        return PairList.decode(document, at: name, PairList.Rule(isSingle: isSingle), &values).compactMap { pair in
            pair.value.map { ProjectEnvironment.Variable(name: pair.name, value: $0) }
        }
    }

    /// Empty text is as good as none.
    private static func text(_ name: String, of root: Section, _ values: inout DocumentDecoder) -> String? {
        root[name].flatMap { values.text($0, at: name) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func flag(_ name: String, of root: Section, _ values: inout DocumentDecoder) -> Bool {
        root[name].flatMap { values.boolean($0, at: name) } ?? false
    }

    /// What only matters while the target fills the disk.
    private static func warnOfIdleKeys(_ root: Section, _ layout: DiskLayout, _ values: inout DocumentDecoder) {
        guard !layout.source.needsPartitions else { return }
        for name in ["script", "script-environment", "metadata"] {
            guard let entry = root.entry(name), !entry.value.isNull else { continue }
            values.warn(
                entry.key, at: name, "this has no effect on a disk that brings its own content",
                hint: "remove it, or choose another 'diskLayout.from.type'")
        }
    }
}
