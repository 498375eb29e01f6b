/// Calls, methods, indices and attributes.
extension Evaluator {
    /// The value of an expression whose whole is printed: a block function that is called there prints by itself.
    ///
    /// - Returns: `nil` when everything is printed already.
    func printing(_ expression: Expression) throws(TemplateFault) -> TemplateValue? {
        switch expression.node {
        case .conditional(let branches, let otherwise):
            try meter.enter()
            defer { meter.leave() }
            return try printing(try branch(of: branches, otherwise))
        case .postfix(let base, let parts) where parts.count == 1:
            return try printingCall(base, parts[0], expression)
        default: return try value(of: expression)
        }
    }

    private func printingCall(
        _ base: Expression, _ part: Postfix, _ expression: Expression
    ) throws(TemplateFault) -> TemplateValue? {
        guard let (function, enclosing, given) = try blockFunction(base, part) else {
            if case .name("caller") = base.node, case .method("body", let arguments) = part.kind, arguments.isEmpty {
                guard let content = frame.caller ?? frame.root.caller else {
                    throw TemplateFault(
                        .name, "'caller' has no meaning here: the function was not called with <%call>", found: "caller"
                    )
                }
                try renderer.render(content)
                return nil
            }
            return try value(of: expression)
        }
        let arguments = try arguments(given, of: function.name)
        try renderer.call(function, enclosing: enclosing, arguments, from: frame)
        return nil
    }

    /// The block function that is called here; `nil` when it is none.
    private func blockFunction(
        _ base: Expression, _ part: Postfix
    ) throws(TemplateFault) -> (BlockFunction, Frame?, [Argument])? {
        guard case .name(let name) = base.node else { return nil }
        switch part.kind {
        case .call(let arguments):
            guard !["capture", "loop", "context", "caller", "self", "local"].contains(name),
                case .function(let function, let enclosing) = try frame.callee(name)
            else { return nil }
            return (function, enclosing, arguments)
        case .method(let method, let arguments) where name == "self" || name == "local":
            guard let function = frame.template.body.functions.last(where: { $0.name == method }) else {
                throw TemplateFault(
                    .name, "there is no <%def> '\(method)'", found: method,
                    hint: Suggestion.hint(for: method, among: frame.template.body.functions.map(\.name)))
            }
            return (function, nil, arguments)
        default: return nil
        }
    }

    func arguments(_ arguments: [Argument], of callee: String) throws(TemplateFault) -> CallArguments {
        var result = CallArguments([], of: callee)
        for argument in arguments {
            let value = try value(of: argument.value)
            if let name = argument.name {
                result.keywords.append((name, value))
            } else {
                result.positional.append(value)
            }
        }
        return result
    }

    func postfix(_ base: Expression, _ parts: [Postfix]) throws(TemplateFault) -> TemplateValue {
        var rest = parts[...]
        var result: TemplateValue
        if let first = parts.first, case .call(let arguments) = first.kind, case .name(let name) = base.node {
            rest = rest.dropFirst()
            result = try call(name, arguments, at: first.position)
        } else {
            if let first = parts.first, try blockFunction(base, first) != nil { throw Self.misplaced("self.f(…)") }
            if case .name("caller") = base.node { throw Self.misplaced("caller.body()") }
            result = try value(of: base)
        }
        for part in rest {
            do throws(TemplateFault) {
                result = try apply(part.kind, to: result)
            } catch {
                throw error.placed(at: part.position)
            }
        }
        return result
    }

    private static func misplaced(_ what: String) -> TemplateFault {
        .unsupported(
            "a block function within an expression",
            hint: "\(what) prints where it is called: write it alone in ${…}, or write capture(f, …) for its text")
    }

    private func call(
        _ name: String, _ given: [Argument], at position: SourcePosition
    ) throws(TemplateFault) -> TemplateValue {
        do throws(TemplateFault) {
            if name == "capture" { return .text(try captured(given)) }
            switch try frame.callee(name) {
            case .builtin: return try Functions.call(name, try arguments(given, of: name), meter)
            case .function: throw Self.misplaced("\(name)(…)")
            case .value(.undefined): throw Functions.unknown(name)
            case .value(let value):
                throw TemplateFault(
                    .value, "'\(name)' is of type '\(value.typeName)' and cannot be called", found: name)
            }
        } catch {
            throw error.placed(at: position)
        }
    }

