/// One answer of the HTTP API, free of sockets.
package struct Response: Equatable, Sendable {
    package var status: Int
    /// The members of the JSON body, `status_code` left out: the envelope adds it in front. `nil`: no body.
    package var body: JSONObject?
    /// Headers beside those that every answer has.
    package var headers: [Header]

    package struct Header: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(_ status: Int, _ body: JSONObject?, headers: [Header] = []) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    /// The body as it is sent: one object whose first member is `status_code` (HTTP contract, section 3.1). A member
    /// of that name in ``body`` wins, as when a hop relays a whole answer from below.
    package var envelope: [UInt8]? {
        guard let body else { return nil }
        var members: [(name: String, value: JSONValue)] = [(name: "status_code", value: .integer(status))]
        members.append(contentsOf: body.members)
        return JSONWriter.bytes(of: .object(JSONObject(members)))
    }
}
