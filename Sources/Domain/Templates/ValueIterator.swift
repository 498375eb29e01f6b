/// Goes through the elements of a value, as `for` does.
struct ValueIterator {
    private enum Source {
        case elements([TemplateValue])
        case characters([Unicode.Scalar])
        case range(TemplateRange)
    }

    private let source: Source
    private var index = 0
    /// How many elements there are.
    let count: Int
    private let meter: Meter

    init(_ value: TemplateValue, _ meter: Meter) throws(TemplateFault) {
        self.meter = meter
        switch value {
        case .list(let items), .tuple(let items), .iterable(_, let items): source = .elements(items.elements)
        case .set(let set): source = .elements(set.elements)
        case .mapping(let mapping): source = .elements(mapping.keys)
        case .text(let scalars): source = .characters(scalars)
        case .range(let range): source = .range(range)
        case .undefined(let name): throw TemplateValue.fault(undefined: name, in: "looped over")
        default:
            throw TemplateFault(
                .value, "a value of type '\(value.typeName)' cannot be looped over",
                hint: value.asInteger == nil ? nil : "write range(…) around the number")
        }
        switch source {
        case .elements(let elements): count = elements.count
        case .characters(let scalars): count = scalars.count
        case .range(let range): count = range.count
        }
    }

    mutating func next() throws(TemplateFault) -> TemplateValue? {
        guard index < count else { return nil }
        defer { index += 1 }
        try meter.step()
        switch source {
        case .elements(let elements): return elements[index]
        case .characters(let scalars): return .text([scalars[index]])
        case .range(let range): return .integer(range[index])
        }
    }

    /// All elements, as many as a container may have.
    static func elements(of value: TemplateValue, _ meter: Meter) throws(TemplateFault) -> [TemplateValue] {
        var iterator = try ValueIterator(value, meter)
        try meter.elements(iterator.count)
        var result: [TemplateValue] = []
        while let element = try iterator.next() { result.append(element) }
        return result
    }
}
