/// Tags: `<%def>`, `<%block>`, `<%include>`, `<%text>`, and those that are refused.
extension TemplateParser {
    private static let refused = [
        "inherit": "write the page as one template, or put its parts together with <%include>",
        "namespace": "write the <%def> into this template, or use <%include>",
    ]
    private static let known = ["block", "call", "def", "doc", "include", "page", "text"]

    mutating func begin(_ tag: TagPiece, at position: SourcePosition) {
        let part = noting(at: position) { parser throws(TemplateFault) in try parser.part(tag, at: position) }
        guard let part else {
            if !tag.isEmpty { open.append(OpenPart(.ignored(isTag: true), word: tag.name, position: position)) }
            return
        }
        if let part {
            open.append(part)
            if tag.isEmpty { closeTag() }
        } else if !tag.isEmpty {
            open.append(OpenPart(.ignored(isTag: true), word: tag.name, position: position))
        }
    }

    /// - Returns: `nil` for a tag that is complete in itself.
    private mutating func part(_ tag: TagPiece, at position: SourcePosition) throws(TemplateFault) -> OpenPart? {
        switch tag.name {
        case "text":
            try check(tag, ["filter"], at: position)
            return OpenPart(.text(filters: try filters(of: tag)), word: tag.name, position: position)
        case "def": return try definition(tag, at: position)
        case "block": return try block(tag, at: position)
        case "include":
            try check(tag, ["file", "args"], at: position)
            append(.include(try include(tag, at: position)))
            return nil
        case "page":
            try page(tag, at: position)
            return nil
        case "call":
            try check(tag, ["expr", "args"], at: position)
            return try call(tag, at: position)
        case let name where name.hasPrefix("self:"): return try selfCall(tag, at: position)
        default:
            if let hint = Self.refused[tag.name] {
                throw .unsupported("the tag <%\(tag.name)>", hint: hint, at: position)
            }
            if tag.name.contains(":") {
                throw .unsupported("a tag of a namespace, <%\(tag.name)>", hint: "write <%self:name>", at: position)
            }
            throw TemplateFault(
                .syntax, "there is no tag <%\(tag.name)>", found: tag.name,
                expected: "one of " + Self.known.joined(separator: ", "),
                hint: Suggestion.hint(for: tag.name, among: Self.known), at: position)
        }
    }

    private func check(_ tag: TagPiece, _ names: [String], at position: SourcePosition) throws(TemplateFault) {
        for attribute in tag.attributes where !names.contains(attribute.name) {
            throw .unsupported(
                "the attribute '\(attribute.name)' of <%\(tag.name)>",
                hint: Suggestion.hint(for: attribute.name, among: names) ?? "known are "
                    + names.joined(separator: ", "),
                at: source.position(attribute.start))
        }
    }

    private mutating func filters(of tag: TagPiece) throws(TemplateFault) -> [TemplateFilter] {
        try tag["filter"].map { attribute throws(TemplateFault) in try filters(attribute.value) } ?? []
    }

    // MARK: - Functions

    private mutating func definition(_ tag: TagPiece, at position: SourcePosition) throws(TemplateFault) -> OpenPart {
        try check(tag, ["name", "filter"], at: position)
        guard let attribute = tag["name"] else {
            throw TemplateFault(.syntax, "<%def> has no name", expected: "<%def name=\"f(a, b='x')\">", at: position)
        }
        var parser = try ExpressionParser(source, attribute.value, limits)
        guard case .name(let name) = parser.token.kind else { throw parser.unexpected("the name of the function") }
        try register(name, at: parser.position)
        parser.advance()
        try parser.expect("(", "behind the name")
        let parameters = try parameters(&parser)
        try parser.expect(")", "or ','")
        for finding in parser.findings { note(finding) }
        guard parser.isAtEnd else { throw parser.unexpected("the end of the name") }
        var part = OpenPart(
            .function(.definition, name: name, parameters: parameters, filters: try filters(of: tag)), word: tag.name,
            position: position)
        part.locals = Set(parameters.map(\.name))
        return part
    }

