/// How Python writes texts and numbers, wherever 0.25 shows them as Python does.
package enum PythonNotation {
    /// Text in single quotes, or in double ones where that saves escapes.
    package static func quoted(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        var result = String.UnicodeScalarView([quote])
        for scalar in scalars {
            if scalar == quote {
                result.append("\\")
                result.append(scalar)
            } else {
                result.append(contentsOf: escaped(scalar).unicodeScalars)
            }
        }
        result.append(quote)
        return String(result)
    }

    /// A character, or its escape where it does not print.
    package static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: break
        }
        if isPrintable(scalar) { return String(scalar) }
        let (prefix, width) =
            switch scalar.value {
            case 0..<0x100: ("\\x", 2)
            case 0..<0x10000: ("\\u", 4)
            default: ("\\U", 8)
            }
        let digits = String(scalar.value, radix: 16)
        return prefix + String(repeating: "0", count: width - digits.count) + digits
    }

    package static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    /// A value as `repr()` has it: text quoted, mappings and lists in one line.
    package static func literal(_ value: JSONValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .integer(let number): String(number)
        case .largeInteger(let digits): digits
        case .double(let number): self.number(number)
        case .string(let text): quoted(text.unicodeScalars)
        case .array(let items): "[" + items.map(literal).joined(separator: ", ") + "]"
        case .object(let object):
            "{"
                + object.members.map { quoted($0.name.unicodeScalars) + ": " + literal($0.value) }
                .joined(separator: ", ") + "}"
        }
    }

    /// The shortest text that reads back as the same number. The exponent begins at 10¹⁶; Swift begins it at 2⁵³, where
    /// whole numbers are no longer all exact.
    package static func number(_ number: Double) -> String {
        let text = number.description
        guard abs(number) < 1e16, let sign = text.firstIndex(of: "e"), let power = Int(text[sign...].dropFirst()),
            power > 0
        else { return text }
        let mantissa = text[..<sign].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        return mantissa[0] + fraction + String(repeating: "0", count: max(0, power - fraction.count)) + ".0"
    }
}
