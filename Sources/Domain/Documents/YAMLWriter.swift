/// Writes YAML as 0.25 prints it: blocks, keys sorted by their characters, texts plain where they can be, everything
/// beyond ASCII as an escape, lines folded past the 80th column. Source: command-line contract, section 2.9.
package struct YAMLWriter {
    private static let width = 80
    private static let breaks: Set<Unicode.Scalar> = ["\n", "\u{85}", "\u{2028}", "\u{2029}"]

    private var result = String.UnicodeScalarView()
    private var column = 0
    private var indent = 0

    /// The document, each of its lines with an end.
    package static func text(of value: JSONValue) -> String {
        var writer = YAMLWriter()
        writer.write(value, isWithinSequence: false)
        if writer.column > 0 { writer.newLine() }
        return String(writer.result)
    }

    // MARK: - Lines

    private mutating func append(_ text: String) {
        result.append(contentsOf: text.unicodeScalars)
        column += text.unicodeScalars.count
    }

    private mutating func append(_ scalars: some Collection<Unicode.Scalar>) {
        result.append(contentsOf: scalars)
        column += scalars.count
    }

    private mutating func newLine() {
        result.append("\n")
        column = 0
    }

    private mutating func beginLine() {
        if column > indent || column == indent && column > 0 { newLine() }
        append(String(repeating: " ", count: max(0, indent - column)))
    }

    // MARK: - Values

    /// - Parameter isWithinSequence: Whether this stands behind a dash, where a mapping begins in the same line.
    private mutating func write(_ value: JSONValue, isWithinSequence: Bool) {
        switch value {
        case .object(let object) where !object.isEmpty: write(object, isWithinSequence: isWithinSequence)
        case .array(let items) where !items.isEmpty: write(items, isWithinSequence: isWithinSequence)
        case .object: append("{}")
        case .array: append("[]")
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): append(String(number))
        case .largeInteger(let digits): append(digits)
        case .double(let number): append(Self.text(of: number))
        case .string(let text): write(Array(text.unicodeScalars), isKey: false)
        }
    }

    private static func text(of number: Double) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        let text = PythonNotation.number(number)
        guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    private mutating func write(_ object: JSONObject, isWithinSequence: Bool) {
        let members = object.members.sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
        for (index, member) in members.enumerated() {
            if index > 0 || !isWithinSequence { beginLine() }
            let name = Array(member.name.unicodeScalars)
            guard Self.isSimpleKey(name) else {
                writeMarked(name, member.value)
                continue
            }
            write(name, isKey: true)
            append(":")
            switch member.value {
            case .object(let inner) where !inner.isEmpty:
                nested { $0.write(inner, isWithinSequence: false) }
            // The dashes of a list stand under the key.
            case .array(let items) where !items.isEmpty: write(items, isWithinSequence: false)
            default:
                append(" ")
                nested { $0.write(member.value, isWithinSequence: false) }
            }
        }
    }

    /// Whether a key can stand before its colon. PyYAML counts the tag `!!str` with it, which it does not write.
    private static func isSimpleKey(_ key: [Unicode.Scalar]) -> Bool {
        !key.isEmpty && key.count + "!!str".count < 128 && !key.contains(where: breaks.contains)
    }

    /// A key of any kind behind a question mark, and the value in a line of its own.
    private mutating func writeMarked(_ key: [Unicode.Scalar], _ value: JSONValue) {
        append("? ")
        nested { $0.write(key, isKey: false) }
        beginLine()
        append(": ")
        nested { $0.write(value, isWithinSequence: true) }
    }

    private mutating func write(_ items: [JSONValue], isWithinSequence: Bool) {
        for (index, item) in items.enumerated() {
            if index > 0 || !isWithinSequence { beginLine() }
            append("- ")
            nested { $0.write(item, isWithinSequence: true) }
        }
    }

    private mutating func nested(_ work: (inout YAMLWriter) -> Void) {
        indent += 2
        work(&self)
        indent -= 2
    }

    // MARK: - Texts

    private struct Analysis {
        var isPlain = true
        var isSingleQuoted = true
        var hasBreaks = false
    }

    private mutating func write(_ text: [Unicode.Scalar], isKey: Bool) {
        let analysis = Self.analyse(text)
        if analysis.isPlain, !(isKey && (text.isEmpty || analysis.hasBreaks)) {
            writePlain(text, canFold: !isKey)
        } else if analysis.isSingleQuoted, !(isKey && analysis.hasBreaks) {
            writeSingleQuoted(text, canFold: !isKey)
        } else {
            writeDoubleQuoted(text, canFold: !isKey)
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return true }
        return breaks.contains(scalar) || scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\0"
    }

    private static func analyse(_ text: [Unicode.Scalar]) -> Analysis {
        var analysis = Analysis()
        let string = String(String.UnicodeScalarView(text))
        let isText = if case .string = PlainScalar.resolve(string) { true } else { false }
        if !isText { analysis.isPlain = false }
        guard let first = text.first, let last = text.last else { return analysis }
        if string.hasPrefix("---") || string.hasPrefix("...") { analysis.isPlain = false }
        if "#,[]{}&*!|>'\"%@`".unicodeScalars.contains(first) { analysis.isPlain = false }
        if first == "?" || first == ":" || first == "-", isBlank(text.count > 1 ? text[1] : nil) {
            analysis.isPlain = false
        }
        if [first, last].contains(where: { $0 == " " || breaks.contains($0) }) { analysis.isPlain = false }
        for (index, scalar) in text.enumerated() {
            let next = index + 1 < text.count ? text[index + 1] : nil
            let previous = index > 0 ? text[index - 1] : nil
            if index > 0, scalar == ":" && isBlank(next) || scalar == "#" && isBlank(previous) {
                analysis.isPlain = false
            }
            if breaks.contains(scalar) { analysis.hasBreaks = true }
            let isSpecial = !(scalar == "\n" || (0x20...0x7E).contains(scalar.value))
            let isSpaceBeforeBreak = scalar == " " && next.map(breaks.contains) ?? false
            let isSpaceAfterBreak = scalar == " " && previous.map(breaks.contains) ?? false
            if isSpecial || isSpaceBeforeBreak || isSpaceAfterBreak { analysis.isSingleQuoted = false }
        }
        if analysis.hasBreaks || !analysis.isSingleQuoted { analysis.isPlain = false }
        return analysis
    }

    /// A line ends at a single blank past the width.
    private mutating func writePlain(_ text: [Unicode.Scalar], canFold: Bool) {
        writeLine(text, 0..<text.count, canFold: canFold) { Array($0) }
    }

    private mutating func writeSingleQuoted(_ text: [Unicode.Scalar], canFold: Bool) {
        append("'")
        let doubled: (ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] = {
            $0.flatMap { $0 == "'" ? ["'", "'"] : [$0] }
        }
        var place = 0
        while place < text.count {
            if text[place] == "\n" {
                let end = text[place...].firstIndex { $0 != "\n" } ?? text.count
                // One end of a line is a blank to YAML, so there is one more than is meant.
                for _ in place...end { newLine() }
                append(String(repeating: " ", count: indent))
                place = end
            } else {
                let end = text[place...].firstIndex(of: "\n") ?? text.count
                writeLine(text, place..<end, canFold: canFold, doubled)
                place = end
            }
        }
        append("'")
    }

    private mutating func writeLine(
        _ text: [Unicode.Scalar], _ range: Range<Int>, canFold: Bool,
        _ escaped: (ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]
    ) {
        var place = range.lowerBound
        while place < range.upperBound {
            let isBlankRun = text[place] == " "
            let end = text[place..<range.upperBound].firstIndex { ($0 == " ") != isBlankRun } ?? range.upperBound
            if isBlankRun, end - place == 1, column > Self.width, canFold, place != 0, end != text.count {
                beginLine()
            } else {
                append(escaped(text[place..<end]))
            }
            place = end
        }
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "\0": "0", "\u{07}": "a", "\u{08}": "b", "\t": "t", "\n": "n", "\u{0B}": "v", "\u{0C}": "f", "\r": "r",
        "\u{1B}": "e", "\"": "\"", "\\": "\\", "\u{85}": "N", "\u{A0}": "_", "\u{2028}": "L", "\u{2029}": "P",
    ]

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        if let letter = escapes[scalar] { return "\\" + letter }
        if (0x20...0x7E).contains(scalar.value) { return nil }
        let (letter, count) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\" + letter + String(repeating: "0", count: count - digits.count) + digits
    }

    /// A line ends with a backslash, at a blank or behind an escape past the width.
    private mutating func writeDoubleQuoted(_ text: [Unicode.Scalar], canFold: Bool) {
        append("\"")
        var start = 0
        for (end, scalar) in text.enumerated() {
            if let escape = Self.escape(scalar) {
                append(text[start..<end])
                append(escape)
                start = end + 1
            }
            let isInside = end > 0 && end < text.count - 1
            if isInside, scalar == " " || start >= end, column + end - start > Self.width, canFold {
                if start < end {
                    append(text[start..<end])
                    start = end
                }
                append("\\")
                newLine()
                append(String(repeating: " ", count: indent))
                if text[start] == " " { append("\\") }
            }
        }
        append(text[min(start, text.count)...])
        append("\"")
    }
}
