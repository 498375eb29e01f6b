import Domain

/// A data centre that answers what a server of 0.25 was recorded to answer to its client, and knows nothing else.
///
/// Our client writes an item with one PUT, and a POST when the item is new, and looks before it deletes, where the
/// client of 0.25 looks before it writes (docs/compatibility.md); so the recorded request tells what the others would
/// have been answered.
actor RecordedServer: ServerAccess {
    private let exchanges: [Recording]
    /// Recorded writes that were asked for, by their places among the recorded exchanges.
    private var done: [Int] = []
    /// Requests that the recorded client did not make, or made otherwise.
    private(set) var surprises: [String] = []
    /// Made comparable: what in a body depends on the machine.
    private let substitutions: [(String, String)]

    init(_ exchanges: [Recording], substitutions: [(String, String)] = []) {
        self.exchanges = exchanges
        self.substitutions = substitutions
    }

    private static func writes(_ method: String) -> Bool { ["POST", "PUT", "DELETE"].contains(method) }

    /// Recorded writes that never came, as `METHOD path`.
    var missing: [String] {
        exchanges.indices.filter { Self.writes(exchanges[$0].method) && !done.contains($0) }.map {
            "\(exchanges[$0].method) \(exchanges[$0].path)"
        }
    }

    /// The recorded writes in the order in which they came, chain by chain.
    func order(of chain: String) -> [Int] {
        done.filter { Self.chain(of: exchanges[$0].path) == chain }
    }

    var chains: Set<String> { Set(exchanges.map { Self.chain(of: $0.path) }) }

    private static func chain(of path: String) -> String {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[1] == "chain" ? String(parts[2]) : ""
    }

    func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerResponse {
        let (status, body) = answer(to: request)
        return PeerResponse(
            status: status, body: body.map { JSONWriter.bytes(of: $0) } ?? [], url: "http://SERVER" + request.path)
    }

    private func answer(to request: PeerRequest) -> (Int, JSONValue?) {
        let known = exchanges.indices.filter { exchanges[$0].path == request.path }
        func recorded(_ method: String) -> Int? { known.first { exchanges[$0].method == method && !done.contains($0) } }
        switch request.method {
        case "GET":
            if let place = known.first(where: { exchanges[$0].method == "GET" }) { return reply(place) }
        case "HEAD":
            if let place = known.first(where: { exchanges[$0].method == "HEAD" }) { return reply(place) }
            if recorded("DELETE") != nil || recorded("PUT") != nil { return (200, nil) }
            if recorded("POST") != nil { return (404, nil) }
        case "PUT" where recorded("PUT") == nil && recorded("POST") != nil: return (404, ["status_code": 404])
        default:
            if let place = recorded(request.method) { return perform(place, request) }
        }
        surprises.append("\(request.method) \(request.path)")
        return (404, ["status_code": 404])
    }

    private func perform(_ place: Int, _ request: PeerRequest) -> (Int, JSONValue?) {
        done.append(place)
        let sent = request.body.map { text(of: $0) } ?? ""
        let expected = exchanges[place].body.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let recorded = JSONReader.valueIfWellFormed(expected).map { text(of: $0) } ?? ""
        if sent != recorded { surprises.append("\(request.method) \(request.path) with \(sent), not \(recorded)") }
        return reply(place)
    }

    private func text(of body: JSONValue) -> String {
        substitutions.reduce(JSONWriter.text(of: body.comparable(without: []))) { text, pair in
            text.replacing(pair.0, with: pair.1)
        }
    }

    private func reply(_ place: Int) -> (Int, JSONValue?) { (exchanges[place].status ?? 500, exchanges[place].json) }
}
