/// Operators on values, as Python computes them.
enum Arithmetic {
    static func apply(
        _ operation: BinaryOperator, _ left: TemplateValue, _ right: TemplateValue, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        try meter.step()
        if case .remainder = operation, case .text(let format) = left {
            return .text(try PercentFormat.apply(format, right, meter))
        }
        if case .bool(let left) = left, case .bool(let right) = right {
            switch operation {
            case .or: return .bool(left || right)
            case .and: return .bool(left && right)
            case .exclusiveOr: return .bool(left != right)
            default: break
            }
        }
        if let left = left.asInteger, let right = right.asInteger { return try integers(operation, left, right) }
        if let left = left.asDouble, let right = right.asDouble { return .double(try doubles(operation, left, right)) }
        switch operation {
        case .add: return try join(left, right, meter)
        case .multiply: return try repeated(left, right, meter)
        case .subtract, .or, .and:
            if case .set(let first) = left, case .set(let second) = right {
                return .set(try combine(operation, first, second, meter))
            }
        default: break
        }
        throw mismatch(operation, left, right)
    }

    static func negative(_ value: TemplateValue) throws(TemplateFault) -> TemplateValue {
        if case .double(let number) = value { return .double(-number) }
        guard let number = value.asInteger else { throw unfit("-", value) }
        return .integer(try checked(0.subtractingReportingOverflow(number)))
    }

    static func positive(_ value: TemplateValue) throws(TemplateFault) -> TemplateValue {
        if case .double = value { return value }
        guard let number = value.asInteger else { throw unfit("+", value) }
        return .integer(number)
    }

    static func inverted(_ value: TemplateValue) throws(TemplateFault) -> TemplateValue {
        guard let number = value.asInteger else { throw unfit("~", value) }
        return .integer(~number)
    }

    // MARK: - Numbers

    private static func integers(
        _ operation: BinaryOperator, _ left: Int, _ right: Int
    ) throws(TemplateFault) -> TemplateValue {
        switch operation {
        case .add: return .integer(try checked(left.addingReportingOverflow(right)))
        case .subtract: return .integer(try checked(left.subtractingReportingOverflow(right)))
        case .multiply: return .integer(try checked(left.multipliedReportingOverflow(by: right)))
        case .divide:
            guard right != 0 else { throw division() }
            return .double(Double(left) / Double(right))
        case .floorDivide:
            guard right != 0 else { throw division() }
            let (quotient, overflow) = left.dividedReportingOverflow(by: right)
            if overflow { throw overflowFault() }
            return .integer(left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient)
        case .remainder:
            guard right != 0 else { throw division() }
            if right == -1 { return .integer(0) }
            let rest = left % right
            return .integer(rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest)
        case .power: return try power(left, right)
        case .or: return .integer(left | right)
        case .and: return .integer(left & right)
        case .exclusiveOr: return .integer(left ^ right)
        case .shiftLeft:
            guard right >= 0 else { throw TemplateFault(.value, "the shift count is negative") }
            guard left != 0 else { return .integer(0) }
            let shifted = right < 63 ? left << right : 0
            guard right < 63, shifted >> right == left else { throw overflowFault() }
            return .integer(shifted)
        case .shiftRight:
            guard right >= 0 else { throw TemplateFault(.value, "the shift count is negative") }
            return .integer(left >> min(right, 63))
        }
    }

    private static func doubles(
        _ operation: BinaryOperator, _ left: Double, _ right: Double
    ) throws(TemplateFault) -> Double {
        switch operation {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide:
            guard right != 0 else { throw division() }
            return left / right
        case .floorDivide:
            guard right != 0 else { throw division() }
            return quotientAndRest(left, right).quotient
        case .remainder:
            guard right != 0 else { throw division() }
            return quotientAndRest(left, right).rest
        case .power: return try power(left, right)
        case .or, .and, .exclusiveOr, .shiftLeft, .shiftRight:
            throw TemplateFault(.value, "'\(operation.rawValue)' needs two integers, and one is of type 'float'")
        }
    }

    /// As CPython computes them, so that `quotient * right + rest` is near `left`.
    private static func quotientAndRest(_ left: Double, _ right: Double) -> (quotient: Double, rest: Double) {
        var rest = left.truncatingRemainder(dividingBy: right)
        var quotient = (left - rest) / right
        if rest != 0 {
            if (right < 0) != (rest < 0) {
                rest += right
                quotient -= 1
            }
        } else {
            rest = Double(sign: right.sign, exponentAndSignificand: 0)
        }
        guard quotient != 0 else {
            return (Double(sign: (left / right).sign, exponentAndSignificand: 0), rest)
        }
        var floor = quotient.rounded(.down)
        if quotient - floor > 0.5 { floor += 1 }
        return (floor, rest)
    }

    private static func power(_ base: Int, _ exponent: Int) throws(TemplateFault) -> TemplateValue {
        guard exponent >= 0 else {
            guard base != 0 else { throw division() }
            return .double(try power(Double(base), Double(exponent)))
        }
        switch base {
        case 0: return .integer(exponent == 0 ? 1 : 0)
        case 1: return .integer(1)
        case -1: return .integer(exponent % 2 == 0 ? 1 : -1)
        default: break
        }
        guard exponent < 64 else { throw overflowFault() }
        var result = 1
        for _ in 0..<exponent { result = try checked(result.multipliedReportingOverflow(by: base)) }
        return .integer(result)
    }

