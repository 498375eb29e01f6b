/// Tells by the name of a key or variable whether its value must not be shown.
package enum SecretName {
    private static let words = [
        "token", "password", "passwd", "passphrase", "secret", "credential", "auth_key", "authkey", "api_key", "apikey",
        "private_key", "privatekey",
    ]

    /// What stands in place of a secret.
    package static let mask = "********"

    /// Whether values under `name` are secret. A name that ends in `file` names a file, which is not; one that ends in
    /// `-life` a time.
    package static func isSecret(_ name: String) -> Bool {
        let lower = name.lowercased()
        if lower.hasSuffix("file") || lower.hasSuffix("_path") || lower.hasSuffix("-life") { return false }
        return words.contains { lower.contains($0) }
    }

    /// Whether a dotted path ends in, or leads through, the name of a secret.
    package static func isSecret(path: String) -> Bool {
        path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }).contains { isSecret(String($0)) }
    }

    /// The text without user name and password in the URLs that it holds, those without a scheme and those that are none
    /// for a character in the password included.
    package static func withoutUserInformation(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        guard text.contains("://") else { return withoutBareUserInformation(text) }
        var result = ""
        var rest = text[...]
        while let scheme = firstRange(of: "://", in: rest) {
            result += withoutBareUserInformation(String(rest[..<scheme.lowerBound]))
            result += "://"
            rest = rest[scheme.upperBound...]
            let next = firstRange(of: "://", in: rest)?.lowerBound ?? rest.endIndex
            if let at = endOfUserInformation(rest[..<next]) {
                result += mask
                rest = rest[at...]
            }
            // What the address goes on with is no user information.
            let end = rest.firstIndex { " \t\"',}]".contains($0) } ?? rest.endIndex
            result += rest[..<end]
            rest = rest[end...]
        }
        return result + withoutBareUserInformation(String(rest))
    }

    /// The `@` that ends the user information of an address, of which what follows the scheme is given.
    private static func endOfUserInformation(_ rest: Substring) -> Substring.Index? {
        let end = rest.firstIndex { "/ \t\"'?#,}]".contains($0) } ?? rest.endIndex
        if let at = rest[..<end].lastIndex(of: "@") { return at }
        // A password with a character that had to be encoded looks like a port that is no number.
        guard let colon = rest[..<end].firstIndex(of: ":"),
            !rest[rest.index(after: colon)..<end].allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return rest[end...].firstIndex(of: "@")
    }

    /// `user:password@host`, which somebody wrote for an address.
    private static func withoutBareUserInformation(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var result = ""
        var rest = text[...]
        while !rest.isEmpty {
            let word = rest.prefix { !" \t\"',{}[]".contains($0) }
            if let at = word.lastIndex(of: "@"), word[..<at].contains(":") {
                result += mask + word[at...]
            } else {
                result += word
            }
            rest = rest[word.endIndex...]
            if let delimiter = rest.popFirst() { result.append(delimiter) }
        }
        return result
    }

    private static func firstRange(of pattern: String, in text: Substring) -> Range<Substring.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(pattern) {
                return start..<text.index(start, offsetBy: pattern.count)
            }
            start = text.index(after: start)
        }
        return nil
    }
}
