package import Domain

/// The root of a data centre, as the command line reaches it.
package struct ServerClient: Sendable {
    private let client: EntrypointClient

    /// - Parameter client: May be shared by any number of data centres.
    package init(_ datacenter: Datacenter, client: CurlClient) throws(EntrypointProblem) {
        self.client = try EntrypointClient(
            entrypoint: datacenter.entrypoint, accessToken: datacenter.accessToken, timeouts: datacenter.timeouts,
            trust: HTTPExchange.Trust(authorityFile: datacenter.caFile), usesEnvironmentProxies: true, client: client)
    }

    /// Sends one request, once.
    package func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerResponse {
        try await client.send(request)
    }
}
