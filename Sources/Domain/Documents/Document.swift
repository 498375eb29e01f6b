/// A YAML or JSON document as values that know where they came from.
///
/// The adapter that reads YAML has resolved tags, aliases and merge keys and refused what we do not take (duplicate
/// keys, dates, cycles), so that what is left has the five shapes of ``Content``.
package struct Document: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        case null
        case bool(Bool)
        case integer(Int)
        /// An integer that does not fit 64 bits, by its decimal digits: to be passed on as it is.
        case largeInteger(String)
        case double(Double)
        case string(String)
        case sequence([Document])
        /// The entries in their order in the file; keys are unique.
        case mapping([Entry])
    }

    package struct Entry: Equatable, Sendable {
        package let key: Document
        package let value: Document

        package init(key: Document, value: Document) {
            self.key = key
            self.value = value
        }
    }

    package let content: Content
    package let position: SourcePosition
    /// The text as it stands in the file, for scalars; shown when the value is refused (`22:22`, not `1342`).
    package let source: String?
    /// Whether the value came out of `!ENV`, and is therefore text whatever it looks like.
    package let isFromEnvironment: Bool

    package init(
        _ content: Content, at position: SourcePosition, source: String? = nil, isFromEnvironment: Bool = false
    ) {
        self.content = content
        self.position = position
        self.source = source
        self.isFromEnvironment = isFromEnvironment
    }

    package var isNull: Bool { content == .null }

    /// The value under a text key; `nil` when this is no mapping or has no such key.
    package subscript(key: String) -> Document? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key.content == .string(key) }?.value
    }

    /// What the value is, in the words of a diagnostic.
    package var kind: String {
        switch content {
        case .null: "nothing"
        case .bool: "a boolean"
        case .integer, .largeInteger: "an integer"
        case .double: "a number with a fraction"
        case .string: "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The document as JSON. Keys that are no text are written as they stand in the file.
    package var json: JSONValue {
        switch content {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .largeInteger(let digits): .largeInteger(digits)
        case .double(let number): .double(number)
        case .string(let text): .string(text)
        case .sequence(let items): .array(items.map(\.json))
        case .mapping(let entries):
            .object(JSONObject(entries.map { (name: $0.key.keyText, value: $0.value.json) }))
        }
    }

    /// The document as the name of a JSON member: numbers and words as JSON writes them. A list or a mapping, which the
    /// reader of YAML refuses as a key, has no name.
    var jsonName: String {
        switch content {
        case .string(let text): text
        case .null, .bool, .integer, .largeInteger, .double: JSONWriter.text(of: json)
        case .sequence, .mapping: source ?? ""
        }
    }

    private var keyText: String {
        if case .string(let text) = content { return text }
        return source ?? ""
    }
}
