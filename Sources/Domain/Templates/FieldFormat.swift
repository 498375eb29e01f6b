/// The method `format` of texts, with fields `{}`, `{0}` and `{name}`, each with a conversion and a format if need be.
enum FieldFormat {
    static func apply(
        _ format: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var rest = format[...]
        var next: Int? = 0
        try meter.text(format.count)
        while let scalar = rest.popFirst() {
            if scalar == "{" || scalar == "}", rest.first == scalar {
                rest = rest.dropFirst()
                result.append(scalar)
            } else if scalar == "{" {
                result += try field(&rest, arguments, &next, meter)
                if result.count > meter.limits.textLength { break }
            } else if scalar == "}" {
                throw TemplateFault(.value, "a single '}' in a format", hint: "write }} for the character itself")
            } else {
                result.append(scalar)
            }
        }
        try meter.text(result.count)
        return result
    }

    /// - Parameter next: The number of the next field without one; `nil` once fields are numbered.
    private static func field(
        _ rest: inout ArraySlice<Unicode.Scalar>, _ arguments: CallArguments, _ next: inout Int?, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        guard let end = rest.firstIndex(of: "}") else {
            throw TemplateFault(.value, "a field of the format is not closed", expected: "'}'")
        }
        let content = rest[..<end]
        rest = rest[(end + 1)...]
        guard !content.contains("{") else {
            throw .unsupported("a field within a field of a format", hint: "make the inner text first, with '%'")
        }
        let colon = content.firstIndex(of: ":") ?? end
        var name = content[..<colon]
        var conversion: Unicode.Scalar?
        if let mark = name.firstIndex(of: "!") {
            conversion = name[(mark + 1)...].first
            guard name.endIndex - mark == 2, conversion == "r" || conversion == "s" else {
                throw .unsupported("this conversion of a field", hint: "write !r or !s")
            }
            name = name[..<mark]
        }
        guard !name.contains(where: { $0 == "." || $0 == "[" }) else {
            throw .unsupported(
                "an attribute or an index in a field of a format", hint: "give the value itself to format(…)")
        }
        var value = try argument(String(String.UnicodeScalarView(name)), arguments, &next)
        if conversion == "r" { value = .text(try ValueText.literal(value, meter)) }
        if conversion == "s" { value = .text(try ValueText.plain(value, meter)) }
        let specification = colon < end ? Array(content[(colon + 1)...]) : []
        return specification.isEmpty
            ? try ValueText.plain(value, meter) : try FormatSpecification(specification).apply(to: value, meter)
    }

    private static func argument(
        _ name: String, _ arguments: CallArguments, _ next: inout Int?
    ) throws(TemplateFault) -> TemplateValue {
        if name.isEmpty {
            guard let index = next else { throw TemplateFault(.value, "fields with and without a number are mixed") }
            next = index + 1
            return try positional(index, arguments)
        }
        if let index = Int(name) {
            if let used = next, used > 0 { throw TemplateFault(.value, "fields with and without a number are mixed") }
            next = nil
            return try positional(index, arguments)
        }
        guard let value = arguments.named(name) else {
            throw TemplateFault(.value, "format(…) is given no value '\(name)'", found: name)
        }
        return value
    }

    private static func positional(_ index: Int, _ arguments: CallArguments) throws(TemplateFault) -> TemplateValue {
        guard arguments.positional.indices.contains(index) else {
            throw TemplateFault(.value, "format(…) is given no value number \(index)")
        }
        return arguments.positional[index]
    }
}
