import Adapters
import Domain
import Logging

/// Answers 200 with the method, the target and what the body says.
let echo: HTTPServer.Handler = { request in
    Response(
        200,
        [
            "method": .string(request.method), "target": .string(request.target),
            "body": .string(String(decoding: request.body, as: UTF8.self)),
        ])
}

let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs a server on a free port of the loopback interface while `work` runs, and stops it afterwards.
@discardableResult
func withServer<Result: Sendable>(
    compresses: Bool = true, limits: HTTPServerConfiguration.Limits = .init(),
    certificate: HTTPServerConfiguration.Certificate? = nil,
    bodyLimit: @escaping HTTPServer.BodyLimit = { _ in 65_536 }, handler: @escaping HTTPServer.Handler = echo,
    _ work: @Sendable (Int, HTTPServer) async throws -> Result
) async throws -> Result {
    let ports = Collected<[Int]>()
    let server = HTTPServer(
        configuration: HTTPServerConfiguration(
            listeners: [.init(host: "127.0.0.1", port: 0, certificate: certificate)], compresses: compresses,
            limits: limits), logger: silentLogger, onRunning: { ports.append($0) }, bodyLimit: bodyLimit,
        handler: handler)
    async let running: Void = server.run()
    await ports.wait(for: 1)
    do {
        let result = try await work(ports.items[0][0], server)
        server.stop()
        try await running
        return result
    } catch {
        server.stop()
        try await running
        throw error
    }
}
