/// Block functions: `<%def>`, `<%block>`, and what calls them.
extension TemplateRenderer {
    func call(
        _ function: BlockFunction, enclosing: Frame?, _ arguments: CallArguments, from frame: Frame,
        caller: CallerContent? = nil
    ) throws(TemplateFault) {
        try meter.step(1 + frame.root.shared.count)
        let inner = Frame(
            template: frame.template, body: function.body, enclosing: enclosing,
            context: enclosing?.context ?? frame.contextForDefinitions(), caller: caller, path: frame.path)
        inner.values = try values(of: function, arguments, frame.template)
        try render(function, inner)
    }

    private func values(
        of function: BlockFunction, _ arguments: CallArguments, _ template: Template
    ) throws(TemplateFault) -> [String: TemplateValue] {
        let parameters = function.parameters
        guard arguments.positional.count <= parameters.count else {
            throw TemplateFault(
                .value, "'\(function.name)' is called with \(arguments.positional.count) arguments",
                expected: "at most \(parameters.count)")
        }
        var values: [String: TemplateValue] = [:]
        for (parameter, value) in zip(parameters, arguments.positional) { values[parameter.name] = value }
        for (name, value) in arguments.keywords {
            guard parameters.contains(where: { $0.name == name }) else {
                throw TemplateFault(
                    .value, "'\(function.name)' has no parameter '\(name)'", found: name,
                    hint: Suggestion.hint(for: name, among: parameters.map(\.name)))
            }
            guard values[name] == nil else {
                throw TemplateFault(.value, "'\(function.name)' is given '\(name)' twice", found: name)
            }
            values[name] = value
        }
        for parameter in parameters where values[parameter.name] == nil {
            values[parameter.name] = try fallback(of: parameter, called: "'\(function.name)'", template)
        }
        return values
    }

    /// Prints a body through the filters of its function.
    private func render(_ function: BlockFunction, _ frame: Frame) throws(TemplateFault) {
        guard !function.filters.isEmpty else {
            _ = try render(function.body.nodes, frame)
            return
        }
        let text = try capture { () throws(TemplateFault) in _ = try render(function.body.nodes, frame) }
        try print(try FilterChain.apply(function.filters, to: .text(text), meter))
    }

    /// A block without a name sees the names around it; one with a name sees the parameters only.
    func render(block function: BlockFunction, _ frame: Frame) throws(TemplateFault) {
        let isNamed = function.kind == .namedBlock
        let inner = Frame(
            template: frame.template, body: function.body, enclosing: isNamed ? nil : frame,
            context: isNamed ? frame.root.context : frame.context, caller: isNamed ? nil : frame.caller,
            path: frame.path)
        if !isNamed { inner.loops = frame.loops }
        try render(function, inner)
    }

    /// `<%call>`
    func render(call tag: CallTag, _ frame: Frame) throws(TemplateFault) {
        do throws(TemplateFault) {
            guard case .function(let function, let enclosing) = try frame.callee(tag.function) else {
                throw TemplateFault(
                    .name, "there is no <%def> '\(tag.function)'", found: tag.function,
                    hint: Suggestion.hint(for: tag.function, among: frame.template.body.functions.map(\.name)))
            }
            let arguments = try Evaluator(renderer: self, frame: frame).arguments(tag.arguments, of: tag.function)
            try call(
                function, enclosing: enclosing, arguments, from: frame,
                caller: CallerContent(body: tag.body, frame: frame))
        } catch {
            throw error.placed(at: tag.position)
        }
    }

    /// `caller.body()`
    func render(_ content: CallerContent) throws(TemplateFault) {
        let outer = content.frame
        let inner = Frame(
            template: outer.template, body: content.body, enclosing: outer, context: outer.context,
            caller: outer.caller, path: outer.path)
        inner.loops = outer.loops
        _ = try render(content.body.nodes, inner)
    }
}