    /// `capture(f, …)`: what the function prints, as a text.
    private func captured(_ given: [Argument]) throws(TemplateFault) -> [Unicode.Scalar] {
        guard let first = given.first, first.name == nil, case .name(let name) = first.value.node,
            case .function(let function, let enclosing) = try frame.callee(name)
        else {
            throw TemplateFault(
                .value, "'capture' needs a <%def>", expected: "capture(f, arguments…)",
                hint: "write the name of the function without parentheses")
        }
        let arguments = try arguments(Array(given.dropFirst()), of: name)
        return try renderer.capture { () throws(TemplateFault) in
            try renderer.call(function, enclosing: enclosing, arguments, from: frame)
        }
    }

    private func apply(_ kind: Postfix.Kind, to value: TemplateValue) throws(TemplateFault) -> TemplateValue {
        switch kind {
        case .call:
            throw TemplateFault(.value, "a value of type '\(value.typeName)' cannot be called")
        case .attribute(let name): return try attribute(name, of: value)
        case .method(let name, let given): return try method(name, of: value, try arguments(given, of: name))
        case .index(let expression): return try index(value, try self.value(of: expression))
        case .slice(let from, let to, let step):
            return try Slicing.slice(
                value, from: try bound(from), to: try bound(to), step: try bound(step), meter)
        }
    }

    private func bound(_ expression: Expression?) throws(TemplateFault) -> Int? {
        guard let expression else { return nil }
        let value = try value(of: expression)
        if case .none = value { return nil }
        guard let number = value.asInteger else {
            throw TemplateFault(.value, "a bound of a slice is an integer, and this is of type '\(value.typeName)'")
                .placed(at: expression.position)
        }
        return number
    }

    private func method(
        _ name: String, of value: TemplateValue, _ arguments: CallArguments
    ) throws(TemplateFault) -> TemplateValue {
        switch value {
        case .text(let text): return try TextMethods.call(name, of: text, arguments, meter)
        case .context where name == "get":
            try arguments.check(1...2)
            let name = String(String.UnicodeScalarView(try arguments.text(0) ?? []))
            return frame.context[name] ?? arguments.value(1) ?? .none
        case .loop(let index) where name == "cycle":
            try arguments.check(1...Int.max)
            return arguments.positional[try loop(index).index % arguments.positional.count]
        default: return try ContainerMethods.call(name, of: value, arguments, meter)
        }
    }

    private func loop(_ index: Int) throws(TemplateFault) -> Frame.Loop {
        guard frame.loops.indices.contains(index) else { throw Self.noLoop }
        return frame.loops[index]
    }

    private func attribute(_ name: String, of value: TemplateValue) throws(TemplateFault) -> TemplateValue {
        guard case .loop(let index) = value else {
            if case .undefined(let word) = value {
                throw TemplateValue.fault(undefined: word, in: "asked for '\(name)'")
            }
            throw TemplateFault(.value, "a value of type '\(value.typeName)' has no attribute '\(name)'", found: name)
        }
        let loop = try loop(index)
        switch name {
        case "index": return .integer(loop.index)
        case "first": return .bool(loop.index == 0)
        case "last": return .bool(loop.index == loop.count - 1)
        case "even": return .bool(loop.index % 2 == 0)
        case "odd": return .bool(loop.index % 2 == 1)
        case "reverse_index": return .integer(loop.count - loop.index - 1)
        default: return index > 0 ? .loop(index - 1) : .none
        }
    }

    private func index(_ value: TemplateValue, _ key: TemplateValue) throws(TemplateFault) -> TemplateValue {
        switch value {
        case .mapping(let mapping):
            if let found = try mapping.value(for: key, meter) { return found }
            throw missing(key)
        case .context:
            guard case .text(let scalars) = key else { throw missing(key) }
            let name = String(String.UnicodeScalarView(scalars))
            if let found = frame.context[name] { return found }
            throw missing(key)
        case .undefined(let name): throw TemplateValue.fault(undefined: name, in: "indexed")
        default: return try Slicing.element(of: value, at: key)
        }
    }

    private func missing(_ key: TemplateValue) -> TemplateFault {
        let shown: String?
        do throws(TemplateFault) {
            shown = String(String.UnicodeScalarView(try ValueText.literal(key, meter).prefix(60)))
        } catch {
            shown = nil
        }
        return TemplateFault(
            .value, "the mapping has no such key", found: shown, hint: "x.get(key, default) gives a default")
    }
}
