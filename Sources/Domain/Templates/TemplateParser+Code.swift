/// Blocks of code: `<% name = value %>`.
extension TemplateParser {
    private static let statementHints = [
        "if": "write '% if …:' on a line of its own", "for": "write '% for …:' on a line of its own",
        "while": "write '% while …:' on a line of its own", "try": "test the value before: % if x",
        "def": "write <%def name=\"f(a)\"> … </%def>", "class": "use a mapping",
        "import": "pass the value as a parameter under 'appConfig' instead",
        "from": "pass the value as a parameter under 'appConfig' instead",
        "return": "put what follows between '% if …:' and '% endif'",
        "with": "pass the content as a parameter under 'appConfig'",
        "del": "leave the name as it is", "raise": "print nothing, or test the value before",
        "assert": "test the value: % if x", "global": "leave it out", "nonlocal": "leave it out",
        "pass": "leave it out", "lambda": "write a <%def>",
    ]

    mutating func code(_ range: Range<Int>, isModule: Bool, at position: SourcePosition) {
        if isModule {
            note(
                .unsupported(
                    "a module block <%! … %>",
                    hint: "write <% name = value %>; nothing can be imported, so pass other values under 'appConfig'",
                    at: position))
            return
        }
        var statements: [CodeStatement] = []
        for line in Self.statements(in: source, range) {
            let place = line.lowerBound + source.scalars[line].prefix(while: CharacterClass.isSpace).count
            guard place < line.upperBound else { continue }
            let start = source.position(place)
            if let statement = noting(
                at: start,
                { parser throws(TemplateFault) in
                    try parser.statement(place..<line.upperBound, at: start)
                }) ?? nil
            {
                statements.append(statement)
            }
        }
        if !statements.isEmpty { append(.code(statements)) }
    }

    /// Pieces between ends of lines and semicolons that stand in no bracket or quotes.
    private static func statements(in source: TemplateSource, _ range: Range<Int>) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var from = range.lowerBound
        var search = from
        while let stop = CodeScanner.end(in: source, from: search, to: range.upperBound, stops: ["\n", ";"]) {
            search = stop + 1
            // A backslash joins the lines.
            let before = stop > from && source.scalars[stop - 1] == "\r" ? stop - 2 : stop - 1
            if source.scalars[stop] == "\n", before >= from, source.scalars[before] == "\\" { continue }
            result.append(from..<stop)
            from = stop + 1
        }
        result.append(from..<range.upperBound)
        return result
    }

    private mutating func statement(
        _ range: Range<Int>, at position: SourcePosition
    ) throws(TemplateFault) -> CodeStatement? {
        var parser = try ExpressionParser(source, range, limits)
        if parser.isAtEnd { return nil }
        if case .sign(let word) = parser.token.kind {
            if word == "break" || word == "continue" {
                guard open[bodyIndex...].contains(where: \.isLoop) else {
                    throw TemplateFault(.syntax, "'\(word)' stands outside of a loop", at: position)
                }
                parser.advance()
                guard parser.isAtEnd else { throw parser.unexpected("the end of the block") }
                return CodeStatement(kind: word == "break" ? .leaveLoop : .nextRound, position: position)
            }
            if let hint = Self.statementHints[word] {
                throw .unsupported("a block of Python with '\(word)'", hint: hint, at: position)
            }
        }
        if case .name(let name) = parser.token.kind, case .sign(let sign) = parser.following(),
            sign.count > 1, sign.hasSuffix("="), let operation = BinaryOperator(rawValue: String(sign.dropLast()))
        {
            let target = try parser.target()
            parser.advance()
            let value = try parser.expression()
            try finish(&parser)
            declare(target)
            return CodeStatement(kind: .change(name, operation, value), position: position)
        }
        return try assignment(&parser, at: position)
    }

    private mutating func assignment(
        _ parser: inout ExpressionParser, at position: SourcePosition
    ) throws(TemplateFault) -> CodeStatement {
        var targets: [AssignmentTarget] = []
        while true {
            var attempt = parser
            guard let target = Self.target(of: &attempt), attempt.take("=") else { break }
            targets.append(target)
            parser = attempt
        }
        guard !targets.isEmpty else {
            // Says why the left side is no name, where there is one.
            if parser.holds("=") {
                _ = try parser.target()
                throw parser.unexpected("'='")
            }
            _ = try parser.expression()
            if let finding = parser.findings.first { throw finding }
            throw .unsupported(
                "a statement that assigns nothing", hint: "write <% name = value %>, or ${…} to print", at: position)
        }
        var value = try parser.expression()
        if parser.isSign(",") {
            var items = [value]
            while parser.take(","), !parser.isAtEnd { items.append(try parser.expression()) }
            value = Expression(.tuple(items), at: value.position)
        }
        try finish(&parser)
        for target in targets { declare(target) }
        return CodeStatement(kind: .assign(targets, value), position: position)
    }

    private static func target(of parser: inout ExpressionParser) -> AssignmentTarget? {
        do throws(TemplateFault) {
            return try parser.target()
        } catch {
            return nil
        }
    }

    private mutating func finish(_ parser: inout ExpressionParser) throws(TemplateFault) {
        for finding in parser.findings { note(finding) }
        guard parser.isAtEnd else { throw parser.unexpected("the end of the line") }
    }
}
