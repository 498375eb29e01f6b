import Domain

/// Carries any text safely into another language: nothing that a run says can become markup, script or a control
/// sequence of a terminal.
package enum Escaping {
    /// JSON that may stand inside a `<script>` element: it holds no `<`, `>` or `&`, and no line separator that old
    /// scripts take for the end of a line.
    static func json(_ value: JSONValue) -> String {
        var result = ""
        for scalar in JSONWriter.text(of: value).unicodeScalars {
            switch scalar {
            case "<": result += "\\u003c"
            case ">": result += "\\u003e"
            case "&": result += "\\u0026"
            case "\u{2028}": result += "\\u2028"
            case "\u{2029}": result += "\\u2029"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text of an element or a quoted attribute in HTML and XML. Characters that XML 1.0 forbids (section 2.2) are
    /// left out; line breaks and tabs are kept by number.
    static func markup(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            default: if isText(scalar) { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    /// One line for a terminal: control characters, and those that turn the direction of writing, are shown by their
    /// numbers; what is longer than `limit` characters is cut.
    package static func line(_ text: String, limit: Int = .max) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator:
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return result.count > limit ? result.prefix(max(limit - 1, 0)) + "…" : result
    }

    /// A word of a shell's command line.
    package static func shellWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+,:@%".utf8.contains(byte)
            }
        }
        if isPlain, !text.isEmpty { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private static func isText(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
    }
}
