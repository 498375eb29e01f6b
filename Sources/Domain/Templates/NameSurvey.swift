/// The names that a template reads, the functions that it calls, and what it includes.
struct NameSurvey {
    /// The `<%def>`s of the template.
    let functions: Set<String>
    /// Names that nothing in the template sets.
    private(set) var parameters: Set<String> = []
    private(set) var includes: [IncludeTag] = []
    /// Calls of functions that do not exist.
    private(set) var faults: [TemplateFault] = []

    init(functions: Set<String>) { self.functions = functions }

    /// - Parameter known: Names that the bodies around this one set.
    mutating func visit(_ body: TemplateBody, within known: Set<String>) {
        let names = known.union(body.locals).union(body.functions.map(\.name))
        visit(body.nodes, names)
        for function in body.functions { visit(function, names) }
    }

    private mutating func visit(_ function: BlockFunction, _ names: Set<String>) {
        for parameter in function.parameters { parameter.fallback.map { visit($0, names) } }
        visit(function.body, within: names)
    }

    private mutating func visit(_ nodes: [TemplateNode], _ names: Set<String>) {
        for node in nodes {
            switch node {
            case .text: break
            case .expression(let expression, _): visit(expression, names)
            case .conditional(let branches):
                for (condition, body) in branches {
                    condition.map { visit($0, names) }
                    visit(body, names)
                }
            case .loop(let loop):
                visit(loop.source, names)
                visit(loop.body, names)
                visit(loop.otherwise, names)
            case .whileLoop(let condition, let body):
                visit(condition, names)
                visit(body, names)
            case .code(let statements): for statement in statements { visit(statement, names) }
            case .include(let tag):
                includes.append(tag)
                for part in tag.path { part.value.map { visit($0, names) } }
                visit(tag.arguments, names)
            case .block(let function): visit(function, names)
            case .call(let tag):
                if !functions.contains(tag.function), !names.contains(tag.function) {
                    faults.append(
                        TemplateFault(
                            .name, "there is no <%def> '\(tag.function)'", found: tag.function,
                            hint: Suggestion.hint(for: tag.function, among: functions.sorted()), at: tag.position))
                }
                visit(tag.arguments, names)
                visit(tag.body, within: names)
            }
        }
    }

    private mutating func visit(_ statement: CodeStatement, _ names: Set<String>) {
        switch statement.kind {
        case .assign(_, let value), .change(_, _, let value): visit(value, names)
        case .leaveLoop, .nextRound: break
        }
    }

    private mutating func visit(_ arguments: [Argument], _ names: Set<String>) {
        for argument in arguments { visit(argument.value, names) }
    }

    private mutating func visit(_ expressions: [Expression], _ names: Set<String>) {
        for expression in expressions { visit(expression, names) }
    }

    private mutating func visit(_ expression: Expression, _ names: Set<String>) {
        switch expression.node {
        case .literal: break
        case .name(let name): read(name, names)
        case .list(let items), .tuple(let items), .set(let items), .and(let items), .or(let items):
            visit(items, names)
        case .mapping(let entries): visit(entries.flatMap { [$0.key, $0.value] }, names)
        case .comprehension(let comprehension): visit(comprehension, names)
        case .chain(let first, let rest): visit([first] + rest.map(\.operand), names)
        case .power(let base, let exponent): visit([base, exponent], names)
        case .signs(_, let operand), .not(_, let operand): visit(operand, names)
        case .comparison(let first, let rest): visit([first] + rest.map(\.operand), names)
        case .conditional(let branches, let otherwise):
            visit(branches.flatMap { [$0.value, $0.condition] } + [otherwise], names)
        case .postfix(let base, let parts): visit(base, parts, names)
        case .joined(let parts): visit(parts.compactMap(\.value), names)
        }
    }

    private mutating func visit(_ comprehension: Comprehension, _ names: Set<String>) {
        var inner = names
        for clause in comprehension.clauses {
            visit(clause.source, inner)
            inner.formUnion(clause.target.names)
            visit(clause.conditions, inner)
        }
        visit(comprehension.element, inner)
        comprehension.value.map { visit($0, inner) }
    }

    private mutating func visit(_ base: Expression, _ parts: [Postfix], _ names: Set<String>) {
        var isRead = true
        if case .name(let name) = base.node, let first = parts.first {
            switch first.kind {
            case .call:
                isRead = false
                checkCall(of: name, names, at: first.position)
            case .method("get", let arguments) where name == "context":
                if case .literal(.text(let scalars))? = arguments.first?.value.node {
                    parameters.insert(String(String.UnicodeScalarView(scalars)))
                }
            case .method(let method, _) where name == "self" || name == "local":
                if !functions.contains(method) {
                    faults.append(
                        TemplateFault(
                            .name, "there is no <%def> '\(method)'", found: method,
                            hint: Suggestion.hint(for: method, among: functions.sorted()), at: first.position))
                }
            default: break
            }
        }
        if isRead { visit(base, names) }
        for part in parts {
            switch part.kind {
            case .attribute: break
            case .method(_, let arguments), .call(let arguments): visit(arguments, names)
            case .index(let index): visit(index, names)
            case .slice(let from, let to, let step): visit([from, to, step].compactMap { $0 }, names)
            }
        }
    }

    private mutating func checkCall(of name: String, _ names: Set<String>, at position: SourcePosition) {
        guard name != "capture", !functions.contains(name), !names.contains(name), !Functions.names.contains(name)
        else { return }
        faults.append(Functions.unknown(name).placed(at: position))
    }

    private mutating func read(_ name: String, _ names: Set<String>) {
        if !names.contains(name), !functions.contains(name), !Functions.names.contains(name) { parameters.insert(name) }
    }
}
