package import Domain
internal import HummingbirdCore
internal import HummingbirdTLS
package import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import ServiceLifecycle
internal import Synchronization

/// Adapts sockets to the handler of the API: HTTP/1.1, plain and over TLS, on any number of addresses.
///
/// The handler sees every method and every target, still percent-encoded. What it does not see: requests that are no HTTP
/// or larger than the limits allow.
package final class HTTPServer: Service {
    package typealias Handler = @Sendable (Domain.Request) async -> Domain.Response
    /// Told the head of a request, its body empty, answers how many bytes of a body its sender may send. Not asked when
    /// there is no body.
    package typealias BodyLimit = @Sendable (Domain.Request) async -> Int

    private let configuration: HTTPServerConfiguration
    private let logger: Logger
    private let bodyLimit: BodyLimit
    private let handler: Handler
    private let onRunning: @Sendable ([Int]) async -> Void
    private let isStopping = Mutex(false)
    private let stopRequests = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// - Parameters:
    ///   - onRunning: Called once, when all listeners are bound, with their ports in the order of the configuration. The
    ///     last of them begins to serve when it returns; connections wait until then.
    package init(
        configuration: HTTPServerConfiguration, logger: Logger,
        onRunning: @escaping @Sendable ([Int]) async -> Void = { _ in }, bodyLimit: @escaping BodyLimit,
        handler: @escaping Handler
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onRunning = onRunning
        self.bodyLimit = bodyLimit
        self.handler = handler
    }

    /// Lets ``run()`` end as a graceful shutdown of the service group does. Returns at once.
    package func stop() { stopRequests.continuation.yield() }

    /// Serves until a graceful shutdown or ``stop()``: then no new connections are taken, idle ones are closed, and
    /// requests that run are answered, for as long as the limits allow; what is left is cancelled. Called once.
    ///
    /// - Throws: ``HTTPServerFailure`` when it cannot listen.
    package func run() async throws {
        let servers = try await makeServers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { listeners in
                    for server in servers { listeners.addTask { try await self.serve(server) } }
                    // The first that fails takes the others with it, for which waitForAll() would wait.
                    while try await listeners.next() != nil {}
                }
            }
            group.addTask { await self.stopInTime(servers) }
            // Either all listeners have ended, or their time is up.
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// A listener that is ready to be started.
    private struct Listening: Sendable {
        let host: String
        let port: Int
        let run: @Sendable () async throws -> Void
        let shutDown: @Sendable () async throws -> Void
    }

    private func serve(_ server: Listening) async throws {
        do {
            try await server.run()
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            throw HTTPServerFailure.listen(host: server.host, port: server.port, reason: reason)
        } catch is SocketAddressError.UnknownHost {
            throw HTTPServerFailure.listen(
                host: server.host, port: server.port, reason: "no address of that name is known")
        } catch let error as SocketAddressError {
            throw HTTPServerFailure.listen(host: server.host, port: server.port, reason: "\(error)")
        } catch let error as NIOConnectionError {
            throw HTTPServerFailure.listen(host: server.host, port: server.port, reason: "\(error)")
        }
        let wasAsked = isStopping.withLock { $0 } || Task.isShuttingDownGracefully || Task.isCancelled
        guard wasAsked else { throw HTTPServerFailure.ended(host: server.host, port: server.port) }
    }

    private func stopInTime(_ servers: [Listening]) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await gracefulShutdown()
                } catch {
                    // The listeners have ended by themselves.
                }
            }
            group.addTask { for await _ in self.stopRequests.stream { break } }
            await group.next()
            group.cancelAll()
        }
        guard !Task.isCancelled else { return }
        isStopping.withLock { $0 = true }
        await withTaskGroup(of: Void.self) { group in
            for server in servers {
                group.addTask {
                    do {
                        try await server.shutDown()
                    } catch {
                        self.logger.error("a listener did not close", metadata: ["error": "\(error)"])
                    }
                }
            }
            group.addTask {
                do {
                    try await Task.sleep(for: self.configuration.limits.shutdown)
                } catch {
                    // All have ended in time.
                }
            }
            // Cancelled when the listeners have ended; else the time is up with the sleep.
            await group.waitForAll()
        }
    }

    private func makeServers() async throws -> [Listening] {
        let group = MultiThreadedEventLoopGroup.singleton
        let service = ConnectionService(
            limits: configuration.limits, encoder: ReplyEncoder(compresses: configuration.compresses),
            bodyLimit: bodyLimit, handler: handler)
        var places: [(listener: Int, host: String)] = []
        for (position, listener) in configuration.listeners.enumerated() {
            let hosts: [String]
            if let host = listener.host { hosts = [host] } else { hosts = await AllAddresses.hosts(group: group) }
            places += hosts.map { (position, $0) }
        }
        let ports = BoundPorts(listeners: configuration.listeners.count, places: places.count)
        let connections = DescriptorLimit.connections(
            descriptors: DescriptorLimit.current, listeners: places.count, most: configuration.limits.connections)
        if connections < configuration.limits.connections {
            logger.notice(
                "few descriptors: connections are bounded",
                metadata: ["descriptors": "\(DescriptorLimit.current)", "connections": "\(connections)"])
        }
        return try places.map { position, host in
            let listener = configuration.listeners[position]
            let onRunning: @Sendable (any Channel) async -> Void = { channel in
                let all = ports.note(channel.localAddress?.port ?? listener.port, of: position)
                if let all { await self.onRunning(all) }
            }
            guard let certificate = listener.certificate else {
                return listening(
                    service, host: host, port: listener.port, connections: connections, group: group,
                    onRunning: onRunning)
            }
            let tls = try Self.tlsConfiguration(certificate)
            let secured: TLSChannel<ConnectionService>
            do {
                secured = try TLSChannel(service, tlsConfiguration: tls)
            } catch {
                throw HTTPServerFailure.certificate(file: certificate.keyFile, reason: "\(error)")
            }
            return listening(
                secured, host: host, port: listener.port, connections: connections, group: group,
                onRunning: onRunning)
        }
    }

    private func listening(
        _ setup: some ServerChildChannel, host: String, port: Int, connections: Int, group: any EventLoopGroup,
        onRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> Listening {
        let server = Server(
            childChannelSetup: setup,
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: .maximum(connections, logger: logger)),
            onServerRunning: onRunning, eventLoopGroup: group, logger: logger)
        return Listening(
            host: host, port: port, run: { try await server.run() }, shutDown: { try await server.shutdownGracefully() }
        )
    }

    static func tlsConfiguration(_ files: HTTPServerConfiguration.Certificate) throws -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(files.certificateFile)
        } catch {
            throw HTTPServerFailure.certificate(file: files.certificateFile, reason: "\(error)")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: files.keyFile, format: .pem)
        } catch {
            throw HTTPServerFailure.certificate(file: files.keyFile, reason: "\(error)")
        }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        return tls
    }
}

/// Collects the ports of listeners until all are bound.
private final class BoundPorts: Sendable {
    private struct State {
        var ports: [Int?]
        var missing: Int
    }

    private let state: Mutex<State>

    /// - Parameter places: Sockets of all listeners together.
    init(listeners: Int, places: Int) {
        state = Mutex(State(ports: Array(repeating: nil, count: listeners), missing: places))
    }

    /// - Returns: All ports, when this was the last; for a listener with several sockets, that of the first bound.
    func note(_ port: Int, of listener: Int) -> [Int]? {
        state.withLock { state in
            if state.ports[listener] == nil { state.ports[listener] = port }
            state.missing -= 1
            return state.missing == 0 ? state.ports.compactMap(\.self) : nil
        }
    }
}
