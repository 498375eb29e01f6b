/// The key `namespace` of kind `metadata`. Source: deployment-file contract, section 6.2.
enum NamespaceSection {
    private static let keys = ["name", "mapping"]
    private static let entryKeys = ["file", "directory", "owner", "group", "mode", "umask", "prefix"]
    static let keyTables = [
        KeyTable(kind: "metadata", path: "namespace", keys: keys),
        KeyTable(kind: "metadata", path: "namespace.mapping.ITEM", keys: entryKeys),
    ]

    static func decode(
        _ document: Document, position: SourcePosition?, prefix: String?, _ values: inout DocumentDecoder
    ) -> MetadataDeployment.Namespace? {
        guard
            let section = values.section(
                document, at: "namespace", position: position, keys: keys, of: "'namespace'")
        else { return nil }
        var name: MetadataKey?
        if let value = section["name"] {
            name = values.name(value, at: "namespace.name", as: MetadataKey.self, called: "the name of a namespace")
        } else {
            values.missing(
                at: section.position, path: "namespace.name", "the required key 'name' is missing",
                expected: MetadataKey.rule)
        }
        guard let value = section["mapping"] else {
            values.missing(
                at: section.position, path: "namespace.mapping", "the required key 'mapping' is missing",
                expected: "a list of files and directories")
            return nil
        }
        guard let items = values.list(value, at: "namespace.mapping", isFilled: true) else { return nil }
        let mapping = items.enumerated().compactMap { index, item in
            entry(item, at: "namespace.mapping[\(index)]", prefix: prefix, &values)
        }
        guard let name else { return nil }
        return MetadataDeployment.Namespace(name: name, mapping: mapping)
    }

    /// One element in the form of the API: `file` as a list of two, its prefix applied, `prefix` taken out.
    private static func entry(
        _ document: Document, at path: String, prefix: String?, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        guard
            let section = values.section(
                document, at: path, keys: entryKeys, of: "a mapping entry",
                expected: "a mapping with 'file' or 'directory'")
        else { return nil }
        for name in ["owner", "group"] { checkOwner(section, name, &values) }
        checkMode(section, "mode", &values)
        checkMode(section, "umask", &values)
        let prefix = self.prefix(of: section, global: prefix, &values)
        switch (section.entry("file"), section.entry("directory")) {
        case (nil, nil):
            values.missing(
                at: section.position, path: path, "neither 'file' nor 'directory' is given",
                expected: "one of the keys 'file' and 'directory'")
            return nil
        case (let file?, let directory?):
            let second = file.key.position < directory.key.position ? directory : file
            values.refuse(
                second.key, at: section.path(of: second.name), "'file' and 'directory' exclude each other",
                expected: "one of the two", hint: "make two entries")
            return nil
        case (nil, let directory?):
            let path = section.path(of: "directory")
            guard let text = values.text(directory.value, at: path) else { return nil }
            checkTarget(text, directory.value, at: path, &values)
        case (let file?, nil):
            guard let (key, target) = self.file(file.value, at: section.path(of: "file"), prefix: prefix, &values)
            else { return nil }
            values.convert(section.path(of: "file"), to: [.string(key), .string(target)])
        }
        guard case .object(var object) = values.json(document, at: path) else { return nil }
        object["prefix"] = nil
        return .object(object)
    }

    // MARK: - Owner and mode

    private static func checkOwner(_ section: Section, _ name: String, _ values: inout DocumentDecoder) {
        guard let value = section[name] else { return }
        let path = section.path(of: name)
        switch value.content {
        case .string(let text):
            if text.isEmpty || text.contains("\0") {
                values.refuse(value, at: path, "this is not the name of an account", expected: "a name or a number")
            }
        // To the system, -1 means "leave it".
        case .integer(-1): return
        case .integer:
            _ = values.integer(value, at: path, in: 0...Int(UInt32.max - 1), rule: "a name, or an integer ≥ 0")
        default: values.refuseType(value, at: path, expected: "a name or a number")
        }
    }

