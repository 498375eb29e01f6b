/// Lists of one-key mappings, the form in which Director takes options, variables and arguments.
enum PairList {
    /// How many keys an entry may have, and whether a key may be alone.
    struct Rule {
        /// An option without a value is a word of its own.
        var isNullable = false
        /// Director refuses an entry with several keys; what Overlord itself reads may have them.
        var isSingle = true
    }

    /// - Returns: The pairs of all entries, in order. What is wrong is reported and left out.
    static func decode(
        _ document: Document, at path: String, _ rule: Rule = Rule(), _ values: inout DocumentDecoder
    ) -> [(name: String, value: String?)] {
        guard let items = values.list(document, at: path, expected: "a list of one-key mappings") else { return [] }
        return items.enumerated().flatMap { index, item in
            entry(item, at: "\(path)[\(index)]", rule, &values)
        }
    }

    private static func entry(
        _ document: Document, at path: String, _ rule: Rule, _ values: inout DocumentDecoder
    ) -> [(name: String, value: String?)] {
        var hint: String?
        if case .string(let text) = document.content, !text.isEmpty, text.count < 30 {
            hint = pairHint(text, rule)
        }
        guard let pair = values.mapping(document, at: path, expected: "a mapping with one key", hint: hint) else {
            return []
        }
        if case .mapping(let entries) = document.content, entries.isEmpty || entries.count > 1 && rule.isSingle {
            values.refuse(
                document, at: path, "the mapping has \(entries.count) keys", expected: "a mapping with one key",
                hint: entries.isEmpty ? nil : "begin each with '-'")
            return []
        }
        return pair.entries.compactMap { value(of: $0, in: pair, rule, &values) }
    }

    /// What somebody meant who wrote `start` or `A=b`.
    private static func pairHint(_ text: String, _ rule: Rule) -> String? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[0].isEmpty { return "did you mean '\(parts[0]): '\(parts[1])''?" }
        return rule.isNullable && !text.contains(":") ? "did you mean '\(text):'?" : nil
    }

    private static func value(
        of entry: Section.Entry, in pair: Section, _ rule: Rule, _ values: inout DocumentDecoder
    ) -> (name: String, value: String?)? {
        let path = pair.path(of: entry.name)
        if entry.name.isEmpty || entry.name.contains(where: { $0 == "=" || $0 == "\0" || $0.isNewline }) {
            values.refuse(
                entry.key, at: path, "this is not a name", expected: "a text that is not empty and holds no '='")
            return nil
        }
        if entry.value.isNull, rule.isNullable { return (entry.name, nil) }
        guard case .string(let text) = entry.value.content else {
            values.refuseType(entry.value, at: path, expected: rule.isNullable ? "text or nothing" : "text")
            return nil
        }
        guard !text.unicodeScalars.contains("\0") else {
            values.refuse(entry.value, at: path, "the value cannot hold the character NUL", expected: "text")
            return nil
        }
        return (entry.name, text)
    }
}
