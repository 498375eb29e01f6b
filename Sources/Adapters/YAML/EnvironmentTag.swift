internal import Domain

/// The tag `!ENV`: text with references to environment variables.
///
/// `${NAME}` stands for a variable that must be set, `${NAME:default}` for one that may be missing, `${NAME:}` for one
/// whose absence means empty text. References are replaced in one pass from left to right, so that what a variable
/// holds is never searched again. `tag:yaml.org,2002:int ` (or `float`, `bool`, `str`, `null`) anywhere in the text
/// makes the result a value of that type, if there is a reference. Source: deployment-file contract, section 2.4 and its
/// strict rules.
enum EnvironmentTag {
    static let name = "!ENV"
    private static let typeMark = "tag:yaml.org,2002:"
    /// Of one text, so many variables that are not set are told, each once.
    private static let mostFindings = 20
    /// Longest result, in bytes.
    private static let longest = 4 << 20
    private static let types = ["int", "float", "bool", "str", "null"]

    /// What a scalar becomes.
    struct Outcome {
        var content: Document.Content
        /// The text before it became a value of the wanted type.
        var text: String
        var findings: [YAMLFinding] = []
    }

    /// - Parameters:
    ///   - text: The scalar after unquoting.
    ///   - position: Where its mistakes are placed.
    ///   - variable: The value of an environment variable, `nil` when it is not set.
    static func resolve(
        _ text: String, at position: SourcePosition, variable: (String) -> String?
    ) -> Outcome {
        let (type, template) = resultType(of: text)
        var findings: [YAMLFinding] = []
        var unset: Set<String> = []
        var hasReference = false
        var result = ""
        var rest = template[...]
        // Behind the last brace nothing can be a reference.
        let lastClose = template.lastIndex(of: "}") ?? template.startIndex
        while let dollar = rest.firstIndex(of: "$"), dollar < lastClose {
            result += rest[..<dollar]
            rest = rest[dollar...]
            guard result.utf8.count <= longest else {
                let finding = YAMLFinding(
                    position, "with its variables replaced, the text is longer than \(longest / 1024 / 1024) MiB")
                return Outcome(content: .string(""), text: "", findings: [finding])
            }
            guard let reference = Reference(rest) else {
                result += "$"
                rest = rest.dropFirst()
                continue
            }
            hasReference = true
            if let value = variable(reference.name) ?? reference.defaultText {
                result += value
            } else if unset.count < mostFindings, unset.insert(reference.name).inserted {
                findings.append(missing(reference.name, position, variable))
            }
            rest = reference.rest
        }
        result += rest
        // 0.25 converts where it replaces, and without a reference the text stays one.
        guard findings.isEmpty, hasReference, let type else {
            return Outcome(content: .string(result), text: result, findings: findings)
        }
        return convert(result, to: type, at: position)
    }

    private static func missing(
        _ name: String, _ position: SourcePosition, _ variable: (String) -> String?
    ) -> YAMLFinding {
        let trimmed = name.trimmingBlanks
        let hint =
            trimmed != name && variable(trimmed) != nil
            ? "there is a variable '\(trimmed)'; blanks within the braces belong to the name"
            : "set it, give a default as in ${\(name):default}, or write ${\(name):} for empty text"
        return YAMLFinding(
            position, "the environment variable '\(name)' is not set", found: "${\(name)}", hint: hint)
    }

    private static func convert(_ text: String, to type: String, at position: SourcePosition) -> Outcome {
        var content: Document.Content?
        var rule = ""
        switch type {
        case "int":
            rule = "an integer"
            content = integer(text)
        case "float":
            rule = "a number"
            if case .double(let number) = PlainScalar.float(tagged: text.trimmingBlanks) { content = .double(number) }
        case "bool":
            rule = "true or false"
            content = PlainScalar.boolean(tagged: text).map { .bool($0) }
        case "null": content = .null
        case "str": content = .string(text)
        default:
            let finding = YAMLFinding(
                position, "'\(type)' is no type that !ENV can make", found: type,
                expected: "one of " + types.joined(separator: ", "), hint: Suggestion.hint(for: type, among: types))
            return Outcome(content: .string(text), text: text, findings: [finding])
        }
        if let content { return Outcome(content: content, text: text) }
        let finding = YAMLFinding(
            position, "the variable does not hold what the type '\(type)' needs", found: text, expected: rule)
        return Outcome(content: .string(text), text: text, findings: [finding])
    }

    /// Blanks around a number do not matter, but behind one it is decimal in any case, as in Python.
    private static func integer(_ text: String) -> Document.Content? {
        var number = text.trimmingBlanks
        if text.first == " " || text.first == "\t" {
            let sign = number.prefix { $0 == "-" || $0 == "+" }
            let digits = number.dropFirst(sign.count).drop { $0 == "0" || $0 == "_" }
            guard !digits.isEmpty || number.contains("0") else { return nil }
            guard digits.first.map({ $0.isASCII && $0.isNumber }) ?? true else { return nil }
            number = sign + (digits.isEmpty ? "0" : String(digits))
        }
        return PlainScalar.integer(tagged: number).integerContent
    }

    /// The wanted type and the text without its mark.
    private static func resultType(of text: String) -> (type: String?, template: String) {
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        while start < scalars.endIndex {
            guard scalars[start] == "t", scalars[start...].starts(with: typeMark.unicodeScalars) else {
                start = scalars.index(after: start)
                continue
            }
            let word = scalars.index(start, offsetBy: typeMark.unicodeScalars.count)
            let end =
                scalars[word...].firstIndex { !($0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0)) }
                ?? scalars.endIndex
            if end > word, end < scalars.endIndex, scalars[end].properties.isWhitespace {
                let type = String(scalars[word..<end])
                return (type, String(scalars[..<start]) + String(scalars[scalars.index(after: end)...]))
            }
            start = word
        }
        return (nil, text)
    }

    /// `${NAME}` or `${NAME:default}` at the start of a text.
    private struct Reference {
        let name: String
        let defaultText: String?
        let rest: Substring

        init?(_ text: Substring) {
            guard text.hasPrefix("${") else { return nil }
            let body = text.dropFirst(2)
            guard let end = body.firstIndex(where: { ":}{".contains($0) }), end > body.startIndex, body[end] != "{"
            else { return nil }
            name = String(body[..<end])
            guard body[end] == ":" else {
                defaultText = nil
                rest = body[body.index(after: end)...]
                return
            }
            let start = body.index(after: end)
            guard let close = body[start...].firstIndex(of: "}") else { return nil }
            defaultText = String(body[start..<close])
            rest = body[body.index(after: close)...]
        }
    }
}
