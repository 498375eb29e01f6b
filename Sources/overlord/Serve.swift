internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server of this machine.",
        discussion: """
            Reads the configuration that OVERLORD_CONFIG names, or .overlord.yml. Ends on SIGTERM, SIGINT and SIGQUIT, and on SIGHUP when it has no log file, once the \
            requests under way are answered; deployments under way go on by themselves and are found again.

            EXAMPLES
              OVERLORD_CONFIG=/usr/local/etc/overlord.yml overlord serve
              overlord serve --sandbox /tmp/sandbox --port 0 --port-file /tmp/port
            """)

    @Option(
        help: ArgumentHelp(
            "Model AppJail and Director instead of running them, and keep everything in FOLDER.", valueName: "FOLDER"),
        completion: .directory)
    var sandbox: String?

    @Option(help: ArgumentHelp("Listen on this address instead of the configured one.", valueName: "ADDRESS"))
    var listen: String?

    @Option(
        help: ArgumentHelp("Listen on this port instead of the configured one; 0 takes a free one.", valueName: "PORT"))
    var port: Int?

    @Option(help: ArgumentHelp("Write the port to FILE once the server listens.", valueName: "FILE"))
    var portFile: String?

    func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("A port is a number from 0 to 65535.") }
    }

    func run() async throws {
        let isHangUpIgnored = Interruption.leaveToTheServer()
        DescriptorLimit.raise()
        let configuration = try LocalConfiguration.load(sandbox: sandbox)
        try await ServerLog.start(configuration.log)
        let logger = ServerLog.logger(.server)
        do {
            let server = try await ServerAssembly.make(configuration, sandbox: sandbox)
            // With a log of its own a server opens that anew at SIGHUP; without one it must not outlive its terminal.
            let endsAtHangUp = configuration.log.file == nil && !isHangUpIgnored
            try await serve(
                server, configuration, until: [.sigterm, .sigint, .sigquit] + (endsAtHangUp ? [.sighup] : []), logger)
        } catch let failure as StorageFailure {
            Console.complain("overlord: \(Self.sentence(for: failure))")
            throw ExitCode(Exit.inputOutput)
        }
    }

    private func serve(
        _ server: ServerAssembly, _ configuration: Configuration, until signals: [UnixSignal], _ logger: Logger
    ) async throws {
        let portFile = portFile
        let http = HTTPServer(
            configuration: listeners(configuration), logger: ServerLog.logger(.http),
            onRunning: { ports in
                logger.info("listening", metadata: ["ports": "\(ports.map(String.init).joined(separator: ", "))"])
                if let portFile, let port = ports.first {
                    do {
                        try AtomicFile.write(Array("\(port)\n".utf8), to: portFile, mode: 0o644)
                    } catch {
                        logger.error("the port file could not be written", metadata: ["failure": "\(error)"])
                    }
                }
            },
            bodyLimit: { server.node.handler.bodyLimit(for: $0) }, handler: { await server.node.handle($0) })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: NodeService(node: server.node, logger: logger),
                        successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: http, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: signals, logger: logger))
        do {
            try await group.run()
        } catch let failure as HTTPServerFailure {
            Console.complain("overlord: \(failure)")
            throw ExitCode(Exit.unavailable)
        }
        await server.close()
        logger.info("ended")
    }

    private static func sentence(for failure: StorageFailure) -> String {
        switch failure {
        case .full: "The disk is full."
        case .corrupt(let what): "Something stored is damaged and left as it is: \(what)."
        case .inputOutput(let what), .limit(let what), .conflict(let what): "The server cannot start: \(what)."
        }
    }

    private func listeners(_ configuration: Configuration) -> HTTPServerConfiguration {
        var listeners = [
            HTTPServerConfiguration.Listener(
                host: listen ?? configuration.listen, port: port ?? configuration.port)
        ]
        if let tls = configuration.tls {
            listeners.append(
                HTTPServerConfiguration.Listener(
                    host: nil, port: tls.port,
                    certificate: HTTPServerConfiguration.Certificate(
                        certificateFile: tls.certificateFile, keyFile: tls.keyFile)))
        }
        return HTTPServerConfiguration(listeners: listeners, compresses: configuration.isCompressing)
    }
}

/// The loops of the node as a service of the process.
private struct NodeService: Service, CustomStringConvertible {
    let node: Node
    let logger: Logger

    /// The service group writes its services into the log, and a node holds the tokens of its neighbours.
    var description: String { "node" }

    func run() async throws {
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown { await node.run() }
        } onGracefulShutdown: {
            logger.info("asked to end")
        }
    }
}
