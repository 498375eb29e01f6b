/// A regular expression of Python in the notation of Swift: what means the same in both stays as it is. Source:
/// command-line contract, section 2.4.
struct PythonPattern {
    private var rest: ArraySlice<Unicode.Scalar>
    private var result = String.UnicodeScalarView()

    static func inSwift(_ pattern: String) -> String {
        var translation = PythonPattern(rest: Array(pattern.unicodeScalars)[...])
        while let scalar = translation.rest.popFirst() { translation.translate(scalar) }
        return String(translation.result)
    }

    private init(rest: ArraySlice<Unicode.Scalar>) { self.rest = rest }

    private mutating func translate(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\\":
            switch rest.first {
            // The very end, where Swift also means the place before a line end.
            case "Z"?:
                rest.removeFirst()
                write("\\z")
            default: write(escape())
            }
        case "[": characterClass()
        case "{":
            guard let bounds = bounds() else { return write("\\{") }
            write(bounds)
        case "}", "]": write("\\\(scalar)")
        default: result.append(scalar)
        }
    }

    private mutating func write(_ text: String) { result.append(contentsOf: text.unicodeScalars) }

    /// What stands behind a backslash, with it. An octal number is a character; `\1` is what a group has found.
    private mutating func escape() -> String {
        guard let first = rest.first else { return "\\" }
        var digits = rest.prefix { ("0"..."7").contains($0) }.prefix(3)
        guard first == "0" || digits.count == 3 && first <= "3" else {
            rest.removeFirst()
            // The name of a character.
            if first == "N", rest.first == "{", let end = rest.firstIndex(of: "}") {
                defer { rest = rest[(end + 1)...] }
                return "\\N" + String(String.UnicodeScalarView(rest[...end]))
            }
            return first.isASCII ? "\\\(first)" : String(first)
        }
        let count = digits.count
        var value: UInt32 = 0
        while let digit = digits.popFirst() { value = value * 8 + digit.value - 0x30 }
        rest = rest.dropFirst(count)
        return "\\x{" + String(value, radix: 16) + "}"
    }

    /// `{2}`, `{2,}`, `{2,3}` and `{,3}`; any other brace is a character.
    private mutating func bounds() -> String? {
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let parts = rest[..<end].split(separator: ",", omittingEmptySubsequences: false)
        let areNumbers = parts.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
        guard areNumbers, parts.count <= 2, parts.contains(where: { !$0.isEmpty }) || parts.count == 2 else {
            return nil
        }
        var text = String(String.UnicodeScalarView(rest[..<end]))
        if text.hasPrefix(",") { text = "0" + text }
        rest = rest[(end + 1)...]
        return "{\(text)}"
    }

    // MARK: - Classes

    /// A class knows ranges and nothing else: no classes within it, no `&&`, no `--`.
    private mutating func characterClass() {
        result.append("[")
        if rest.first == "^" { result.append(rest.removeFirst()) }
        var isFirst = true
        while let scalar = rest.first, scalar != "]" || isFirst {
            rest.removeFirst()
            isFirst = false
            write(member(scalar))
            guard rest.first == "-", let end = rest.dropFirst().first, end != "]" else { continue }
            rest.removeFirst(2)
            write("-" + member(end))
        }
        if rest.popFirst() != nil { result.append("]") }
    }

    private mutating func member(_ scalar: Unicode.Scalar) -> String {
        guard scalar == "\\" else {
            let isPlain = !scalar.isASCII || NameGrammar.isWord(String(scalar), extra: []) || scalar.value <= 0x20
            return isPlain ? String(scalar) : "\\\(scalar)"
        }
        guard rest.first != "b" else {
            rest.removeFirst()
            return "\\x{8}"
        }
        return escape()
    }
}
