import Domain

/// How hosts behave: the JSON form of ``HostBehaviour``, in YAML.
extension ScenarioDecoder {
    private static let top = ["defaults", "projects", "jails", "director", "appjail", "interfaces"]
    private static let project = [
        "up", "up_seconds", "removal_seconds", "up_errlevel", "up_fail_type", "up_fail_service", "up_stderr", "down",
        "down_seconds", "call_seconds", "describe_call", "describe", "services",
    ]
    private static let jail = ["status", "cpuset", "keywords", "stats"]
    /// Mistakes of one behaviour that are told at once.
    private static let mostMistakes = 20

    /// The reader of behaviours stops at its first mistake, so what is wrong is told, taken out, and the rest read anew.
    mutating func host(_ document: Document, at path: String) -> HostBehaviour? {
        guard case .mapping = document.content else {
            values.refuseType(
                document, at: path, expected: "a mapping with some of " + Self.top.joined(separator: ", "))
            return nil
        }
        var rest = document
        for round in 0..<Self.mostMistakes {
            do throws(HostBehaviourError) {
                let behaviour = try HostBehaviour(json: rest.json)
                return round == 0 ? behaviour : nil
            } catch {
                guard let without = report(error, in: rest, at: path) else { return nil }
                rest = without
            }
        }
        return nil
    }

    /// - Returns: The document without what is wrong.
    private mutating func report(_ error: HostBehaviourError, in document: Document, at path: String) -> Document? {
        let place =
            switch error {
            case .unknownMember(let place), .wrongValue(let place, _): place
            }
        guard let found = Self.taken(place[...], from: document) else {
            values.refuse(document, at: path, "this behaviour has a mistake at \(place)")
            return nil
        }
        let full = path + found.names.map { ".\($0)" }.joined()
        switch error {
        case .unknownMember:
            let keys = Self.keys(found.names)
            let name = found.names.last ?? place
            values.refuse(
                found.entry.key, at: full, "unknown key '\(name)' for the behaviour of a host",
                expected: keys.count == 1 ? "'\(keys[0])'" : "one of " + keys.joined(separator: ", "),
                hint: hint(for: name, among: keys))
        case .wrongValue(_, let expected):
            var hint: String?
            if case .string(let text) = found.entry.value.content, expected.hasPrefix("one of ") {
                hint = self.hint(for: text, among: expected.dropFirst(7).split(separator: ", ").map(String.init))
            }
            values.refuse(
                found.entry.value, at: full, "this value cannot stand here",
                expected: expected == "an object" ? "a mapping" : expected, hint: hint)
        }
        return found.rest
    }

    /// The keys that may stand where the last of these names stands.
    private static func keys(_ names: [String]) -> [String] {
        switch (names.first, names.count) {
        case (_, 1): top
        case ("defaults", 2), ("projects", 3): project
        case ("defaults", _), ("projects", _): names.dropLast().contains("services") ? ["status"] : ["state", "locked"]
        default: jail
        }
    }

    /// Finds `projects/web*/upp`, whatever signs the names hold.
    ///
    /// - Returns: The entry, the names that lead to it, and the document without it.
    private static func taken(
        _ place: Substring, from document: Document
    ) -> (entry: Document.Entry, names: [String], rest: Document)? {
        guard case .mapping(let entries) = document.content else { return nil }
        for (index, entry) in entries.enumerated() {
            let name = if case .string(let text) = entry.key.content { text } else { entry.key.source ?? "" }
            guard place.hasPrefix(name) else { continue }
            let below = place.dropFirst(name.count)
            var left = entries
            if below.isEmpty {
                left.remove(at: index)
                return (entry, [name], Document(.mapping(left), at: document.position))
            }
            guard below.first == "/", let found = taken(below.dropFirst(), from: entry.value) else { continue }
            left[index] = Document.Entry(key: entry.key, value: found.rest)
            return (found.entry, [name] + found.names, Document(.mapping(left), at: document.position))
        }
        return nil
    }
}
