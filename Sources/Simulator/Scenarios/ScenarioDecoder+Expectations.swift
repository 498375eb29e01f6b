import Domain

/// The key `expect`.
extension ScenarioDecoder {
    /// What an expectation can be about, and the keys that go with it.
    private static let conditions: [(key: String, parameters: [String])] = [
        ("chains", ["are"]), ("project", ["server", "is", "exists"]), ("jails", ["count"]),
        ("jobs", ["state", "count"]), ("metadata", ["server", "value", "exists"]), ("happens", []), ("whole-tree", []),
    ]
    private static let common = ["when", "promise"]
    private static let known = [
        "when", "promise", "are", "server", "is", "exists", "count", "state", "value",
    ]
    private static let slips = ["on": "server", "at": "when", "within": "when", "always": "when", "eventually": "when"]
    private static let whenWords = ["at", "within", "always", "eventually", "sometimes"]
    private static let whenRule = "at TIME, within FROM..TO, always, always FROM..TO, eventually or sometimes"
    private static let operations = ["COMPLETED", "INCOMPLETED", "FAILED", "RUNNING"]

    /// - Parameter longest: The longest that a run can take; `nil` when it is not known.
    mutating func expectations(_ root: Section, longest: Duration?) -> [Expectation] {
        guard let document = root["expect"],
            let items = values.list(
                document, at: "expect",
                expected: "a list of expectations such as {when: eventually, whole-tree: true}")
        else { return [] }
        guard items.count <= ScenarioLimits.expectations else {
            values.refuse(
                document, at: "expect", "\(items.count) expectations are too many",
                expected: "at most \(ScenarioLimits.expectations)")
            return []
        }
        return items.enumerated().compactMap { expectation($1, at: "expect[\($0)]", longest: longest) }
    }

    private mutating func expectation(_ document: Document, at path: String, longest: Duration?) -> Expectation? {
        guard
            let (entry, section) = variant(
                document, at: path, subject: "an expectation", kinds: Self.conditions.map(\.key),
                allowed: { key in Self.common + (Self.conditions.first { $0.key == key }?.parameters ?? []) },
                known: Self.known, slips: Self.slips)
        else { return nil }
        let when = required("when", in: section, expected: Self.whenRule).flatMap {
            self.when($0, at: section.path(of: "when"), longest: longest)
        }
        let condition = condition(entry, section)
        let promise = section["promise"].flatMap { self.promise($0, at: section.path(of: "promise")) } ?? .l2
        guard let when, let condition else { return nil }
        if case .happens = condition {
            switch when {
            case .sometimes, .within, .eventually: break
            case .at, .always:
                values.refuse(
                    section["when"] ?? document, at: section.path(of: "when"),
                    "something happens at a moment, and lasts for none",
                    expected: "eventually, sometimes, or within FROM..TO")
                return nil
            }
        }
        return Expectation(when, condition, promise: promise)
    }

    // MARK: - When

    private mutating func when(_ document: Document, at path: String, longest: Duration?) -> Expectation.When? {
        guard let text = values.text(document, at: path) else { return nil }
        let words = text.split(separator: " ").map(String.init)
        guard let word = words.first, Self.whenWords.contains(word) else {
            let isTime = words.first?.first?.isNumber ?? false
            values.refuse(
                document, at: path, "this does not say when", expected: Self.whenRule,
                hint: isTime ? "did you mean 'at \(text)'?" : hint(for: words.first ?? "", among: Self.whenWords))
            return nil
        }
        let takesTime = ["at", "within", "always"].contains(word)
        guard words.count == 2 && takesTime || words.count == 1 && word != "at" && word != "within" else {
            values.refuse(
                document, at: path, takesTime ? "'\(word)' needs one time" : "'\(word)' has no time",
                expected: Self.whenRule)
            return nil
        }
        guard words.count == 2 else {
            return switch word {
            case "always": .always(Expectation.wholeRun)
            case "eventually": .eventually
            default: .sometimes
            }
        }
        guard let range = values.durations(words[1], document, at: path) else { return nil }
        if let longest, range.lowerBound > longest {
            values.refuse(
                document, at: path, "the run is over by then: it takes at most \(ScenarioDuration.text(longest))",
                expected: "an earlier time, or a longer 'quiet'")
            return nil
        }
        switch word {
        case "within": return .within(range)
        case "always": return .always(range)
        default:
            guard range.lowerBound == range.upperBound else {
                values.refuse(
                    document, at: path, "'at' needs one time and not a range", expected: Self.whenRule,
                    hint: "did you mean 'within \(words[1])'?")
                return nil
            }
            return .at(range.lowerBound)
        }
    }

    // MARK: - What

