/// The decimal digits of a floating-point number, all of them, for rounding as Python rounds: exactly, and to even where
/// two are equally near.
struct ExactDecimal {
    /// Without leading zeros; empty for zero.
    private(set) var digits: [UInt8]
    /// How many of the digits stand before the point; negative for zeros behind it.
    private(set) var point: Int

    /// - Parameter number: Finite; its sign is dropped.
    init(_ number: Double) {
        var digits: [UInt8] = []
        // Little-endian groups of nine digits.
        var groups: [UInt64] = []
        var significand = number.magnitude.significandBitPattern
        var exponent = Int(number.exponentBitPattern)
        if exponent == 0 { exponent = 1 } else { significand |= 1 << 52 }
        exponent -= 1075
        while significand > 0 {
            groups.append(significand % 1_000_000_000)
            significand /= 1_000_000_000
        }
        // m · 2^e is m · 5^(−e) / 10^(−e) for a negative e.
        let factor: UInt64 = exponent < 0 ? 5 : 2
        for _ in 0..<exponent.magnitude {
            var carry: UInt64 = 0
            for index in groups.indices {
                let product = groups[index] * factor + carry
                groups[index] = product % 1_000_000_000
                carry = product / 1_000_000_000
            }
            if carry > 0 { groups.append(carry) }
        }
        for group in groups {
            var rest = group
            for _ in 0..<9 {
                digits.append(UInt8(rest % 10))
                rest /= 10
            }
        }
        while digits.last == 0 { digits.removeLast() }
        digits.reverse()
        self.digits = digits
        point = digits.count + min(0, exponent)
        if digits.isEmpty { point = 0 }
    }

    /// The number rounded to so many places behind the point, which may be negative.
    func rounded(places: Int) -> ExactDecimal {
        var result = self
        let kept = point + places
        guard kept < digits.count else { return result }
        guard kept >= 0 else {
            result.digits = []
            result.point = 0
            return result
        }
        let next = digits[kept]
        let isTie = next == 5 && digits[(kept + 1)...].allSatisfy { $0 == 0 }
        let isOdd = kept > 0 && digits[kept - 1] % 2 == 1
        result.digits = Array(digits[..<kept])
        if next > 5 || next == 5 && (!isTie || isOdd) { result.increment() }
        return result
    }

    /// The number rounded to so many digits; at least one.
    func rounded(digits count: Int) -> ExactDecimal { digits.isEmpty ? self : rounded(places: count - point) }

    private mutating func increment() {
        var index = digits.count - 1
        while index >= 0 {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
            index -= 1
        }
        digits.insert(1, at: 0)
        point += 1
    }

    /// With so many places behind the point, for a number that was rounded to them.
    func fixed(places: Int) -> String {
        var text = ""
        for place in 0..<max(1, point) { text += digit(place - max(0, 1 - point)) }
        guard places > 0 else { return text }
        text += "."
        for place in 0..<places { text += digit(point + place) }
        return text
    }

    /// The first digit, and so many behind the point, without the exponent.
    func scientific(places: Int) -> String {
        var text = digit(0)
        guard places > 0 else { return text }
        text += "."
        for place in 1...places { text += digit(place) }
        return text
    }

    /// The exponent of ``scientific(places:)``.
    var exponent: Int { digits.isEmpty ? 0 : point - 1 }

    private func digit(_ index: Int) -> String { digits.indices.contains(index) ? String(digits[index]) : "0" }
}
