/// Values, and what follows them.
extension ExpressionParser {
    /// Attributes of `loop` that are read without parentheses.
    static let loopAttributes = ["index", "first", "last", "even", "odd", "reverse_index", "parent"]

    private static let methods = Set(TextMethods.names + ContainerMethods.names + ["cycle", "body"])

    mutating func postfix() throws(TemplateFault) -> Expression {
        let start = position
        let base = try atom()
        var parts: [Postfix] = []
        while true {
            let place = position
            if take("(") {
                checkFunction(base, parts, at: start)
                parts.append(Postfix(kind: .call(try arguments()), position: start))
            } else if take("[") {
                parts.append(Postfix(kind: try subscript_(), position: place))
            } else if take(".") {
                parts.append(try member(of: base, parts))
            } else {
                break
            }
        }
        return parts.isEmpty ? base : Expression(.postfix(base, parts), at: start)
    }

    private mutating func checkFunction(_ base: Expression, _ parts: [Postfix], at place: SourcePosition) {
        guard parts.isEmpty, case .name(let name) = base.node, Functions.refused[name] != nil else { return }
        note(Functions.unknown(name).placed(at: place))
    }

    private mutating func member(of base: Expression, _ parts: [Postfix]) throws(TemplateFault) -> Postfix {
        let place = position
        guard case .name(let name) = token.kind else { throw unexpected("a name behind '.'") }
        advance()
        var owner = ""
        if parts.isEmpty || parts.allSatisfy(\.isAttribute), case .name(let word) = base.node { owner = word }
        let isLoop = owner == "loop"
        if take("(") {
            let arguments = try arguments()
            // The functions of the template itself.
            if owner == "self" || owner == "local" {
                return Postfix(kind: .method(name, arguments), position: place)
            }
            if name.hasPrefix("_") {
                note(
                    .unsupported(
                        "the private attribute '\(name)'", hint: "nothing like it is needed to format data", at: place))
            } else if let instead = ContainerMethods.changing[name] {
                note(
                    .unsupported(
                        "the method '\(name)', which changes its value", hint: "assign in a block: <% \(instead) %>",
                        at: place))
            } else if !Self.methods.contains(name) {
                note(
                    .unsupported(
                        "the method '\(name)'",
                        hint: Suggestion.hint(for: name, among: Self.methods.sorted())
                            ?? "texts have the methods " + TextMethods.names.joined(separator: ", "), at: place))
            }
            return Postfix(kind: .method(name, arguments), position: place)
        }
        if !isLoop || !(Self.loopAttributes.contains(name)) {
            note(
                .unsupported(
                    "the attribute '\(name)'",
                    hint: isLoop
                        ? "loop has the attributes " + Self.loopAttributes.joined(separator: ", ")
                        : Self.methods.contains(name)
                            ? "call it: \(name)()" : "write x['\(name)'] for a key of a mapping", at: place))
        }
        return Postfix(kind: .attribute(name), position: place)
    }

    private mutating func subscript_() throws(TemplateFault) -> Postfix.Kind {
        var parts: [Expression?] = []
        var isSlice = false
        var current: Expression?
        while !isSign("]") {
            if take(":") {
                isSlice = true
                parts.append(current)
                current = nil
                if parts.count > 2 { throw unexpected("']'") }
                continue
            }
            guard current == nil else { throw unexpected(isSlice ? "':' or ']'" : "']'") }
            current = try expression()
            if isSign(",") {
                throw .unsupported("an index of several values", hint: "write x[(a, b)], or x[a][b]", at: position)
            }
        }
        try expect("]", "behind the index")
        guard isSlice else {
            guard let current else { throw unexpected("an index before ']'") }
            return .index(current)
        }
        parts.append(current)
        return .slice(from: parts[0], to: parts[1], step: parts.count > 2 ? parts[2] : nil)
    }

