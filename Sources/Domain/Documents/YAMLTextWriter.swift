/// Writes a value as block YAML that reads back as the same value, with YAML 1.1 and 1.2 alike. Keys keep their order.
package struct YAMLTextWriter {
    private var text = ""

    /// - Returns: A document without a marker, ended by a line break. Numbers that are none (NaN, infinities) become
    ///   `null`, as in JSON.
    package static func text(of value: JSONValue) -> String {
        var writer = YAMLTextWriter()
        switch value {
        case .object(let object) where !object.isEmpty: writer.members(of: object, indent: 0)
        case .array(let items) where !items.isEmpty: writer.items(items, indent: 0)
        default: writer.text += scalar(value) + "\n"
        }
        return writer.text
    }

    /// - Parameter isContinued: Whether the first member goes on in a line that has been begun.
    private mutating func members(of object: JSONObject, indent: Int, isContinued: Bool = false) {
        for (position, member) in object.members.enumerated() {
            if position > 0 || !isContinued { space(indent) }
            text += Self.scalar(of: member.name) + ":"
            switch member.value {
            case .object(let below) where !below.isEmpty:
                text += "\n"
                members(of: below, indent: indent + 2)
            case .array(let below) where !below.isEmpty:
                text += "\n"
                items(below, indent: indent + 2)
            default: end(of: member.value, indent: indent)
            }
        }
    }

    private mutating func items(_ items: [JSONValue], indent: Int) {
        for item in items {
            space(indent)
            text += "-"
            switch item {
            case .object(let below) where !below.isEmpty:
                text += " "
                members(of: below, indent: indent + 2, isContinued: true)
            case .array(let below) where !below.isEmpty:
                text += "\n"
                self.items(below, indent: indent + 2)
            default: end(of: item, indent: indent)
            }
        }
    }

    private mutating func space(_ count: Int) { text += String(repeating: " ", count: count) }

    private mutating func end(of value: JSONValue, indent: Int) {
        if case .string(let content) = value, let block = Self.block(content, indent: indent + 2) {
            text += " " + block
        } else {
            text += " " + Self.scalar(value) + "\n"
        }
    }

    /// A text of several lines as a literal block; `nil` for one that is better quoted.
    private static func block(_ content: String, indent: Int) -> String? {
        let scalars = content.unicodeScalars
        guard scalars.contains("\n"), scalars.contains(where: { $0 != "\n" }),
            scalars.allSatisfy({ $0 == "\n" || $0 == "\t" || YAMLQuoting.isPrintable($0) })
        else { return nil }
        var lines = content.split(separator: "\n", omittingEmptySubsequences: false)
        let mark: String
        if lines.last == "" {
            lines.removeLast()
            mark = lines.last == "" ? "+" : ""
        } else {
            mark = "-"
        }
        let margin = String(repeating: " ", count: indent)
        return "|2\(mark)\n" + lines.map { ($0.isEmpty ? "" : margin + $0) + "\n" }.joined()
    }

    private static func scalar(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .largeInteger(let digits): digits
        case .double(let number): scalar(of: number)
        case .string(let text): scalar(of: text)
        case .array: "[]"
        case .object: "{}"
        }
    }

    /// YAML 1.1 wants a point in a number that has an exponent.
    private static func scalar(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        let text = number.description
        guard let mark = text.firstIndex(of: "e"), !text[..<mark].contains(".") else { return text }
        return text[..<mark] + ".0" + text[mark...]
    }

    /// Plain where nobody could take it for anything but a text, else in double quotes.
    private static func scalar(of text: String) -> String {
        let bytes = text.utf8
        let isPlain =
            bytes.count <= 200
            && bytes.allSatisfy {
                NameGrammar.isLetter($0, upperCase: true) || NameGrammar.isDigit($0) || "-_./".utf8.contains($0)
            } && (bytes.first.map { NameGrammar.isLetter($0, upperCase: true) } ?? false)
            && PlainScalar.resolve(text) == .string
        return isPlain ? text : YAMLQuoting.quoted(text)
    }
}
