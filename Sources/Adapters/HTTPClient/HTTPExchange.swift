package import Domain

/// One HTTP request and its answer, as values.
package enum HTTPExchange {
    package struct Header: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Whom an https connection trusts, and who it says that it is.
    package struct Trust: Hashable, Sendable {
        /// Path of a PEM file with the only authorities that are trusted; `nil` for those of the system.
        package var authorityFile: String?
        /// Paths of the PEM files of a client certificate and its key.
        package var identity: Identity?

        package struct Identity: Hashable, Sendable {
            package let certificateFile: String
            package let keyFile: String

            package init(certificateFile: String, keyFile: String) {
                self.certificateFile = certificateFile
                self.keyFile = keyFile
            }
        }

        package init(authorityFile: String? = nil, identity: Identity? = nil) {
            self.authorityFile = authorityFile
            self.identity = identity
        }

        package static let system = Trust()
    }

    package struct Request: Sendable {
        /// Largest answer that is taken unless a request says otherwise: 64 MiB, after decompression.
        package static let usualLargestBody = 64 << 20

        package var method: String
        /// Absolute http or https URL, percent-encoded. Sent as it is: dot segments are kept.
        package var url: String
        package var headers: [Header]
        /// `nil` sends none; a POST then says `Content-Length: 0`.
        package var body: [UInt8]?
        /// All three limits count from the moment they begin to matter: `total` from the call, waiting for a free
        /// connection included.
        package var timeouts: ClientTimeouts
        /// How long the first byte of the answer may take from the call, connecting included; `nil` for no limit.
        package var answerBegins: Duration?
        package var trust: Trust
        /// Whether `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` of the environment are followed.
        package var usesEnvironmentProxies: Bool
        /// Bytes of the answer, after decompression, past which it is given up.
        package var largestBody: Int
        /// Whether it does no harm when the request arrives twice.
        ///
        /// A server may close a kept connection at the moment in which a request is sent over it; libcurl then sends the
        /// request again by itself, not knowing whether the first was acted upon. A request that is not repeatable
        /// therefore goes over a new connection, where that cannot happen. Unless set: true for GET and HEAD.
        package var isRepeatable: Bool {
            get { statedRepeatable ?? (method == "GET" || method == "HEAD") }
            set { statedRepeatable = newValue }
        }
        private var statedRepeatable: Bool?

        package init(
            method: String, url: String, headers: [Header] = [], body: [UInt8]? = nil,
            timeouts: ClientTimeouts = ClientTimeouts(), answerBegins: Duration? = nil, trust: Trust = .system,
            usesEnvironmentProxies: Bool = false,
            largestBody: Int = Request.usualLargestBody, isRepeatable: Bool? = nil
        ) {
            self.method = method
            self.url = url
            self.headers = headers
            self.body = body
            self.timeouts = timeouts
            self.answerBegins = answerBegins
            self.trust = trust
            self.usesEnvironmentProxies = usesEnvironmentProxies
            self.largestBody = largestBody
            statedRepeatable = isRepeatable
        }
    }

    package struct Response: Equatable, Sendable {
        package var status: Int
        /// In their order on the wire; `Content-Encoding` is still there though the body is decompressed.
        package var headers: [Header]
        package var body: [UInt8]

        package init(status: Int, headers: [Header], body: [UInt8]) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// The value of the first header of that name, in whatever case.
        package func header(_ name: String) -> String? {
            let name = name.lowercased()
            return headers.first { $0.name.lowercased() == name }?.value
        }
    }
}
