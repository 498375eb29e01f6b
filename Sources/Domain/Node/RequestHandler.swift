/// Answers the requests of the API: `(Request) async -> Response`, the same under the HTTP server and in a simulation.
///
/// The order of checks is the one of the wire (HTTP contract, section 2): route, method, body, token, then the work.
package struct RequestHandler: Sendable {
    let configuration: NodeConfiguration
    let ports: NodePorts
    let health: NeighbourHealth
    let observed: Observed
    let poller: Poller
    let jobs: JobRunner
    private let forwarder: ChainForwarder

    /// What an unknown caller may send: enough for the answers that the wire gives before it looks at the token.
    private static let strangerBodyLimit = 65_536

    package init(
        _ configuration: NodeConfiguration, _ ports: NodePorts, health: NeighbourHealth, observed: Observed,
        poller: Poller, jobs: JobRunner
    ) {
        self.configuration = configuration
        self.ports = ports
        self.health = health
        self.observed = observed
        self.poller = poller
        self.jobs = jobs
        forwarder = ChainForwarder(configuration, ports, health: health)
    }

    /// How large a body the sender of this head may send, in bytes. Asked before any of it is read.
    package func bodyLimit(for head: Request) -> Int {
        do throws(APIError) {
            _ = try authenticate(head)
            return configuration.bodyLimit
        } catch {
            return min(Self.strangerBodyLimit, configuration.bodyLimit)
        }
    }

    package func handle(_ request: Request) async -> Response {
        var response: Response
        do throws(APIError) {
            response = try await respond(to: request)
        } catch {
            response = error.response
            if error.isAboutToken { note(request, refusedFor: error) }
        }
        if request.method == "HEAD" { response.body = nil }
        return response
    }

    private func respond(to request: Request) async throws(APIError) -> Response {
        guard let match = RouteMatch(target: request.target) else { throw .notFound }
        guard Route.methods.contains(request.method) else { throw .methodNotAllowed }
        if match.route == .root { return try Self.answerRoot(request.method) }
        let members = try RequestMembers(body: request.body)
        let claims = try authenticate(request)
        if request.method == "OPTIONS" {
            return Response(200, nil, headers: [Self.allowedMethods])
        }
        guard let operation = match.route.operation(request.method) else { throw .methodNotAllowed }
        let path = try Self.path(of: match)
        guard claims.allows(operation.role, on: match.route, at: path) else { throw .notAllowed }
        // No log has such a name; a server of 0.25 behind us would look for a file outside of its folder.
        if match.route == .jailLog(nil) { throw .logNotFound }
        let call = Call(
            route: match.route, suffix: match.suffix, method: request.method, operation: operation, members: members,
            claims: claims)
        let response =
            path.isRoot
            ? try await answer(call)
            : try await forwarder.forward(
                ChainForwarder.Passage(
                    path: path, route: match.route, suffix: match.suffix, method: request.method,
                    operation: operation, body: try bodyForNextHop(call), remaining: request.remaining))
        if operation.role > .read { audit(request, call, response.status) }
        return response
    }

    /// A request that was let in.
    struct Call: Sendable {
        let route: Route
        let suffix: String
        let method: String
        let operation: Route.Operation
        let members: RequestMembers
        let claims: TokenClaims
    }

    private static func answerRoot(_ method: String) throws(APIError) -> Response {
        if method == "HEAD" || method == "PATCH" { throw .methodNotAllowed }
        var response = APIError.resourceMissing.response
        if method == "OPTIONS" { response.headers = [allowedMethods] }
        return response
    }

    /// What `OPTIONS` tells, the same everywhere (HTTP contract, section 3.7).
    private static let allowedMethods = Response.Header(
        "Access-Control-Allow-Methods", "POST, GET, PUT, DELETE, OPTIONS")

    private static func path(of match: RouteMatch) throws(APIError) -> ChainPath {
        switch match.place {
        case .here: .root
        case .chain(let path): path
        case .malformedChain(let text): throw .badChain(text)
        }
    }

    private func authenticate(_ request: Request) throws(APIError) -> TokenClaims {
        guard let credentials = request.credentials else { throw .noCredentials }
        // Split at the first space only: a second one becomes part of the token and spoils it.
        guard let space = credentials.utf8.firstIndex(of: UInt8(ascii: " ")) else { throw .malformedCredentials }
        guard credentials[..<space] == "Bearer" else { throw .unknownScheme }
        let token = String(credentials[credentials.index(after: space)...])
        guard let claims = ports.tokens.claims(of: token, at: ports.clock.wallTime) else { throw .badToken }
        return claims
    }

    private func audit(_ request: Request, _ call: Call, _ status: Int) {
        ports.journal.record(
            .info, "request",
            [
                ("method", call.method), ("operation", call.operation.function),
                ("target", Self.shown(request.target)), ("token", Self.shown(call.claims.identifier ?? "")),
                ("origin", request.origin), ("status", "\(status)"),
            ])
    }

    /// Of whom no good token was shown nothing else is known, so that one line has to tell an operator who tries.
    private func note(_ request: Request, refusedFor error: APIError) {
        ports.journal.record(
            .info, "request refused",
            [
                ("method", request.method), ("target", Self.shown(request.target)), ("origin", request.origin),
                ("status", "\(error.status)"), ("reason", error.message),
            ])
    }

    /// The start of a text from the wire, for the log.
    private static func shown(_ text: String) -> String { String(text.prefix(200)) }

    /// What a hop sends on. It checks what it can, so that a mistake costs no traffic below.
    private func bodyForNextHop(_ call: Call) throws(APIError) -> JSONObject? {
        switch (call.route, call.method) {
        case (.project(.up, let name), "POST"):
            _ = try upRequest(name, call.members)
            return call.members.picked(["director_file", "environment", "restart", "reserve_port"])
        case (.project(.down, let name), "POST"):
            _ = try downRequest(name, call.members)
            return call.members.picked(["environment", "force"])
        case (.metadata, "POST"), (.metadata, "PUT"):
            return ["value": .string(try call.members.text("value"))]
        case (.namespace(let name), "POST"), (.namespace(let name), "PUT"):
            _ = try mapping(of: name, in: name.text, call)
            return call.members.picked(["mapping"])
        case (.virtualMachine, "POST"):
            return try specification(of: call).members
        default: return nil
        }
    }
}
