/// The methods of lists, tuples, mappings and sets. None of them changes what it is called on: in this language a value
/// stays what it is.
enum ContainerMethods {
    static let names = [
        "copy", "count", "get", "index", "items", "keys", "values", "union", "intersection", "difference",
    ]

    /// Methods of Python that change their value, and what to write instead.
    static let changing = [
        "append": "x = x + [value]", "extend": "x = x + [value, …]", "insert": "x = x[:i] + [value] + x[i:]",
        "remove": "x = [i for i in x if i != value]", "pop": "x = x[:-1]", "clear": "x = []",
        "sort": "x = sorted(x)", "reverse": "x = list(reversed(x))", "update": "x = dict(x, name=value)",
        "setdefault": "x.get(key, default)", "popitem": "the part that you need", "add": "x = x | {value}",
        "discard": "x = x - {value}",
    ]

    static func call(
        _ name: String, of value: TemplateValue, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        switch (value, name) {
        case (.list, "copy"), (.mapping, "copy"), (.set, "copy"):
            try arguments.check(0...0)
            return value
        case (.list(let items), "count"), (.tuple(let items), "count"):
            try arguments.check(1...1)
            var count = 0
            for item in items.elements where try ValueComparison.areEqual(item, arguments.positional[0], meter) {
                count += 1
            }
            return .integer(count)
        case (.list(let items), "index"), (.tuple(let items), "index"):
            return .integer(try index(in: items.elements, arguments, meter))
        case (.mapping(let mapping), "get"):
            try arguments.check(1...2)
            return try mapping.value(for: arguments.positional[0], meter) ?? arguments.value(1) ?? .none
        case (.mapping(let mapping), "keys"):
            try arguments.check(0...0)
            return .iterable("dict_keys", try TemplateSequence(mapping.keys, meter))
        case (.mapping(let mapping), "values"):
            try arguments.check(0...0)
            return .iterable("dict_values", try TemplateSequence(mapping.values, meter))
        case (.mapping(let mapping), "items"):
            try arguments.check(0...0)
            var items: [TemplateValue] = []
            for (key, value) in zip(mapping.keys, mapping.values) {
                items.append(.tuple(try TemplateSequence([key, value], meter)))
            }
            return .iterable("dict_items", try TemplateSequence(items, meter))
        case (.set(let set), "union"), (.set(let set), "intersection"), (.set(let set), "difference"):
            return .set(try combine(name, set, arguments, meter))
        case (.undefined(let word), _):
            throw TemplateValue.fault(undefined: word, in: "asked for '\(name)'")
        default:
            throw TemplateFault(
                .value, "a value of type '\(value.typeName)' has no method '\(name)'", found: name,
                hint: value.asInteger == nil ? nil : "write str(…) around the number")
        }
    }

    private static func index(
        in items: [TemplateValue], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> Int {
        try arguments.check(1...3)
        let count = items.count
        func bound(_ place: Int, _ missing: Int) throws(TemplateFault) -> Int {
            guard let number = try arguments.integer(place) else { return missing }
            return number < 0 ? max(0, number.addingReportingOverflow(count).partialValue) : min(number, count)
        }
        let (start, end) = (try bound(1, 0), try bound(2, count))
        if start < end {
            for index in start..<end where try ValueComparison.areEqual(items[index], arguments.positional[0], meter) {
                return index
            }
        }
        throw TemplateFault(.value, "the value is not in the list", hint: "ask 'value in list' first")
    }

    private static func combine(
        _ name: String, _ set: TemplateSet, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateSet {
        try arguments.check(1...1)
        let other = try ValueIterator.elements(of: arguments.positional[0], meter)
        if name == "union" { return try TemplateSet(set.elements + other, meter) }
        let second = try TemplateSet(other, meter)
        var kept: [TemplateValue] = []
        for element in set.elements where try second.contains(element, meter) == (name == "intersection") {
            kept.append(element)
        }
        return try TemplateSet(kept, meter)
    }
}
