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

    /// The text without user name and password in the URLs that it holds.
    package static func withoutUserInformation(_ text: String) -> String {
        guard text.contains("://") else { return text }
        var result = ""
        var rest = text[...]
        while let scheme = firstRange(of: "://", in: rest) {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let end = rest.firstIndex { "/ \t\"'?#,}]".contains($0) } ?? rest.endIndex
            if let at = rest[..<end].lastIndex(of: "@") {
                result += mask
                rest = rest[at...]
            }
        }
        return result + rest
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