    private static func checkMode(_ section: Section, _ name: String, _ values: inout DocumentDecoder) {
        guard let value = section[name] else { return }
        let path = section.path(of: name)
        let largest = name == "umask" ? 0o777 : FileMode.all
        let rule = "an octal number from 0 to 0" + String(largest, radix: 8)
        if case .string(let text) = value.content, !value.isFromEnvironment {
            let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text.drop { $0 == "0" }
            let isOctal = !digits.isEmpty && digits.allSatisfy { ("0"..."7").contains($0) }
            values.refuseType(value, at: path, expected: rule, hint: isOctal ? "write 0\(digits)" : nil)
            return
        }
        if name == "mode", case .integer(let number) = value.content, let mode = FileMode.permissions(of: number),
            mode != number
        {
            values.warn(
                value, at: path, "this has the type of the file in it, which has no effect",
                hint: "write 0" + String(mode, radix: 8))
            return
        }
        guard let mode = values.integer(value, at: path, in: 0...largest, rule: rule, isMode: true) else { return }
        guard let source = value.source, !source.hasPrefix("0"), mode > 7 else { return }
        let octal = "0" + String(mode, radix: 8)
        // 420 is how a program writes 0644, and nobody means 0420; whoever writes 644 means it as it looks.
        guard let asItLooks = Int(source, radix: 8) else { return }
        if isUsual(asItLooks) || !isUsual(mode) {
            values.warn(
                value, at: path, "this is a decimal number; in octal it is \(octal)",
                hint: "if the mode 0\(source) is meant, write 0\(source); otherwise write \(octal)")
        }
    }

    /// Whether a mode lets the owner read, the group do no more than the owner, and others no more than the group.
    private static func isUsual(_ mode: Int) -> Bool {
        let (owner, group, others) = (mode >> 6, mode >> 3 & 7, mode & 7)
        return owner & ~7 == 0 && owner & 4 != 0 && group & ~owner == 0 && others & ~group == 0
    }

    // MARK: - Files

    /// What is put before the metadata key of a file.
    private static func prefix(of section: Section, global: String?, _ values: inout DocumentDecoder) -> String? {
        guard let entry = section.entry("prefix") else { return global }
        let path = section.path(of: "prefix")
        let own: String?
        switch entry.value.content {
        case .null, .bool(false): own = nil
        case .bool(true): own = global
        case .string(let text): own = text.isEmpty ? nil : text
        default:
            values.refuseType(entry.value, at: path, expected: "a text, true, false, or nothing")
            return global
        }
        guard own != nil, section.entry("file") != nil, global == nil else {
            return section.entry("file") == nil ? nil : own
        }
        values.warn(
            entry.key, at: path, "without 'metadataPrefix' this has no effect",
            hint: "write the whole key under 'file'")
        return nil
    }

    private static func file(
        _ document: Document, at path: String, prefix: String?, _ values: inout DocumentDecoder
    ) -> (key: String, target: String)? {
        let rule = "METADATA:PATH, or a list of the two"
        let parts: [(text: String, document: Document, path: String)]
        switch document.content {
        case .string(let text):
            guard let colon = text.firstIndex(of: ":") else {
                values.refuse(document, at: path, "the path in the namespace is missing", expected: rule)
                return nil
            }
            parts = [
                (String(text[..<colon]), document, path),
                (String(text[text.index(after: colon)...]), document, path),
            ]
        case .sequence(let items) where items.count == 2:
            parts = items.enumerated().compactMap { index, item in
                values.text(item, at: "\(path)[\(index)]").map { ($0, item, "\(path)[\(index)]") }
            }
        case .sequence(let items):
            values.refuse(document, at: path, "the list has \(items.count) items", expected: rule)
            return nil
        default:
            values.refuseType(document, at: path, expected: rule)
            return nil
        }
        guard parts.count == 2 else { return nil }
        let key = prefix.map { "\($0).\(parts[0].text)" } ?? parts[0].text
        guard MetadataKey(key) != nil else {
            values.refuse(
                parts[0].document, at: parts[0].path, "'\(key)' is not a metadata key", expected: MetadataKey.rule,
                hint: NameMistake.hint(key, as: MetadataKey.self))
            return nil
        }
        checkTarget(parts[1].text, parts[1].document, at: parts[1].path, &values)
        return (key, parts[1].text)
    }

    /// A target stays below the folder of the namespace, where leading slashes do not lead out of it.
    private static func checkTarget(
        _ text: String, _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) {
        var depth = 0
        var names = 0
        for part in text.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            names += part == ".." ? 0 : 1
            if depth < 0 { break }
        }
        if depth < 0 {
            values.refuse(
                document, at: path, "the path leaves the namespace", expected: "a path below the namespace's folder")
        } else if names == 0 || text.contains("\0") {
            values.refuse(document, at: path, "this is not a path", expected: "a path below the namespace's folder")
        }
    }
}
