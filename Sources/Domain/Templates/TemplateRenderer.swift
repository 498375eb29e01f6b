/// Prints a template.
final class TemplateRenderer {
    let meter: Meter
    private let library: any TemplateLibrary
    /// What is printed; behind the first, texts that are captured.
    private var buffers: [[Unicode.Scalar]] = [[]]
    private var included: [TemplatePath: Template] = [:]
    /// The templates that are being printed, the outermost first.
    private var openPaths: [TemplatePath] = []
    /// What is wrong with an included template.
    private var findings: [Diagnostic] = []

    enum Flow { case onward, leaveLoop, nextRound }

    init(library: any TemplateLibrary, limits: TemplateLimits) {
        self.library = library
        meter = Meter(limits)
    }

    func render(_ template: Template, _ parameters: [TemplateParameter]) throws(DiagnosticList) -> String {
        var context: [String: TemplateValue] = [:]
        for parameter in parameters { context[parameter.name] = .text(parameter.value) }
        do throws(TemplateFault) {
            try meter.step(template.length / 16)
            try render(template, path: nil, context: context, arguments: [])
        } catch {
            throw DiagnosticList(findings.isEmpty ? [error.diagnostic(in: template.name)] : findings)
        }
        return String(String.UnicodeScalarView(buffers[0]))
    }

    // MARK: - Output

    func print(_ scalars: [Unicode.Scalar]) throws(TemplateFault) {
        try meter.print(scalars.count)
        buffers[buffers.count - 1] += scalars
    }

    /// What the work prints, instead of printing it.
    func capture(_ work: () throws(TemplateFault) -> Void) throws(TemplateFault) -> [Unicode.Scalar] {
        buffers.append([])
        do throws(TemplateFault) {
            try work()
        } catch {
            buffers.removeLast()
            throw error
        }
        let text = buffers.removeLast()
        try meter.text(text.count)
        return text
    }

    // MARK: - Templates

    private func render(
        _ template: Template, path: TemplatePath?, context: [String: TemplateValue],
        arguments: [(name: String, value: TemplateValue)]
    ) throws(TemplateFault) {
        let frame = Frame(template: template, body: template.body, enclosing: nil, context: context, path: path)
        frame.isWholeTemplate = true
        do throws(TemplateFault) {
            for parameter in template.parameters {
                let given = arguments.last { $0.name == parameter.name }?.value ?? context[parameter.name]
                let value: TemplateValue
                if let given {
                    value = given
                } else {
                    value = try fallback(of: parameter, called: "<%page>", template)
                }
                frame.values[parameter.name] = value
                frame.shared[parameter.name] = value
            }
            _ = try render(template.body.nodes, frame)
        } catch {
            throw error.placed(in: template.name)
        }
    }

    /// The default of a parameter sees no names but those of functions.
    func fallback(
        of parameter: BlockFunction.Parameter, called name: String, _ template: Template
    ) throws(TemplateFault) -> TemplateValue {
        guard let expression = parameter.fallback else {
            throw TemplateFault(.value, "\(name) needs a value for '\(parameter.name)'", found: parameter.name)
        }
        let empty = TemplateBody(nodes: [], locals: [], functions: [])
        let frame = Frame(template: template, body: empty, enclosing: nil, context: [:], path: nil)
        return try Evaluator(renderer: self, frame: frame).value(of: expression)
    }

    // MARK: - Nodes

    func render(_ nodes: [TemplateNode], _ frame: Frame) throws(TemplateFault) -> Flow {
        try meter.enter()
        defer { meter.leave() }
        for node in nodes {
            let flow = try render(node, frame)
            if flow != .onward { return flow }
        }
        return .onward
    }

    private func render(_ node: TemplateNode, _ frame: Frame) throws(TemplateFault) -> Flow {
        try meter.step()
        switch node {
        case .text(let scalars): try print(scalars)
        case .expression(let expression, let filters): try render(expression, filters, frame)
        case .conditional(let branches): return try render(branches, frame)
        case .loop(let loop): return try render(loop, frame)
        case .whileLoop(let condition, let body): return try render(while: condition, body, frame)
        case .code(let statements): return try run(statements, frame)
        case .include(let tag): try include(tag, frame)
        case .block(let function): try render(block: function, frame)
        case .call(let tag): try render(call: tag, frame)
        }
        return .onward
    }

    private func render(
        _ expression: Expression, _ filters: [TemplateFilter], _ frame: Frame
    ) throws(TemplateFault) {
        let evaluator = Evaluator(renderer: self, frame: frame)
        do throws(TemplateFault) {
            if filters.isEmpty {
                guard let value = try evaluator.printing(expression) else { return }
                try print(try ValueText.plain(value, meter))
            } else {
                try print(try FilterChain.apply(filters, to: try evaluator.value(of: expression), meter))
            }
        } catch {
            throw error.placed(at: expression.position)
        }
    }