    /// Whole exponents and square roots, which need no library of mathematics.
    private static func power(_ base: Double, _ exponent: Double) throws(TemplateFault) -> Double {
        if exponent == 0 || base == 1 { return 1 }
        if exponent == 0.5, base >= 0 { return base.squareRoot() }
        guard let whole = Int(exactly: exponent), whole.magnitude <= 1 << 20 else {
            throw .unsupported(
                "a power with a fraction or a very large number as its exponent", hint: "use whole exponents, or ** 0.5"
            )
        }
        if base == 0, whole < 0 { throw division() }
        var result = 1.0
        var factor = base
        var rest = whole.magnitude
        while rest > 0 {
            if rest & 1 == 1 { result *= factor }
            factor *= factor
            rest >>= 1
        }
        guard result.isFinite || !base.isFinite else { throw overflowFault() }
        return whole < 0 ? 1 / result : result
    }

    // MARK: - Texts and containers

    private static func join(
        _ left: TemplateValue, _ right: TemplateValue, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        switch (left, right) {
        case (.text(let left), .text(let right)):
            try meter.text(left.count + right.count)
            return .text(left + right)
        case (.list(let left), .list(let right)):
            try meter.elements(left.elements.count + right.elements.count)
            return .list(try TemplateSequence(left.elements + right.elements, meter))
        case (.tuple(let left), .tuple(let right)):
            try meter.elements(left.elements.count + right.elements.count)
            return .tuple(try TemplateSequence(left.elements + right.elements, meter))
        default: throw mismatch(.add, left, right)
        }
    }

    private static func repeated(
        _ left: TemplateValue, _ right: TemplateValue, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        guard let (value, count) = right.asInteger.map({ (left, $0) }) ?? left.asInteger.map({ (right, $0) }) else {
            throw mismatch(.multiply, left, right)
        }
        let times = max(0, count)
        func length(_ one: Int) -> Int {
            let (length, overflow) = one.multipliedReportingOverflow(by: times)
            return overflow ? Int.max : length
        }
        switch value {
        case .text(let scalars):
            try meter.text(length(scalars.count))
            return .text(copies(scalars, times))
        case .list(let items):
            try meter.elements(length(items.elements.count))
            return .list(try TemplateSequence(copies(items.elements, times), meter))
        case .tuple(let items):
            try meter.elements(length(items.elements.count))
            return .tuple(try TemplateSequence(copies(items.elements, times), meter))
        default: throw mismatch(.multiply, left, right)
        }
    }

    private static func copies<Element>(_ elements: [Element], _ times: Int) -> [Element] {
        guard let first = elements.first, times > 0 else { return [] }
        if elements.count == 1 { return Array(repeating: first, count: times) }
        var result = elements
        let count = elements.count * times
        result.reserveCapacity(count)
        while result.count * 2 <= count { result += result }
        return result + result.prefix(count - result.count)
    }

    private static func combine(
        _ operation: BinaryOperator, _ left: TemplateSet, _ right: TemplateSet, _ meter: Meter
    ) throws(TemplateFault) -> TemplateSet {
        if operation == .or { return try TemplateSet(left.elements + right.elements, meter) }
        var kept: [TemplateValue] = []
        for element in left.elements where try right.contains(element, meter) == (operation == .and) {
            kept.append(element)
        }
        return try TemplateSet(kept, meter)
    }

    // MARK: - Faults

    static func checked(_ result: (partialValue: Int, overflow: Bool)) throws(TemplateFault) -> Int {
        if result.overflow { throw overflowFault() }
        return result.partialValue
    }

    static func overflowFault() -> TemplateFault {
        TemplateFault(.limit, "the template reaches a limit: a number does not fit 64 bits")
    }

    private static func division() -> TemplateFault { TemplateFault(.value, "a division by zero") }

    private static func unfit(_ operation: String, _ value: TemplateValue) -> TemplateFault {
        if case .undefined(let name) = value { return TemplateValue.fault(undefined: name, in: "calculated with") }
        return TemplateFault(.value, "'\(operation)' needs a number, and this is of type '\(value.typeName)'")
    }

    private static func mismatch(
        _ operation: BinaryOperator, _ left: TemplateValue, _ right: TemplateValue
    ) -> TemplateFault {
        for value in [left, right] {
            if case .undefined(let name) = value { return TemplateValue.fault(undefined: name, in: "calculated with") }
        }
        var hint: String?
        switch (left, right) {
        case (.text, .integer), (.text, .double), (.integer, .text), (.double, .text):
            hint = "write int(…) around the text to calculate, or str(…) around the number to join texts"
        default: break
        }
        return TemplateFault(
            .value, "'\(operation.rawValue)' does not go between '\(left.typeName)' and '\(right.typeName)'", hint: hint
        )
    }
}

extension Double {
    /// Zero of a sign.
    fileprivate init(sign: FloatingPointSign, exponentAndSignificand zero: Double) {
        self = sign == .minus ? -zero : zero
    }
}
