package import Domain

/// The way of one process of a simulated node to its neighbours.
package struct SimulatedTransport: PeerTransport {
    /// A neighbour as the configuration names it.
    package struct Route: Sendable {
        /// The node behind the name.
        package var node: String
        /// The token that is shown there, asked for with each request.
        package var token: @Sendable () -> String
        package var isDisabled: Bool

        package init(
            node: String, token: @autoclosure @escaping @Sendable () -> String, isDisabled: Bool = false
        ) {
            self.node = node
            self.token = token
            self.isDisabled = isDisabled
        }
    }

    private let node: String
    private let network: SimulatedNetwork
    private let fence: Fence
    private let clock: VirtualClock
    private let routes: [ChainName: Route]

    /// - Parameter clock: Counts the time-outs.
    package init(
        node: String, network: SimulatedNetwork, fence: Fence, clock: VirtualClock, routes: [ChainName: Route]
    ) {
        self.node = node
        self.network = network
        self.fence = fence
        self.clock = clock
        self.routes = routes
    }

    package func send(_ request: PeerRequest, to neighbour: ChainName) async throws(PeerFailure) -> PeerResponse {
        await fence.cross(.peersSend, isAfter: false)
        guard fence.isUp else { throw .cancelled }
        guard let route = routes[neighbour], !route.isDisabled else { throw .unknownNeighbour }
        guard Self.canBeSent(request) else { throw .protocolViolation("the request cannot be sent") }
        guard request.timeout > .zero else { throw .connectTimeout }
        guard !Task.isCancelled else { throw .cancelled }
        let message = Request(
            method: request.method, target: request.path, credentials: "Bearer \(route.token())",
            remaining: request.timeout, body: request.body.map { JSONWriter.bytes(of: $0) } ?? [], origin: node)
        let exchange = network.depart(message, from: node, to: route.node)
        let result = await exchange.result(within: request.timeout, clock)
        await fence.cross(.peersSend, isAfter: true)
        if exchange.isGivenUp { network.tell(exchange, .timedOut) }
        guard fence.isUp, let result else { throw .cancelled }
        return try result.get()
    }

    /// Whether HTTP has a way to send the method and the path.
    private static func canBeSent(_ request: PeerRequest) -> Bool {
        let path = request.path.utf8
        return path.first == UInt8(ascii: "/")
            && path.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
            && NameGrammar.isWord(request.method, extra: Array("!#$%&'*+-.^_`|~".utf8))
    }
}