    private func render(
        _ branches: [(condition: Expression?, body: [TemplateNode])], _ frame: Frame
    ) throws(TemplateFault) -> Flow {
        let evaluator = Evaluator(renderer: self, frame: frame)
        for (condition, body) in branches {
            if let condition, try !evaluator.value(of: condition).isTrue { continue }
            return try render(body, frame)
        }
        return .onward
    }

    private func render(_ loop: ForLoop, _ frame: Frame) throws(TemplateFault) -> Flow {
        do throws(TemplateFault) {
            var iterator = try ValueIterator(
                try Evaluator(renderer: self, frame: frame).value(of: loop.source), meter)
            frame.loops.append(Frame.Loop(index: -1, count: iterator.count))
            defer { frame.loops.removeLast() }
            while let element = try iterator.next() {
                try meter.loopStep()
                frame.loops[frame.loops.count - 1].index += 1
                try frame.assign(element, to: loop.target, meter)
                if try render(loop.body, frame) == .leaveLoop { return .onward }
            }
        } catch {
            throw error.placed(at: loop.source.position)
        }
        return try render(loop.otherwise, frame)
    }

    private func render(
        while condition: Expression, _ body: [TemplateNode], _ frame: Frame
    ) throws(TemplateFault) -> Flow {
        let evaluator = Evaluator(renderer: self, frame: frame)
        do throws(TemplateFault) {
            while try evaluator.value(of: condition).isTrue {
                try meter.loopStep()
                if try render(body, frame) == .leaveLoop { break }
            }
        } catch {
            throw error.placed(at: condition.position)
        }
        return .onward
    }

    private func run(_ statements: [CodeStatement], _ frame: Frame) throws(TemplateFault) -> Flow {
        let evaluator = Evaluator(renderer: self, frame: frame)
        for statement in statements {
            try meter.step()
            do throws(TemplateFault) {
                switch statement.kind {
                case .leaveLoop: return .leaveLoop
                case .nextRound: return .nextRound
                case .assign(let targets, let expression):
                    let value = try evaluator.value(of: expression)
                    for target in targets { try frame.assign(value, to: target, meter) }
                    share(targets.flatMap(\.names), frame)
                case .change(let name, let operation, let expression):
                    let old = try frame.value(of: name)
                    let value = try evaluator.value(of: expression)
                    frame.values[name] = try Arithmetic.apply(operation, old, value, meter)
                    share([name], frame)
                }
            } catch {
                throw error.placed(at: statement.position)
            }
        }
        return .onward
    }

    private func share(_ names: [String], _ frame: Frame) {
        guard frame.isWholeTemplate else { return }
        for name in names { frame.shared[name] = frame.values[name] }
    }
}

/// Including other templates.
extension TemplateRenderer {
    private func include(_ tag: IncludeTag, _ frame: Frame) throws(TemplateFault) {
        do throws(TemplateFault) {
            let evaluator = Evaluator(renderer: self, frame: frame)
            let text = String(String.UnicodeScalarView(try evaluator.joined(tag.path)))
            var arguments: [(name: String, value: TemplateValue)] = []
            for argument in tag.arguments {
                arguments.append((argument.name ?? "", try evaluator.value(of: argument.value)))
            }
            guard let path = TemplatePath(text, from: frame.path) else {
                throw TemplateFault(
                    .include, "this is no path of a template", found: text,
                    expected: "a path that stays in the folders of templates")
            }
            guard !openPaths.contains(path) else {
                let circle = openPaths.drop { $0 != path }.map(\.description) + [path.description]
                throw TemplateFault(
                    .include, "templates include each other in a circle: " + circle.joined(separator: " → "),
                    found: text)
            }
            guard openPaths.count < meter.limits.includes else {
                throw TemplateFault(
                    .limit, "the template reaches a limit: includes go deeper than \(meter.limits.includes) levels",
                    found: text)
            }
            let template = try template(at: path, named: text)
            openPaths.append(path)
            defer { openPaths.removeLast() }
            let root = frame.root
            try render(template, path: path, context: root.context, arguments: arguments)
        } catch {
            throw error.placed(at: tag.position)
        }
    }

    private func template(at path: TemplatePath, named text: String) throws(TemplateFault) -> Template {
        if let known = included[path] { return known }
        switch library.text(at: path, limit: meter.limits.templateLength) {
        case .missing:
            throw TemplateFault(
                .include, "there is no template '\(text)' in the folders of templates", found: text,
                hint: "name its folder with --mako-directories")
        case .unreadable(let reason):
            throw TemplateFault(.include, "the template '\(text)' cannot be read: \(reason)", found: text)
        case .found(let name, let content):
            try meter.step(content.utf8.count / 4)
            do throws(DiagnosticList) {
                let template = try Template.parse(content, name: name, limits: meter.limits)
                included[path] = template
                return template
            } catch {
                findings = error.diagnostics
                throw TemplateFault(.include, "the template '\(text)' has mistakes", found: text)
            }
        }
    }
}
