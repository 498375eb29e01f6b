/// Makes the tree of an expression from its words. Source: deployment-file contract, section 11.5.
struct ExpressionParser {
    let source: TemplateSource
    let limits: TemplateLimits
    private let tokens: [ExpressionToken]
    private var index = 0
    private var depth: Int
    /// Mistakes that do not stop the parser.
    private(set) var findings: [TemplateFault] = []

    init(
        _ source: TemplateSource, _ range: Range<Int>, _ limits: TemplateLimits, keepsLines: Bool = false,
        depth: Int = 0
    ) throws(TemplateFault) {
        self.source = source
        self.limits = limits
        self.depth = depth
        tokens = try ExpressionLexer.tokens(of: source, in: range, keepsLines: keepsLines)
    }

    // MARK: - Words

    var token: ExpressionToken { tokens[index] }
    var position: SourcePosition { source.position(token.start) }

    func isSign(_ sign: String) -> Bool { token.kind == .sign(sign) }

    var currentDepth: Int { depth }

    var isAtEnd: Bool { token.kind == .end }

    mutating func advance() { if index < tokens.count - 1 { index += 1 } }

    /// What stands behind the current word.
    func following(_ offset: Int = 1) -> ExpressionToken.Kind { tokens[min(index + offset, tokens.count - 1)].kind }

    /// Whether the sign stands somewhere from here on.
    func holds(_ sign: String) -> Bool { tokens[index...].contains { $0.kind == .sign(sign) } }

    mutating func take(_ sign: String) -> Bool {
        guard isSign(sign) else { return false }
        advance()
        return true
    }

    mutating func expect(_ sign: String, _ where: String) throws(TemplateFault) {
        if take(sign) { return }
        throw unexpected("'\(sign)' \(`where`)")
    }

    mutating func note(_ finding: TemplateFault) { findings.append(finding) }

    func unexpected(_ expected: String) -> TemplateFault {
        if isAtEnd { return TemplateFault(.syntax, "the expression is not complete", expected: expected, at: position) }
        return TemplateFault(
            .syntax, "this cannot stand here", found: shownToken, expected: expected, hint: misuseHint, at: position)
    }

    private var shownToken: String { token.kind == .lineEnd ? "end of line" : source.text(token.start..<token.end) }

    private var misuseHint: String? {
        switch token.kind {
        case .sign("="): "write '==' to compare"
        case .sign(":="): "assign in a block: <% name = value %>"
        case .sign("import"), .sign("from"): "nothing can be imported; pass the value under 'appConfig'"
        case .sign(";"): "write one expression"
        default: nil
        }
    }

    // MARK: - Ranks, loosest first

    mutating func nested<Result>(
        _ work: (inout ExpressionParser) throws(TemplateFault) -> Result
    ) throws(TemplateFault) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.nesting else {
            throw TemplateFault(
                .limit, "the expression is nested deeper than \(limits.nesting) levels", at: position)
        }
        return try work(&self)
    }

    mutating func expression() throws(TemplateFault) -> Expression {
        try nested { parser throws(TemplateFault) in try parser.conditional() }
    }

    private mutating func conditional() throws(TemplateFault) -> Expression {
        let start = position
        if isSign("lambda") {
            throw .unsupported("lambda", hint: "write a <%def>, or the expression itself", at: start)
        }
        var branches: [(value: Expression, condition: Expression)] = []
        var value = try or()
        while take("if") {
            let condition = try or()
            try expect("else", "and what stands otherwise")
            branches.append((value, condition))
            value = try or()
        }
        return branches.isEmpty ? value : Expression(.conditional(branches, otherwise: value), at: start)
    }

    mutating func or() throws(TemplateFault) -> Expression {
        let start = position
        var operands = [try and()]
        while take("or") { operands.append(try and()) }
        return operands.count == 1 ? operands[0] : Expression(.or(operands), at: start)
    }

    private mutating func and() throws(TemplateFault) -> Expression {
        let start = position
        var operands = [try not()]
        while take("and") { operands.append(try not()) }
        return operands.count == 1 ? operands[0] : Expression(.and(operands), at: start)
    }

    private mutating func not() throws(TemplateFault) -> Expression {
        let start = position
        var count = 0
        while take("not") { count += 1 }
        let operand = try comparison()
        return count == 0 ? operand : Expression(.not(count, operand), at: start)
    }

    private mutating func comparison() throws(TemplateFault) -> Expression {
        let start = position
        let first = try chain(0)
        var rest: [(operation: ComparisonOperator, operand: Expression)] = []
        while let operation = comparisonOperator() {
            let place = position
            let operand = try chain(0)
            if operation == .same || operation == .notSame { checkIdentity(first, operand, at: place) }
            rest.append((operation, operand))
        }
        return rest.isEmpty ? first : Expression(.comparison(first, rest), at: start)
    }

    private mutating func comparisonOperator() -> ComparisonOperator? {
        guard case .sign(let sign) = token.kind else { return nil }
        if sign == "not", following() == .sign("in") {
            advance()
            advance()
            return .notContained
        }
        guard let operation = ComparisonOperator(rawValue: sign) else { return nil }
        advance()
        return operation == .same && take("not") ? .notSame : operation
    }

    /// `is` asks for the identity of things, which only these words have.
    private mutating func checkIdentity(_ left: Expression, _ right: Expression, at place: SourcePosition) {
        func isFit(_ expression: Expression) -> Bool {
            switch expression.node {
            case .literal(.none), .literal(.bool), .name("UNDEFINED"): true
            default: false
            }
        }
        if isFit(left) || isFit(right) { return }
        note(.unsupported("'is' between two values", hint: "write '=='", at: place))
    }

    private mutating func chain(_ rank: Int) throws(TemplateFault) -> Expression {
        guard rank < BinaryOperator.ranks.count else { return try factor() }
        let start = position
        let first = try chain(rank + 1)
        var rest: [(operation: BinaryOperator, operand: Expression)] = []
        while case .sign(let sign) = token.kind, let operation = BinaryOperator(rawValue: sign),
            BinaryOperator.ranks[rank].contains(operation)
        {
            advance()
            rest.append((operation, try chain(rank + 1)))
        }
        return rest.isEmpty ? first : Expression(.chain(first, rest), at: start)
    }

    private mutating func factor() throws(TemplateFault) -> Expression {
        let start = position
        var signs: [Unicode.Scalar] = []
        while case .sign(let sign) = token.kind, ["-", "+", "~"].contains(sign) {
            signs += sign.unicodeScalars
            advance()
        }
        let operand = try power()
        return signs.isEmpty ? operand : Expression(.signs(signs, operand), at: start)
    }

    private mutating func power() throws(TemplateFault) -> Expression {
        let start = position
        let base = try postfix()
        guard take("**") else { return base }
        let exponent = try nested { parser throws(TemplateFault) in try parser.factor() }
        return Expression(.power(base, exponent), at: start)
    }
}
