/// The key `diskLayout.from` of kind `vmJail`. Source: deployment-file contract, section 7.1.
enum DiskSourceSection {
    /// The types, and the keys that each knows beside `type`.
    private static let forms: [(type: String, required: [String], optional: [String])] = [
        ("components", ["components", "osVersion", "osArch"], ["downloadURL"]),
        ("pkgbase", ["packages", "osVersion", "osArch"], ["pkgConf", "fingerprints"]),
        ("appjailImage", ["entrypoint", "imageName", "imageArch", "imageTag"], []),
        ("iso", ["isoFile"], ["installed"]),
        ("img", ["imgFile"], ["installed"]),
    ]
    static let keyTables = [
        KeyTable(
            kind: "vmJail", path: "diskLayout.from",
            keys: forms.reduce(into: ["type"]) { keys, form in
                keys += (form.required + form.optional).filter { !keys.contains($0) }
            })
    ]

    /// The parts of an address that the server replaces.
    private static let replaced = ["{ARCH}", "{VERSION}"]

    static func decode(_ layout: Section, _ values: inout DocumentDecoder) -> DiskSource? {
        let path = layout.path(of: "from")
        let rule = "a mapping with 'type'"
        guard let document = values.required("from", of: layout, expected: rule),
            let all = values.mapping(document, at: path, expected: rule)
        else { return nil }
        let types = forms.map(\.type)
        let typeRule = "one of " + types.joined(separator: ", ")
        let typePath = all.path(of: "type")
        guard let value = all["type"] else {
            values.missing(
                at: all.entry("type")?.key.position ?? layout.entry("from")?.key.position ?? all.position,
                path: typePath, "the required key 'type' is missing", expected: typeRule)
            return nil
        }
        guard let type = values.text(value, at: typePath) else { return nil }
        guard let form = forms.first(where: { $0.type == type }) else {
            values.refuse(
                value, at: typePath, "unknown type '\(type)'", expected: typeRule,
                hint: Suggestion.hint(for: type, among: types))
            return nil
        }
        guard
            let section = values.section(
                document, at: path, position: layout.entry("from")?.key.position,
                keys: ["type"] + form.required + form.optional, of: "the type '\(type)'")
        else { return nil }
        return source(of: type, section, &values)
    }

    private static func source(
        of type: String, _ section: Section, _ values: inout DocumentDecoder
    ) -> DiskSource? {
        switch type {
        case "components":
            let names = texts("components", of: section, &values)
            let url = downloadURL(of: section, &values)
            guard let system = system(section, &values), let names else { return nil }
            return .components(
                names: names, version: system.version, architecture: system.architecture, downloadURL: url)
        case "pkgbase":
            let packages = texts("packages", of: section, &values)
            let configuration = text("pkgConf", of: section, isRequired: false, &values)
            let fingerprints = text("fingerprints", of: section, isRequired: false, &values)
            guard let system = system(section, &values), let packages else { return nil }
            return .packageBase(
                packages: packages, version: system.version, architecture: system.architecture,
                configuration: configuration, fingerprints: fingerprints)
        case "appjailImage":
            let entrypoint = text("entrypoint", of: section, &values)
            let name = text("imageName", of: section, &values)
            let architecture = text("imageArch", of: section, &values)
            let tag = text("imageTag", of: section, &values)
            guard let entrypoint, let name, let architecture, let tag else { return nil }
            return .appJailImage(entrypoint: entrypoint, name: name, architecture: architecture, tag: tag)
        case "iso":
            let isInstalled = section["installed"].flatMap {
                values.boolean($0, at: section.path(of: "installed"))
            }
            return text("isoFile", of: section, &values).map { .iso(file: $0, isInstalled: isInstalled ?? false) }
        default:
            if let value = section["installed"] {
                let path = section.path(of: "installed")
                if values.boolean(value, at: path) != nil {
                    values.warn(value, at: path, "this has no effect on an image", hint: "remove it")
                }
            }
            return text("imgFile", of: section, &values).map { .image(file: $0) }
        }
    }

    private static func system(
        _ section: Section, _ values: inout DocumentDecoder
    ) -> (version: String, architecture: String)? {
        let version = text("osVersion", of: section, &values)
        let architecture = text("osArch", of: section, &values)
        guard let version, let architecture else { return nil }
        return (version, architecture)
    }

    private static func text(
        _ name: String, of section: Section, isRequired: Bool = true, _ values: inout DocumentDecoder
    ) -> String? {
        let value = isRequired ? values.required(name, of: section, expected: "text") : section[name]
        return value.flatMap { values.text($0, at: section.path(of: name), isFilled: true) }
    }

    private static func texts(
        _ name: String, of section: Section, _ values: inout DocumentDecoder
    ) -> [String]? {
        let path = section.path(of: name)
        guard let value = values.required(name, of: section, expected: "a list of texts"),
            let items = values.list(value, at: path, expected: "a list of texts")
        else { return nil }
        return items.enumerated().compactMap { index, item in
            values.text(item, at: "\(path)[\(index)]", isFilled: true)
        }
    }

    /// Braces other than those of the two replaced words end the job of 0.25 on the target.
    private static func downloadURL(of section: Section, _ values: inout DocumentDecoder) -> String? {
        guard let value = section["downloadURL"],
            let text = values.text(value, at: section.path(of: "downloadURL"), isFilled: true)
        else { return nil }
        var rest = text[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard let word = replaced.first(where: { rest[brace...].hasPrefix($0) }) else {
                values.refuse(
                    value, at: section.path(of: "downloadURL"), "a brace cannot stand here",
                    expected: "an address with no braces but " + replaced.joined(separator: " and "))
                return nil
            }
            rest = rest[rest.index(brace, offsetBy: word.count)...]
        }
        return text
    }
}
