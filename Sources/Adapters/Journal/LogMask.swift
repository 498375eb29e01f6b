internal import Domain

/// Hides in a text of the log what must not be read there, should it ever get so far.
enum LogMask {
    /// A shorter word is no token.
    private static let shortestToken = 20

    /// - Parameter name: Of the fact whose value the text is. `token` is the name of a token's public identifier.
    static func masked(_ text: String, of name: String = "") -> String {
        if name != "token", SecretName.isSecret(name), !text.isEmpty { return SecretName.mask }
        return SecretMask.masked(withoutTokens(text), path: "", column: 1).line
    }

    /// Signed tokens are three words in base64url with dots between them, the first of which begins a JSON object.
    private static func withoutTokens(_ text: String) -> String {
        guard text.contains("eyJ") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(where: isOfToken) {
            result += rest[..<start]
            let word = rest[start...].prefix(while: isOfToken)
            let isToken = word.utf8.count >= shortestToken && word.hasPrefix("eyJ") && word.contains(".")
            result += isToken ? SecretName.mask[...] : word
            rest = rest[word.endIndex...]
        }
        return result + rest
    }

    private static func isOfToken(_ character: Character) -> Bool {
        guard let byte = character.asciiValue else { return false }
        return NameGrammar.isLetter(byte, upperCase: true) || NameGrammar.isDigit(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
}
