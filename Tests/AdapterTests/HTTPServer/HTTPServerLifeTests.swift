import Adapters
import Domain
import ServiceLifecycle
import TestSupport
import Testing

@Suite("Life of the HTTP server", .timeLimit(.minutes(5)))
struct HTTPServerLifeTests {
    @Test(arguments: [true, false])
    func `a client that goes away cancels what runs for it`(half: Bool) async throws {
        let began = Door()
        let cancelled = Door()
        try await withServer(handler: { _ in
            began.open()
            do { try await Task.sleep(for: .seconds(50)) } catch { cancelled.open() }
            return Response(200, ["status": "late"])
        }) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await began.pass()
            if half { connection.finishSending() } else { connection.end() }
            await cancelled.pass()
            // Who has only finished sending still reads.
            if half { #expect(try await connection.response().text.contains("late")) }
        }
    }

    @Test func `a client that finishes sending with its request gets its answer`() async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET /only HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.finishSending()
            #expect(try await connection.response().text.contains("/only"))
            #expect(try await connection.rest().isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `an answer that is still leaving when the client or the server is through arrives whole`(stops: Bool)
        async throws
    {
        // More than the system buffers on both sides.
        let text = String(repeating: "x", count: 12 << 20)
        let given = Door()
        try await withServer(
            compresses: false,
            handler: { _ in
                defer { given.open() }
                return Response(200, ["x": .string(text)])
            }
        ) { port, server in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await given.pass()
            if stops { server.stop() } else { connection.finishSending() }
            #expect(try await connection.response().body.count == text.utf8.count + 26)
            #expect(try await connection.rest().isEmpty)
        }
    }

    @Test func `a client that goes away in the middle of a body is nobody's request`() async throws {
        let calls = Collected<Void>()
        try await withServer(handler: { _ in
            calls.append(())
            return Response(200, nil)
        }) { port, _ in
            let broken = try RawConnection(port: port)
            try await broken.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            broken.end()
            let other = try RawConnection(port: port)
            try await other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await other.response().status == 200)
        }
        #expect(calls.items.count == 1)
    }

    @Test func `stopping closes idle connections, answers what runs, and takes nothing new`() async throws {
        let began = Door()
        let mayEnd = Door()
        let ended = Door()
        try await withServer(handler: { request in
            if request.target == "/slow" {
                began.open()
                await mayEnd.pass()
            }
            return Response(200, ["target": .string(request.target)])
        }) { port, server in
            let idle = try RawConnection(port: port)
            try await idle.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await idle.response().status == 200)
            let busy = try RawConnection(port: port)
            try await busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            await began.pass()
            server.stop()
            #expect(try await idle.rest().isEmpty)
            #expect(throws: RawConnection.Failure.self) { try RawConnection(port: port) }
            mayEnd.open()
            let response = try await busy.response()
            #expect(response.text.contains("/slow"))
            #expect(response.headers["connection"] == "close")
            #expect(try await busy.rest().isEmpty)
            ended.open()
        }
        await ended.pass()
    }

    @Test func `what still runs at the end of the time to stop is cancelled`() async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.shutdown = .milliseconds(200)
        let began = Door()
        let cancelled = Door()
        try await withServer(
            limits: limits,
            handler: { _ in
                began.open()
                do { try await Task.sleep(for: .seconds(50)) } catch { cancelled.open() }
                return Response(503, nil)
            }
        ) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await began.pass()
        }
        await cancelled.pass()
    }

    @Test func `a graceful shutdown of its service group ends the server`() async throws {
        let running = Door()
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [.init(host: "127.0.0.1", port: 0)]),
            logger: silentLogger, onRunning: { _ in running.open() }, bodyLimit: { _ in 0 }, handler: echo)
        let group = ServiceGroup(services: [server], logger: silentLogger)
        async let ended: Void = group.run()
        await running.pass()
        await group.triggerGracefulShutdown()
        try await ended
    }

    @Test func `cancelling the task of the server ends it`() async throws {
        let running = Door()
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [.init(host: "127.0.0.1", port: 0)]),
            logger: silentLogger, onRunning: { _ in running.open() }, bodyLimit: { _ in 0 }, handler: echo)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await server.run() } catch { #expect(error is CancellationError) }
            }
            await running.pass()
            group.cancelAll()
        }
    }
}
