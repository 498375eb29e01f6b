/// Functions that make one value of many: `min`, `max`, `sum`, `any` and `all`.
enum Folds {
    static func call(
        _ name: String, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        switch name {
        case "any", "all":
            try arguments.check(1...1)
            var iterator = try ValueIterator(arguments.positional[0], meter)
            while let element = try iterator.next() {
                if element.isTrue == (name == "any") { return .bool(name == "any") }
            }
            return .bool(name == "all")
        case "sum":
            try arguments.check(1...2, keywords: ["start": 1])
            var total = arguments.value(1, "start") ?? .integer(0)
            if case .text = total { throw TemplateFault(.value, "'sum' adds no texts", hint: "write ''.join(…)") }
            var iterator = try ValueIterator(arguments.positional[0], meter)
            while let element = try iterator.next() { total = try Arithmetic.apply(.add, total, element, meter) }
            return total
        default: return try extreme(name, arguments, meter)
        }
    }

    private static func extreme(
        _ name: String, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        if arguments.named("key") != nil {
            throw .unsupported("'key' of '\(name)'", hint: "compare tuples (key, value)")
        }
        try arguments.check(1...Int.max, keywords: ["default": -1])
        let values: TemplateValue =
            arguments.positional.count == 1
            ? arguments.positional[0] : .tuple(try TemplateSequence(arguments.positional, meter))
        var iterator = try ValueIterator(values, meter)
        var best: TemplateValue?
        while let element = try iterator.next() {
            guard let known = best else {
                best = element
                continue
            }
            let order = try ValueComparison.order(element, known, meter)
            if order == (name == "min" ? .less : .greater) { best = element }
        }
        if let best = best ?? arguments.named("default") { return best }
        throw TemplateFault(.value, "'\(name)' of nothing", hint: "give a default: \(name)(…, default=0)")
    }
}
