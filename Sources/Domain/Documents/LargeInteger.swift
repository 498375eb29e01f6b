/// A whole number of any size that is read and written and never counted with.
package struct LargeInteger: Equatable, Sendable {
    /// The most decimal digits: Python reads and writes no more.
    package static let mostDigits = 4300
    private static let base: UInt64 = 1_000_000_000
    private static let digitsOfBase = 9

    /// Nine decimal digits each, the lowest first.
    private var limbs: [UInt32] = []

    /// Zero.
    package init() {}

    /// - Parameter digits: Digits of the radix, at most 16, without a sign.
    /// - Returns: `nil` when there are none, or other characters, or the number has more than ``mostDigits``.
    package init?(_ digits: some StringProtocol, radix: Int) {
        guard !digits.isEmpty else { return nil }
        // So many digits at once that they fit a limb: a multiplication goes through all of the number.
        var factor = 1
        var summand = 0
        for character in digits {
            guard character.isASCII, let digit = character.hexDigitValue, digit < radix else { return nil }
            // Zeros at the front cost nothing.
            if limbs.isEmpty, summand == 0, digit == 0 { continue }
            factor *= radix
            summand = summand * radix + digit
            if factor * radix > Self.base {
                multiply(by: UInt32(factor), adding: UInt32(summand))
                factor = 1
                summand = 0
                if isTooLarge { return nil }
            }
        }
        multiply(by: UInt32(factor), adding: UInt32(summand))
        if isTooLarge { return nil }
    }

    /// Whether it has more than ``mostDigits``.
    package var isTooLarge: Bool {
        limbs.count > Self.mostDigits / Self.digitsOfBase && digits.utf8.count > Self.mostDigits
    }

    /// The decimal digits, without zeros at the front.
    package var digits: String {
        guard let highest = limbs.last else { return "0" }
        return limbs.dropLast().reversed().reduce(into: String(highest)) { text, limb in
            let digits = String(limb)
            text += String(repeating: "0", count: Self.digitsOfBase - digits.utf8.count) + digits
        }
    }

    package mutating func multiply(by factor: UInt32, adding summand: UInt32 = 0) {
        var carry = UInt64(summand)
        for index in limbs.indices {
            let value = UInt64(limbs[index]) * UInt64(factor) + carry
            limbs[index] = UInt32(value % Self.base)
            carry = value / Self.base
        }
        while carry > 0 {
            limbs.append(UInt32(carry % Self.base))
            carry /= Self.base
        }
    }

    package mutating func add(_ other: LargeInteger) {
        var carry: UInt64 = 0
        for index in 0..<max(limbs.count, other.limbs.count) {
            let left = index < limbs.count ? UInt64(limbs[index]) : 0
            let value = left + (index < other.limbs.count ? UInt64(other.limbs[index]) : 0) + carry
            if index < limbs.count {
                limbs[index] = UInt32(value % Self.base)
            } else {
                limbs.append(UInt32(value % Self.base))
            }
            carry = value / Self.base
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }
}
