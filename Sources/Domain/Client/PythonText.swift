/// Values as Python prints them, because 0.25 did. Source: command-line contract, section 4.1.
package enum PythonText {
    /// As `str()` has it: text raw, everything else as ``literal(_:)``.
    package static func plain(_ value: JSONValue) -> String {
        if case .string(let text) = value { return text }
        return literal(value)
    }

    /// As `repr()` has it: text quoted, mappings and lists in one line.
    package static func literal(_ value: JSONValue) -> String { PythonNotation.literal(value) }

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

    /// Text whose unprintable characters are written out, without quotes.
    package static func escaped(_ text: String) -> String {
        text.unicodeScalars.map(PythonNotation.escaped).joined()
    }
}
