/// The operator `text % value`. Source: deployment-file contract, section 11.5.
struct PercentFormat {
    private let format: [Unicode.Scalar]
    private var place = 0
    private var result: [Unicode.Scalar] = []
    private let arguments: [TemplateValue]
    private var used = 0
    private let mapping: TemplateMapping?
    private let meter: Meter

    static func apply(
        _ format: [Unicode.Scalar], _ value: TemplateValue, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        var formatter = PercentFormat(format, value, meter)
        return try formatter.run()
    }

    private init(_ format: [Unicode.Scalar], _ value: TemplateValue, _ meter: Meter) {
        self.format = format
        self.meter = meter
        if case .tuple(let items) = value { arguments = items.elements } else { arguments = [value] }
        if case .mapping(let mapping) = value { self.mapping = mapping } else { mapping = nil }
    }

    private mutating func run() throws(TemplateFault) -> [Unicode.Scalar] {
        try meter.text(format.count)
        while place < format.count {
            let scalar = format[place]
            place += 1
            if scalar == "%" { try convert() } else { result.append(scalar) }
            if result.count > meter.limits.textLength { break }
        }
        try meter.text(result.count)
        let isMappingUsed = mapping != nil
        guard used == arguments.count || isMappingUsed else {
            throw TemplateFault(.value, "'%' has more values than places in the text")
        }
        return result
    }

    private struct Flags {
        var isLeft = false
        var isZeroed = false
        var isSigned = false
        var isBlank = false
        var isAlternate = false
    }

    private mutating func convert() throws(TemplateFault) {
        var key: TemplateValue?
        if peek == "(" {
            guard let end = format[place...].firstIndex(of: ")") else {
                throw TemplateFault(.value, "a name of '%(name)s' is not closed")
            }
            key = .text(Array(format[(place + 1)..<end]))
            place = end + 1
        }
        var flags = Flags()
        flags: while let flag = peek {
            switch flag {
            case "-": flags.isLeft = true
            case "0": flags.isZeroed = true
            case "+": flags.isSigned = true
            case " ": flags.isBlank = true
            case "#": flags.isAlternate = true
            default: break flags
            }
            place += 1
        }
        let width = try number(orStarInto: &flags) ?? 0
        var precision: Int?
        if peek == "." {
            place += 1
            var ignored = Flags()
            precision = max(0, try number(orStarInto: &ignored) ?? 0)
        }
        while let letter = peek, "hlL".unicodeScalars.contains(letter) { place += 1 }
        guard let kind = peek else { throw TemplateFault(.value, "the format after '%' is not complete") }
        place += 1
        if kind == "%" {
            result.append("%")
            return
        }
        let value = try argument(key)
        try meter.text(width)
        if let precision { try meter.text(precision) }
        try append(value, kind, flags, width: width, precision: precision)
    }

    private var peek: Unicode.Scalar? { place < format.count ? format[place] : nil }

    private mutating func number(orStarInto flags: inout Flags) throws(TemplateFault) -> Int? {
        if peek == "*" {
            place += 1
            guard let number = try argument(nil).asInteger else { throw TemplateFault(.value, "'*' needs an integer") }
            if number < 0 { flags.isLeft = true }
            return number == Int.min ? Int.max : abs(number)
        }
        let start = place
        while let digit = peek, ("0"..."9").contains(digit) { place += 1 }
        guard place > start else { return nil }
        return Int(String(String.UnicodeScalarView(format[start..<place]))) ?? Int.max
    }

    private mutating func argument(_ key: TemplateValue?) throws(TemplateFault) -> TemplateValue {
        if let key {
            guard let mapping else { throw TemplateFault(.value, "'%(name)s' needs a mapping behind the '%'") }
            guard let value = try mapping.value(for: key, meter) else {
                throw TemplateFault(.value, "the mapping has no such key", found: try shown(key))
            }
            return value
        }
        guard used < arguments.count else {
            throw TemplateFault(.value, "'%' has fewer values than places in the text")
        }
        used += 1
        return arguments[used - 1]
    }

    private func shown(_ value: TemplateValue) throws(TemplateFault) -> String {
        String(String.UnicodeScalarView(try ValueText.plain(value, meter)))
    }