    private mutating func parameters(
        _ parser: inout ExpressionParser
    ) throws(TemplateFault) -> [BlockFunction.Parameter] {
        var parameters: [BlockFunction.Parameter] = []
        while !parser.isSign(")"), !parser.isAtEnd {
            parameters.append(try parameter(&parser, after: parameters))
            if !parser.take(",") { break }
        }
        return parameters
    }

    private mutating func page(_ tag: TagPiece, at position: SourcePosition) throws(TemplateFault) {
        if tag["expression_filter"] != nil {
            throw .unsupported(
                "'expression_filter' of <%page>", hint: "write the filter where it is needed: ${x | h}", at: position)
        }
        try check(tag, ["args"], at: position)
        guard open.count == 1, pageParameters.isEmpty else {
            throw TemplateFault(.syntax, "<%page> stands within something else, or twice", at: position)
        }
        guard let attribute = tag["args"] else { return }
        var parser = try ExpressionParser(source, attribute.value, limits)
        pageParameters = try parameters(&parser)
        for finding in parser.findings { note(finding) }
        guard parser.isAtEnd else { throw parser.unexpected("',' or the end") }
        open[0].locals.formUnion(pageParameters.map(\.name))
    }

    private mutating func parameter(
        _ parser: inout ExpressionParser, after others: [BlockFunction.Parameter]
    ) throws(TemplateFault) -> BlockFunction.Parameter {
        let place = parser.position
        if parser.isSign("*") || parser.isSign("**") {
            throw .unsupported("parameters with '*'", hint: "name each parameter, or give a list", at: place)
        }
        guard case .name(let name) = parser.token.kind else { throw parser.unexpected("the name of a parameter") }
        guard !ReservedNames.ofLocals.contains(name), !others.contains(where: { $0.name == name }) else {
            throw TemplateFault(.syntax, "'\(name)' cannot be the name of this parameter", found: name, at: place)
        }
        parser.advance()
        if parser.take("=") { return BlockFunction.Parameter(name: name, fallback: try parser.expression()) }
        guard others.allSatisfy({ $0.fallback == nil }) else {
            throw TemplateFault(.syntax, "a parameter without a default follows one with a default", at: place)
        }
        return BlockFunction.Parameter(name: name, fallback: nil)
    }

    private mutating func block(_ tag: TagPiece, at position: SourcePosition) throws(TemplateFault) -> OpenPart {
        try check(tag, ["name", "filter"], at: position)
        let name = tag["name"].map { source.text($0.value) } ?? ""
        if !name.isEmpty {
            let scalars = Array(name.unicodeScalars)
            guard CharacterClass.isNameStart(scalars[0]), scalars.allSatisfy(CharacterClass.isNamePart) else {
                throw TemplateFault(.syntax, "this is no name of a block", found: name, at: position)
            }
            try register(name, at: position)
        }
        return OpenPart(
            .function(name.isEmpty ? .block : .namedBlock, name: name, parameters: [], filters: try filters(of: tag)),
            word: tag.name, position: position)
    }

    private mutating func register(_ name: String, at position: SourcePosition) throws(TemplateFault) {
        guard !ReservedNames.ofLocals.contains(name), name != "buffer" else {
            throw TemplateFault(.name, "'\(name)' is a name of the template language", found: name, at: position)
        }
        guard functionNames.insert(name).inserted else {
            throw TemplateFault(
                .name, "there is a <%def> or <%block> '\(name)' already", found: name, hint: "choose another name",
                at: position)
        }
    }

    // MARK: - Includes and calls

    private mutating func include(_ tag: TagPiece, at position: SourcePosition) throws(TemplateFault) -> IncludeTag {
        guard let attribute = tag["file"] else {
            throw TemplateFault(.syntax, "<%include> has no file", expected: "<%include file=\"name\"/>", at: position)
        }
        var arguments: [Argument] = []
        if let attribute = tag["args"] {
            arguments = try self.arguments(in: attribute.value)
        }
        return IncludeTag(path: try parts(of: attribute.value), arguments: arguments, position: position)
    }