    private mutating func condition(_ entry: Section.Entry, _ section: Section) -> Condition? {
        let path = section.path(of: entry.name)
        switch entry.name {
        case "chains": return chains(entry, section)
        case "project": return project(entry, section)
        case "jails":
            let server = server(entry.value, at: path)
            guard let count = count(section), let server else { return nil }
            return .jails(on: server, count)
        case "jobs":
            let states = ["queued", "running"] + JobEnd.allCases.map(\.rawValue)
            let server = server(entry.value, at: path)
            let state = required("state", in: section, expected: Self.list(states)).flatMap {
                values.choice($0, at: section.path(of: "state"), of: states)
            }
            guard let count = count(section), let server, let state else { return nil }
            return .jobs(on: server, state: state, count)
        case "metadata": return metadata(entry, section)
        case "happens": return values.text(entry.value, at: path, isFilled: true).map { .happens($0) }
        default:
            guard let flag = values.boolean(entry.value, at: path) else { return nil }
            if flag { return .wholeTree }
            values.refuse(entry.value, at: path, "a tree that is not whole cannot be expected", expected: "true")
            return nil
        }
    }

    private mutating func count(_ section: Section) -> ClosedRange<Int>? {
        required("count", in: section, expected: "a number such as 2, or a range such as 0..2").flatMap {
            values.count($0, at: section.path(of: "count"))
        }
    }

    private mutating func server(of section: Section) -> ChainName? {
        required("server", in: section, expected: "the name of a server").flatMap {
            server($0, at: section.path(of: "server"))
        }
    }

    private mutating func chains(_ entry: Section.Entry, _ section: Section) -> Condition? {
        let server = server(entry.value, at: section.path(of: entry.name))
        let path = section.path(of: "are")
        guard let document = required("are", in: section, expected: "a list of servers, [] for none"),
            let items = values.list(document, at: path, expected: "a list of servers, [] for none"), let server
        else { return nil }
        var names: [ChainName] = []
        for (index, item) in items.enumerated() {
            guard let name = self.server(item, at: "\(path)[\(index)]") else { return nil }
            if let servers, let place = places[name], servers[place].parent != server {
                let children = servers.filter { $0.parent == server }.map(\.name.text)
                values.refuse(
                    item, at: "\(path)[\(index)]", "'\(name)' is not directly below '\(server)'",
                    expected: children.isEmpty ? "[], for there is nothing below it" : Self.list(children))
                return nil
            }
            if names.contains(name) { refuseTwice(name.text, item, at: "\(path)[\(index)]") }
            names.append(name)
        }
        return .chains(on: server, names)
    }

    /// Exactly one of two keys.
    private mutating func either(_ one: String, _ other: String, _ section: Section) -> Bool {
        switch (section[one], section[other]) {
        case (nil, nil):
            values.missing(
                at: section.position, path: section.path, "either '\(one)' or '\(other)' is needed",
                expected: "one of \(one), \(other)")
            return false
        case (_?, let document?):
            values.refuse(
                section.entry(other)?.key ?? document, at: section.path(of: other),
                "'\(one)' and '\(other)' exclude each other", expected: "one of them", hint: "remove one")
            return false
        default: return true
        }
    }

    private mutating func project(_ entry: Section.Entry, _ section: Section) -> Condition? {
        let name = project(entry.value, at: section.path(of: entry.name))
        let server = server(of: section)
        guard either("is", "exists", section) else { return nil }
        if let document = section["exists"] {
            guard let exists = values.boolean(document, at: section.path(of: "exists")), let name, let server else {
                return nil
            }
            return .project(name, on: server, exists: exists)
        }
        guard let document = section["is"],
            let state = values.choice(document, at: section.path(of: "is"), of: Self.operations), let name, let server
        else { return nil }
        return .operation(of: name, on: server, state)
    }

    private mutating func metadata(_ entry: Section.Entry, _ section: Section) -> Condition? {
        let path = section.path(of: entry.name)
        let key = values.name(entry.value, at: path, as: MetadataKey.self, called: "the key of a metadata item")
        let server = server(of: section)
        guard either("value", "exists", section) else { return nil }
        if let document = section["exists"] {
            guard let exists = values.boolean(document, at: section.path(of: "exists")) else { return nil }
            if exists {
                values.refuse(
                    document, at: section.path(of: "exists"), "an item that exists has a value",
                    expected: "false, or 'value' in its place")
                return nil
            }
            guard let key, let server else { return nil }
            return .metadata(key, on: server, nil)
        }
        guard let text = section["value"].flatMap({ values.text($0, at: section.path(of: "value")) }), let key,
            let server
        else { return nil }
        return .metadata(key, on: server, text)
    }
}

extension Expectation {
    /// What `always` without a time means: longer than any run.
    static let wholeRun = Duration.zero...ScenarioLimits.longest
}
