/// Says in words which character makes a text no name.
package enum NameMistake {
    /// Judges by trying what the type takes: the rule itself is written once, in the type.
    ///
    /// - Returns: `nil` when there is nothing to add to the rule.
    package static func hint<Name: ValidatedName>(_ text: String, as type: Name.Type) -> String? {
        if text.isEmpty { return "the text is empty" }
        if let own = type.mistake(in: text) { return own }
        if text.utf8.count > NameGrammar.longestName { return "it is \(text.utf8.count) bytes long" }
        let takesUpperCase = Name("Aa") != nil
        if !takesUpperCase, let lower = corrected(text, as: type) { return "did you mean '\(lower)'?" }
        let joints = String(".-_".filter { Name("aa\($0)aa") != nil })
        if Name("1a") == nil { return inGroups(text, separators: joints, upperCase: takesUpperCase) }
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if !isLetter(scalar) && !isDigit(scalar) && !joints.unicodeScalars.contains(scalar) {
                return NameGrammar.notAllowed(scalar, at: index)
            }
        }
        return text.hasPrefix("-") ? "it must not start with '-'" : nil
    }

    private static func corrected<Name: ValidatedName>(_ text: String, as type: Name.Type) -> String? {
        let lower = text.lowercased()
        return lower != text && Name(lower) != nil ? lower : nil
    }

    private static func inGroups(_ text: String, separators: String, upperCase: Bool) -> String? {
        var isStart = true
        for (index, scalar) in text.unicodeScalars.enumerated() {
            let isLetter = isLetter(scalar) && (upperCase || scalar.value >= 0x61)
            if separators.unicodeScalars.contains(scalar) {
                if isStart { return "there is nothing before '\(scalar)', character \(index + 1)" }
                isStart = true
            } else if !isLetter && !isDigit(scalar) {
                return NameGrammar.notAllowed(scalar, at: index)
            } else if isStart {
                if !isLetter {
                    return "the group that begins with '\(scalar)', character \(index + 1), must begin with a letter"
                }
                isStart = false
            }
        }
        return isStart ? "there is nothing after the last separator" : nil
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && NameGrammar.isLetter(UInt8(scalar.value), upperCase: true)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && NameGrammar.isDigit(UInt8(scalar.value))
    }
}
