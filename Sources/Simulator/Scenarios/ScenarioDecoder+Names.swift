import Domain

/// Names that refer to something that the file says elsewhere.
extension ScenarioDecoder {
    /// Names in a list of what is expected.
    private static let mostShown = 12

    static func list(_ names: [String]) -> String {
        let shown = names.prefix(mostShown).joined(separator: ", ")
        return "one of " + shown + (names.count > mostShown ? ", …" : "")
    }

    mutating func hint(for word: String, among candidates: [String]) -> String? {
        guard suggestionsLeft > 0 else { return nil }
        suggestionsLeft -= 1
        return Suggestion.hint(for: word, among: candidates)
    }

    /// The name of one server of the topology.
    mutating func server(_ document: Document, at path: String) -> ChainName? {
        guard let name = values.name(document, at: path, as: ChainName.self, called: "the name of a server") else {
            return nil
        }
        guard servers != nil, places[name] == nil else { return name }
        values.refuse(
            document, at: path, "there is no server '\(name)'", expected: Self.list(serverNames),
            hint: hint(for: name.text, among: serverNames))
        return nil
    }

    mutating func refuseTwice(_ name: String, _ document: Document, at path: String) {
        values.refuse(document, at: path, "'\(name)' stands in the list twice")
    }

    mutating func label(_ document: Document, at path: String) -> Label? {
        guard let label = values.name(document, at: path, as: Label.self, called: "a label") else { return nil }
        guard let servers, !servers.contains(where: { $0.labels.contains(label) }) else { return label }
        var all: [String] = []
        var seen: Set<Label> = []
        for server in servers {
            for label in server.labels where seen.insert(label).inserted { all.append(label.text) }
        }
        values.refuse(
            document, at: path, "no server has the label '\(label)'", expected: Self.list(all),
            hint: hint(for: label.text, among: all))
        return nil
    }

    /// `NAME`, `[NAME, …]`, `all`, `any`, `{label: LABEL}` or `{any: LABEL}`.
    mutating func selector(_ document: Document, at path: String) -> ServerSelector? {
        let rule = "a server, a list of servers, all, any, {label: LABEL} or {any: LABEL}"
        switch document.content {
        case .string("all"): return .all
        case .string("any"): return .any
        case .string: return server(document, at: path).map { .named([$0]) }
        case .sequence(let items):
            guard !items.isEmpty else {
                values.refuse(document, at: path, "the list must not be empty", expected: rule)
                return nil
            }
            var names: [ChainName] = []
            var seen: Set<ChainName> = []
            for (index, item) in items.enumerated() {
                guard let name = server(item, at: "\(path)[\(index)]") else { continue }
                if seen.insert(name).inserted {
                    names.append(name)
                } else {
                    refuseTwice(name.text, item, at: "\(path)[\(index)]")
                }
            }
            return .named(names)
        case .mapping(let entries):
            guard let section = values.section(document, at: path, keys: ["label", "any"], of: "a choice of servers")
            else { return nil }
            guard entries.count == 1, let entry = section.entries.first else {
                if entries.count == section.entries.count {
                    values.refuse(document, at: path, "one key is needed", expected: rule)
                }
                return nil
            }
            guard let label = label(entry.value, at: section.path(of: entry.name)) else { return nil }
            return entry.name == "any" ? .anyLabelled(label) : .labelled(label)
        default:
            values.refuseType(document, at: path, expected: rule)
            return nil
        }
    }

    /// A deployment by the name that the scenario gives it.
    mutating func deployment(_ document: Document, at path: String) -> (name: String, deployment: Deployment?)? {
        guard let name = values.text(document, at: path, isFilled: true) else { return nil }
        usedDeployments.insert(name)
        if let found = deployments.first(where: { $0.name == name }) { return found }
        let all = deployments.map(\.name)
        values.refuse(
            document, at: path, "there is no deployment '\(name)'",
            expected: all.isEmpty ? "a name of the key 'deployments', which is not there" : Self.list(all),
            hint: hint(for: name, among: all) ?? (name.contains("/") ? "give the file a name under 'deployments'" : nil)
        )
        return nil
    }

    /// The name of a project that something in the scenario can bring into being.
    mutating func project(_ document: Document, at path: String) -> ProjectName? {
        guard let name = values.name(document, at: path, as: ProjectName.self, called: "the name of a project") else {
            return nil
        }
        if sendsRequests { return name }
        var all: [String] = []
        for (_, deployment) in deployments {
            // One with mistakes may be about any project.
            guard let deployment else { return name }
            if case .directorProject(let project) = deployment.content { all.append(project.name.text) }
        }
        if all.contains(name.text) { return name }
        values.refuse(
            document, at: path, "no deployment is about a project '\(name)'",
            expected: all.isEmpty ? "the project of a deployment, and there is none" : Self.list(all),
            hint: hint(for: name.text, among: all))
        return nil
    }

    /// A mapping that is about one thing out of several, named by a key, with parameters that depend on it.
    ///
    /// - Parameters:
    ///   - subject: What the mapping is, for example `a step`.
    ///   - kinds: The keys of which exactly one must be there.
    ///   - allowed: The other keys that go with one of them.
    ///   - known: All keys that go with any of them.
    ///   - explain: Why a known key does not go with a kind, as the end of a sentence.
    mutating func variant(
        _ document: Document, at path: String, subject: String, kinds: [String], allowed: (String) -> [String],
        known: [String], slips: [String: String], explain: (String) -> String? = { _ in nil }
    ) -> (kind: Section.Entry, section: Section)? {
        guard let all = values.mapping(document, at: path, expected: "a mapping") else { return nil }
        let chosen = all.entries.filter { kinds.contains($0.name) }
        guard let kind = chosen.first else {
            let foreign = all.entries.contains { !known.contains($0.name) }
            if foreign {
                _ = values.section(document, at: path, keys: kinds + known, slips: slips, of: subject)
            } else {
                values.refuse(
                    document, at: path, "\(subject) must say what it is about",
                    expected: "one of " + kinds.joined(separator: ", "))
            }
            return nil
        }
        for other in chosen.dropFirst() {
            values.refuse(
                other.key, at: all.path(of: other.name),
                "\(subject) is about one thing, and this has '\(kind.name)' and '\(other.name)'",
                expected: "one of the two", hint: "make two of it")
        }
        let takes = allowed(kind.name)
        guard case .mapping(let entries) = document.content else { return nil }
        let rest = entries.filter { entry in
            guard case .string(let name) = entry.key.content else { return false }
            if kinds.contains(name) { return name == kind.name }
            if takes.contains(name) || !known.contains(name) { return true }
            values.refuse(
                entry.key, at: all.path(of: name),
                "'\(name)' means nothing for '\(kind.name)'" + (explain(name).map { ": \($0)" } ?? ""),
                expected: "one of " + ([kind.name] + takes).joined(separator: ", "))
            return false
        }
        guard
            let section = values.section(
                Document(.mapping(rest), at: document.position), at: path, keys: [kind.name] + takes, slips: slips,
                of: "'\(kind.name)'")
        else { return nil }
        guard section[kind.name] != nil else {
            values.refuse(
                kind.value, at: section.path(of: kind.name), "'\(kind.name)' needs a value", expected: "a value")
            return nil
        }
        return (kind, section)
    }

    /// The value of a key that must be there.
    mutating func required(_ name: String, in section: Section, expected: String) -> Document? {
        if let value = section[name] { return value }
        values.missing(
            at: section.entry(name)?.key.position ?? section.position, path: section.path(of: name),
            "the required key '\(name)' is missing", expected: expected)
        return nil
    }
}
