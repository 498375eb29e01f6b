/// Numbers with two decimals at the most, rounded as C's `%.2f` rounds: the binary value exactly, halves to even.
enum TwoDecimals {
    /// - Parameter number: Finite, below 10¹⁵ in magnitude where its fraction matters.
    /// - Returns: The text without trailing zeros and without a trailing point.
    static func text(_ number: Double) -> String {
        let magnitude = abs(number)
        var whole = magnitude.rounded(.down)
        var hundredths = hundredths(of: magnitude - whole)
        if hundredths == 100 {
            whole += 1
            hundredths = 0
        }
        var text = number < 0 ? "-" : ""
        text += wholeText(whole)
        if hundredths > 0 {
            text += "." + String(hundredths / 10)
            if hundredths % 10 > 0 { text += String(hundredths % 10) }
        }
        return text
    }

    /// The nearest number of hundredths, from the bits: multiplying by 100 first would round twice.
    ///
    /// - Parameter fraction: From 0 up to but not 1.
    private static func hundredths(of fraction: Double) -> Int {
        guard fraction > 0.001 else { return 0 }
        // fraction = significand / 2^shift exactly, and shift is at most 62 here.
        let shift = 52 - Int(fraction.exponent)
        let significand = (1 << 52) | fraction.significandBitPattern
        let (quotient, remainder) = (significand * 100).quotientAndRemainder(dividingBy: 1 << UInt64(shift))
        let half: UInt64 = 1 << UInt64(shift - 1)
        let roundsUp = remainder > half || remainder == half && quotient % 2 == 1
        return Int(quotient) + (roundsUp ? 1 : 0)
    }

    private static func wholeText(_ whole: Double) -> String {
        if let integer = Int(exactly: whole) { return String(integer) }
        return whole.description
    }
}
