internal import Domain

/// Why the address of a server cannot be used.
package enum EntrypointProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// It does not begin with `http://` or `https://`.
    case notHTTP
    case noHost
    /// What follows the host and a colon is no number from 1 to 65535.
    case badPort
    /// It has a query or a fragment, to which no path can be appended.
    case queryOrFragment
    /// It has white space, control characters, or characters beyond ASCII.
    case illegalCharacter
    /// The access token is empty or has characters that no header may carry.
    case illegalToken

    package var description: String {
        switch self {
        case .notHTTP: "the entry point must begin with http:// or https://"
        case .noHost: "the entry point names no host"
        case .badPort: "the port of the entry point must be a number from 1 to 65535"
        case .queryOrFragment: "the entry point must not have a query or a fragment"
        case .illegalCharacter: "the entry point has characters that no URL may have"
        case .illegalToken: "the access token is empty, or has characters that no header may have"
        }
    }
}

/// The address of a server: scheme, host, port and the prefix that its paths have.
package struct EntrypointAddress: Equatable, Sendable {
    /// As it is sent, the credentials that the address may hold included; without a slash at the end.
    private let base: String
    /// The same without credentials.
    private let shownBase: String

    /// - Parameter text: `https://host[:port][/prefix]`. Credentials before the host are allowed, sent as Basic
    ///   authorisation for a proxy in between, and never shown.
    package init(_ text: String) throws(EntrypointProblem) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw .illegalCharacter
        }
        let lower = text.lowercased()
        guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else { throw .notHTTP }
        guard !text.contains("?"), !text.contains("#") else { throw .queryOrFragment }
        let rest = text.dropFirst(scheme.count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        let server = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        try Self.check(server)
        var prefix = rest[slash...]
        while prefix.last == "/" { prefix.removeLast() }
        base = scheme + authority + prefix
        shownBase = scheme + server + prefix
    }

    /// - Parameter path: Absolute and percent-encoded.
    func url(_ path: String) -> String { base + path }

    /// The same for people and for the wire.
    func shownURL(_ path: String) -> String { shownBase + path }

    private static func check(_ server: Substring) throws(EntrypointProblem) {
        let host: Substring
        let port: Substring
        if server.first == "[" {
            guard let end = server.firstIndex(of: "]") else { throw .noHost }
            host = server[server.index(after: server.startIndex)..<end]
            port = server[server.index(after: end)...]
        } else {
            let colon = server.firstIndex(of: ":") ?? server.endIndex
            host = server[..<colon]
            port = server[colon...]
        }
        guard !host.isEmpty else { throw .noHost }
        guard !port.isEmpty else { return }
        let digits = port.utf8.dropFirst()
        guard port.first == ":", digits.allSatisfy(NameGrammar.isDigit), let number = UInt16(Substring(digits)),
            number > 0
        else { throw .badPort }
    }
}
