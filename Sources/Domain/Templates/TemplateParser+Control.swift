/// Lines that begin with `%`.
extension TemplateParser {
    private static let openings = ["if", "for", "while", "try", "with"]

    /// - Parameter range: What follows the sign.
    mutating func control(_ range: Range<Int>, at position: SourcePosition) {
        let start = range.lowerBound + source.scalars[range].prefix(while: CharacterClass.isSpace).count
        var wordEnd = start
        while wordEnd < range.upperBound, CharacterClass.isNamePart(source.scalars[wordEnd]) { wordEnd += 1 }
        let word = source.text(start..<wordEnd)
        let rest = wordEnd..<range.upperBound
        switch word {
        case "if", "while", "for":
            let isBegun: Void? = noting(at: position) { parser throws(TemplateFault) in
                if word == "for" {
                    try parser.beginLoop(rest, at: position)
                } else {
                    try parser.beginConditional(word, rest, at: position)
                }
            }
            if isBegun == nil { ignore(word, position) }
        case "elif", "else":
            _ = noting(at: position) { parser throws(TemplateFault) in
                try word == "elif" ? parser.elif(rest, at: position) : parser.otherwise(rest, at: position)
            }
        case "endif", "endfor", "endwhile", "endtry", "endwith": end(control: String(word.dropFirst(3)), at: position)
        case "try", "with":
            let hint =
                word == "try" ? "test the value before: % if x" : "pass the content as a parameter under 'appConfig'"
            note(.unsupported("'% \(word)'", hint: hint, at: position))
            ignore(word, position)
        case "except", "finally":
            if open.last?.word != "try" {
                note(TemplateFault(.syntax, "'% \(word)' stands outside of '% try'", at: position))
            }
        default: refuse(word, start..<range.upperBound, at: position)
        }
    }

    private mutating func ignore(_ word: String, _ position: SourcePosition) {
        open.append(OpenPart(.ignored(isTag: false), word: word, position: position))
    }

    private mutating func refuse(_ word: String, _ range: Range<Int>, at position: SourcePosition) {
        let line = source.text(range)
        let isAssignment =
            line.contains("=") && !word.isEmpty && line.dropFirst(word.count).drop { $0 == " " }.first == "="
        let hint =
            isAssignment
            ? "assign in a block: <% \(line) %>"
            : Suggestion.hint(for: word, among: Self.openings + ["elif", "else", "endif", "endfor", "endwhile"])
                ?? "write %% for a line that begins with '%'"
        note(
            TemplateFault(
                .syntax, "this line begins with '%' and is no control line", found: word.isEmpty ? nil : word,
                expected: "if, elif, else, endif, for, endfor, while or endwhile", hint: hint, at: position))
    }

    /// The range without the colon at its end, and without a comment behind it.
    private func head(_ range: Range<Int>, of word: String, at position: SourcePosition) throws(TemplateFault) -> Range<
        Int
    > {
        let last = lastColon(in: range)
        guard let last else {
            throw TemplateFault(
                .syntax, "the colon at the end of '% \(word)' is missing", expected: "% \(word) …:", at: position)
        }
        let tail = source.scalars[(last + 1)..<range.upperBound].drop(while: CharacterClass.isSpace)
        guard tail.isEmpty || tail.first == "#" else {
            throw TemplateFault(
                .syntax, "something stands behind the colon of '% \(word)'",
                found: String(String.UnicodeScalarView(tail)), expected: "the end of the line",
                at: source.position(tail.startIndex))
        }
        return range.lowerBound..<last
    }

    /// The colon that ends the line: the last one outside of quotes, comments and brackets.
    private func lastColon(in range: Range<Int>) -> Int? {
        var last: Int?
        var from = range.lowerBound
        while let place = CodeScanner.end(in: source, from: from, to: range.upperBound, stops: [":"]) {
            last = place
            from = place + 1
        }
        return last
    }

    // MARK: - Conditions

    private mutating func beginConditional(
        _ word: String, _ range: Range<Int>, at position: SourcePosition
    ) throws(TemplateFault) {
        let condition = try expression(try head(range, of: word, at: position))
        var part = OpenPart(word == "if" ? .conditional : .whileLoop(condition), word: word, position: position)
        part.condition = condition
        open.append(part)
    }

