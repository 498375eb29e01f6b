/// Takes values out of a document and keeps every mistake it meets on the way, so that a file is judged in one run.
///
/// A method that returns `nil` has recorded why, except where the value is simply absent. A value that came out of
/// `!ENV` is text; where a number or a boolean is needed it is converted, and the conversion is remembered for
/// ``json(_:at:)``.
package struct DocumentDecoder {
    /// The file that is read, as the user named it.
    package let file: String
    package private(set) var diagnostics: [Diagnostic] = []
    private var conversions: [String: JSONValue] = [:]

    package init(file: String) { self.file = file }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    // MARK: - Mistakes

    package mutating func add(_ findings: [Diagnostic]) { diagnostics += findings }

    /// Records a mistake at a value, and what stands there unless it is a secret.
    package mutating func refuse(
        _ document: Document, at path: String, _ message: String, expected: String? = nil, hint: String? = nil
    ) {
        report(.error, document, path, message, expected, hint)
    }

    /// Records something that works and is probably not meant.
    package mutating func warn(
        _ document: Document, at path: String, _ message: String, expected: String? = nil, hint: String? = nil
    ) {
        report(.warning, document, path, message, expected, hint)
    }

    /// Records that something is missing; there is nothing to show.
    package mutating func missing(
        at position: SourcePosition, path: String, _ message: String, expected: String? = nil, hint: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(file: file, position: position, path: path, message: message, expected: expected, hint: hint))
    }

    private mutating func report(
        _ severity: Diagnostic.Severity, _ document: Document, _ path: String, _ message: String, _ expected: String?,
        _ hint: String?
    ) {
        // What is said of a key itself shows its name, which is no secret.
        let isKey = document.content == .string(String(path.split(separator: ".").last ?? ""))
        let isSecret = SecretName.isSecret(path: path) && !isKey
        diagnostics.append(
            Diagnostic(
                severity: severity, file: file, position: document.position, path: path, message: message,
                found: isSecret ? nil : document.excerpt, expected: expected, hint: isSecret ? nil : hint))
    }

    // MARK: - Mappings

    /// The value of a key that must be there and say something. Its absence is placed at the key, or at the mapping's.
    package mutating func required(_ name: String, of section: Section, expected: String) -> Document? {
        if let value = section[name] { return value }
        missing(
            at: section.entry(name)?.key.position ?? section.position, path: section.path(of: name),
            "the required key '\(name)' is missing", expected: expected)
        return nil
    }

    /// A mapping whose keys are given.
    ///
    /// - Parameters:
    ///   - position: Where mistakes about missing keys are placed: the key that holds the mapping.
    ///   - keys: All that are known. Others are mistakes.
    ///   - slips: Names that people use for a known key though they do not look alike, and what they mean.
    ///   - subject: Whose keys these are, for example `kind 'metadata'`.
    /// - Returns: `nil` when this is no mapping. Unknown keys are reported and left out.
    package mutating func section(
        _ document: Document, at path: String, position: SourcePosition? = nil, keys: [String],
        slips: [String: String] = [:], of subject: String? = nil, expected: String = "a mapping"
    ) -> Section? {
        guard let all = mapping(document, at: path, position: position, expected: expected) else { return nil }
        let known = all.entries.filter { entry in
            if keys.contains(entry.name) { return true }
            let hint =
                slips[entry.name].map { "did you mean '\($0)'?" } ?? Suggestion.hint(for: entry.name, among: keys)
            diagnostics.append(
                Diagnostic(
                    file: file, position: entry.key.position, path: all.path(of: entry.name),
                    message: "unknown key '\(entry.name)'" + (subject.map { " for \($0)" } ?? ""), found: entry.name,
                    expected: keys.count == 1 ? "'\(keys[0])'" : "one of " + keys.joined(separator: ", "), hint: hint))
            return false
        }
        return Section(path: path, position: all.position, entries: known)
    }

    /// A mapping whose keys are names that the user chose. Keys that are no text are reported and left out.
    package mutating func mapping(
        _ document: Document, at path: String, position: SourcePosition? = nil, expected: String = "a mapping",
        hint: String? = nil
    ) -> Section? {
        guard case .mapping(let entries) = document.content else {
            refuseType(document, at: path, expected: expected, hint: hint)
            return nil
        }
        var named: [Section.Entry] = []
        for entry in entries {
            if case .string(let name) = entry.key.content {
                named.append(Section.Entry(name: name, key: entry.key, value: entry.value))
            } else {
                let text = entry.key.source ?? ""
                refuse(
                    entry.key, at: path.isEmpty ? text : "\(path).\(text)",
                    "a key must be text, and '\(text)' is \(entry.key.kind)", expected: "text",
                    hint: "quote it: '\(text)'")
            }
        }
        return Section(path: path, position: position ?? document.position, entries: named)
    }

    /// A mapping from names to texts, as environments and metadata are.
    package mutating func texts(_ document: Document, at path: String) -> [(entry: Section.Entry, text: String)]? {
        guard let section = mapping(document, at: path, expected: "a mapping of names to texts") else { return nil }
        return section.entries.compactMap { entry in
            text(entry.value, at: section.path(of: entry.name)).map { (entry, $0) }
        }
    }

    // MARK: - Lists

    /// - Parameter isFilled: Whether an empty list is a mistake.
    package mutating func list(
        _ document: Document, at path: String, isFilled: Bool = false, expected: String = "a list"
    ) -> [Document]? {
        guard case .sequence(let items) = document.content else {
            var hint: String?
            if case .string(let text) = document.content, !document.isFromEnvironment, !text.isEmpty, text.count < 40 {
                hint = "put it in brackets: [\(text)]"
            }
            refuseType(document, at: path, expected: expected, hint: hint)
            return nil
        }
        if isFilled, items.isEmpty {
            refuse(document, at: path, "the list must not be empty", expected: "at least one item")
            return nil
        }
        return items
    }

    /// A list of names that were checked by their rule.
    package mutating func names<Name: ValidatedName>(
        _ document: Document, at path: String, as type: Name.Type, called what: String
    ) -> [Name]? {
        guard let items = list(document, at: path, isFilled: true, expected: "a list of texts") else { return nil }
        return items.enumerated().compactMap { index, item in
            name(item, at: "\(path)[\(index)]", as: type, called: what)
        }
    }

    // MARK: - Scalars

    package mutating func text(_ document: Document, at path: String, isFilled: Bool = false) -> String? {
        guard case .string(let text) = document.content else {
            refuseType(document, at: path, expected: "text")
            return nil
        }
        if isFilled, text.isEmpty {
            refuse(document, at: path, "the text must not be empty", expected: "text")
            return nil
        }
        return text
    }

    /// - Parameter what: What the name is, with its article: `a label`.
    package mutating func name<Name: ValidatedName>(
        _ document: Document, at path: String, as type: Name.Type, called what: String
    ) -> Name? {
        guard let text = text(document, at: path) else { return nil }
        if let name = Name(text) { return name }
        refuse(document, at: path, "this is not \(what)", expected: Name.rule, hint: NameMistake.hint(text, as: type))
        return nil
    }

    /// The name as a key of a mapping.
    package mutating func key<Name: ValidatedName>(
        _ entry: Section.Entry, in section: Section, as type: Name.Type, called what: String
    ) -> Name? {
        name(entry.key, at: section.path(of: entry.name), as: type, called: what)
    }

    /// - Parameters:
    ///   - range: What is allowed.
    ///   - rule: The range in words.
    package mutating func integer(
        _ document: Document, at path: String, in range: ClosedRange<Int> = Int.min...Int.max,
        rule: String = "an integer", isMode: Bool = false
    ) -> Int? {
        guard let number = integer(document, at: path, rule: rule) else { return nil }
        guard range.contains(number) else {
            refuse(document, at: path, "the number is out of range", expected: rule)
            return nil
        }
        if let source = document.source, !isMode {
            let digits = source.drop { "+-".contains($0) }
            if digits.count > 1, digits.hasPrefix("0"), digits.dropFirst().allSatisfy(\.isNumber) {
                warn(document, at: path, "a leading zero makes this octal: it is read as \(number)")
            } else if digits.contains(":") {
                warn(document, at: path, "this is read in base 60, as \(number)", hint: "write \(number)")
            }
        }
        return number
    }

    private mutating func integer(_ document: Document, at path: String, rule: String) -> Int? {
        switch document.content {
        case .integer(let number): return number
        case .largeInteger: refuse(document, at: path, "the number is out of range", expected: rule)
        case .string(let text) where document.isFromEnvironment:
            if case .integer(let number) = PlainScalar.resolve(text.trimmingBlanks) {
                conversions[path] = .integer(number)
                return number
            }
            refuse(document, at: path, "the variable holds no integer", expected: rule)
        case .string(let text):
            let isQuoted = if case .integer = PlainScalar.resolve(text) { true } else { false }
            refuseType(document, at: path, expected: rule, hint: isQuoted ? "remove the quotes: \(text)" : nil)
        default: refuseType(document, at: path, expected: rule)
        }
        return nil
    }

    /// A number with or without a fraction.
    package mutating func number(
        _ document: Document, at path: String, in range: ClosedRange<Double>, rule: String
    ) -> Double? {
        var content = document.content
        if case .string(let text) = content, document.isFromEnvironment {
            switch PlainScalar.resolve(text.trimmingBlanks) {
            case .integer(let number): content = .integer(number)
            case .largeInteger(let digits): content = .largeInteger(digits)
            case .double(let number): content = .double(number)
            default: break
            }
        }
        let number: Double
        switch content {
        case .integer(let value): number = Double(value)
        case .largeInteger(let digits): number = Double(digits) ?? .infinity
        case .double(let value): number = value
        default:
            refuseType(document, at: path, expected: rule)
            return nil
        }
        guard range.contains(number) else {
            refuse(document, at: path, "the number is out of range", expected: rule)
            return nil
        }
        return number
    }

    package mutating func boolean(_ document: Document, at path: String) -> Bool? {
        switch document.content {
        case .bool(let flag): return flag
        case .string(let text) where document.isFromEnvironment:
            if let flag = PlainScalar.boolean(tagged: text.trimmingBlanks) {
                conversions[path] = .bool(flag)
                return flag
            }
            refuse(document, at: path, "the variable holds no boolean", expected: "true or false")
        case .string(let text):
            let isQuoted = PlainScalar.boolean(tagged: text) != nil
            refuseType(
                document, at: path, expected: "true or false", hint: isQuoted ? "remove the quotes: \(text)" : nil)
        default: refuseType(document, at: path, expected: "true or false")
        }
        return nil
    }

    /// Records that a value is of another kind than is needed there.
    package mutating func refuseType(_ document: Document, at path: String, expected: String, hint: String? = nil) {
        var hint = hint
        if hint == nil, expected == "text" || expected.hasPrefix("text "), let source = document.source {
            switch document.content {
            case .bool, .integer, .largeInteger, .double, .null:
                if source.contains(":") {
                    hint = "unquoted, this is a number in base 60; quote it: '\(source)'"
                } else {
                    hint = source.isEmpty ? "for empty text write ''" : "quote it: '\(source)'"
                }
            default: break
            }
        }
        refuse(document, at: path, "\(document.kind) cannot stand here", expected: expected, hint: hint)
    }

    // MARK: - JSON

    /// Remembers what a value became, so that ``json(_:at:)`` shows that instead.
    package mutating func convert(_ path: String, to value: JSONValue) { conversions[path] = value }

    /// The document as JSON, with what was converted in its converted form. Keys that are no text become the text that
    /// Python's JSON has for them.
    package func json(_ document: Document, at path: String) -> JSONValue {
        if let converted = conversions[path] { return converted }
        switch document.content {
        case .sequence(let items):
            return .array(items.enumerated().map { json($1, at: "\(path)[\($0)]") })
        case .mapping(let entries):
            var members: [(name: String, value: JSONValue)] = []
            for entry in entries {
                let name = entry.key.jsonName
                members.append((name, json(entry.value, at: path.isEmpty ? name : "\(path).\(name)")))
            }
            return .object(JSONObject(members))
        default: return document.json
        }
    }
}

