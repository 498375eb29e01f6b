/// What the path of a request names: a resource of this node, or of one below it.
package struct RouteMatch: Equatable, Sendable {
    package enum Place: Equatable, Sendable {
        case here
        case chain(ChainPath)
        /// The path of the URL is allowed, but no list of chain names: `a..b`.
        case malformedChain(String)
    }

    package let place: Place
    package let route: Route
    /// The path behind `/v1/`, or behind the chain: what a hop puts behind the next one's.
    package let suffix: String

    /// Matches a request target, still percent-encoded; the query is ignored. Linear in its length.
    ///
    /// Names are compared as they stand: an encoded character in one is no match, as on 0.25. Only the parts of jail
    /// logs are decoded (HTTP contract, sections 2 and 6).
    ///
    /// - Returns: `nil` when there is no such resource.
    package init?(target: String) {
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") }
        guard path.first == UInt8(ascii: "/") else { return nil }
        let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        if parts == [""] || parts == ["v1"] || parts == ["v1", ""] {
            self.init(place: .here, route: .root, suffix: "")
            return
        }
        guard parts[0] == "v1", parts.count <= 16 else { return nil }
        var rest = Array(parts.dropFirst())
        var place = Place.here
        if rest.first == "chain", rest.count >= 3 {
            guard Self.isChainText(rest[1]) else { return nil }
            place = ChainPath(rest[1]).map { .chain($0) } ?? .malformedChain(rest[1])
            rest.removeFirst(2)
        }
        guard let route = RoutePattern.all.lazy.compactMap({ $0.route(for: rest) }).first else { return nil }
        if rest.last == "" { rest.removeLast() }
        self.init(place: place, route: route, suffix: rest.joined(separator: "/"))
    }

    private init(place: Place, route: Route, suffix: String) {
        self.place = place
        self.route = route
        self.suffix = suffix
    }

    /// What may stand for a chain in a URL, which is less strict than the rule of names.
    private static func isChainText(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else { return false }
        let names = text.utf8.split(separator: UInt8(ascii: "."))
        return text.utf8.count <= 4096 && names.allSatisfy { $0.count <= NameGrammar.longestName }
            && text.utf8.allSatisfy {
                NameGrammar.isLetter($0, upperCase: true) || NameGrammar.isDigit($0) || "._-".utf8.contains($0)
            }
    }
}
