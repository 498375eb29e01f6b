/// Reads `overlord.yml` from its document: all mistakes at once, defaults filled in a key at a time.
package enum ConfigurationDecoder {
    /// - Parameters:
    ///   - document: `nil` for no file or an empty one.
    ///   - findings: What was found while the text was read as YAML.
    /// - Returns: The configuration, and a warning for each setting that has no meaning any more.
    package static func decode(
        _ document: Document?, file: String, place: Configuration.Place, findings: [Diagnostic] = []
    ) throws(DiagnosticList) -> (configuration: Configuration, warnings: [Diagnostic]) {
        var values = DocumentDecoder(file: file)
        let settings = ConfigurationSchema.settings(place)
        var effective = Setting.defaults(of: settings).object ?? JSONObject()
        if let document, !document.isNull {
            effective = section(document, settings, at: "", position: document.position, &values) ?? effective
            ConfigurationRules.check(effective, document, &values)
        }
        // A value that could not be read is not judged a second time.
        let unread = Set(findings.filter { $0.severity == .error }.map(\.position))
        let own = values.diagnostics.filter { !unread.contains($0.position) }
        let diagnostics = withoutRepetition(Diagnostic.unique(findings + own))
        if diagnostics.contains(where: { $0.severity == .error }) { throw DiagnosticList(diagnostics) }
        return (Configuration(effective, place: place), diagnostics)
    }

    /// A setting without effect is mentioned where it stands first, not once a chain.
    private static func withoutRepetition(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<String> = []
        return DiagnosticList(diagnostics).diagnostics.filter { diagnostic in
            guard diagnostic.severity == .warning, diagnostic.message.hasSuffix(withoutEffect) else { return true }
            let name = diagnostic.path.split(separator: ".").last ?? ""
            return seen.insert("\(name) \(diagnostic.hint ?? "")").inserted
        }
    }

    private static let withoutEffect = "has no effect"

    private static func section(
        _ document: Document, _ settings: [Setting], at path: String, position: SourcePosition,
        _ values: inout DocumentDecoder
    ) -> JSONObject? {
        guard
            let section = values.section(
                document, at: path, position: position, keys: settings.map(\.name),
                of: path.isEmpty ? "the configuration" : "'\(path)'")
        else { return nil }
        var object = JSONObject()
        for setting in settings {
            let entry = section.entry(setting.name)
            let place = section.path(of: setting.name)
            if let entry, let replacement = setting.replacement {
                values.warn(entry.key, at: place, "'\(place)' \(withoutEffect)", hint: replacement)
            }
            if let entry, !entry.value.isNull {
                object[setting.name] = value(entry, setting.shape, at: place, &values) ?? setting.fallback
            } else if entry != nil && setting.nullIsValue {
                object[setting.name] = .null
            } else if let fallback = setting.fallbackInSection ?? setting.fallback {
                if !setting.isNew { object[setting.name] = fallback }
            } else {
                values.missing(
                    at: entry?.key.position ?? section.position, path: place,
                    "the required key '\(setting.name)' is missing", expected: "a value for '\(setting.name)'")
            }
        }
        return object
    }

    private static func value(
        _ entry: Section.Entry, _ shape: Setting.Shape, at path: String, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        let document = entry.value
        switch shape {
        case .text: return values.text(document, at: path).map { .string($0) }
        case .filledText: return filled(document, at: path, &values).map { .string($0) }
        case .token: return token(document, at: path, &values)
        case .listener: return listener(document, at: path, &values)
        case .boolean: return values.boolean(document, at: path).map { .bool($0) }
        case .integer(let range):
            let rule = "an integer from \(range.lowerBound) to \(range.upperBound)"
            return values.integer(document, at: path, in: range, rule: rule).map { .integer($0) }
        case .timeLimit: return timeLimit(document, at: path, &values)
        case .number(let range):
            return values.number(
                document, at: path, in: range, rule: "a number from \(range.lowerBound) to \(range.upperBound)"
            ).map { $0 == $0.rounded() && document.content == .integer(Int($0)) ? .integer(Int($0)) : .double($0) }
        case .labels:
            return values.names(document, at: path, as: Label.self, called: "a label")
                .map { .array($0.map { .string($0.text) }) }
        case .choice(let words): return choice(document, among: words, at: path, &values)
        case .address:
            return values.name(document, at: path, as: ServerAddress.self, called: "the address of a server")
                .map { .string($0.text) }
        case .zone:
            return values.name(document, at: path, as: DNSZone.self, called: "a zone").map { .string($0.text) }
        case .texts(let allowed): return texts(document, among: allowed, at: path, &values)
        case .range: return range(document, at: path, &values)
        case .anything:
            return values.mapping(document, at: path) == nil ? nil : document.json
        case .queueAddress: return queueAddress(document, at: path, &values)
        case .section(let settings):
            return section(document, settings, at: path, position: entry.key.position, &values).map { .object($0) }
        case .named(let kind, let settings): return named(document, kind, settings, at: path, &values)
        }
    }

    private static func filled(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> String? {
        guard let text = values.text(document, at: path, isFilled: true) else { return nil }
        // The system ends a path there, and would find another file.
        if text.utf8.contains(0) {
            values.refuse(document, at: path, "there is a NUL in it", expected: "a text without NUL")
            return nil
        }
        return text
    }

    /// Source: RFC 9110, section 5.5: a field value has visible characters, and a token no blanks between them.
    private static func token(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        guard let text = values.text(document, at: path, isFilled: true) else { return nil }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            values.refuse(
                document, at: path, "the token has characters that no header may have",
                expected: "a token without blanks, line ends and letters beyond ASCII")
            return nil
        }
        return .string(text)
    }

    private static func listener(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        guard let text = values.text(document, at: path, isFilled: true) else { return nil }
        let isNumeric = text.utf8.allSatisfy { NameGrammar.isDigit($0) || $0 == UInt8(ascii: ".") }
        let isAddress = !text.contains("/") && IPNetwork(text) != nil
        let isName = !isNumeric && text.utf8.count <= 253 && NameGrammar.isWord(text, extra: Array(".-_".utf8))
        guard isAddress || isName else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let hint: String? =
                if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
                    "write '\(text[text.index(after: text.startIndex)..<end])'; the port belongs to 'port'"
                } else if parts.count == 2, Int(parts[1]) != nil {
                    "write '\(parts[0])'; the port belongs to 'port'"
                } else { nil }
            values.refuse(
                document, at: path, "this is no address to listen on",
                expected: "an address such as 127.0.0.1 or ::1, or a host name", hint: hint)
            return nil
        }
        return .string(text)
    }

    private static func timeLimit(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        let rule = "seconds, or -1 for no limit"
        guard let seconds = values.integer(document, at: path, in: -Int(Int32.max)...Int(Int32.max), rule: rule) else {
            return nil
        }
        guard seconds != 0 else {
            values.refuse(document, at: path, "with a limit of no time every request fails", expected: rule)
            return nil
        }
        return .integer(seconds)
    }

    private static func choice(
        _ document: Document, among words: [String], at path: String, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        guard let text = values.text(document, at: path) else { return nil }
        guard words.contains(text) else {
            values.refuse(
                document, at: path, "this is not one of the words that can stand here",
                expected: "one of " + words.joined(separator: ", "), hint: Suggestion.hint(for: text, among: words))
            return nil
        }
        return .string(text)
    }

    private static func texts(
        _ document: Document, among allowed: [String]?, at path: String, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        guard let items = values.list(document, at: path, expected: "a list of texts") else { return nil }
        var texts: [JSONValue] = []
        for (index, item) in items.enumerated() {
            guard let text = values.text(item, at: "\(path)[\(index)]") else { continue }
            if let allowed, !allowed.contains(text) {
                values.refuse(
                    item, at: "\(path)[\(index)]", "unknown keyword '\(text)'",
                    expected: "one of " + allowed.joined(separator: ", "),
                    hint: Suggestion.hint(for: text, among: allowed))
            } else {
                texts.append(.string(text))
            }
        }
        return .array(texts)
    }

    private static func range(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        let rule = "a list of two integers, at least 0, the first not above the second"
        guard let items = values.list(document, at: path, expected: rule) else { return nil }
        let bounds = items.enumerated().compactMap { index, item in
            values.integer(item, at: "\(path)[\(index)]", in: 0...86_400, rule: "an integer from 0 to 86400")
        }
        guard items.count == 2, bounds.count == items.count, bounds[0] <= bounds[1] else {
            if bounds.count == items.count {
                values.refuse(document, at: path, "this is no range", expected: rule)
            }
            return nil
        }
        return .array(bounds.map { .integer($0) })
    }

    /// `HOST:PORT`, `HOST` or `unix:PATH`.
    private static func queueAddress(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> JSONValue? {
        guard let text = values.text(document, at: path, isFilled: true) else { return nil }
        if text.hasPrefix("unix:") { return .string(text) }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return .array([.string(text), 11300]) }
        guard let port = Int(parts[1]), (1...65_535).contains(port) else {
            values.refuse(document, at: path, "this is no address", expected: "HOST:PORT or unix:PATH")
            return nil
        }
        return .array([.string(parts[0]), .integer(port)])
    }

    private static func named(
        _ document: Document, _ kind: Setting.NameKind, _ settings: [Setting], at path: String,
        _ values: inout DocumentDecoder
    ) -> JSONValue? {
        guard let mapping = values.mapping(document, at: path, expected: "a mapping of names to settings") else {
            return nil
        }
        var members: [(name: String, value: JSONValue)] = []
        for entry in mapping.entries {
            if kind == .chain {
                guard values.key(entry, in: mapping, as: ChainName.self, called: "the name of a chain") != nil else {
                    continue
                }
            }
            let place = mapping.path(of: entry.name)
            if let content = section(entry.value, settings, at: place, position: entry.key.position, &values) {
                members.append((entry.name, .object(content)))
            }
        }
        return .object(JSONObject(members))
    }
}
