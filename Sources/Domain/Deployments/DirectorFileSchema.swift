/// What Director 0.17 takes in its file, checked before the file travels: an unknown key would be refused on every
/// target. Variables are left to Director. Source: deployment-file contract, section 10.
enum DirectorFileSchema {
    private static let rootKeys = ["options", "services", "default_volume_type", "volumes"]
    private static let serviceKeys = [
        "priority", "name", "makejail", "runtime-makejail", "reset_options", "ignore_mtime", "options", "arguments",
        "runtime-arguments", "environment", "runtime-environment", "start-environment", "oci", "volumes", "scripts",
        "start", "serial",
    ]
    private static let pairLists = [
        "options", "arguments", "runtime-arguments", "environment", "runtime-environment", "start-environment",
        "volumes", "start",
    ]
    /// Lists whose values may be nothing.
    private static let nullableLists = ["options", "environment", "runtime-environment", "start-environment"]
    private static let scriptKeys = ["shell", "type", "text", "post-start"]
    private static let scriptTypes = ["jexec", "local", "chroot"]
    private static let volumeKeys = ["device", "type", "options", "dump", "pass", "umask", "mode", "owner", "group"]

    /// - Parameters:
    ///   - document: The parsed text, with its places in the deployment file; `nil` when it is empty.
    ///   - scalar: The text's value in the deployment file.
    static func check(_ document: Document?, in scalar: Document, _ values: inout DocumentDecoder) {
        guard let document else {
            values.refuse(
                scalar, at: "projectFile", "the Director file is empty", expected: "a text with the key 'services'")
            return
        }
        guard
            let root = values.section(
                document, at: "projectFile", keys: rootKeys, of: "a Director file",
                expected: "a mapping with the key 'services'")
        else { return }
        if let options = root["options"] {
            checkPairs(options, named: "options", at: root.path(of: "options"), &values)
        }
        if let services = root["services"] {
            guard
                let section = values.mapping(
                    services, at: root.path(of: "services"), expected: "a mapping of names to services")
            else { return }
            for service in section.entries { checkService(service, in: section, &values) }
        } else {
            values.missing(
                at: root.entry("services")?.key.position ?? root.position, path: root.path(of: "services"),
                "the required key 'services' is missing", expected: "a mapping of names to services")
        }
        if let volumes = root["volumes"] { checkVolumes(volumes, at: root.path(of: "volumes"), &values) }
    }

    private static func checkService(
        _ service: Section.Entry, in services: Section, _ values: inout DocumentDecoder
    ) {
        _ = values.key(service, in: services, as: ProjectName.self, called: "the name of a service")
        guard
            let section = values.section(
                service.value, at: services.path(of: service.name), position: service.key.position, keys: serviceKeys,
                of: "a service")
        else { return }
        if let name = section["name"], !name.isFromEnvironment {
            _ = values.name(name, at: section.path(of: "name"), as: JailName.self, called: "the name of a jail")
        }
        for list in pairLists {
            if let value = section[list] { checkPairs(value, named: list, at: section.path(of: list), &values) }
        }
        guard let scripts = section["scripts"],
            let items = values.list(scripts, at: section.path(of: "scripts"), expected: "a list of scripts")
        else { return }
        for (index, item) in items.enumerated() {
            checkScript(item, at: "\(section.path(of: "scripts"))[\(index)]", &values)
        }
    }

    /// A list of mappings with one key each.
    private static func checkPairs(
        _ document: Document, named name: String, at path: String, _ values: inout DocumentDecoder
    ) {
        guard let items = values.list(document, at: path, expected: "a list of one-key mappings") else { return }
        for (index, item) in items.enumerated() {
            let path = "\(path)[\(index)]"
            guard
                let pair = values.mapping(
                    item, at: path, expected: "a mapping with one key",
                    hint: item.excerptIsShort
                        ? "did you mean '\(item.excerpt):'?" : nil)
            else { continue }
            guard pair.entries.count == 1, let entry = pair.entries.first else {
                if case .mapping(let entries) = item.content, entries.count != 1 {
                    values.refuse(
                        item, at: path, "the mapping has \(entries.count) keys", expected: "a mapping with one key",
                        hint: "begin each with '-'")
                }
                continue
            }
            checkValue(entry, isNullable: nullableLists.contains(name), at: pair.path(of: entry.name), &values)
        }
    }

    private static func checkValue(
        _ entry: Section.Entry, isNullable: Bool, at path: String, _ values: inout DocumentDecoder
    ) {
        let value = entry.value
        switch value.content {
        case .null where !isNullable: values.refuseType(value, at: path, expected: "text")
        case .sequence, .mapping: values.refuseType(value, at: path, expected: "text")
        case .integer, .largeInteger, .double, .bool:
            // Director makes these texts again, in Python's spelling.
            guard let source = value.source, let text = pythonText(value.content), text != source else { return }
            values.warn(
                value, at: path, "unquoted, this arrives as '\(text)'",
                hint: "quote it: '\(source)'")
        default: return
        }
    }

    private static func pythonText(_ content: Document.Content) -> String? {
        switch content {
        case .integer(let number): String(number)
        case .largeInteger(let digits): digits
        case .double(let number) where abs(number) < 1e15 && (abs(number) > 1e-4 || number == 0): number.description
        case .bool(let flag): flag ? "True" : "False"
        default: nil
        }
    }

    private static func checkScript(_ document: Document, at path: String, _ values: inout DocumentDecoder) {
        guard let script = values.section(document, at: path, keys: scriptKeys, of: "a script") else { return }
        if script["text"] == nil {
            values.missing(
                at: script.position, path: script.path(of: "text"), "the required key 'text' is missing",
                expected: "the text of the script")
        }
        if let type = script["type"], !type.isFromEnvironment,
            let text = values.text(type, at: script.path(of: "type")),
            !scriptTypes.contains(text)
        {
            values.refuse(
                type, at: script.path(of: "type"), "unknown type '\(text)'",
                expected: "one of " + scriptTypes.joined(separator: ", "),
                hint: Suggestion.hint(for: text, among: scriptTypes))
        }
    }

    private static func checkVolumes(_ document: Document, at path: String, _ values: inout DocumentDecoder) {
        guard let volumes = values.mapping(document, at: path, expected: "a mapping of names to volumes") else {
            return
        }
        for volume in volumes.entries {
            guard
                let section = values.section(
                    volume.value, at: volumes.path(of: volume.name), position: volume.key.position, keys: volumeKeys,
                    of: "a volume")
            else { continue }
            if section["device"] == nil {
                values.missing(
                    at: section.position, path: section.path(of: "device"), "the required key 'device' is missing",
                    expected: "the path of the volume on the target")
            }
        }
    }
}

extension Document {
    /// Whether the value is a short word that could have been meant as a key.
    fileprivate var excerptIsShort: Bool {
        if case .string(let text) = content { return !text.isEmpty && text.count < 30 && !text.contains(":") }
        return false
    }
}
