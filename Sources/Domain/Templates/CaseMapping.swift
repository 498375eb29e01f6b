/// Upper and lower case, as Python's texts have them.
enum CaseMapping {
    static func apply(_ name: String, _ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        switch name {
        case "lower": text.indices.flatMap { lower(text, at: $0) }
        case "casefold": text.flatMap(folded)
        case "upper": text.flatMap(upper)
        case "swapcase":
            text.indices.flatMap { index in
                if CharacterClass.isUpper(text[index]) { return lower(text, at: index) }
                return CharacterClass.isLower(text[index]) ? upper(text[index]) : [text[index]]
            }
        case "capitalize": text.indices.flatMap { $0 == 0 ? title(text[$0]) : lower(text, at: $0) }
        default:
            text.indices.flatMap { index in
                let isFirst = index == 0 || !CharacterClass.isCased(text[index - 1])
                return isFirst ? title(text[index]) : lower(text, at: index)
            }
        }
    }

    private static func upper(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        Array(scalar.properties.uppercaseMapping.unicodeScalars)
    }

    /// Full case folding (Unicode, section 3.13): lower case of upper case, but for these. Compared with Python's for every
    /// scalar.
    private static func folded(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0x131: [scalar]
        case 0x1E9E: ["s", "s"]
        // Cherokee, whose small letters came later.
        case 0x13A0...0x13F5: [scalar]
        case 0x13F8...0x13FD, 0xAB70...0xABBF: upper(scalar)
        default: upper(scalar).flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
        }
    }

    private static func title(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        Array(scalar.properties.titlecaseMapping.unicodeScalars)
    }

    /// A capital sigma at the end of a word has a form of its own.
    private static func lower(_ text: [Unicode.Scalar], at index: Int) -> [Unicode.Scalar] {
        guard text[index] == "Σ" else { return Array(text[index].properties.lowercaseMapping.unicodeScalars) }
        let before = text[..<index].last { !$0.properties.isCaseIgnorable }
        let after = text[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        let isFinal = before.map(CharacterClass.isCased) ?? false && !(after.map(CharacterClass.isCased) ?? false)
        return [isFinal ? "ς" : "σ"]
    }
}
