/// The keys of kind `appConfig`. Source: deployment-file contract, section 9.
enum AppConfigSection {
    static let keys = ["appName", "appFrom", "appConfig"]
    static let keyTables = [KeyTable(kind: "appConfig", path: "", keys: keys)]

    /// - Returns: `nil` when there is a mistake.
    static func decode(_ root: Section, _ values: inout DocumentDecoder) -> AppDeployment? {
        let name = required("appName", of: root, "the name of the application, which templates call appName", &values)
            .flatMap { values.text($0, at: "appName") }
        let template = required("appFrom", of: root, "the metadata key of the template", &values).flatMap {
            values.name($0, at: "appFrom", as: MetadataKey.self, called: "a metadata key")
        }
        let parameters = root["appConfig"].map { Self.parameters($0, &values) } ?? []
        guard let name, let template, !values.hasErrors else { return nil }
        let common = ["datacenters", "deployIn", "maximumDeployments"].compactMap { name in
            root.entry(name).map { Document.Entry(key: $0.key, value: $0.value) }
        }
        return AppDeployment(name: name, template: template, parameters: parameters, common: common)
    }

    static func specification(_ deployment: AppDeployment) -> JSONObject {
        [
            "appName": .string(deployment.name),
            "appFrom": .string(deployment.template.text),
            "appConfig": .object(
                JSONObject(deployment.parameters.map { (name: $0.name, value: .string($0.value)) })),
        ]
    }

    private static func required(
        _ name: String, of root: Section, _ expected: String, _ values: inout DocumentDecoder
    ) -> Document? {
        if let value = root[name] { return value }
        values.missing(
            at: root.entry(name)?.key.position ?? root.position, path: name, "the required key '\(name)' is missing",
            expected: expected)
        return nil
    }

    /// Values are texts, as 0.25 wants them, so that the same file works with both.
    private static func parameters(_ document: Document, _ values: inout DocumentDecoder) -> [TemplateParameter] {
        guard let section = values.mapping(document, at: "appConfig", expected: "a mapping of names to texts") else {
            return []
        }
        return section.entries.compactMap { entry in
            let path = section.path(of: entry.name)
            checkName(entry, at: path, &values)
            if case .sequence(let items) = entry.value.content {
                values.refuse(
                    entry.value, at: path, "a list cannot stand here", expected: "text",
                    hint: listHint(items, name: entry.name))
                return nil
            }
            return values.text(entry.value, at: path).map { TemplateParameter(name: entry.name, value: $0) }
        }
    }

    private static func listHint(_ items: [Document], name: String) -> String {
        let texts = items.compactMap { item in
            if case .string(let text) = item.content { return text }
            return item.source
        }
        let joined = texts.joined(separator: ", ")
        let example =
            texts.count == items.count && joined.count < 40 && !joined.contains("'") ? "'\(joined)'" : "'a, b'"
        return "write one text, \(example), and take it apart in the template: \(name).split(',')"
    }

    private static func checkName(_ entry: Section.Entry, at path: String, _ values: inout DocumentDecoder) {
        if entry.name == "appName" {
            values.refuse(
                entry.key, at: path, "'appName' is set by the key of its own", expected: "another name",
                hint: "remove it here")
        } else if ReservedNames.ofParameters.contains(entry.name) {
            values.refuse(
                entry.key, at: path, "'\(entry.name)' is a name of the template language",
                expected: "a name other than " + ReservedNames.ofParameters.joined(separator: ", "))
        } else if !Template.isName(entry.name) {
            values.warn(
                entry.key, at: path, "a template can read this only as context['\(entry.name)']",
                expected: "a letter or '_', then letters, digits and '_'")
        }
    }
}
