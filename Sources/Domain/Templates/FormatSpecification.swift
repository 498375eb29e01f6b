/// What stands behind the colon of a replacement field: fill, alignment, sign, width, grouping, precision and type, as in
/// Python's format specification language.
struct FormatSpecification {
    private var fill: Unicode.Scalar?
    private var alignment: Unicode.Scalar?
    /// `nil` when none is written, which means `-`.
    private var sign: Unicode.Scalar?
    private var isAlternate = false
    private var isZeroed = false
    private var width = 0
    private var grouping: Unicode.Scalar?
    private var precision: Int?
    private var type: Unicode.Scalar?

    init(_ text: [Unicode.Scalar]) throws(TemplateFault) {
        var rest = text[...]
        if rest.count > 1, "<>=^".unicodeScalars.contains(rest[rest.startIndex + 1]) {
            fill = rest[rest.startIndex]
            alignment = rest[rest.startIndex + 1]
            rest = rest.dropFirst(2)
        } else if let first = rest.first, "<>=^".unicodeScalars.contains(first) {
            alignment = first
            rest = rest.dropFirst()
        }
        if let first = rest.first, "+- ".unicodeScalars.contains(first) {
            sign = first
            rest = rest.dropFirst()
        }
        if rest.first == "#" {
            isAlternate = true
            rest = rest.dropFirst()
        }
        if rest.first == "0" {
            isZeroed = true
            rest = rest.dropFirst()
        }
        width = Self.number(&rest) ?? 0
        if let first = rest.first, ",_".unicodeScalars.contains(first) {
            grouping = first
            rest = rest.dropFirst()
        }
        if rest.first == "." {
            rest = rest.dropFirst()
            guard let number = Self.number(&rest) else {
                throw TemplateFault(.value, "a precision is missing behind '.' in a format")
            }
            precision = number
        }
        type = rest.popFirst()
        guard rest.isEmpty else {
            throw TemplateFault(
                .value, "this is no format of a field", found: String(String.UnicodeScalarView(text)),
                expected: "fill, alignment, sign, width, precision and type, as in '>10' or '.2f'")
        }
    }

    private static func number(_ rest: inout ArraySlice<Unicode.Scalar>) -> Int? {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        return Int(String(String.UnicodeScalarView(digits))) ?? Int.max
    }

    func apply(to value: TemplateValue, _ meter: Meter) throws(TemplateFault) -> [Unicode.Scalar] {
        try meter.text(width)
        if let precision { try meter.text(precision) }
        switch value {
        case .text(let scalars):
            guard type == nil || type == "s", alignment != "=", grouping == nil, sign == nil else { throw unfit(value) }
            return padded([], precision.map { Array(scalars.prefix($0)) } ?? scalars, default: "<")
        case .integer, .bool:
            if type == "c" {
                guard grouping == nil, sign == nil, precision == nil, !isAlternate else { throw unfit(value) }
                return padded([], try character(of: value), default: ">")
            }
            if type == "n", grouping != nil { throw unfit(value) }
            return try integer(value.asInteger ?? 0, value)
        case .double(let number): return try double(number, value)
        default: throw unfit(value)
        }
    }

    private func unfit(_ value: TemplateValue) -> TemplateFault {
        if case .undefined(let name) = value { return TemplateValue.fault(undefined: name, in: "formatted") }
        return TemplateFault(
            .value, "the format does not go with a value of type '\(value.typeName)'",
            hint: value.typeName == "str" ? "write int(…) around the text" : "write str(…) around the value")
    }

    private func character(of value: TemplateValue) throws(TemplateFault) -> [Unicode.Scalar] {
        guard let scalar = value.asInteger.flatMap({ UInt32(exactly: $0) }).flatMap(Unicode.Scalar.init) else {
            throw TemplateFault(.value, "the format 'c' needs the number of a character")
        }
        return [scalar]
    }

    private func integer(_ number: Int, _ value: TemplateValue) throws(TemplateFault) -> [Unicode.Scalar] {
        let radix: Int
        var prefix = ""
        switch type {
        case nil, "d", "n": radix = 10
        case "b": (radix, prefix) = (2, "0b")
        case "o": (radix, prefix) = (8, "0o")
        case "x": (radix, prefix) = (16, "0x")
        case "X": (radix, prefix) = (16, "0X")
        case "e", "E", "f", "F", "g", "G", "%": return try double(Double(number), value)
        default: throw unfit(value)
        }
        if grouping == ",", radix != 10 { throw unfit(value) }
        guard precision == nil else { throw TemplateFault(.value, "an integer has no precision in a format") }
        let digits = String(number.magnitude, radix: radix, uppercase: type == "X")
        let signs = signs(number < 0, isAlternate ? prefix : "")
        let grouped = group(digits, every: radix == 10 ? 3 : 4, beside: signs.count)
        return padded(signs, Array(grouped.unicodeScalars), default: ">")
    }

