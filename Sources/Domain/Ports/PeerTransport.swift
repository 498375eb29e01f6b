/// A request from this node to a neighbour below it.
package struct PeerRequest: Equatable, Sendable {
    package var method: String
    /// Absolute path, percent-encoded, without the prefix that the neighbour's entry point may have.
    package var path: String
    package var body: JSONValue?
    /// How long to wait for the answer to begin, connecting included. Once it comes, each pause in it is limited by the
    /// neighbour's own setting.
    package var timeout: Duration

    package init(method: String, path: String, body: JSONValue? = nil, timeout: Duration) {
        self.method = method
        self.path = path
        self.body = body
        self.timeout = timeout
    }
}

/// What a neighbour answered, whatever the status.
package struct PeerResponse: Equatable, Sendable {
    package var status: Int
    package var body: [UInt8]
    /// The whole URL that was asked, as it appears in the texts of chain errors.
    package var url: String

    package init(status: Int, body: [UInt8], url: String) {
        self.status = status
        self.body = body
        self.url = url
    }
}

/// Why a neighbour gave no answer. The case names are those of 0.25's `error` member (HTTP contract, section 9.7).
package enum PeerFailure: Error, Equatable, Sendable {
    /// Refused, unreachable, or the name does not resolve; TLS that could not be agreed on counts here too.
    case connect(String)
    case connectTimeout
    /// The request was sent and no complete answer came in time: the work may have been done.
    case readTimeout
    /// The connection broke in the middle of the answer.
    case read(String)
    /// What came is no HTTP, or more than we take.
    case protocolViolation(String)
    /// There is no such neighbour, or it is switched off.
    case unknownNeighbour
    case cancelled
}

/// The way to the neighbours of a node.
package protocol PeerTransport: Sendable {
    /// Sends one request, once: repeating is the caller's decision.
    func send(_ request: PeerRequest, to neighbour: ChainName) async throws(PeerFailure) -> PeerResponse
}
