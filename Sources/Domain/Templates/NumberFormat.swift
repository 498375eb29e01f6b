/// Numbers with a precision, as the formats `e`, `f` and `g` of C and Python write them, without a sign.
enum NumberFormat {
    /// - Parameters:
    ///   - kind: `e`, `f` or `g`; upper case for capital letters.
    ///   - keepsPoint: The flag `#`: a point in any case, and the zeros behind it.
    static func text(
        of number: Double, kind: Unicode.Scalar, precision: Int, keepsPoint: Bool = false
    ) -> String {
        let isUpper = kind.properties.isUppercase
        let text: String
        if number.isNaN {
            text = "nan"
        } else if number.isInfinite {
            text = "inf"
        } else {
            let exact = ExactDecimal(number)
            switch kind {
            case "f", "F": text = exact.rounded(places: precision).fixed(places: precision) + dot(keepsPoint, precision)
            case "e", "E":
                let rounded = exact.rounded(digits: precision + 1)
                text =
                    rounded.scientific(places: precision) + dot(keepsPoint, precision)
                    + exponent(rounded.exponent)
            default: text = general(exact, max(1, precision), keepsPoint: keepsPoint)
            }
        }
        return isUpper ? text.uppercased() : text
    }

    private static func dot(_ keepsPoint: Bool, _ precision: Int) -> String {
        keepsPoint && precision == 0 ? "." : ""
    }

    private static func general(_ exact: ExactDecimal, _ precision: Int, keepsPoint: Bool) -> String {
        let rounded = exact.rounded(digits: precision)
        let power = rounded.exponent
        if power < -4 || power >= precision {
            let text = rounded.scientific(places: precision - 1)
            return (keepsPoint ? text + dot(true, precision - 1) : trimmed(text)) + exponent(power)
        }
        let places = precision - 1 - power
        let text = rounded.fixed(places: places)
        return keepsPoint ? text + dot(true, places) : trimmed(text)
    }

    /// Without zeros at the end of the fraction.
    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text[...]
        while text.hasSuffix("0") { text = text.dropLast() }
        return String(text.hasSuffix(".") ? text.dropLast() : text)
    }

    private static func exponent(_ power: Int) -> String {
        let digits = String(power.magnitude)
        return (power < 0 ? "e-" : "e+") + (digits.count < 2 ? "0" : "") + digits
    }

    /// `number` with so many places, as `round(number, places)` gives it.
    static func rounded(_ number: Double, places: Int) -> Double {
        guard number.isFinite, places < 400 else { return number }
        guard places > -400 else { return number < 0 ? -0.0 : 0 }
        let rounded = ExactDecimal(number).rounded(places: places)
        let text = rounded.fixed(places: max(0, places))
        let magnitude = Double(text) ?? .infinity
        return number.sign == .minus ? -magnitude : magnitude
    }
}
