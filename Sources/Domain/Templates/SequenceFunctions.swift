/// `enumerate`, `zip`, `reversed` and `sorted`.
enum SequenceFunctions {
    static func call(
        _ name: String, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        switch name {
        case "enumerate":
            try arguments.check(1...2, keywords: ["start": 1])
            let start = try arguments.integer(1, "start") ?? 0
            var pairs: [TemplateValue] = []
            for (index, element) in try ValueIterator.elements(of: arguments.positional[0], meter).enumerated() {
                let number = try Arithmetic.checked(start.addingReportingOverflow(index))
                pairs.append(.tuple(try TemplateSequence([.integer(number), element], meter)))
            }
            return .iterable("enumerate", try TemplateSequence(pairs, meter))
        case "zip": return .iterable("zip", try zip(arguments, meter))
        case "reversed":
            try arguments.check(1...1)
            let value = arguments.positional[0]
            if case .set = value { throw TemplateFault(.value, "a set has no order to be reversed") }
            if case .iterable(let name, _) = value, !name.hasPrefix("dict_") {
                throw TemplateFault(
                    .value, "a value of type '\(name)' cannot be reversed", hint: "write list(…) around it")
            }
            let elements = try ValueIterator.elements(of: value, meter)
            return .iterable("reversed", try TemplateSequence(elements.reversed(), meter))
        default: return .list(try sorted(arguments, meter))
        }
    }

    private static func zip(_ arguments: CallArguments, _ meter: Meter) throws(TemplateFault) -> TemplateSequence {
        try arguments.check(0...Int.max)
        var iterators: [ValueIterator] = []
        for value in arguments.positional { iterators.append(try ValueIterator(value, meter)) }
        var rows: [TemplateValue] = []
        let count = iterators.map(\.count).min() ?? 0
        try meter.elements(count)
        for _ in 0..<count {
            var row: [TemplateValue] = []
            for index in iterators.indices { if let value = try iterators[index].next() { row.append(value) } }
            rows.append(.tuple(try TemplateSequence(row, meter)))
        }
        return try TemplateSequence(rows, meter)
    }

    private static func sorted(_ arguments: CallArguments, _ meter: Meter) throws(TemplateFault) -> TemplateSequence {
        if arguments.named("key") != nil {
            throw .unsupported("'key' of 'sorted'", hint: "sort a list of tuples (key, value)")
        }
        try arguments.check(1...1, keywords: ["reverse": -1])
        let isReversed = arguments.named("reverse")?.isTrue ?? false
        var elements = try ValueIterator.elements(of: arguments.positional[0], meter)
        // Equal ones keep their order, also in a reversed sort.
        if isReversed { elements.reverse() }
        var sorted = try merged(elements[...], meter)
        if isReversed { sorted.reverse() }
        return try TemplateSequence(sorted, meter)
    }

    private static func merged(
        _ elements: ArraySlice<TemplateValue>, _ meter: Meter
    ) throws(TemplateFault) -> [TemplateValue] {
        guard elements.count > 1 else { return Array(elements) }
        let middle = elements.startIndex + elements.count / 2
        let left = try merged(elements[..<middle], meter)
        let right = try merged(elements[middle...], meter)
        var result: [TemplateValue] = []
        result.reserveCapacity(elements.count)
        var (first, second) = (0, 0)
        while first < left.count, second < right.count {
            if try ValueComparison.order(right[second], left[first], meter) == .less {
                result.append(right[second])
                second += 1
            } else {
                result.append(left[first])
                first += 1
            }
        }
        return result + left[first...] + right[second...]
    }
}
