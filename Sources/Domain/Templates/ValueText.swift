/// Values as text, as Python's `str` and `repr` have them.
enum ValueText {
    /// As `str()`: a text is itself, everything else as ``literal(_:_:)``.
    static func plain(_ value: TemplateValue, _ meter: Meter) throws(TemplateFault) -> [Unicode.Scalar] {
        if case .text(let scalars) = value { return scalars }
        return try literal(value, meter)
    }

    /// As `repr()`: texts in quotes.
    static func literal(_ value: TemplateValue, _ meter: Meter) throws(TemplateFault) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        try write(value, to: &result, meter)
        try meter.text(result.count)
        return result
    }

    private static func write(
        _ value: TemplateValue, to result: inout [Unicode.Scalar], _ meter: Meter
    ) throws(TemplateFault) {
        try meter.step()
        switch value {
        case .undefined(let name): throw TemplateValue.fault(undefined: name, in: "printed")
        case .none: append("None", to: &result)
        case .bool(let flag): append(flag ? "True" : "False", to: &result)
        case .integer(let number): append(String(number), to: &result)
        case .double(let number): append(PythonNotation.number(number), to: &result)
        case .text(let scalars):
            try meter.text(scalars.count)
            append(PythonNotation.quoted(scalars), to: &result)
        case .list(let items): try write(items.elements, "[", "]", to: &result, meter)
        case .tuple(let items):
            try write(items.elements, "(", items.elements.count == 1 ? ",)" : ")", to: &result, meter)
        case .set(let set) where set.elements.isEmpty: append("set()", to: &result)
        case .set(let set): try write(set.elements, "{", "}", to: &result, meter)
        case .mapping(let mapping): try write(mapping, to: &result, meter)
        case .range, .iterable, .loop, .context:
            throw TemplateFault(
                .value, "a value of type '\(value.typeName)' cannot be printed",
                hint: "loop over it, or make a list of it: list(…)")
        }
        // What is written so far bounds the memory of texts that hold one another many times.
        if result.count > meter.limits.textLength { try meter.text(result.count) }
    }

    private static func write(
        _ elements: [TemplateValue], _ opening: String, _ closing: String, to result: inout [Unicode.Scalar],
        _ meter: Meter
    ) throws(TemplateFault) {
        append(opening, to: &result)
        for (index, element) in elements.enumerated() {
            if index > 0 { append(", ", to: &result) }
            try write(element, to: &result, meter)
        }
        append(closing, to: &result)
    }

    private static func write(
        _ mapping: TemplateMapping, to result: inout [Unicode.Scalar], _ meter: Meter
    ) throws(TemplateFault) {
        append("{", to: &result)
        for (index, (key, value)) in zip(mapping.keys, mapping.values).enumerated() {
            if index > 0 { append(", ", to: &result) }
            try write(key, to: &result, meter)
            append(": ", to: &result)
            try write(value, to: &result, meter)
        }
        append("}", to: &result)
    }

    private static func append(_ text: String, to result: inout [Unicode.Scalar]) {
        result.append(contentsOf: text.unicodeScalars)
    }
}