    private mutating func append(
        _ value: TemplateValue, _ kind: Unicode.Scalar, _ flags: Flags, width: Int, precision: Int?
    ) throws(TemplateFault) {
        switch kind {
        case "s", "r":
            let text = kind == "s" ? try ValueText.plain(value, meter) : try ValueText.literal(value, meter)
            pad(sign: [], precision.map { Array(text.prefix($0)) } ?? text, flags, width, zeroes: false)
        case "c":
            if case .text(let text) = value, text.count == 1 {
                pad(sign: [], text, flags, width, zeroes: false)
            } else if let scalar = value.asInteger.flatMap({ UInt32(exactly: $0) }).flatMap(Unicode.Scalar.init) {
                pad(sign: [], [scalar], flags, width, zeroes: false)
            } else {
                throw TemplateFault(.value, "'%c' needs one character or its number")
            }
        case "d", "i", "u": try appendInteger(try integer(value, kind), "", 10, flags, width, precision)
        case "x": try appendInteger(try integer(value, kind), "0x", 16, flags, width, precision)
        case "X": try appendInteger(try integer(value, kind), "0X", 16, flags, width, precision)
        case "o": try appendInteger(try integer(value, kind), "0o", 8, flags, width, precision)
        case "e", "E", "f", "F", "g", "G":
            guard let number = value.asDouble else { throw unfit(value, kind) }
            let text = NumberFormat.text(
                of: number, kind: kind, precision: precision ?? 6, keepsPoint: flags.isAlternate)
            pad(
                sign: sign(isNegative: number.sign == .minus && !number.isNaN, flags), Array(text.unicodeScalars),
                flags, width, zeroes: flags.isZeroed)
        default:
            throw .unsupported("the format '%\(kind)'", hint: "use one of %s %r %d %i %x %o %e %f %g %c %%")
        }
    }

    private func integer(_ value: TemplateValue, _ kind: Unicode.Scalar) throws(TemplateFault) -> Int {
        if let number = value.asInteger { return number }
        // Python takes a fraction for %d, and for nothing else.
        if "diu".unicodeScalars.contains(kind), case .double(let number) = value, number.isFinite {
            guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw Arithmetic.overflowFault() }
            return whole
        }
        throw unfit(value, kind)
    }

    private func unfit(_ value: TemplateValue, _ kind: Unicode.Scalar) -> TemplateFault {
        if case .undefined(let name) = value { return TemplateValue.fault(undefined: name, in: "formatted") }
        return TemplateFault(
            .value, "'%\(kind)' needs a number, and this is of type '\(value.typeName)'",
            hint: value.typeName == "str" ? "write int(…) around the text, or use %s" : nil)
    }

    private func sign(isNegative: Bool, _ flags: Flags) -> [Unicode.Scalar] {
        isNegative ? ["-"] : flags.isSigned ? ["+"] : flags.isBlank ? [" "] : []
    }

    private mutating func appendInteger(
        _ number: Int, _ prefix: String, _ radix: Int, _ flags: Flags, _ width: Int, _ precision: Int?
    ) throws(TemplateFault) {
        var digits = Array(
            String(number.magnitude, radix: radix, uppercase: prefix == "0X").unicodeScalars)
        if let precision, precision > digits.count {
            digits.insert(contentsOf: repeatElement("0", count: precision - digits.count), at: 0)
        }
        var sign = sign(isNegative: number < 0, flags)
        if flags.isAlternate { sign += prefix.unicodeScalars }
        pad(sign: sign, digits, flags, width, zeroes: flags.isZeroed)
    }

    private mutating func pad(
        sign: [Unicode.Scalar], _ text: [Unicode.Scalar], _ flags: Flags, _ width: Int, zeroes: Bool
    ) {
        let missing = max(0, width - sign.count - text.count)
        if flags.isLeft {
            result += sign + text
            result += repeatElement(" ", count: missing)
        } else if zeroes {
            result += sign
            result += repeatElement("0", count: missing)
            result += text
        } else {
            result += repeatElement(" ", count: missing)
            result += sign + text
        }
    }
}
