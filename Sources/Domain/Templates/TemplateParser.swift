/// Makes the tree of a template from its pieces, and finds everything that is wrong with how it is written.
struct TemplateParser {
    let source: TemplateSource
    let limits: TemplateLimits
    /// What is open, outermost first. The first is the template itself.
    var open: [OpenPart]
    private(set) var faults: [TemplateFault] = []
    var functionNames: Set<String> = []
    /// What `<%page args="…"/>` declares.
    var pageParameters: [BlockFunction.Parameter] = []

    static func parse(
        _ source: TemplateSource, limits: TemplateLimits
    ) -> (body: TemplateBody, parameters: [BlockFunction.Parameter], faults: [TemplateFault]) {
        var parser = TemplateParser(source: source, limits: limits)
        let body = parser.run()
        return (body, parser.pageParameters, parser.faults)
    }

    private init(source: TemplateSource, limits: TemplateLimits) {
        self.source = source
        self.limits = limits
        open = [OpenPart(.template, word: "template", position: .start)]
    }

    // MARK: - Mistakes

    mutating func note(_ fault: TemplateFault) { if faults.count < limits.findings { faults.append(fault) } }

    /// Runs a part of the work whose failure is a mistake beside others.
    mutating func noting<Result>(
        at position: SourcePosition, _ work: (inout TemplateParser) throws(TemplateFault) -> Result
    ) -> Result? {
        do throws(TemplateFault) {
            return try work(&self)
        } catch {
            note(error.placed(at: position))
            return nil
        }
    }

    // MARK: - Pieces

    private mutating func run() -> TemplateBody {
        let (pieces, faults) = TemplateScanner.pieces(of: source)
        for fault in faults { note(fault) }
        for piece in pieces {
            let position = source.position(piece.start)
            switch piece.kind {
            case .text(let scalars): append(.text(scalars))
            case .expression(let range, let filters):
                if let node = noting(
                    at: position,
                    { parser throws(TemplateFault) in
                        try parser.expressionNode(range, filters: filters, at: position)
                    })
                {
                    append(node)
                }
            case .control(let range): control(range, at: position)
            case .code(let range, let isModule): code(range, isModule: isModule, at: position)
            case .opening(let tag): begin(tag, at: position)
            case .closing(let name): end(tag: name, at: position)
            }
            if open.count > limits.nesting {
                note(
                    TemplateFault(
                        .limit, "tags and control lines are nested deeper than \(limits.nesting) levels", at: position))
                break
            }
        }
        while open.count > 1 {
            let part = open.removeLast()
            if self.faults.count < limits.findings, faults.isEmpty { note(part.unclosedFault) }
            if part.isBody { open[open.count - 1].nodes += part.nodes }
        }
        return open[0].makeBody()
    }

    mutating func append(_ node: TemplateNode) { open[open.count - 1].nodes.append(node) }

    /// The template, `<%def>` or `<%block>` that we are in.
    var bodyIndex: Int { open.lastIndex { $0.isBody } ?? 0 }

    mutating func declare(_ target: AssignmentTarget) { open[bodyIndex].locals.formUnion(target.names) }

    // MARK: - Expressions

    /// A whole expression that fills a range.
    mutating func expression(_ range: Range<Int>) throws(TemplateFault) -> Expression {
        var parser = try ExpressionParser(source, range, limits)
        let expression = try parser.expression()
        for finding in parser.findings { note(finding) }
        guard parser.isAtEnd else {
            if parser.isSign(",") {
                throw TemplateFault(
                    .syntax, "several values where one is needed", hint: "put them in parentheses: (a, b)",
                    at: parser.position)
            }
            throw parser.unexpected("the end of the expression")
        }
        return expression
    }

    private mutating func expressionNode(
        _ range: Range<Int>, filters: Range<Int>?, at position: SourcePosition
    ) throws(TemplateFault) -> TemplateNode {
        let isEmpty = source.scalars[range].allSatisfy(CharacterClass.isSpace)
        let filters =
            try filters.map { range throws(TemplateFault) in
                try self.filters(range, hint: "the first '|' begins the filters; put a '|' of numbers in parentheses")
            } ?? []
        if isEmpty { throw TemplateFault(.syntax, "the expression is empty", expected: "${value}", at: position) }
        return .expression(try expression(range), filters)
    }

    /// Names of filters with commas between them.
    mutating func filters(_ range: Range<Int>, hint: String? = nil) throws(TemplateFault) -> [TemplateFilter] {
        var filters: [TemplateFilter] = []
        for part in source.scalars[range].split(separator: ",", omittingEmptySubsequences: true) {
            let word = part.drop(while: CharacterClass.isSpace)
            let name = String(String.UnicodeScalarView(TextMethods.strip(Array(word))))
            if name.isEmpty { continue }
            if let filter = TemplateFilter(rawValue: name) {
                filters.append(filter)
            } else if name.hasPrefix("decode.") {
                filters.append(.decode)
            } else {
                let known = TemplateFilter.allCases.map(\.rawValue)
                throw TemplateFault(
                    .unsupported, "unsupported template construct: the filter '\(name)'", found: name,
                    expected: "one of " + known.joined(separator: ", "),
                    hint: Self.filterHint(for: name, among: known) ?? hint,
                    at: source.position(word.startIndex))
            }
        }
        return filters
    }

    private static func filterHint(for name: String, among known: [String]) -> String? {
        if Functions.names.contains(name) { return "write ${\(name)(…)}" }
        if name == "entity" { return "use the filter h" }
        let isName = name.unicodeScalars.allSatisfy(CharacterClass.isNamePart) && !name.allSatisfy(\.isNumber)
        return isName ? Suggestion.hint(for: name, among: known) : nil
    }
}
