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
        guard let route = Self.route(rest) else { return nil }
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
        return text.utf8.count <= 4096
            && text.utf8.allSatisfy {
                NameGrammar.isLetter($0, upperCase: true) || NameGrammar.isDigit($0) || "._-".utf8.contains($0)
            }
    }

    private static func route(_ parts: [String]) -> Route? {
        // Collections take one trailing slash, items none.
        let isList = parts.count > 1 && parts.last == ""
        let words = isList ? Array(parts.dropLast()) : parts
        switch (words.count, words.first) {
        case (1, "ping"): return .ping
        case (1, "labels"): return .labels
        case (1, "chains"): return .chains
        case (1, "jails"): return .jails
        case (1, "stats"): return .stats
        case (1, "projects"): return .projects
        case (1, "metadata"): return .metadataList
        case (1, "namespace"): return .namespaceList
        case (2, "jails") where words[1] == "logs": return .jailLogs
        case (2, "projects") where words[1] == "logs": return .projectLogs
        default: return isList ? nil : item(words)
        }
    }

    private static func item(_ words: [String]) -> Route? {
        switch (words.count, words.first) {
        case (2, "metadata"): return MetadataKey(words[1]).map { .metadata($0) }
        case (2, "namespace"): return MetadataKey(words[1]).map { .namespace($0) }
        case (2, "vm"): return VirtualMachineName(words[1]).map { .virtualMachine($0) }
        case (3, "jail"):
            guard let aspect = Route.JailAspect(rawValue: words[1]), let jail = JailName(words[2]) else { return nil }
            return .jail(aspect, jail)
        case (3, "project"):
            guard let aspect = Route.ProjectAspect(rawValue: words[1]), let project = ProjectName(words[2]) else {
                return nil
            }
            return .project(aspect, project)
        case (5, "projects") where words[1] == "log":
            return projectLog(words[2], words[3], words[4]).map { .projectLog($0) }
        case (6, "jail") where words[1] == "log" && !words[2...].contains(""):
            return .jailLog(jailLog(Array(words[2...])))
        default: return nil
        }
    }

    private static func jailLog(_ words: [String]) -> Route.JailLogLocation? {
        let parts = words.compactMap { PercentEncoding.decode($0).flatMap { LogPart($0) } }
        guard parts.count == 4 else { return nil }
        return Route.JailLogLocation(type: parts[0], entity: parts[1], subtype: parts[2], file: parts[3])
    }

    private static func projectLog(_ date: String, _ service: String, _ file: String) -> Route.ProjectLogLocation? {
        guard isLogDate(date), let date = LogPart(date), let fileName = LogPart(file), isLogFile(file) else {
            return nil
        }
        guard service != "." else { return Route.ProjectLogLocation(date: date, service: nil, file: fileName) }
        guard NameGrammar.isWord(service, extra: Array("._-".utf8)), let service = LogPart(service) else { return nil }
        return Route.ProjectLogLocation(date: date, service: service, file: fileName)
    }

    /// `YYYY-MM-DD_HHhMMmSSs`
    private static func isLogDate(_ text: String) -> Bool {
        let pattern = Array("0000-00-00_00h00m00s".utf8)
        let bytes = Array(text.utf8)
        return bytes.count == pattern.count
            && zip(bytes, pattern).allSatisfy { $1 == UInt8(ascii: "0") ? NameGrammar.isDigit($0) : $0 == $1 }
    }

    /// Lower-case letters and dashes, then `.log`.
    private static func isLogFile(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count > 4 && bytes.count <= NameGrammar.longestName && bytes.suffix(4).elementsEqual(".log".utf8)
            && bytes.dropLast(4).allSatisfy {
                NameGrammar.isLetter($0, upperCase: false) || $0 == UInt8(ascii: "-")
            }
    }
}
