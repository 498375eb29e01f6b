internal import Domain

/// Talks to one server of Overlord in its own terms: entry point, access token, JSON. Source: HTTP contract, section 12.1.
struct EntrypointClient: Sendable {
    private let address: EntrypointAddress
    private let credentials: String
    private let timeouts: ClientTimeouts
    private let trust: HTTPExchange.Trust
    private let usesEnvironmentProxies: Bool
    private let client: CurlClient

    /// How many times as long as its beginning a whole answer may take: a trickle must end some time, and a large log
    /// over a slow line may go on.
    private static let longestTrickle = 20

    init(
        entrypoint: String, accessToken: String, timeouts: ClientTimeouts, trust: HTTPExchange.Trust,
        usesEnvironmentProxies: Bool, client: CurlClient
    ) throws(EntrypointProblem) {
        address = try EntrypointAddress(entrypoint)
        guard !accessToken.isEmpty, accessToken.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .illegalToken
        }
        credentials = "Bearer " + accessToken
        self.timeouts = timeouts
        self.trust = trust
        self.usesEnvironmentProxies = usesEnvironmentProxies
        self.client = client
    }

    func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerResponse {
        guard request.path.utf8.first == UInt8(ascii: "/") else {
            throw .protocolViolation("the path of the request is not absolute")
        }
        var limits = timeouts
        let patience = min(request.timeout, timeouts.total ?? request.timeout)
        guard patience > .zero else { throw .connectTimeout }
        limits.total = timeouts.total ?? patience * Self.longestTrickle
        var headers = [
            HTTPExchange.Header("Authentication", credentials),
            HTTPExchange.Header(Request.deadlineHeader, String(patience.microseconds / 1000)),
        ]
        if request.body != nil { headers.append(HTTPExchange.Header("Content-Type", "application/json")) }
        let response = try await client.send(
            HTTPExchange.Request(
                method: request.method, url: address.url(request.path), headers: headers,
                body: request.body.map { JSONWriter.bytes(of: $0) }, timeouts: limits,
                answerBegins: patience, trust: trust,
                usesEnvironmentProxies: usesEnvironmentProxies))
        return PeerResponse(status: response.status, body: response.body, url: address.shownURL(request.path))
    }
}
