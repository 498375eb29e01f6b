/// Values as Python prints them, because 0.25 did. Source: command-line contract, section 4.1.
package enum PythonText {
    /// As `str()` has it: text raw, everything else as ``literal(_:)``.
    package static func plain(_ value: JSONValue) -> String {
        if case .string(let text) = value { return text }
        return literal(value)
    }

    /// As `repr()` has it: text quoted, mappings and lists in one line.
    package static func literal(_ value: JSONValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .integer(let number): String(number)
        case .double(let number): literal(number)
        case .string(let text): quoted(text)
        case .array(let items): "[" + items.map(literal).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { quoted($0.name) + ": " + literal($0.value) }.joined(separator: ", ") + "}"
        }
    }

    /// Lines as `str.splitlines()` cuts them: at every kind of line end, without an empty line after the last.
    package static func lines(of text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var isOpen = false
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            if scalar == "\n" && previous == "\r" { continue }
            if lineEnds.contains(scalar) {
                lines.append(String(line))
                line = String.UnicodeScalarView()
                isOpen = false
            } else {
                line.append(scalar)
                isOpen = true
            }
        }
        if isOpen { lines.append(String(line)) }
        return lines
    }

    private static let lineEnds: [Unicode.Scalar] = [
        "\n", "\r", "\u{0B}", "\u{0C}", "\u{1C}", "\u{1D}", "\u{1E}", "\u{85}", "\u{2028}", "\u{2029}",
    ]

    /// Text in single quotes, or in double ones where that saves escapes.
    private static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        var result = String.UnicodeScalarView([quote])
        for scalar in scalars {
            if scalar == quote {
                result.append(contentsOf: "\\\(scalar)".unicodeScalars)
            } else {
                result.append(contentsOf: escaped(scalar).unicodeScalars)
            }
        }
        result.append(quote)
        return String(result)
    }

    /// Text whose unprintable characters are written out, without quotes.
    package static func escaped(_ text: String) -> String {
        text.unicodeScalars.map(escaped).joined()
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: break
        }
        if isPrintable(scalar) { return String(scalar) }
        let (prefix, width) =
            switch scalar.value {
            case 0..<0x100: ("\\x", 2)
            case 0..<0x10000: ("\\u", 4)
            default: ("\\U", 8)
            }
        let digits = String(scalar.value, radix: 16)
        return prefix + String(repeating: "0", count: width - digits.count) + digits
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    /// The shortest text that reads back as the same number; from 10¹⁶ on with an exponent, where Swift waits longer.
    private static func literal(_ number: Double) -> String {
        let text = number.description
        guard abs(number) >= 1e16, text.hasSuffix(".0"), !text.contains("e") else { return text }
        let sign = number < 0 ? "-" : ""
        let digits = text.drop { $0 == "-" }.dropLast(2)
        let exponent = digits.count - 1
        var fraction = digits.dropFirst()
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return sign + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e+\(exponent)"
    }
}
