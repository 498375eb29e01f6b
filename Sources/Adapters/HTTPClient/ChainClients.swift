package import Domain

/// The neighbours of a node, reached over HTTP.
///
/// Unlike 0.25, each neighbour's own authority file and limit of connections count; nothing is sent twice.
package struct ChainClients: PeerTransport {
    /// A section `chains.NAME` of the configuration, of a chain that is not switched off.
    package struct Neighbour: Sendable {
        package var name: ChainName
        package var entrypoint: String
        package var accessToken: String
        package var timeouts: ClientTimeouts
        package var trust: HTTPExchange.Trust

        package init(
            name: ChainName, entrypoint: String, accessToken: String, timeouts: ClientTimeouts,
            trust: HTTPExchange.Trust = .system
        ) {
            self.name = name
            self.entrypoint = entrypoint
            self.accessToken = accessToken
            self.timeouts = timeouts
            self.trust = trust
        }

        /// The neighbour as the configuration has it.
        package init(_ chain: Configuration.Chain) {
            self.init(
                name: chain.name, entrypoint: chain.entrypoint, accessToken: chain.accessToken,
                timeouts: chain.timeouts, trust: HTTPExchange.Trust(authorityFile: chain.caFile))
        }
    }

    /// A neighbour whose section cannot be used.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package let neighbour: ChainName
        package let reason: EntrypointProblem

        package var description: String { "the chain '\(neighbour)' cannot be used: \(reason)" }
    }

    private let clients: [ChainName: EntrypointClient]

    package init(_ neighbours: [Neighbour], client: CurlClient) throws(Problem) {
        var clients: [ChainName: EntrypointClient] = [:]
        for neighbour in neighbours {
            do {
                clients[neighbour.name] = try EntrypointClient(
                    entrypoint: neighbour.entrypoint, accessToken: neighbour.accessToken, timeouts: neighbour.timeouts,
                    trust: neighbour.trust, usesEnvironmentProxies: false, client: client)
            } catch {
                throw Problem(neighbour: neighbour.name, reason: error)
            }
        }
        self.clients = clients
    }

    package func send(_ request: PeerRequest, to neighbour: ChainName) async throws(PeerFailure) -> PeerResponse {
        guard let client = clients[neighbour] else { throw .unknownNeighbour }
        return try await client.send(request)
    }
}
