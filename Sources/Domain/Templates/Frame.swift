/// The names of one body that is being rendered: a template, a `<%def>`, a `<%block>`, or the content of a `<%call>`.
final class Frame {
    /// The place of a loop.
    struct Loop {
        var index: Int
        let count: Int
    }

    let template: Template
    let body: TemplateBody
    /// The body around this one, whose names it sees; `nil` for a template and for a `<%def>` of one.
    let enclosing: Frame?
    /// The parameters, and for a `<%def>` what the body had assigned when it was called.
    let context: [String: TemplateValue]
    /// The names of ``body`` that have a value.
    var values: [String: TemplateValue] = [:]
    /// Of a template: what its blocks of code have assigned, which its `<%def>`s see.
    var shared: [String: TemplateValue] = [:]
    var loops: [Loop] = []
    /// The names of the comprehensions that are evaluated just now, innermost last.
    var comprehensions: [[String: TemplateValue]] = []
    /// What `caller.body()` prints.
    let caller: CallerContent?
    /// Where the template was found; `nil` for the one that includes the others.
    let path: TemplatePath?

    init(
        template: Template, body: TemplateBody, enclosing: Frame?, context: [String: TemplateValue],
        caller: CallerContent? = nil, path: TemplatePath?
    ) {
        self.template = template
        self.body = body
        self.enclosing = enclosing
        self.context = context
        self.caller = caller
        self.path = path
    }

    /// The template or `<%def>` that this is in.
    var root: Frame {
        var frame = self
        while let outer = frame.enclosing { frame = outer }
        return frame
    }

    /// Set where the frame is that of a template as a whole.
    var isWholeTemplate = false

    /// The parameters for a `<%def>` of the template that is called from here, and for a template included here.
    func contextForDefinitions() -> [String: TemplateValue] {
        let root = root
        return root.isWholeTemplate ? root.context.merging(root.shared) { $1 } : root.context
    }
}

/// The content of a `<%call>`, and where it stands.
final class CallerContent {
    let body: TemplateBody
    let frame: Frame

    init(body: TemplateBody, frame: Frame) {
        self.body = body
        self.frame = frame
    }
}

/// What a name stands for where it is called.
enum Callee {
    case function(BlockFunction, enclosing: Frame?)
    case builtin
    case value(TemplateValue)
}

extension Frame {
    /// The value of a name, `UNDEFINED` with the name when it has none.
    func value(of name: String) throws(TemplateFault) -> TemplateValue {
        switch try callee(name) {
        case .value(let value): return value
        case .builtin:
            throw TemplateFault(
                .value, "'\(name)' is a function and can only be called", found: name, hint: "write \(name)(…)")
        case .function:
            throw TemplateFault(
                .value, "'\(name)' is a block function and can only be called", found: name,
                hint: "write ${\(name)(…)}, or capture(\(name), …) for its text")
        }
    }

    func callee(_ name: String) throws(TemplateFault) -> Callee {
        var frame: Frame? = self
        while let current = frame {
            for scope in current.comprehensions.reversed() { if let value = scope[name] { return .value(value) } }
            if current.body.locals.contains(name) {
                if let value = current.values[name] { return .value(value) }
                throw TemplateFault(
                    .name, "'\(name)' has no value yet: it is assigned further on, which makes it a name of this body",
                    found: name, hint: "use another name for what is assigned")
            }
            if let function = current.body.functions.last(where: { $0.name == name }) {
                return .function(function, enclosing: current.isWholeTemplate ? nil : current)
            }
            frame = current.enclosing
        }
        if let function = template.body.functions.last(where: { $0.name == name }) {
            return .function(function, enclosing: nil)
        }
        if let value = context[name] { return .value(value) }
        if name == "UNDEFINED" { return .value(.undefined("")) }
        if name == "STOP_RENDERING" { return .value(.text([])) }
        if Functions.names.contains(name) { return .builtin }
        return .value(.undefined(name))
    }

    func assign(_ value: TemplateValue, to target: AssignmentTarget, _ meter: Meter) throws(TemplateFault) {
        var pairs: [(String, TemplateValue)] = []
        try Self.unpack(value, into: target, &pairs, meter)
        for (name, value) in pairs { values[name] = value }
    }

    static func unpack(
        _ value: TemplateValue, into target: AssignmentTarget, _ pairs: inout [(String, TemplateValue)], _ meter: Meter
    ) throws(TemplateFault) {
        switch target {
        case .name(let name): pairs.append((name, value))
        case .tuple(let targets):
            let elements = try ValueIterator.elements(of: value, meter)
            guard elements.count == targets.count else {
                throw TemplateFault(
                    .value, "\(elements.count) values for \(targets.count) names", expected: "as many values as names")
            }
            for (target, element) in zip(targets, elements) { try unpack(element, into: target, &pairs, meter) }
        }
    }
}