/// A mapping of a file with the names of its keys.
package struct Section: Sendable {
    package struct Entry: Sendable {
        package let name: String
        package let key: Document
        package let value: Document
    }

    /// Dotted path of the mapping; empty for the root.
    package let path: String
    /// Where a mistake about a missing key is placed.
    package let position: SourcePosition
    package let entries: [Entry]

    /// The value under a key; `nil` when it is absent or null, which mean the same.
    package subscript(name: String) -> Document? {
        guard let value = entry(name)?.value, !value.isNull else { return nil }
        return value
    }

    package func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

    package func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

extension Document {
    /// Longest text that a diagnostic shows of a value, in characters.
    private static let longestExcerpt = 60

    /// The value as a diagnostic shows it: a scalar as it stands in the file, cut to one short line.
    package var excerpt: String {
        switch content {
        case .sequence, .mapping: return kind
        case .string(let text): return Self.cut(isFromEnvironment ? text : source ?? text)
        default:
            let text = source ?? ""
            return text.isEmpty ? kind : Self.cut(text)
        }
    }

    private static func cut(_ text: String) -> String {
        guard !text.isEmpty else { return "''" }
        let line = text.prefix { !$0.isNewline }
        let start = line.prefix(longestExcerpt)
        return start.count < text.count ? start + "…" : String(start)
    }
}

extension StringProtocol {
    /// The text without white space at its ends, as Python's `strip()` has it.
    package var trimmingWhiteSpace: String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
        }
        var scalars = Substring(self).unicodeScalars.drop(while: isSpace)
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(Substring(scalars))
    }

    /// The text without blanks and tabs at its ends.
    package var trimmingBlanks: String {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...last])
    }
}
