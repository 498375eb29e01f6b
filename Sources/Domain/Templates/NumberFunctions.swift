/// Functions that make or change numbers.
enum NumberFunctions {
    static func call(
        _ name: String, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        switch name {
        case "int": return .integer(try integer(arguments, meter))
        case "float": return .double(try double(arguments, meter))
        case "abs":
            try arguments.check(1...1)
            if case .double(let number) = arguments.positional[0] { return .double(number.magnitude) }
            let number = try arguments.integer(0) ?? 0
            return number < 0 ? try Arithmetic.negative(.integer(number)) : .integer(number)
        case "round": return try round(arguments)
        case "bin", "oct", "hex":
            try arguments.check(1...1)
            let number = try arguments.integer(0) ?? 0
            let (prefix, radix) = name == "bin" ? ("0b", 2) : name == "oct" ? ("0o", 8) : ("0x", 16)
            return .text((number < 0 ? "-" : "") + prefix + String(number.magnitude, radix: radix))
        case "chr":
            try arguments.check(1...1)
            let number = try arguments.integer(0) ?? 0
            guard let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else {
                throw TemplateFault(.value, "there is no character of the number \(number)")
            }
            return .text([scalar])
        case "ord":
            try arguments.check(1...1)
            let text = try arguments.text(0) ?? []
            guard text.count == 1 else { throw TemplateFault(.value, "'ord' needs one character") }
            return .integer(Int(text[0].value))
        case "divmod":
            try arguments.check(2...2)
            let (left, right) = (arguments.positional[0], arguments.positional[1])
            let quotient = try Arithmetic.apply(.floorDivide, left, right, meter)
            return .tuple(
                try TemplateSequence([quotient, try Arithmetic.apply(.remainder, left, right, meter)], meter))
        default:
            try arguments.check(2...2)
            return try Arithmetic.apply(.power, arguments.positional[0], arguments.positional[1], meter)
        }
    }

    private static func round(_ arguments: CallArguments) throws(TemplateFault) -> TemplateValue {
        try arguments.check(1...2, keywords: ["ndigits": 1])
        var places: Int?
        if case .none? = arguments.value(1, "ndigits") {
            places = nil
        } else {
            places = try arguments.integer(1, "ndigits")
        }
        guard case .double(let number) = arguments.positional[0] else {
            let number = try arguments.integer(0) ?? 0
            guard let places, places < 0 else { return .integer(number) }
            guard places > -19 else { return .integer(0) }
            var unit = 1
            for _ in 0..<(-places) { unit *= 10 }
            let rest = number % unit
            var result = number - rest
            let (twice, half) = (rest.magnitude * 2, unit.magnitude)
            let isOdd = (result / unit) % 2 != 0
            if twice > half || twice == half && isOdd {
                result = try Arithmetic.checked(result.addingReportingOverflow(number < 0 ? -unit : unit))
            }
            return .integer(result)
        }
        if let places { return .double(NumberFormat.rounded(number, places: places)) }
        guard number.isFinite else { throw TemplateFault(.value, "'round' needs a number that is finite") }
        guard let whole = Int(exactly: number.rounded(.toNearestOrEven)) else { throw Arithmetic.overflowFault() }
        return .integer(whole)
    }

    // MARK: - Texts that are numbers

    private static func integer(_ arguments: CallArguments, _ meter: Meter) throws(TemplateFault) -> Int {
        try arguments.check(0...2, keywords: ["base": 1])
        guard let value = arguments.value(0) else { return 0 }
        if arguments.value(1, "base") == nil {
            if let number = value.asInteger { return number }
            if case .double(let number) = value {
                guard number.isFinite else { throw TemplateFault(.value, "'int' needs a number that is finite") }
                guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw Arithmetic.overflowFault() }
                return whole
            }
        }
        let base = try arguments.integer(1, "base") ?? 10
        guard base == 0 || (2...36).contains(base) else {
            throw TemplateFault(.value, "the base of 'int' is \(base)", expected: "0, or from 2 to 36")
        }
        let text = try arguments.text(0) ?? []
        try meter.step(1 + text.count / 16)
        guard let parsed = parse(TextMethods.strip(text), base: base) else {
            throw unreadable(text, base == 10 ? "an integer" : "an integer of base \(base)", meter)
        }
        guard let number = parsed.value else { throw Arithmetic.overflowFault() }
        return number
    }

    private static func unreadable(_ text: [Unicode.Scalar], _ what: String, _ meter: Meter) -> TemplateFault {
        let shown = PythonNotation.quoted(text.prefix(40)) + (text.count > 40 ? "…" : "")
        return TemplateFault(
            .value, "the text is not \(what)", found: shown, expected: what,
            hint: text.isEmpty ? "give a default: int(x or 0)" : nil)
    }

    /// - Returns: `nil` when this is no integer; a value that is `nil` when it does not fit 64 bits.
    private static func parse(_ text: [Unicode.Scalar], base: Int) -> (value: Int?, Void)? {
        var rest = text[...]
        var isNegative = false
        if let sign = rest.first, sign == "-" || sign == "+" {
            isNegative = sign == "-"
            rest = rest.dropFirst()
        }
        var radix = base
        if rest.count > 1, rest.first == "0" {
            let letter = rest[rest.startIndex + 1].properties.lowercaseMapping
            let prefixed = ["b": 2, "o": 8, "x": 16][letter]
            if let prefixed, base == 0 || base == prefixed {
                radix = prefixed
                rest = rest.dropFirst(2)
                if rest.first == "_" { rest = rest.dropFirst() }
            }
        }
        let isZeroOnly = rest.allSatisfy { $0 == "0" || $0 == "_" }
        if radix == 0 {
            if rest.first == "0", !isZeroOnly { return nil }
            radix = 10
        }
        var value: Int? = 0
        var isDigitBefore = false
        for scalar in rest {
            if scalar == "_" {
                if !isDigitBefore { return nil }
                isDigitBefore = false
                continue
            }
            guard let digit = digit(scalar), digit < radix else { return nil }
            isDigitBefore = true
            if let known = value {
                let (product, overflow) = known.multipliedReportingOverflow(by: radix)
                let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
                value = overflow || carry ? nil : sum
            }
        }
        return isDigitBefore ? (value, ()) : nil
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        if let digit = CharacterClass.digit(scalar) { return digit }
        switch scalar {
        case "a"..."z": return Int(scalar.value) - 0x61 + 10
        case "A"..."Z": return Int(scalar.value) - 0x41 + 10
        default: return nil
        }
    }

    private static func double(_ arguments: CallArguments, _ meter: Meter) throws(TemplateFault) -> Double {
        try arguments.check(0...1)
        guard let value = arguments.positional.first else { return 0 }
        if let number = value.asDouble { return number }
        let text = try arguments.text(0) ?? []
        try meter.step(1 + text.count / 16)
        guard let number = FloatLiteral.value(of: TextMethods.strip(text)) else {
            throw unreadable(text, "a number", meter)
        }
        return number
    }
}
