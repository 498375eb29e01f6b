import Domain

/// Writes values as YAML 1.1 that reads back as the same values.
enum YAMLText {
    /// Longest line of folded text, in characters.
    private static let width = 100

    /// A text as one scalar: plain where nobody could take it for anything else, else in double quotes.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.utf8.count <= 200
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || "-_./".utf8.contains($0)
            } && (text.utf8.first.map { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) } ?? false)
            && PlainScalar.resolve(text) == .string
        return isPlain ? text : quoted(text)
    }

    static func quoted(_ text: String) -> String { YAMLQuoting.quoted(text) }

    /// The lines of a longer text under a key: folded where folding gives it back as it is.
    static func prose(_ key: String, _ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let isFoldable =
            text.count > width / 2 && words.allSatisfy { !$0.isEmpty }
            && text.unicodeScalars.allSatisfy(YAMLQuoting.isPrintable)
        guard isFoldable else { return "\(key): \(quoted(text))\n" }
        var result = "\(key): >-\n"
        var line = ""
        for word in words {
            if !line.isEmpty, line.count + word.count >= width {
                result += "  \(line)\n"
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return result + "  \(line)\n"
    }

    static func flow(_ members: [(name: String, value: String)]) -> String {
        "{" + members.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "}"
    }

    static func flow(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }

    static func flow(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .largeInteger(let digits): digits
        case .double(let number): text(number)
        case .string(let text): quoted(text)
        case .array(let items): flow(items.map { flow($0) })
        case .object(let object): flow(object.members.map { (name: quoted($0.name), value: flow($0.value)) })
        }
    }

    /// YAML 1.1 wants a point in the number and a sign in the exponent.
    private static func text(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        let text = number.description
        guard let mark = text.firstIndex(of: "e"), !text[..<mark].contains(".") else { return text }
        return text[..<mark] + ".0" + text[mark...]
    }
}
