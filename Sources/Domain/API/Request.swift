/// One request of the HTTP API, free of sockets.
package struct Request: Sendable {
    package var method: String
    /// The request target as it came: still percent-encoded, with its query.
    package var target: String
    /// The value of the header `Authentication`; `nil` when there is none.
    package var credentials: String?
    /// How long the caller still waits, from the header ``deadlineHeader``; `nil` from callers that do not say.
    package var remaining: Duration?
    package var body: [UInt8]
    /// The address of the caller, for the audit.
    package var origin: String

    /// Milliseconds that the caller will still wait for the answer. Unknown to 0.25, which ignores it.
    package static let deadlineHeader = "Overlord-Deadline-Milliseconds"

    package init(
        method: String, target: String, credentials: String? = nil, remaining: Duration? = nil, body: [UInt8] = [],
        origin: String = ""
    ) {
        self.method = method
        self.target = target
        self.credentials = credentials
        self.remaining = remaining
        self.body = body
        self.origin = origin
    }
}
