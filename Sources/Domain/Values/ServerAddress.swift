/// The URL of a server, its path kept as a prefix of every request: `https://node.example:9331`.
package struct ServerAddress: ValidatedName {
    package static let rule = "an absolute http or https URL, without '?' and '#'"
    package let text: String

    /// Accepts `http` and `https` in any case, a host name, an IPv4 address or an IPv6 address in brackets, an
    /// optional port from 1 to 65535 and an optional path. A user name and password before the host are kept.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048, let rest = Self.afterScheme(text) else { return nil }
        // Control characters, blanks and everything above ASCII belong in no URL that is sent as it stands.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !rest.contains("?"), !rest.contains("#") else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard Self.isHostWithPort(host) else { return nil }
        self.text = text
    }

    package static func mistake(in text: String) -> String? {
        guard let rest = afterScheme(text) else { return "it must begin with http:// or https://" }
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard scalar.value > 0x20, scalar.value < 0x7F, scalar != "?", scalar != "#" else {
                return NameGrammar.notAllowed(scalar, at: index)
            }
        }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        if host.isEmpty || host.first == ":" { return "there is no host in it" }
        let port: Substring
        if host.first == "[" {
            guard let close = host.firstIndex(of: "]"),
                IPNetwork.address(String(host[host.index(after: host.startIndex)..<close])) == .version6
            else { return "in brackets stands an address of IPv6" }
            port = host[host.index(after: close)...]
        } else {
            port = host.firstIndex(of: ":").map { host[$0...] } ?? ""
        }
        return isPort(port) ? nil : "a port is a number from 1 to 65535"
    }

    private static func afterScheme(_ text: String) -> Substring? {
        let lower = text.prefix(8).lowercased()
        if lower.hasPrefix("http://") { return text.dropFirst(7) }
        if lower.hasPrefix("https://") { return text.dropFirst(8) }
        return nil
    }

    private static func isHostWithPort(_ text: Substring) -> Bool {
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]"),
                IPNetwork.address(String(text[text.index(after: text.startIndex)..<close])) == .version6
            else { return false }
            return isPort(text[text.index(after: close)...])
        }
        let host = text.prefix { $0 != ":" }
        guard !host.isEmpty, host.utf8.count <= 253 else { return false }
        let isHost = host.utf8.allSatisfy {
            NameGrammar.isLetter($0, upperCase: true) || NameGrammar.isDigit($0) || [0x2D, 0x2E, 0x5F].contains($0)
        }
        return isHost && isPort(text[host.endIndex...])
    }

    /// Nothing, or a colon and a port.
    private static func isPort(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        guard text.first == ":", text.utf8.dropFirst().allSatisfy(NameGrammar.isDigit),
            let port = Int(text.dropFirst())
        else { return false }
        return (1...65535).contains(port)
    }
}
