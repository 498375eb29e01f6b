/// The functions that a template may call. Source: deployment-file contract, section 11.5.
enum Functions {
    static let names = [
        "abs", "all", "any", "bin", "bool", "chr", "dict", "divmod", "enumerate", "float", "format", "hex", "int",
        "len", "list", "max", "min", "oct", "ord", "pow", "range", "repr", "reversed", "round", "set", "sorted", "str",
        "sum", "tuple", "zip",
    ]

    /// Functions of Python that are not among them, and what to do instead.
    static let refused = [
        "open": "pass the content as a parameter under 'appConfig'",
        "__import__": "pass the value as a parameter under 'appConfig'",
        "eval": "write the expression itself", "exec": "write the expression itself",
        "compile": "write the expression itself", "input": "pass the value as a parameter under 'appConfig'",
        "print": "write ${…}", "map": "write [f(i) for i in …]", "filter": "write [i for i in … if …]",
        "getattr": "use a mapping and x[name]", "setattr": "use a mapping", "hasattr": "use a mapping and 'in'",
        "delattr": "use a mapping", "vars": "use a mapping", "dir": "use a mapping", "globals": "use a mapping",
        "locals": "use context.get('name')", "isinstance": "values of 'appConfig' are texts", "issubclass": "",
        "type": "values of 'appConfig' are texts", "iter": "loop over the value", "next": "write x[0]",
        "object": "", "super": "", "bytes": "use text", "bytearray": "use text", "memoryview": "use text",
        "complex": "", "frozenset": "use set(…)", "slice": "write x[a:b]", "hash": "", "id": "", "callable": "",
        "help": "", "breakpoint": "", "exit": "", "quit": "", "ascii": "use repr(…)",
    ]

    static func call(
        _ name: String, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        try meter.step()
        switch name {
        case "str":
            try arguments.check(0...1)
            return .text(arguments.positional.isEmpty ? [] : try ValueText.plain(arguments.positional[0], meter))
        case "repr":
            try arguments.check(1...1)
            return .text(try ValueText.literal(arguments.positional[0], meter))
        case "format":
            try arguments.check(1...2)
            let text = try arguments.text(1) ?? []
            return .text(
                text.isEmpty
                    ? try ValueText.plain(arguments.positional[0], meter)
                    : try FormatSpecification(text).apply(to: arguments.positional[0], meter))
        case "bool":
            try arguments.check(0...1)
            return .bool(arguments.positional.first?.isTrue ?? false)
        case "len": return .integer(try length(arguments))
        case "list", "tuple", "set": return try collect(name, arguments, meter)
        case "dict": return .mapping(try mapping(arguments, meter))
        case "range": return .range(try range(arguments))
        case "enumerate", "zip", "reversed", "sorted": return try SequenceFunctions.call(name, arguments, meter)
        case "min", "max", "sum", "any", "all": return try Folds.call(name, arguments, meter)
        case "int", "float", "abs", "round", "bin", "oct", "hex", "chr", "ord", "divmod", "pow":
            return try NumberFunctions.call(name, arguments, meter)
        default: throw unknown(name)
        }
    }

    static func unknown(_ name: String) -> TemplateFault {
        if let hint = refused[name] {
            return .unsupported(
                "the function '\(name)'",
                hint: hint.isEmpty ? "templates can call " + names.joined(separator: ", ") : hint)
        }
        return TemplateFault(
            .name, "there is no function '\(name)'", found: name,
            hint: Suggestion.hint(for: name, among: names)
                ?? "templates can call their own <%def>s and " + names.joined(separator: ", "))
    }

    private static func length(_ arguments: CallArguments) throws(TemplateFault) -> Int {
        try arguments.check(1...1)
        switch arguments.positional[0] {
        case .text(let scalars): return scalars.count
        case .list(let items), .tuple(let items): return items.elements.count
        case .iterable(let name, let items) where name.hasPrefix("dict_"): return items.elements.count
        case .mapping(let mapping): return mapping.keys.count
        case .set(let set): return set.elements.count
        case .range(let range): return range.count
        case .undefined(let name): throw TemplateValue.fault(undefined: name, in: "measured")
        case let other: throw TemplateFault(.value, "a value of type '\(other.typeName)' has no length")
        }
    }

    private static func collect(
        _ name: String, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        try arguments.check(0...1)
        let elements =
            try arguments.positional.first.map { value throws(TemplateFault) in
                try ValueIterator.elements(of: value, meter)
            } ?? []
        switch name {
        case "list": return .list(try TemplateSequence(elements, meter))
        case "tuple": return .tuple(try TemplateSequence(elements, meter))
        default: return .set(try TemplateSet(elements, meter))
        }
    }

    private static func mapping(
        _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateMapping {
        guard arguments.positional.count <= 1 else {
            throw TemplateFault(
                .value, "'dict' is called with \(arguments.positional.count) values", expected: "one at most")
        }
        var result = TemplateMapping()
        switch arguments.positional.first {
        case nil: break
        case .mapping(let mapping)?: result = mapping
        case let value?:
            for pair in try ValueIterator.elements(of: value, meter) {
                let parts = try ValueIterator.elements(of: pair, meter)
                guard parts.count == 2 else {
                    throw TemplateFault(.value, "'dict' needs pairs, and one has \(parts.count) elements")
                }
                try result.set(parts[1], for: parts[0], meter)
            }
        }
        for (name, value) in arguments.keywords { try result.set(value, for: .text(name), meter) }
        return result
    }

    private static func range(_ arguments: CallArguments) throws(TemplateFault) -> TemplateRange {
        try arguments.check(1...3)
        let first = try arguments.integer(0) ?? 0
        let second = try arguments.integer(1)
        let step = try arguments.integer(2) ?? 1
        guard step != 0 else { throw TemplateFault(.value, "the step of a range is zero") }
        guard let range = TemplateRange(from: second == nil ? 0 : first, to: second ?? first, step: step) else {
            throw Arithmetic.overflowFault()
        }
        return range
    }
}