    private mutating func elif(_ range: Range<Int>, at position: SourcePosition) throws(TemplateFault) {
        if case .ignored? = open.last?.kind, open.last?.word == "if" { return }
        guard case .conditional? = open.last?.kind else {
            throw TemplateFault(.syntax, "'% elif' stands outside of '% if'", at: position)
        }
        // Not through a copy of the part: with one alive, every branch would copy all branches before it.
        guard !open[open.count - 1].hasElse else {
            throw TemplateFault(.syntax, "'% elif' stands behind '% else'", at: position)
        }
        let condition = try expression(try head(range, of: "elif", at: position))
        closeBranch()
        open[open.count - 1].condition = condition
    }

    private mutating func otherwise(_ range: Range<Int>, at position: SourcePosition) throws(TemplateFault) {
        let text = source.text(range)
        if text.drop(while: { $0 == " " }).hasPrefix("if ") {
            note(TemplateFault(.syntax, "'% else if' is no control line", hint: "write '% elif'", at: position))
        } else {
            _ = try head(range, of: "else", at: position)
        }
        switch open.last?.kind {
        case .conditional?:
            if open[open.count - 1].hasElse { throw TemplateFault(.syntax, "a second '% else'", at: position) }
            closeBranch()
            open[open.count - 1].condition = nil
            open[open.count - 1].hasElse = true
        case .loop?:
            if open[open.count - 1].hasElse { throw TemplateFault(.syntax, "a second '% else'", at: position) }
            open[open.count - 1].loopBody = open[open.count - 1].nodes
            open[open.count - 1].nodes = []
            open[open.count - 1].hasElse = true
        case .ignored?: return
        default: throw TemplateFault(.syntax, "'% else' stands outside of '% if' and '% for'", at: position)
        }
    }

    private mutating func closeBranch() {
        let index = open.count - 1
        open[index].branches.append((open[index].condition, open[index].nodes))
        open[index].nodes = []
    }

    // MARK: - Loops

    private mutating func beginLoop(_ range: Range<Int>, at position: SourcePosition) throws(TemplateFault) {
        var parser = try ExpressionParser(source, try head(range, of: "for", at: position), limits)
        let target = try parser.target()
        try parser.expect("in", "and what is looped over")
        var sequence = try parser.expression()
        // `for x in 1, 2:`
        if parser.isSign(",") {
            var items = [sequence]
            while parser.take(","), !parser.isAtEnd { items.append(try parser.expression()) }
            sequence = Expression(.tuple(items), at: sequence.position)
        }
        for finding in parser.findings { note(finding) }
        guard parser.isAtEnd else { throw parser.unexpected("':'") }
        declare(target)
        open.append(OpenPart(.loop(target, sequence), word: "for", position: position))
    }

    // MARK: - Ends

    private mutating func end(control word: String, at position: SourcePosition) {
        guard let part = open.last, !part.isTag, open.count > 1 else {
            let isWithinTag = open.count > 1
            note(
                TemplateFault(
                    .syntax,
                    "'% end\(word)' ends nothing" + (isWithinTag ? " in the tag <%\(open[open.count - 1].word)>" : ""),
                    hint: isWithinTag ? "a tag and a control line cannot overlap" : nil, at: position))
            return
        }
        if part.word != word {
            note(
                TemplateFault(
                    .syntax, "'% end\(word)' does not end '% \(part.word)' of line \(part.position.line)",
                    found: "end\(word)", expected: "% end\(part.word)", at: position))
        }
        closeControl()
    }

    /// Takes the innermost control line as ended here.
    mutating func closeControl() {
        if case .conditional? = open.last?.kind { closeBranch() }
        let part = open.removeLast()
        switch part.kind {
        case .conditional: append(.conditional(part.branches))
        case .loop(let target, let source):
            append(
                .loop(
                    ForLoop(
                        target: target, source: source, body: part.hasElse ? part.loopBody : part.nodes,
                        otherwise: part.hasElse ? part.nodes : [])))
        case .whileLoop(let condition): append(.whileLoop(condition: condition, body: part.nodes))
        default: break
        }
    }
}