    /// What stands up to the closing parenthesis of a call.
    mutating func arguments() throws(TemplateFault) -> [Argument] {
        var arguments: [Argument] = []
        while !isSign(")") {
            if isSign("*") || isSign("**") {
                throw .unsupported("a call with '*' or '**'", hint: "write the arguments one by one", at: position)
            }
            if case .name(let name) = token.kind, following() == .sign("=") {
                let place = position
                advance()
                advance()
                if arguments.contains(where: { $0.name == name }) {
                    throw TemplateFault(.syntax, "the argument '\(name)' stands twice", found: name, at: place)
                }
                arguments.append(Argument(name: name, value: try expression()))
            } else {
                let place = position
                let value = try expression()
                if arguments.contains(where: { $0.name != nil }) {
                    throw TemplateFault(.syntax, "an argument without a name follows one with a name", at: place)
                }
                if isSign("for") {
                    let generator = try comprehension(.generator, element: value, value: nil, at: place)
                    if !arguments.isEmpty || !isSign(")") {
                        throw TemplateFault(
                            .syntax, "a generator beside other arguments", hint: "put it in brackets: [… for …]",
                            at: place)
                    }
                    arguments.append(Argument(name: nil, value: generator))
                } else {
                    arguments.append(Argument(name: nil, value: value))
                }
            }
            if !take(",") { break }
        }
        try expect(")", "or ',' behind an argument")
        return arguments
    }

    // MARK: - Atoms

    private mutating func atom() throws(TemplateFault) -> Expression {
        let start = position
        switch token.kind {
        case .name(let name):
            advance()
            if name.hasPrefix("__") && Functions.refused[name] == nil {
                note(.unsupported("the name '\(name)'", hint: "nothing like it is needed to format data", at: start))
            }
            return Expression(.name(name), at: start)
        case .integer(let number):
            advance()
            return Expression(.literal(.integer(number)), at: start)
        case .double(let number):
            advance()
            return Expression(.literal(.double(number)), at: start)
        case .text, .format: return try texts()
        case .sign("None"):
            advance()
            return Expression(.literal(.none), at: start)
        case .sign("True"), .sign("False"):
            let isTrue = isSign("True")
            advance()
            return Expression(.literal(.bool(isTrue)), at: start)
        case .sign("("):
            advance()
            return try parenthesis(at: start)
        case .sign("["):
            advance()
            return try list(at: start)
        case .sign("{"):
            advance()
            return try braces(at: start)
        case .sign("lambda"):
            throw .unsupported("lambda", hint: "write a <%def>, or the expression itself", at: start)
        case .sign("await"), .sign("yield"), .sign("async"):
            throw .unsupported("'\(source.text(token.start..<token.end))'", hint: "write the value itself", at: start)
        case .sign("import"), .sign("from"), .sign("class"), .sign("def"):
            throw .unsupported(
                "a statement of Python", hint: "pass the value as a parameter under 'appConfig' instead", at: start)
        default: throw unexpected("a value")
        }
    }

    /// Texts that follow each other are one.
    private mutating func texts() throws(TemplateFault) -> Expression {
        let start = position
        var parts: [FormatPart] = []
        var plain: [Unicode.Scalar] = []
        while true {
            if case .text(let scalars) = token.kind {
                plain += scalars
            } else if case .format(let range, let isRaw) = token.kind {
                let inner = try nested { parser throws(TemplateFault) in
                    try FormatText.parts(
                        of: parser.source, range, isRaw: isRaw, limits: parser.limits, depth: parser.currentDepth)
                }
                parts.append(
                    FormatPart(text: plain, value: nil, conversion: nil, specification: []))
                plain = []
                parts += inner
            } else {
                break
            }
            advance()
        }
        if parts.isEmpty { return Expression(.literal(.text(plain)), at: start) }
        parts.append(FormatPart(text: plain, value: nil, conversion: nil, specification: []))
        return Expression(.joined(parts), at: start)
    }

    private mutating func parenthesis(at start: SourcePosition) throws(TemplateFault) -> Expression {
        if take(")") { return Expression(.tuple([]), at: start) }
        let first = try element()
        if isSign("for") {
            let generator = try comprehension(.generator, element: first, value: nil, at: start)
            try expect(")", "behind the generator")
            return generator
        }
        guard isSign(",") else {
            try expect(")", "or ','")
            return first
        }
        var items = [first]
        while take(","), !isSign(")") { items.append(try element()) }
        try expect(")", "or ','")
        return Expression(.tuple(items), at: start)
    }

