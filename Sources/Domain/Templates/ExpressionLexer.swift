/// Cuts an expression into words and signs.
struct ExpressionLexer {
    private let source: TemplateSource
    private var place: Int
    private let end: Int
    /// Whether ends of lines separate statements, where no bracket is open.
    private let keepsLines: Bool
    private var brackets = 0

    private static let signs = [
        "**=", "//=", "<<=", ">>=", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", ":=", "->", "+=", "-=", "*=", "/=",
        "%=", "|=", "&=", "^=", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", ":", ".", "<", ">", "=",
        "|", "&", "^", "~", "@", ";",
    ]

    /// - Parameter range: The expression, in the template.
    static func tokens(
        of source: TemplateSource, in range: Range<Int>, keepsLines: Bool = false
    ) throws(TemplateFault) -> [ExpressionToken] {
        var lexer = ExpressionLexer(source, range, keepsLines)
        return try lexer.run()
    }

    private init(_ source: TemplateSource, _ range: Range<Int>, _ keepsLines: Bool) {
        self.source = source
        place = range.lowerBound
        end = range.upperBound
        self.keepsLines = keepsLines
    }

    private func scalar(_ offset: Int = 0) -> Unicode.Scalar? {
        place + offset < end ? source.scalars[place + offset] : nil
    }

    private mutating func run() throws(TemplateFault) -> [ExpressionToken] {
        var tokens: [ExpressionToken] = []
        while true {
            if let lineEnd = skipBlanks() {
                tokens.append(ExpressionToken(kind: .lineEnd, start: lineEnd, end: lineEnd + 1))
                continue
            }
            guard let first = scalar() else { break }
            let start = place
            let kind: ExpressionToken.Kind
            if isNumberStart(first) {
                kind = try number()
            } else if first == "'" || first == "\"" {
                kind = try text(prefix: "")
            } else if CharacterClass.isNameStart(first) {
                kind = try word()
            } else {
                kind = try sign()
            }
            tokens.append(ExpressionToken(kind: kind, start: start, end: place))
        }
        tokens.append(ExpressionToken(kind: .end, start: end, end: end))
        return tokens
    }

    private func isNumberStart(_ first: Unicode.Scalar) -> Bool {
        let digits: ClosedRange<Unicode.Scalar> = "0"..."9"
        if first == ".", let second = scalar(1) { return digits.contains(second) }
        return digits.contains(first)
    }

    /// - Returns: The place of an end of a line that separates statements.
    private mutating func skipBlanks() -> Int? {
        while let next = scalar() {
            if next == "#" {
                while let inner = scalar(), inner != "\n" { _ = inner; place += 1 }
            } else if next == "\n", keepsLines, brackets == 0 {
                place += 1
                return place - 1
            } else if next == "\\", scalar(1) == "\n" {
                place += 2
            } else if next == "\\", scalar(1) == "\r", scalar(2) == "\n" {
                place += 3
            } else if next == " " || next == "\t" || next == "\n" || next == "\r" || next == "\u{0C}" {
                place += 1
            } else {
                return nil
            }
        }
        return nil
    }

    private mutating func sign() throws(TemplateFault) -> ExpressionToken.Kind {
        let fitting = Self.signs.first { source.has($0, at: place) && place + $0.unicodeScalars.count <= end }
        guard let sign = fitting else {
            let found = DiagnosticPrinter.escaped(String(source.scalars[place]))
            throw TemplateFault(
                .syntax, "a character that an expression cannot hold", found: found,
                hint: found == "$"
                    ? "within ${…} names stand without '$'" : found == "!" ? "write 'not', or '!='" : nil,
                at: source.position(place))
        }
        place += sign.unicodeScalars.count
        if "([{".contains(sign) { brackets += 1 }
        if ")]}".contains(sign) { brackets = max(0, brackets - 1) }
        return .sign(sign)
    }

