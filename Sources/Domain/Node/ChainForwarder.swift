/// Passes requests on to the neighbours of this node and their answers back. Source: HTTP contract, section 9.
package struct ChainForwarder: Sendable {
    private let neighbours: [ChainName: NodeConfiguration.Neighbour]
    private let ports: NodePorts
    private let health: NeighbourHealth

    /// What is kept back of a caller's deadline, so that our answer arrives before it gives up.
    private static let margin = Duration.milliseconds(50)

    package init(_ configuration: NodeConfiguration, _ ports: NodePorts, health: NeighbourHealth) {
        neighbours = Dictionary(
            configuration.neighbours.filter { !$0.isDisabled }.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.ports = ports
        self.health = health
    }

    /// A request on its way through this node.
    package struct Passage: Sendable {
        package let path: ChainPath
        package let route: Route
        package let suffix: String
        package let method: String
        package let operation: Route.Operation
        /// What is sent on; `nil` for no body.
        package let body: JSONObject?
        package let remaining: Duration?
    }

    package func forward(_ passage: Passage) async throws(APIError) -> Response {
        guard let (name, rest) = passage.path.nextHop, let neighbour = neighbours[name] else {
            throw .unknownNeighbour(passage.path.names[0])
        }
        // What lies behind the neighbour is tried all the same (HTTP contract, section 9.3): nobody asks for it by
        // following lists, and one success lists the neighbour again.
        if rest.isRoot, await health.isRefused(name) {
            return error(
                503, passage, "UnavailableChain", "Chain disabled by smart timeouts", at: name, rest: rest)
        }
        let began = ports.clock.uptime
        let limit = min(passage.remaining.map { $0 - Self.margin } ?? neighbour.timeLimit, neighbour.timeLimit)
        do throws(PeerFailure) {
            guard limit > .zero else { throw .readTimeout }
            let answer = try await send(passage, to: name, rest: rest, deadline: began + limit)
            return translate(answer, passage, at: name, rest: rest)
        } catch {
            // A caller in a hurry says nothing of the neighbour: it may have been given no time at all.
            let hadTime = limit * 2 >= neighbour.timeLimit
            // One that took the request for a server behind it may be waiting for that one in vain.
            let isItsOwn = rest.isRoot || error.isOfConnecting
            if error != .cancelled, isItsOwn, hadTime || !error.isTimeout { await health.failed(name, began: began) }
            return self.error(503, passage, error.wireName, error.wireText, at: name, rest: rest)
        }
    }

    private func send(
        _ passage: Passage, to name: ChainName, rest: ChainPath, deadline: Duration
    ) async throws(PeerFailure) -> PeerResponse {
        let path = rest.isRoot ? "/v1/\(passage.suffix)" : "/v1/chain/\(rest)/\(passage.suffix)"
        func ask(_ method: String) async throws(PeerFailure) -> PeerResponse {
            let began = ports.clock.uptime
            let answer = try await ports.peers.send(
                PeerRequest(
                    method: method, path: path, body: passage.body.map { .object($0) }, timeout: deadline - began),
                to: name)
            // Counted for each request by itself: the next one of the same passage may hang for long.
            await count(answer, of: name, rest: rest, began: began)
            return answer
        }
        guard passage.isUpsert else { return try await ask(passage.method) }
        if case .namespace(let name) = passage.route, rest.isRoot {
            // PUT makes a namespace that is missing, and says that it was updated. Only who asks first can say more.
            let isNew = try await ask("HEAD").status == 404
            var answer = try await ask("PUT")
            if isNew, answer.status == 200 {
                let message = JSONValue.string("Namespace '\(name)' has been successfully created.")
                answer.body = JSONWriter.bytes(of: ["message": message])
            }
            return answer
        }
        // Writing through a chain creates or replaces. A hop does both for either method; at the tail PUT only
        // replaces metadata and POST only creates.
        let answer = try await ask("PUT")
        guard answer.status == 404 && rest.isRoot else { return answer }
        return try await ask("POST")
    }

    private func count(_ answer: PeerResponse, of name: ChainName, rest: ChainPath, began: Duration) async {
        // A tail that is overloaded counts as a failure; for what lies behind it the neighbour is not to blame.
        if rest.isRoot && [502, 503, 504].contains(answer.status) {
            await health.failed(name, began: began)
        } else {
            await health.succeeded(name)
        }
    }

    // MARK: - Answers

    private func translate(_ answer: PeerResponse, _ passage: Passage, at name: ChainName, rest: ChainPath) -> Response
    {
        if passage.method == "HEAD" {
            if answer.status == 200 || answer.status == 404 { return Response(answer.status, nil) }
        } else if passage.method == "DELETE" {
            if answer.status == 204 { return Response(204, nil) }
            if (200..<300).contains(answer.status) { return Response(200, nil) }
        }
        if passage.method == "HEAD" || passage.method == "DELETE" {
            // 0.25 turns these into 503 and counts them against the neighbour; what the client did wrong stays 4xx.
            return error(
                (400..<500).contains(answer.status) ? answer.status : 503, passage, "APIError",
                "Error \(answer.status): \(StatusText.phrase(answer.status))", at: name, rest: rest)
        }
        guard (200..<300).contains(answer.status) else {
            let isPlausible = (300..<600).contains(answer.status)
            return error(
                isPlausible ? answer.status : 503, passage, "HTTPStatusError",
                StatusText.complaint(status: answer.status, url: answer.url), at: name, rest: rest)
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.answer(of: answer.body)
        } catch {
            return self.error(503, passage, "JSONDecodeError", "The answer is no JSON text.", at: name, rest: rest)
        }
        guard let object = value.object else {
            return error(503, passage, "AttributeError", "The answer is no JSON object.", at: name, rest: rest)
        }
        guard let member = passage.route.member(passage.method) else {
            // `up`, `down`, `cancel` and `vm` are passed on whole.
            return Response(200, object)
        }
        return Response(200, [member.name: object[member.name] ?? member.missing])
    }

    private func error(
        _ status: Int, _ passage: Passage, _ kind: String, _ message: String, at name: ChainName, rest: ChainPath
    ) -> Response {
        Response(
            status,
            [
                "function": .string(passage.operation.function), "entrypoint": .string(name.text),
                "chain": .string(rest.description), "error": .string(kind), "message": .string(message),
            ])
    }
}

extension ChainForwarder.Passage {
    fileprivate var isUpsert: Bool { operation.function.hasSuffix("_set") }
}

extension PeerFailure {
    package var isTimeout: Bool { self == .readTimeout || self == .connectTimeout }

    /// Whether there was no connection at all.
    package var isOfConnecting: Bool {
        switch self {
        case .connect, .connectTimeout, .unknownNeighbour: true
        case .readTimeout, .read, .protocolViolation, .cancelled: false
        }
    }

    /// The name of the failure in chain errors and messages.
    package var wireName: String {
        switch self {
        case .connect, .unknownNeighbour: "ConnectError"
        case .connectTimeout: "ConnectTimeout"
        case .readTimeout: "ReadTimeout"
        case .read: "ReadError"
        case .protocolViolation: "RemoteProtocolError"
        case .cancelled: "CancelledError"
        }
    }

    /// Its text there; time-outs have none. Addresses and causes of the system stay out of it.
    package var wireText: String {
        switch self {
        case .connect, .unknownNeighbour: "All connection attempts failed"
        case .connectTimeout, .readTimeout, .cancelled: ""
        case .read: "The connection broke."
        case .protocolViolation: "The answer breaks the protocol."
        }
    }
}
