internal import Domain

/// Takes assignments out of a variable file, one after the other.
struct EnvironmentScanner {
    private let scalars: [Unicode.Scalar]
    private let file: String
    private var index = 0
    /// Up to where lines were counted; mistakes come in the order of the file.
    private var counted = 0
    private var line = 1
    private var lineStart = 0
    /// Where the last assignment begins.
    private var lastStart = 0
    private(set) var findings: [Diagnostic] = []

    init(text: String, file: String) {
        // Line ends of all kinds are one line feed, within quotes too, as in a file that Python opens as text.
        var all: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if scalar == "\n", all.last == "\r" { all.removeLast() }
            all.append(scalar)
        }
        for index in all.indices where all[index] == "\r" { all[index] = "\n" }
        scalars = all.first == "\u{FEFF}" ? Array(all.dropFirst()) : all
        self.file = file
    }

    /// The next assignment; `nil` at the end. What is none is recorded and skipped.
    ///
    /// - Returns: No value for a name that stands alone.
    mutating func next() -> (name: String, value: String?)? {
        while true {
            skip { $0.properties.isWhitespace }
            guard index < scalars.count else { return nil }
            let start = index
            lastStart = start
            switch binding() {
            case .assignment(let name, let value): return (name, value)
            case .comment: continue
            case .bareName(let name):
                report(.warning, at: start, "this sets nothing", hint: "write NAME= for an empty value")
                return (name, nil)
            case .mistake(let message, let place):
                report(.error, at: place, message, hint: nil)
                skip { !Self.isLineEnd($0) }
            }
        }
    }

    /// Records a mistake of the assignment that came last.
    mutating func refuseLast(_ message: String) { report(.error, at: lastStart, message, hint: nil) }

    private enum Binding {
        case assignment(name: String, value: String)
        case comment
        case bareName(String)
        case mistake(String, at: Int)
    }

    private mutating func binding() -> Binding {
        skipExport()
        if peek == "#" {
            skip { !Self.isLineEnd($0) }
            return .comment
        }
        guard let name = name() else { return .mistake("a name must stand before '='", at: index) }
        skip(while: Self.isBlank)
        guard peek == "=" else {
            return isAtEndOfLine() ? .bareName(name) : .mistake("a name must be followed by '='", at: index)
        }
        index += 1
        let start = index
        skip(while: Self.isBlank)
        guard let quote = peek, quote == "'" || quote == "\"" else {
            index = start
            return .assignment(name: name, value: plainValue())
        }
        let opening = index
        guard let value = quotedValue(quote) else { return .mistake("the quote is not closed", at: opening) }
        let after = index
        guard isAtEndOfLine() else { return .mistake("only a comment may follow the closing quote", at: after) }
        return .assignment(name: name, value: value)
    }

    private mutating func skipExport() {
        let word = Array("export".unicodeScalars)
        let end = index + word.count
        guard end < scalars.count, Array(scalars[index..<end]) == word, Self.isBlank(scalars[end]) else { return }
        index = end
        skip(while: Self.isBlank)
    }

    private mutating func name() -> String? {
        if peek == "'" {
            guard let end = scalars[(index + 1)...].firstIndex(of: "'"), end > index + 1 else { return nil }
            defer { index = end + 1 }
            return Self.text(scalars[(index + 1)..<end])
        }
        let start = index
        skip { $0 != "=" && $0 != "#" && !$0.properties.isWhitespace }
        return index > start ? Self.text(scalars[start..<index]) : nil
    }

    /// Up to the end of the line, or to a comment, which a blank and `#` begin.
    private mutating func plainValue() -> String {
        let start = index
        skip { !Self.isLineEnd($0) }
        var end = index
        for place in start..<index where scalars[place] == "#" && place > start && Self.isBlank(scalars[place - 1]) {
            end = place
            break
        }
        var from = start
        while from < end, scalars[from].properties.isWhitespace { from += 1 }
        while end > from, scalars[end - 1].properties.isWhitespace { end -= 1 }
        return Self.text(scalars[from..<end])
    }

    /// A value in quotes, which may span lines. When only an escaped quote could close it, that one does.
    private mutating func quotedValue(_ quote: Unicode.Scalar) -> String? {
        let start = index + 1
        var place = start
        var lastEscaped: Int?
        while place < scalars.count, scalars[place] != quote {
            if scalars[place] == "\\", place + 1 < scalars.count, scalars[place + 1] == quote {
                lastEscaped = place + 1
                place += 1
            }
            place += 1
        }
        guard let end = place < scalars.count ? place : lastEscaped else { return nil }
        index = end + 1
        return Self.unescaped(scalars[start..<end], quote: quote)
    }

    private static func unescaped(_ text: ArraySlice<Unicode.Scalar>, quote: Unicode.Scalar) -> String {
        let escapes: [Unicode.Scalar: Unicode.Scalar] =
            quote == "'"
            ? ["\\": "\\", "'": "'"]
            : [
                "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r",
                "t": "\t", "v": "\u{0B}",
            ]
        var result = String.UnicodeScalarView()
        var place = text.startIndex
        while place < text.endIndex {
            if text[place] == "\\", place + 1 < text.endIndex, let meant = escapes[text[place + 1]] {
                result.append(meant)
                place += 2
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return String(result)
    }

    // MARK: - Steps

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func skip(while isWanted: (Unicode.Scalar) -> Bool) {
        while index < scalars.count, isWanted(scalars[index]) { index += 1 }
    }

    /// Goes over blanks and a comment, and says whether the line ends there.
    private mutating func isAtEndOfLine() -> Bool {
        skip(while: Self.isBlank)
        if peek == "#" { skip { !Self.isLineEnd($0) } }
        return peek.map(Self.isLineEnd) ?? true
    }

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace && !isLineEnd(scalar)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The line itself is not quoted: such files hold secrets.
    private mutating func report(_ severity: Diagnostic.Severity, at place: Int, _ message: String, hint: String?) {
        while counted < place {
            if Self.isLineEnd(scalars[counted]) {
                line += 1
                lineStart = counted + 1
            }
            counted += 1
        }
        findings.append(
            Diagnostic(
                severity: severity, file: file, position: SourcePosition(line: line, column: place - lineStart + 1),
                message: message, expected: "NAME=value", hint: hint))
    }
}
