/// What an expression of a template can stand for. Texts are characters as Python counts them: Unicode scalars.
indirect enum TemplateValue: Sendable {
    /// A name that stands for nothing; the text is the name, empty for the word `UNDEFINED` itself.
    case undefined(String)
    case none
    case bool(Bool)
    /// Of 64 bits; more is an error.
    case integer(Int)
    case double(Double)
    case text([Unicode.Scalar])
    case list(TemplateSequence)
    case tuple(TemplateSequence)
    case mapping(TemplateMapping)
    /// In the order of first appearance.
    case set(TemplateSet)
    case range(TemplateRange)
    /// What `enumerate`, `zip`, `reversed`, generators and the views of mappings give: to be looped over.
    case iterable(String, TemplateSequence)
    /// The loop of this depth of the template's body.
    case loop(Int)
    /// The word `context`.
    case context

    static func text(_ text: String) -> TemplateValue { .text(Array(text.unicodeScalars)) }

    /// The name of the type, as Python has it.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .integer: "int"
        case .double: "float"
        case .text: "str"
        case .list: "list"
        case .tuple: "tuple"
        case .mapping: "dict"
        case .set: "set"
        case .range: "range"
        case .iterable(let name, _): name
        case .loop: "loop"
        case .context: "context"
        }
    }

    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let flag): flag
        case .integer(let number): number != 0
        case .double(let number): number != 0
        case .text(let scalars): !scalars.isEmpty
        case .list(let items), .tuple(let items): !items.elements.isEmpty
        case .mapping(let mapping): !mapping.keys.isEmpty
        case .set(let set): !set.elements.isEmpty
        case .range(let range): range.count > 0
        case .iterable(let name, let items): !name.hasPrefix("dict_") || !items.elements.isEmpty
        case .loop, .context: true
        }
    }

    /// How deep values are nested in this one: 0 for a scalar.
    var depth: Int {
        switch self {
        case .list(let items), .tuple(let items), .iterable(_, let items): items.depth
        case .mapping(let mapping): mapping.depth
        case .set(let set): set.depth
        default: 0
        }
    }

    /// The number that it is in arithmetic, where booleans are 0 and 1.
    var asInteger: Int? {
        switch self {
        case .integer(let number): number
        case .bool(let flag): flag ? 1 : 0
        default: nil
        }
    }

    var asDouble: Double? {
        if case .double(let number) = self { return number }
        return asInteger.map(Double.init)
    }

    /// The fault of using a name that stands for nothing.
    static func fault(undefined name: String, in activity: String) -> TemplateFault {
        guard !name.isEmpty else { return TemplateFault(.name, "UNDEFINED cannot be \(activity)") }
        return TemplateFault(
            .name, "'\(name)' is not defined and cannot be \(activity)", found: name,
            hint: "set it under 'appConfig', or give a default: \(name) or 'text'")
    }
}

/// The elements of a list or tuple.
struct TemplateSequence: Sendable {
    let elements: [TemplateValue]
    let depth: Int

    init(_ elements: [TemplateValue], _ meter: Meter) throws(TemplateFault) {
        try meter.elements(elements.count)
        var depth = 0
        for element in elements { depth = max(depth, element.depth) }
        try Self.check(depth + 1, meter)
        self.elements = elements
        self.depth = depth + 1
    }

    static func check(_ depth: Int, _ meter: Meter) throws(TemplateFault) {
        if depth > meter.limits.nesting {
            throw TemplateFault(
                .limit, "the template reaches a limit: values are nested deeper than \(meter.limits.nesting) levels")
        }
    }
}

/// The integers of `range(…)`.
struct TemplateRange: Equatable, Sendable {
    let start: Int
    let step: Int
    let count: Int

    /// - Returns: `nil` when it has more elements than 64 bits can count.
    init?(from start: Int, to end: Int, step: Int) {
        self.start = start
        self.step = step
        let (span, overflow) =
            step > 0 ? end.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(end)
        if overflow { return nil }
        let stride = step.magnitude
        count = span <= 0 ? 0 : Int((UInt(span) - 1) / stride + 1)
    }

    subscript(index: Int) -> Int { start + index * step }
}