    private mutating func word() throws(TemplateFault) -> ExpressionToken.Kind {
        let start = place
        while let next = scalar(), CharacterClass.isNamePart(next) { place += 1 }
        let word = source.text(start..<place)
        if let next = scalar(), next == "'" || next == "\"", word.count <= 2 {
            let prefix = word.lowercased()
            if ["r", "u", "f", "rf", "fr"].contains(prefix) { return try text(prefix: prefix) }
            if ["b", "br", "rb"].contains(prefix) {
                throw .unsupported(
                    "a text of bytes", hint: "leave out the 'b': texts are what is needed here",
                    at: source.position(start))
            }
        }
        return ExpressionToken.words.contains(word) ? .sign(word) : .name(word)
    }

    // MARK: - Numbers

    private mutating func number() throws(TemplateFault) -> ExpressionToken.Kind {
        let start = place
        if scalar() == "0", let letter = scalar(1),
            let radix = ["x": 16, "o": 8, "b": 2][letter.properties.lowercaseMapping]
        {
            place += 2
            let digits = digits { Int(String($0), radix: radix) != nil }
            guard let digits, !continues else { throw malformed(start) }
            guard let value = Int(digits, radix: radix) else { throw tooLarge(start) }
            return .integer(value)
        }
        let isDecimal: (Unicode.Scalar) -> Bool = { ("0"..."9").contains($0) }
        var text = digits(isDecimal)
        var isDouble = false
        if scalar() == "." {
            isDouble = true
            place += 1
            let isDigitNext = scalar().map(isDecimal) ?? false
            let fraction = isDigitNext ? digits(isDecimal) : "0"
            guard let fraction else { throw malformed(start) }
            text = (text ?? "0") + "." + fraction
        }
        guard var text else { throw malformed(start) }
        if scalar() == "e" || scalar() == "E" {
            isDouble = true
            place += 1
            var exponent = ""
            if let sign = scalar(), sign == "+" || sign == "-" {
                exponent = String(sign)
                place += 1
            }
            guard let digits = digits(isDecimal) else { throw malformed(start) }
            text += "e" + exponent + digits
        }
        if continues { throw malformed(start) }
        if isDouble { return .double(Double(text) ?? .infinity) }
        guard text.count == 1 || !text.hasPrefix("0") || text.allSatisfy({ $0 == "0" }) else {
            throw TemplateFault(
                .syntax, "an integer cannot begin with 0", found: text, hint: "write 0o… for octal digits",
                at: source.position(start))
        }
        guard let value = Int(text) else { throw tooLarge(start) }
        return .integer(value)
    }

    /// Digits with single underscores between them; `nil` when there are none or an underscore stands alone.
    private mutating func digits(_ isDigit: (Unicode.Scalar) -> Bool) -> String? {
        var result = ""
        var isDigitBefore = false
        if scalar() == "_" { place += 1 }
        while let next = scalar() {
            if isDigit(next) {
                result.unicodeScalars.append(next)
                isDigitBefore = true
            } else if next == "_", isDigitBefore {
                isDigitBefore = false
            } else {
                break
            }
            place += 1
        }
        return isDigitBefore ? result : nil
    }

    /// Whether a letter or digit follows at once, as in `8080x`.
    private var continues: Bool { scalar().map(CharacterClass.isNamePart) ?? false }

    private func malformed(_ start: Int) -> TemplateFault {
        var last = place
        while last < end, CharacterClass.isNamePart(source.scalars[last]) { last += 1 }
        return TemplateFault(
            .syntax, "this is not a number", found: source.text(start..<max(last, start + 1)),
            at: source.position(start))
    }

    private func tooLarge(_ start: Int) -> TemplateFault {
        TemplateFault(.limit, "the number does not fit 64 bits", at: source.position(start))
    }

    // MARK: - Texts

    private mutating func text(prefix: String) throws(TemplateFault) -> ExpressionToken.Kind {
        let start = place
        guard let range = QuotedText.range(in: source, at: place, end: end) else {
            throw TemplateFault(
                .syntax, "the quote is not closed", expected: "the same quote again", at: source.position(start))
        }
        place = range.after
        let isRaw = prefix.contains("r")
        if prefix.contains("f") { return .format(range.content, isRaw: isRaw) }
        return .text(try QuotedText.value(of: source, range.content, isRaw: isRaw))
    }
}
