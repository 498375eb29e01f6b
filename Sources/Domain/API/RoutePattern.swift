/// A path of the API with names left open: how resources are found, and how pages on the API list them.
package struct RoutePattern: Sendable {
    private enum Word: Equatable {
        case literal(String)
        case name
    }

    /// As it stands behind `/v1/`, and behind `/v1/chain/<chain>/`: `jail/info/<jail>`.
    package let template: String
    /// Collections take one trailing slash, items none.
    package let allowsTrailingSlash: Bool
    private let words: [Word]
    private let make: @Sendable ([String]) -> Route?

    /// A collection.
    init(_ template: String, _ route: Route) {
        self.init(template, allowsTrailingSlash: true) { _ in route }
    }

    /// An item.
    ///
    /// - Parameter make: Given the open names, still percent-encoded and none empty; `nil` when one of them breaks its
    ///   rule.
    init(_ template: String, _ make: @escaping @Sendable ([String]) -> Route?) {
        self.init(template, allowsTrailingSlash: false, make)
    }

    private init(
        _ template: String, allowsTrailingSlash: Bool, _ make: @escaping @Sendable ([String]) -> Route?
    ) {
        self.template = template
        self.allowsTrailingSlash = allowsTrailingSlash
        self.make = make
        words = template.split(separator: "/").map { $0.hasPrefix("<") ? .name : .literal(String($0)) }
    }

    /// - Parameter parts: The path behind `/v1/`, split at its slashes.
    /// - Returns: `nil` when the path is another.
    package func route(for parts: [String]) -> Route? {
        var parts = parts[...]
        if allowsTrailingSlash, parts.count > 1, parts.last == "" { parts.removeLast() }
        guard parts.count == words.count else { return nil }
        for (word, part) in zip(words, parts) {
            let fits =
                switch word {
                case .literal(let text): text == part
                case .name: !part.isEmpty
                }
            guard fits else { return nil }
        }
        return make(zip(words, parts).filter { $0.0 == .name }.map(\.1))
    }
}

extension RoutePattern {
    /// Every resource of the API but `/`, `/v1` and `/v1/`. Source: HTTP contract, section 7.
    package static let all: [RoutePattern] =
        [
            RoutePattern("ping", .ping),
            RoutePattern("labels", .labels),
            RoutePattern("chains", .chains),
            RoutePattern("stats", .stats),
            RoutePattern("jails", .jails),
            RoutePattern("jails/logs", .jailLogs),
            RoutePattern("jail/log/<type>/<entity>/<subtype>/<log>") { .jailLog(Route.JailLogLocation($0)) },
        ]
        + Route.JailAspect.allCases.map { aspect in
            RoutePattern("jail/\(aspect.rawValue)/<jail>") { JailName($0[0]).map { .jail(aspect, $0) } }
        }
        + [
            RoutePattern("projects", .projects),
            RoutePattern("projects/logs", .projectLogs),
            RoutePattern("projects/log/<date>/<service>/<log>") {
                Route.ProjectLogLocation(date: $0[0], service: $0[1], file: $0[2]).map { .projectLog($0) }
            },
        ]
        + Route.ProjectAspect.allCases.map { aspect in
            RoutePattern("project/\(aspect.rawValue)/<project>") { ProjectName($0[0]).map { .project(aspect, $0) } }
        }
        + [
            RoutePattern("vm/<vm>") { VirtualMachineName($0[0]).map { .virtualMachine($0) } },
            RoutePattern("metadata", .metadataList),
            RoutePattern("metadata/<key>") { MetadataKey($0[0]).map { .metadata($0) } },
            RoutePattern("namespace", .namespaceList),
            RoutePattern("namespace/<name>") { MetadataKey($0[0]).map { .namespace($0) } },
        ]
}