    /// A text with `${…}` in it.
    private mutating func parts(of range: Range<Int>) throws(TemplateFault) -> [FormatPart] {
        var parts: [FormatPart] = []
        var text: [Unicode.Scalar] = []
        var place = range.lowerBound
        while place < range.upperBound {
            if source.has("${", at: place),
                let end = CodeScanner.end(in: source, from: place + 2, to: range.upperBound, stops: ["}"])
            {
                let value = try expression((place + 2)..<end)
                parts.append(FormatPart(text: text, value: value, conversion: nil, specification: []))
                text = []
                place = end + 1
            } else {
                text.append(source.scalars[place])
                place += 1
            }
        }
        parts.append(FormatPart(text: text, value: nil, conversion: nil, specification: []))
        return parts
    }

    /// `name=value, …`, filling a range.
    private mutating func arguments(in range: Range<Int>) throws(TemplateFault) -> [Argument] {
        var parser = try ExpressionParser(source, range, limits)
        var arguments: [Argument] = []
        while !parser.isAtEnd {
            guard case .name(let name) = parser.token.kind, parser.following() == .sign("=") else {
                throw parser.unexpected("name=value")
            }
            parser.advance()
            parser.advance()
            arguments.append(Argument(name: name, value: try parser.expression()))
            if !parser.take(",") { break }
        }
        for finding in parser.findings { note(finding) }
        guard parser.isAtEnd else { throw parser.unexpected("',' or the end") }
        return arguments
    }

    private mutating func call(_ tag: TagPiece, at position: SourcePosition) throws(TemplateFault) -> OpenPart {
        guard let attribute = tag["expr"] else {
            throw TemplateFault(.syntax, "<%call> has no 'expr'", expected: "<%call expr=\"f(a)\">", at: position)
        }
        if tag["args"] != nil {
            throw .unsupported("'args' of <%call>", hint: "use the names of the template", at: position)
        }
        let value = try expression(attribute.value)
        guard case .postfix(let base, let parts) = value.node, case .name(let name) = base.node, parts.count == 1,
            case .call(let arguments) = parts[0].kind
        else {
            throw .unsupported(
                "<%call> of something that is no <%def>", hint: "write <%call expr=\"f(a)\">", at: position)
        }
        return OpenPart(.call(function: name, arguments: arguments), word: tag.name, position: position)
    }

    private mutating func selfCall(_ tag: TagPiece, at position: SourcePosition) throws(TemplateFault) -> OpenPart {
        let name = String(tag.name.dropFirst(5))
        if tag["args"] != nil {
            throw .unsupported("'args' of <%\(tag.name)>", hint: "use the names of the template", at: position)
        }
        var arguments: [Argument] = []
        for attribute in tag.attributes {
            let parts = try parts(of: attribute.value)
            // A value that is one expression keeps its type.
            let isOne = parts.count == 2 && parts[0].text.isEmpty && parts[1].text.isEmpty
            let value = isOne ? parts[0].value : nil
            arguments.append(
                Argument(name: attribute.name, value: value ?? Expression(.joined(parts), at: position)))
        }
        return OpenPart(.call(function: name, arguments: arguments), word: tag.name, position: position)
    }

    // MARK: - Ends

    mutating func end(tag name: String, at position: SourcePosition) {
        guard open.contains(where: { $0.isTag && $0.word == name }) else {
            note(
                TemplateFault(
                    .syntax, "</%\(name)> closes nothing", found: name,
                    hint: open.last?.isTag == true ? "<%\(open[open.count - 1].word)> is open here" : nil, at: position)
            )
            return
        }
        while let part = open.last, !(part.isTag && part.word == name) {
            note(part.unclosedFault)
            if part.isTag { closeTag() } else { closeControl() }
        }
        closeTag()
    }

    private mutating func closeTag() {
        let part = open.removeLast()
        switch part.kind {
        case .function(let kind, let name, let parameters, let filters):
            let function = BlockFunction(
                kind: kind, name: name, parameters: parameters, filters: filters, body: part.makeBody(),
                position: part.position)
            if kind == .definition { open[bodyIndex].functions.append(function) } else { append(.block(function)) }
        case .call(let function, let arguments):
            append(
                .call(CallTag(function: function, arguments: arguments, body: part.makeBody(), position: part.position))
            )
        case .text(let filters):
            guard !filters.isEmpty else {
                open[open.count - 1].nodes += part.nodes
                return
            }
            for case .text(let scalars) in part.nodes {
                append(.expression(Expression(.literal(.text(scalars)), at: part.position), filters))
            }
        default: break
        }
    }
}
