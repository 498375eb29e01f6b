/// The way from a client to the root of one data centre: its address, its token and its limits are behind it.
package protocol ServerAccess: Sendable {
    /// Sends one request, once: repeating is the caller's decision.
    func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerResponse
}

/// The data centres that one command may talk to, by their names in the deployment file.
package struct Servers: Sendable {
    private let entries: [(datacenter: Datacenter, access: any ServerAccess)]

    package init(_ entries: [(datacenter: Datacenter, access: any ServerAccess)]) { self.entries = entries }

    /// - Returns: `nil` when there is no such data centre.
    package subscript(name: String) -> (datacenter: Datacenter, access: any ServerAccess)? {
        entries.first { $0.datacenter.name == name }
    }
}

extension ClientTimeouts {
    /// What stands for "no limit": longer than anybody waits, and still a number that every timer takes.
    package static let unlimited: Duration = .seconds(86_400)

    /// The whole time that one request may take: `timeout` where the file says so, else the time to connect and the
    /// time to answer together; a day where either is unlimited.
    package var wholeRequest: Duration {
        if let total { return total }
        guard let connect, let read else { return Self.unlimited }
        return connect + read
    }
}