    private func double(_ number: Double, _ value: TemplateValue) throws(TemplateFault) -> [Unicode.Scalar] {
        var text: String
        switch type {
        case nil:
            text = precision.map { Self.short(number, $0, isAlternate) } ?? PythonNotation.number(number.magnitude)
            if isAlternate, precision == nil, number.isFinite, !text.contains(".") {
                text.insert(".", at: text.firstIndex(of: "e") ?? text.endIndex)
            }
        case "e", "E", "f", "F", "g", "G":
            text = NumberFormat.text(
                of: number, kind: type ?? "g", precision: precision ?? 6, keepsPoint: isAlternate)
        case "n":
            guard grouping == nil else { throw unfit(value) }
            text = NumberFormat.text(of: number, kind: "g", precision: precision ?? 6, keepsPoint: isAlternate)
        case "%":
            text =
                NumberFormat.text(of: number * 100, kind: "f", precision: precision ?? 6, keepsPoint: isAlternate) + "%"
        default: throw unfit(value)
        }
        let signs = signs(number.sign == .minus && !number.isNaN, "")
        let whole = text.prefix { $0.isNumber }
        let rest = text.dropFirst(whole.count)
        if !whole.isEmpty { text = group(String(whole), every: 3, beside: signs.count + rest.count) + rest }
        return padded(signs, Array(text.unicodeScalars), default: ">")
    }

    /// As `g`, with an exponent one digit earlier and with `.0` where nothing shows that this is a fraction.
    private static func short(_ number: Double, _ precision: Int, _ keepsPoint: Bool) -> String {
        let digits = max(1, precision)
        guard number.isFinite else { return number.isNaN ? "nan" : "inf" }
        if number == 0, digits == 1 { return keepsPoint ? "0.e+00" : "0e+00" }
        let rounded = ExactDecimal(number).rounded(digits: digits)
        if !rounded.digits.isEmpty, rounded.exponent >= digits - 1, rounded.exponent >= 0, rounded.point > digits - 1 {
            let text = NumberFormat.text(of: number, kind: "e", precision: digits - 1, keepsPoint: keepsPoint)
            if keepsPoint { return text }
            let parts = text.split(separator: "e")
            var mantissa = parts[0]
            if mantissa.contains(".") { while mantissa.hasSuffix("0") { mantissa = mantissa.dropLast() } }
            if mantissa.hasSuffix(".") { mantissa = mantissa.dropLast() }
            return mantissa + "e" + parts[1]
        }
        let text = NumberFormat.text(of: number, kind: "g", precision: digits, keepsPoint: keepsPoint)
        return text.contains(where: { $0 == "." || $0 == "e" }) ? text : text + ".0"
    }

    /// Zeros that fill up to the width stand in groups too, and a separator never comes first.
    ///
    /// - Parameter others: How many characters stand beside the digits.
    private func group(_ digits: String, every size: Int, beside others: Int) -> String {
        guard let grouping else { return digits }
        var left = Array(digits.unicodeScalars)
        var missing =
            (fill ?? (isZeroed ? "0" : " ")) == "0" && (alignment ?? (isZeroed ? "=" : ">")) == "="
            ? max(0, width - others) : 0
        var reversed: [Unicode.Scalar] = []
        while true {
            for _ in 0..<min(size, max(left.count, missing, 1)) {
                reversed.append(left.popLast() ?? "0")
                missing -= 1
            }
            if left.isEmpty, missing <= 0 { break }
            reversed.append(grouping)
            missing -= 1
        }
        return String(String.UnicodeScalarView(reversed.reversed()))
    }

    private func signs(_ isNegative: Bool, _ prefix: String) -> [Unicode.Scalar] {
        let shown: [Unicode.Scalar] = sign.map { $0 == "-" ? [] : [$0] } ?? []
        return (isNegative ? ["-"] : shown) + Array(prefix.unicodeScalars)
    }

    private func padded(
        _ sign: [Unicode.Scalar], _ text: [Unicode.Scalar], default usual: Unicode.Scalar
    ) -> [Unicode.Scalar] {
        let missing = max(0, width - sign.count - text.count)
        let fill = self.fill ?? (isZeroed ? "0" : " ")
        let alignment = alignment ?? (isZeroed && usual == ">" ? "=" : usual)
        switch alignment {
        case "<": return sign + text + repeatElement(fill, count: missing)
        case "^":
            return repeatElement(fill, count: missing / 2) + sign + text
                + repeatElement(fill, count: missing - missing / 2)
        case "=": return sign + repeatElement(fill, count: missing) + text
        default: return repeatElement(fill, count: missing) + sign + text
        }
    }
}
