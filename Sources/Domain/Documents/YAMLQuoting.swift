/// Texts as double-quoted scalars, which read back as they were. Source: YAML 1.1, sections 4.1.1 and 5.
package enum YAMLQuoting {
    /// The text in double quotes, what is not printable escaped.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                if isPrintable(scalar) { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
            }
        }
        return result + "\""
    }

    /// Whether YAML 1.1 and 1.2 alike let a character stand as it is, line ends and tabs left aside.
    package static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0x1FFF, 0x2010...0x2027, 0x2030...0x205F, 0x2070...0xD7FF, 0xE000...0xFEFE,
            0xFF00...0xFFFD:
            true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        func padded(_ width: Int) -> String { String(repeating: "0", count: width - digits.count) + digits }
        return switch scalar.value {
        case ...0xFF: "\\x" + padded(2)
        case ...0xFFFF: "\\u" + padded(4)
        default: "\\U" + padded(8)
        }
    }
}
