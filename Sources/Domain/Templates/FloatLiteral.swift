/// Texts that are floating-point numbers to Python.
enum FloatLiteral {
    /// - Parameter text: Without blanks around it; words such as `inf` and a sign are taken.
    static func value(of text: [Unicode.Scalar]) -> Double? {
        var rest = text[...]
        var sign = 1.0
        if let first = rest.first, first == "-" || first == "+" {
            sign = first == "-" ? -1 : 1
            rest = rest.dropFirst()
        }
        switch String(String.UnicodeScalarView(rest)).lowercased() {
        case "inf", "infinity": return sign * .infinity
        case "nan": return .nan
        default: break
        }
        var ascii = ""
        var isDigitBefore = false
        var hasDigits = false
        var stage = 0
        for (offset, scalar) in rest.enumerated() {
            if let digit = CharacterClass.digit(scalar) {
                ascii += String(digit)
                isDigitBefore = true
                hasDigits = true
                continue
            }
            let next = rest.startIndex + offset + 1
            switch scalar {
            case "_":
                guard isDigitBefore, next < rest.endIndex, CharacterClass.digit(rest[next]) != nil else { return nil }
            case "." where stage == 0:
                stage = 1
                ascii += "."
            case "e" where stage < 2 && hasDigits, "E" where stage < 2 && hasDigits:
                stage = 2
                hasDigits = false
                if ascii.hasSuffix(".") { ascii += "0" }
                ascii += "e"
            case "+" where ascii.hasSuffix("e"), "-" where ascii.hasSuffix("e"): ascii.unicodeScalars.append(scalar)
            default: return nil
            }
            isDigitBefore = false
        }
        guard hasDigits else { return nil }
        if ascii.hasPrefix(".") { ascii = "0" + ascii }
        if ascii.hasSuffix(".") { ascii += "0" }
        return Double(ascii).map { sign * $0 }
    }
}
