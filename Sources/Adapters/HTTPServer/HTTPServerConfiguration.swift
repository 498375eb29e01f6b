/// Where the HTTP server listens and what it bears.
package struct HTTPServerConfiguration: Sendable {
    package struct Listener: Sendable {
        /// An address or a name; `nil` for all addresses of the machine, IPv4 and IPv6 where there is IPv6.
        package var host: String?
        /// 0 for any free port.
        package var port: Int
        /// With one the listener speaks TLS 1.2 or newer, without plain HTTP.
        package var certificate: Certificate?

        package init(host: String?, port: Int, certificate: Certificate? = nil) {
            self.host = host
            self.port = port
            self.certificate = certificate
        }
    }

    /// PEM files: the server's certificate, followed by those between it and the authority, and its key.
    package struct Certificate: Sendable {
        package var certificateFile: String
        package var keyFile: String

        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// What a client may use up. Past a limit it is answered with a reason where HTTP has one, and its connection is
    /// closed.
    package struct Limits: Sendable {
        /// Bytes of a request target; more is 414. Default 60 KiB.
        package var target = 61_440
        /// Bytes of the target and all header fields together; more is 431. Default 64 KiB.
        package var head = 65_536
        /// Header fields; more is 431. Default 1000.
        package var headerFields = 1000
        /// Connections to each listener, or fewer where the process may not have as many descriptors; more have to wait
        /// until one is closed. Default 4096.
        package var connections = 4096
        /// How long a connection may be silent: between requests, until a head is complete, within a body, and while an
        /// answer is not taken. Default 60 s.
        package var idle = Duration.seconds(60)
        /// How long the body of a request may take however steadily it comes. Default 300 s.
        package var body = Duration.seconds(300)
        /// How long requests may still run once the server is to stop. Default 10 s.
        package var shutdown = Duration.seconds(10)

        package init() {}
    }

    package var listeners: [Listener]
    /// Whether answers of 1 KiB and more are compressed for those who can take it.
    package var compresses: Bool
    package var limits: Limits

    package init(listeners: [Listener], compresses: Bool = true, limits: Limits = Limits()) {
        self.listeners = listeners
        self.compresses = compresses
        self.limits = limits
    }
}

/// Why the server cannot listen.
package enum HTTPServerFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The port is taken, the address is not ours, or we may not use it. The reason is the system's.
    case listen(host: String, port: Int, reason: String)
    /// A listener stopped taking connections though nobody asked it to: the system took its socket away.
    case ended(host: String, port: Int)
    /// A certificate or key is missing, unreadable, or does not fit the other.
    case certificate(file: String, reason: String)

    package var description: String {
        switch self {
        case .listen(let host, let port, let reason): "cannot listen on \(host), port \(port): \(reason)"
        case .ended(let host, let port): "the system took the socket on \(host), port \(port), away"
        case .certificate(let file, let reason): "the certificate file '\(file)' cannot be used: \(reason)"
        }
    }
}
