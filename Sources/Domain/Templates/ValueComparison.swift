/// Comparisons as Python makes them.
enum ValueComparison {
    /// `==`, which never fails: values of different types are different, numbers are numbers.
    static func areEqual(
        _ left: TemplateValue, _ right: TemplateValue, _ meter: Meter
    ) throws(TemplateFault) -> Bool {
        try meter.step()
        switch (left, right) {
        case (.undefined, .undefined), (.none, .none), (.context, .context): return true
        case (.text(let left), .text(let right)):
            try meter.step(min(left.count, right.count) / 16)
            return left == right
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            guard left.elements.count == right.elements.count else { return false }
            for (left, right) in zip(left.elements, right.elements) where try !areEqual(left, right, meter) {
                return false
            }
            return true
        case (.mapping(let left), .mapping(let right)): return try areEqual(left, right, meter)
        case (.set(let left), .set(let right)):
            guard left.elements.count == right.elements.count else { return false }
            for element in left.elements where try !right.contains(element, meter) { return false }
            return true
        case (.range(let left), .range(let right)):
            return left.count == right.count
                && (left.count == 0 || left.start == right.start && (left.count == 1 || left.step == right.step))
        case (.loop(let left), .loop(let right)): return left == right
        default: return order(numbers: left, right) == .same
        }
    }

    private static func areEqual(
        _ left: TemplateMapping, _ right: TemplateMapping, _ meter: Meter
    ) throws(TemplateFault) -> Bool {
        guard left.keys.count == right.keys.count else { return false }
        for (key, value) in zip(left.keys, left.values) {
            guard let other = try right.value(for: key, meter), try areEqual(value, other, meter) else { return false }
        }
        return true
    }

    enum Order { case less, same, greater, unordered }

    /// `<` and its kin, which need two numbers, two texts, or two lists or tuples.
    static func order(
        _ left: TemplateValue, _ right: TemplateValue, _ meter: Meter
    ) throws(TemplateFault) -> Order {
        try meter.step()
        switch (left, right) {
        case (.text(let left), .text(let right)):
            try meter.step(min(left.count, right.count) / 16)
            if left == right { return .same }
            return left.lexicographicallyPrecedes(right) ? .less : .greater
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            for (left, right) in zip(left.elements, right.elements) where try !areEqual(left, right, meter) {
                return try order(left, right, meter)
            }
            return order(left.elements.count, right.elements.count)
        default: break
        }
        if let order = order(numbers: left, right) { return order }
        for value in [left, right] {
            if case .undefined(let name) = value { throw TemplateValue.fault(undefined: name, in: "compared") }
        }
        throw TemplateFault(
            .value, "'\(left.typeName)' and '\(right.typeName)' have no order",
            hint: hint(left, right))
    }

    private static func hint(_ left: TemplateValue, _ right: TemplateValue) -> String? {
        switch (left, right) {
        case (.text, .integer), (.integer, .text), (.text, .double), (.double, .text):
            "values of 'appConfig' are texts; write int(…) around it"
        default: nil
        }
    }

    /// - Returns: `nil` where not both are numbers.
    private static func order(numbers left: TemplateValue, _ right: TemplateValue) -> Order? {
        if let left = left.asInteger {
            if let right = right.asInteger { return order(left, right) }
            if case .double(let right) = right { return order(left, right) }
            return nil
        }
        guard case .double(let left) = left else { return nil }
        if case .double(let right) = right {
            if left.isNaN || right.isNaN { return .unordered }
            return left == right ? .same : left < right ? .less : .greater
        }
        guard let right = right.asInteger else { return nil }
        switch order(right, left) {
        case .less: return .greater
        case .greater: return .less
        case let order: return order
        }
    }

    private static func order(_ left: Int, _ right: Int) -> Order {
        left == right ? .same : left < right ? .less : .greater
    }

    /// Exact, also where the integer does not fit the fraction's digits.
    private static func order(_ left: Int, _ right: Double) -> Order {
        if right.isNaN { return .unordered }
        if right >= 9_223_372_036_854_775_808 { return .less }
        if right < -9_223_372_036_854_775_808 { return .greater }
        let whole = right.rounded(.towardZero)
        let order = order(left, Int(whole))
        guard order == .same else { return order }
        return whole == right ? .same : whole < right ? .less : .greater
    }

    /// `in`
    static func contains(
        _ container: TemplateValue, _ element: TemplateValue, _ meter: Meter
    ) throws(TemplateFault) -> Bool {
        switch container {
        case .text(let scalars):
            guard case .text(let part) = element else {
                throw TemplateFault(
                    .value, "only a text can be in a text, and this is of type '\(element.typeName)'",
                    hint: "write str(…) around it")
            }
            return try TextSearch.first(part, in: scalars, from: 0, to: scalars.count, meter) != nil
        case .mapping(let mapping): return try mapping.value(for: element, meter) != nil
        case .set(let set): return try set.contains(element, meter)
        case .range(let range):
            guard let number = element.asInteger ?? element.asDouble.flatMap(Int.init(exactly:)), range.count > 0
            else { return false }
            let (distance, overflow) = number.subtractingReportingOverflow(range.start)
            if overflow || distance % range.step != 0 { return false }
            return (0..<range.count).contains(distance / range.step)
        case .list(let items), .tuple(let items), .iterable(_, let items):
            for item in items.elements where try areEqual(item, element, meter) { return true }
            return false
        case .undefined(let name): throw TemplateValue.fault(undefined: name, in: "searched")
        default: throw TemplateFault(.value, "nothing can be in a value of type '\(container.typeName)'")
        }
    }
}