    private mutating func element() throws(TemplateFault) -> Expression {
        if isSign("*") || isSign("**") {
            throw .unsupported("the elements of another value with '*'", hint: "add the values: a + b", at: position)
        }
        let value = try expression()
        if isSign(":=") {
            throw .unsupported(
                "an assignment within an expression", hint: "assign in a block: <% name = value %>", at: position)
        }
        return value
    }

    private mutating func list(at start: SourcePosition) throws(TemplateFault) -> Expression {
        if take("]") { return Expression(.list([]), at: start) }
        let first = try element()
        if isSign("for") {
            let result = try comprehension(.list, element: first, value: nil, at: start)
            try expect("]", "behind the list")
            return result
        }
        var items = [first]
        while take(","), !isSign("]") { items.append(try element()) }
        try expect("]", "or ','")
        return Expression(.list(items), at: start)
    }

    private mutating func braces(at start: SourcePosition) throws(TemplateFault) -> Expression {
        if take("}") { return Expression(.mapping([]), at: start) }
        let first = try element()
        guard take(":") else {
            if isSign("for") {
                let result = try comprehension(.set, element: first, value: nil, at: start)
                try expect("}", "behind the set")
                return result
            }
            var items = [first]
            while take(","), !isSign("}") { items.append(try element()) }
            try expect("}", "or ','")
            return Expression(.set(items), at: start)
        }
        let value = try expression()
        if isSign("for") {
            let result = try comprehension(.mapping, element: first, value: value, at: start)
            try expect("}", "behind the mapping")
            return result
        }
        var entries = [(key: first, value: value)]
        while take(","), !isSign("}") {
            let key = try element()
            try expect(":", "between a key and its value")
            entries.append((key, try expression()))
        }
        try expect("}", "or ','")
        return Expression(.mapping(entries), at: start)
    }

    // MARK: - Comprehensions and targets

    private mutating func comprehension(
        _ result: Comprehension.Result, element: Expression, value: Expression?, at start: SourcePosition
    ) throws(TemplateFault) -> Expression {
        var clauses: [Comprehension.Clause] = []
        while take("for") {
            let target = try target()
            try expect("in", "and what is looped over")
            let source = try or()
            var conditions: [Expression] = []
            while take("if") { conditions.append(try or()) }
            clauses.append(Comprehension.Clause(target: target, source: source, conditions: conditions))
            if clauses.count > limits.nesting {
                throw TemplateFault(.limit, "a list of more than \(limits.nesting) loops", at: start)
            }
        }
        return Expression(
            .comprehension(Comprehension(result: result, element: element, value: value, clauses: clauses)), at: start)
    }

    /// Names to the left of `in` or `=`.
    mutating func target() throws(TemplateFault) -> AssignmentTarget {
        let first = try singleTarget()
        guard isSign(",") else { return first }
        var targets = [first]
        while take(",") {
            if isSign("in") || isSign("=") { break }
            targets.append(try singleTarget())
        }
        return .tuple(targets)
    }

    private mutating func singleTarget() throws(TemplateFault) -> AssignmentTarget {
        if isSign("(") || isSign("[") {
            let closing = isSign("(") ? ")" : "]"
            return try nested { parser throws(TemplateFault) in
                parser.advance()
                let inner = try parser.target()
                try parser.expect(closing, "behind the names")
                return inner
            }
        }
        let place = position
        guard case .name(let name) = token.kind else {
            if isSign("*") {
                throw .unsupported("a name with '*'", hint: "give the value one name, and write x[1:]", at: place)
            }
            throw unexpected("a name")
        }
        if ReservedNames.ofLocals.contains(name) {
            throw TemplateFault(
                .name, "'\(name)' is a name of the template language and cannot be assigned to", found: name,
                hint: "choose another name", at: place)
        }
        advance()
        if isSign(".") || isSign("[") {
            throw .unsupported(
                "an assignment to a part of a value", hint: "make a new value: <% x = dict(x, name=value) %>", at: place
            )
        }
        return .name(name)
    }
}
