/// A mapping in the order in which its keys first appeared.
struct TemplateMapping: Sendable {
    private(set) var keys: [TemplateValue] = []
    private(set) var values: [TemplateValue] = []
    private var places: [HashKey: Int] = [:]
    private(set) var depth = 1

    init() {}

    mutating func set(_ value: TemplateValue, for key: TemplateValue, _ meter: Meter) throws(TemplateFault) {
        let hash = try HashKey(key, meter)
        depth = max(depth, key.depth + 1, value.depth + 1)
        try TemplateSequence.check(depth, meter)
        if let place = places[hash] {
            values[place] = value
        } else {
            try meter.elements(0)
            guard keys.count < meter.limits.elements else {
                try meter.elements(keys.count + 1)
                return
            }
            places[hash] = keys.count
            keys.append(key)
            values.append(value)
        }
    }

    func value(for key: TemplateValue, _ meter: Meter) throws(TemplateFault) -> TemplateValue? {
        places[try HashKey(key, meter)].map { values[$0] }
    }
}

/// A set, in the order in which its elements first appeared.
struct TemplateSet: Sendable {
    private(set) var elements: [TemplateValue] = []
    private var known: Set<HashKey> = []
    private(set) var depth = 1

    init(_ elements: some Sequence<TemplateValue>, _ meter: Meter) throws(TemplateFault) {
        for element in elements {
            guard known.insert(try HashKey(element, meter)).inserted else { continue }
            depth = max(depth, element.depth + 1)
            self.elements.append(element)
            try meter.elements(0)
            if self.elements.count > meter.limits.elements { try meter.elements(self.elements.count) }
        }
        try TemplateSequence.check(depth, meter)
    }

    func contains(_ element: TemplateValue, _ meter: Meter) throws(TemplateFault) -> Bool {
        known.contains(try HashKey(element, meter))
    }
}

/// What makes two keys of a mapping the same: `1`, `1.0` and `True` are one key.
indirect enum HashKey: Hashable, Sendable {
    case undefined
    case none
    case integer(Int)
    case double(UInt64)
    case text([Unicode.Scalar])
    case tuple([HashKey])

    init(_ value: TemplateValue, _ meter: Meter) throws(TemplateFault) {
        try meter.step()
        switch value {
        case .undefined: self = .undefined
        case .none: self = .none
        case .bool(let flag): self = .integer(flag ? 1 : 0)
        case .integer(let number): self = .integer(number)
        case .double(let number): self = Int(exactly: number).map(HashKey.integer) ?? .double(number.bitPattern)
        case .text(let scalars):
            try meter.step(scalars.count / 16)
            self = .text(scalars)
        case .tuple(let items):
            var keys: [HashKey] = []
            for item in items.elements { keys.append(try HashKey(item, meter)) }
            self = .tuple(keys)
        default:
            throw TemplateFault(
                .value, "a value of type '\(value.typeName)' cannot be a key or an element of a set",
                expected: "text, a number, a boolean, None, or a tuple of these")
        }
    }
}
