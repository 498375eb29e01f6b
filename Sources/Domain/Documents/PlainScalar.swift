/// What an unquoted word of a YAML file is, by the rules of YAML 1.1 as PyYAML's safe loader applies them.
///
/// Every type check of a deployment file depends on these rules, so they are reproduced to the letter: `no` is a
/// boolean, `22:22` the integer 1342, `0644` octal, `1e3` text. Source: deployment-file contract, section 2.1.
/// Takes time linear in the length of the text.
package enum PlainScalar: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// An integer that does not fit 64 bits, by its decimal digits.
    case largeInteger(String)
    /// An integer of more digits than Python takes.
    case integerTooLarge
    case double(Double)
    /// `.nan`, `.inf` and numbers with a fraction that are too large for one.
    case notFinite
    /// A date or a point of time; not real when the calendar has no such day.
    case date(isReal: Bool)
    /// `<<`, the merge key.
    case merge
    /// `=`, which YAML 1.1 reserves and nobody implements.
    case value
    /// Looks like a number and is none, such as `0x_`.
    case malformedNumber
    case string

    /// - Parameter text: The scalar as it stands in the file.
    package static func resolve(_ text: String) -> PlainScalar {
        let bytes = Array(text.utf8)
        guard let first = bytes.first else { return .null }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
            if ["~", "null", "Null", "NULL"].contains(text) { return .null }
        case UInt8(ascii: "<"): if text == "<<" { return .merge }
        case UInt8(ascii: "="): if text == "=" { return .value }
        default: break
        }
        if let flag = boolean(text) { return .bool(flag) }
        guard isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: ".")
        else { return .string }
        if isFloat(bytes) { return float(tagged: text) }
        if isInteger(bytes) { return integer(tagged: text) }
        if let isReal = date(bytes) { return .date(isReal: isReal) }
        return .string
    }

    /// The value of a boolean word in one of its three spellings (`yes`, `Yes`, `YES`); `nil` for other texts.
    private static func boolean(_ text: String) -> Bool? {
        guard text.utf8.count <= 5 else { return nil }
        guard let flag = boolean(tagged: text) else { return nil }
        let lower = text.lowercased()
        let capital = lower.prefix(1).uppercased() + lower.dropFirst()
        return [lower, capital, lower.uppercased()].contains(text) ? flag : nil
    }

    /// The value of a text that `!!bool` is put before: the boolean words in any case.
    package static func boolean(tagged text: String) -> Bool? {
        switch text.lowercased() {
        case "yes", "true", "on": true
        case "no", "false", "off": false
        default: nil
        }
    }

    /// The value of a text that `!!int` is put before.
    ///
    /// - Returns: ``integer(_:)``, ``largeInteger(_:)``, ``integerTooLarge`` or ``malformedNumber``.
    package static func integer(tagged text: String) -> PlainScalar {
        let (isNegative, digits) = sign(of: text)
        guard let first = digits.utf8.first else { return .malformedNumber }
        if digits == "0" { return .integer(0) }
        if digits.hasPrefix("0b") { return integer(digits.dropFirst(2), radix: 2, isNegative: isNegative) }
        if digits.hasPrefix("0x") { return integer(digits.dropFirst(2), radix: 16, isNegative: isNegative) }
        if first == UInt8(ascii: "0") { return integer(digits[...], radix: 8, isNegative: isNegative) }
        guard digits.utf8.contains(UInt8(ascii: ":")) else {
            return integer(digits[...], radix: 10, isNegative: isNegative)
        }
        var total = LargeInteger()
        // So many places at once that they fit 32 bits: a multiplication goes through all of the number.
        var factor: UInt32 = 1
        var summand: UInt32 = 0
        for part in digits.split(separator: ":", omittingEmptySubsequences: false) {
            let isShort = part.utf8.count <= 2 && part.utf8.allSatisfy(isDigit)
            if isShort, factor < 60 * 60 * 60 * 60 * 60, let value = UInt32(part) {
                factor *= 60
                summand = summand * 60 + value
                continue
            }
            guard let value = LargeInteger(part, radix: 10) else { return unread(part, radix: 10) }
            total.multiply(by: factor, adding: summand)
            total.multiply(by: 60)
            total.add(value)
            (factor, summand) = (1, 0)
            guard !total.isTooLarge else { return .integerTooLarge }
        }
        total.multiply(by: factor, adding: summand)
        guard !total.isTooLarge else { return .integerTooLarge }
        return integer(total, isNegative: isNegative)
    }

    /// The value of a text that `!!float` is put before.
    ///
    /// - Returns: ``double(_:)``, ``notFinite`` or ``malformedNumber``.
    package static func float(tagged text: String) -> PlainScalar {
        let (isNegative, digits) = sign(of: text.lowercased())
        if digits == ".inf" || digits == ".nan" { return .notFinite }
        var total = 0.0
        for part in digits.split(separator: ":", omittingEmptySubsequences: false) {
            guard let value = fraction(part) else { return .malformedNumber }
            total = total * 60 + value
        }
        guard total.isFinite else { return .notFinite }
        return .double(isNegative ? -total : total)
    }

    // MARK: - Numbers

    private static func sign(of text: String) -> (isNegative: Bool, rest: String) {
        var rest = text[...]
        rest.removeAll { $0 == "_" }
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        return (isNegative, String(rest))
    }

    private static func integer(_ digits: Substring, radix: Int, isNegative: Bool) -> PlainScalar {
        guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else {
            return .malformedNumber
        }
        if let value = Int((isNegative ? "-" : "") + digits, radix: radix) { return .integer(value) }
        guard let value = LargeInteger(digits, radix: radix) else { return unread(digits, radix: radix) }
        return integer(value, isNegative: isNegative)
    }

    private static func integer(_ value: LargeInteger, isNegative: Bool) -> PlainScalar {
        let text = (isNegative ? "-" : "") + value.digits
        return Int(text).map { .integer($0) } ?? .largeInteger(text)
    }

    /// Why a text is no integer that can be kept.
    private static func unread(_ digits: Substring, radix: Int) -> PlainScalar {
        let isNumber = digits.allSatisfy { $0.isASCII && ($0.hexDigitValue.map { $0 < radix } ?? false) }
        return isNumber && !digits.isEmpty ? .integerTooLarge : .malformedNumber
    }

    /// A decimal fraction without sign, in which either side of the point may be missing.
    private static func fraction(_ text: Substring) -> Double? {
        var normal = ""
        var previous: Character?
        for character in text {
            let isNumeral = character.isASCII && character.isNumber
            guard isNumeral || ".e+-".contains(character) else { return nil }
            if character == ".", previous == nil { normal.append("0") }
            if previous == ".", !isNumeral { normal.append("0") }
            normal.append(character)
            previous = character
        }
        if previous == "." { normal.append("0") }
        guard let first = normal.first, first.isNumber else { return nil }
        return Double(normal)
    }

    // MARK: - Shapes

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isFloat(_ bytes: [UInt8]) -> Bool {
        var scan = Scan(bytes)
        let isSigned = scan.take("-") || scan.take("+")
        if scan.peek == UInt8(ascii: ".") {
            let rest = String(decoding: bytes[(scan.index + 1)...], as: UTF8.self)
            if ["inf", "Inf", "INF"].contains(rest) { return true }
            if isSigned { return false }
            if ["nan", "NaN", "NAN"].contains(rest) { return true }
            _ = scan.take(".")
            guard scan.takeDigit() else { return false }
            scan.skip { isDigit($0) || $0 == UInt8(ascii: "_") }
            return scan.takeExponent() && scan.isAtEnd
        }
        guard scan.takeDigit() else { return false }
        scan.skip { isDigit($0) || $0 == UInt8(ascii: "_") }
        let isSexagesimal = scan.takeSixties()
        guard scan.take(".") else { return false }
        scan.skip { isDigit($0) || $0 == UInt8(ascii: "_") }
        if isSexagesimal { return scan.isAtEnd }
        return scan.takeExponent() && scan.isAtEnd
    }

    private static func isInteger(_ bytes: [UInt8]) -> Bool {
        var scan = Scan(bytes)
        if scan.take("-") || scan.take("+") {}
        if scan.take("0") {
            if scan.isAtEnd { return true }
            let body: (UInt8) -> Bool
            if scan.take("b") {
                body = { $0 == 0x30 || $0 == 0x31 || $0 == UInt8(ascii: "_") }
            } else if scan.take("x") {
                body = { isDigit($0) || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x66 || $0 == UInt8(ascii: "_") }
            } else {
                body = { $0 >= 0x30 && $0 <= 0x37 || $0 == UInt8(ascii: "_") }
            }
            return scan.skip(while: body) > 0 && scan.isAtEnd
        }
        guard scan.takeDigit() else { return false }
        scan.skip { isDigit($0) || $0 == UInt8(ascii: "_") }
        _ = scan.takeSixties()
        return scan.isAtEnd
    }

    /// Whether the text has the form of a date or a point of time, and if so whether the calendar knows it.
    private static func date(_ bytes: [UInt8]) -> Bool? {
        var scan = Scan(bytes)
        guard let year = scan.takeNumber(4...4), scan.take("-"), let month = scan.takeNumber(1...2), scan.take("-"),
            let day = scan.takeNumber(1...2)
        else { return nil }
        let isReal = isDay(year: year, month: month, day: day)
        if scan.isAtEnd { return bytes.count == 10 ? isReal : nil }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard scan.take("T") || scan.take("t") || scan.skip(while: isBlank) > 0 else { return nil }
        guard let hour = scan.takeNumber(1...2), scan.take(":"), let minute = scan.takeNumber(2...2), scan.take(":"),
            let second = scan.takeNumber(2...2)
        else { return nil }
        if scan.take(".") { scan.skip(while: isDigit) }
        scan.skip(while: isBlank)
        if !scan.isAtEnd, !scan.take("Z") {
            guard scan.take("-") || scan.take("+"), scan.takeNumber(1...2) != nil else { return nil }
            if scan.take(":") { guard scan.takeNumber(2...2) != nil else { return nil } }
        }
        guard scan.isAtEnd, !isBlank(bytes[bytes.count - 1]) else { return nil }
        return isReal && hour < 24 && minute < 60 && second < 60
    }

    private static func isDay(year: Int, month: Int, day: Int) -> Bool {
        guard year > 0, (1...12).contains(month), day > 0 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= days[month - 1]
    }

    /// Reads a text from left to right, never going back.
    private struct Scan {
        let bytes: [UInt8]
        var index = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var peek: UInt8? { index < bytes.count ? bytes[index] : nil }
        var isAtEnd: Bool { index == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard peek == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        mutating func takeDigit() -> Bool {
            guard let byte = peek, isDigit(byte) else { return false }
            index += 1
            return true
        }

        @discardableResult
        mutating func skip(while isWanted: (UInt8) -> Bool) -> Int {
            let start = index
            while let byte = peek, isWanted(byte) { index += 1 }
            return index - start
        }

        /// A decimal number of so many digits.
        mutating func takeNumber(_ count: ClosedRange<Int>) -> Int? {
            var value = 0
            var digits = 0
            while digits < count.upperBound, let byte = peek, isDigit(byte) {
                value = value * 10 + Int(byte - 0x30)
                digits += 1
                index += 1
            }
            return count.contains(digits) ? value : nil
        }

        /// `(:[0-5]?[0-9])+`. Stops before what does not fit.
        mutating func takeSixties() -> Bool {
            var found = false
            while peek == UInt8(ascii: ":") {
                let start = index
                index += 1
                guard let first = peek, takeDigit() else {
                    index = start
                    return found
                }
                if first <= UInt8(ascii: "5") { _ = takeDigit() }
                found = true
            }
            return found
        }

        /// An exponent, which must have a sign, or nothing.
        mutating func takeExponent() -> Bool {
            guard take("e") || take("E") else { return true }
            guard take("-") || take("+") else { return false }
            return skip(while: isDigit) > 0
        }
    }
}
