/// AppJail on this node.
package protocol JailHost: Sendable {
    /// All jails with the values of `keywords`, by name, from one call.
    func jails(keywords: [String]) async throws(HostFailure) -> [JailRecord]

    /// Resource use by rctl(8), the members of `counters` only, in their order. Empty for a stopped jail.
    func statistics(of jail: JailName, counters: [String]) async throws(HostFailure) -> [(name: String, value: Int)]

    /// The CPU set, as AppJail prints it; `nil` when the jail does not run.
    func cpuset(of jail: JailName) async throws(HostFailure) -> String?

    /// What is configured for a jail, in the form of the API (HTTP contract, section 8.9).
    func extras(_ kind: JailExtra, of jail: JailName, keywords: [String]) async throws(HostFailure) -> [JSONValue]
}

/// A jail in AppJail's list.
package struct JailRecord: Equatable, Sendable {
    package let name: JailName
    /// The values of the keywords that were asked for, in that order.
    package let info: JSONObject
    package let isRunning: Bool

    package init(name: JailName, info: JSONObject, isRunning: Bool) {
        self.name = name
        self.info = info
        self.isRunning = isRunning
    }
}

/// The lists that are configured for a jail. The raw value is the word in the path of the API.
package enum JailExtra: String, Sendable, CaseIterable {
    case devfs, expose, healthcheck, limits, fstab, labels, nat, volumes
}
