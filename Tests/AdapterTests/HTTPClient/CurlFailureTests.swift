import Adapters
import Domain
import Foundation
import Testing

@Suite("HTTP client in trouble", .timeLimit(.minutes(5)))
struct CurlFailureTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"

    private func failure(
        _ method: String = "GET", _ url: String, _ timeouts: ClientTimeouts = .init(), largestBody: Int = 1 << 20
    ) async -> PeerFailure? {
        let client = CurlClient()
        var found: PeerFailure?
        do throws(PeerFailure) {
            _ = try await client.send(
                HTTPExchange.Request(method: method, url: url, timeouts: timeouts, largestBody: largestBody))
        } catch {
            found = error
        }
        // Whatever happened, nothing is left of it.
        await becomesTrue { client.statistics.active == 0 && client.statistics.waiting == 0 }
        await client.shutDown(grace: .zero)
        return found
    }

    private func failure(
        of script: [ScriptedServer.Step], _ timeouts: ClientTimeouts = .init(), largestBody: Int = 1 << 20
    ) async throws -> PeerFailure? {
        let server = try ScriptedServer(script)
        return await failure("GET", "http://127.0.0.1:\(server.port)/", timeouts, largestBody: largestBody)
    }

    @Test func `a port that nobody listens on is a failure to connect`() async throws {
        let port = try ScriptedServer(accepts: false).port
        guard case .connect(let text) = await failure("GET", "http://127.0.0.1:\(port)/") else {
            Issue.record("not refused")
            return
        }
        #expect(text == "All connection attempts failed")
    }

    @Test func `a name that does not exist is a failure to connect`() async throws {
        guard case .connect = await failure("GET", "http://does-not-exist.invalid/") else {
            Issue.record("resolved")
            return
        }
    }

    @Test func `a server that never answers runs into the total time`() async throws {
        let server = try ScriptedServer(accepts: false)
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(await failure("GET", url, ClientTimeouts(total: .seconds(1))) == .readTimeout)
        #expect(await failure("POST", url, ClientTimeouts(total: .seconds(1))) == .readTimeout)
    }

    @Test func `a server that never answers runs into the time for the next byte`() async throws {
        let server = try ScriptedServer(accepts: false)
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(await failure("GET", url, ClientTimeouts(read: .milliseconds(200))) == .readTimeout)
        #expect(await failure("GET", url, ClientTimeouts(read: .zero)) == .readTimeout)
    }

    @Test func `an answer that stops in the middle runs into the time for the next byte`() async throws {
        let found = try await failure(
            of: [.read, .write(Self.head), .write("abc"), .hang], ClientTimeouts(read: .milliseconds(200)))
        #expect(found == .readTimeout)
    }

    @Test func `an answer that keeps coming may take longer than the time for the next byte`() async throws {
        let trickle: [[ScriptedServer.Step]] = (0..<10).map { _ in [.pause(milliseconds: 300), .write("x")] }
        let found = try await failure(
            of: [.read, .write(Self.head)] + trickle.flatMap(\.self) + [.hang],
            ClientTimeouts(read: .seconds(2)))
        #expect(found == nil)
    }

    @Test func `a total time also ends an answer that keeps coming`() async throws {
        let found = try await failure(
            of: [.read, .write("HTTP/1.1 200 OK\r\n\r\n")]
                + (0..<500).flatMap { _ -> [ScriptedServer.Step] in
                    [.pause(milliseconds: 20), .write("x")]
                }, ClientTimeouts(total: .seconds(1)))
        #expect(found == .readTimeout)
    }

    @Test func `a handshake that never comes about runs into the time to connect`() async throws {
        let server = try ScriptedServer(accepts: false)
        let url = "https://127.0.0.1:\(server.port)/"
        #expect(await failure("GET", url, ClientTimeouts(connect: .milliseconds(200))) == .connectTimeout)
        #expect(await failure("GET", url, ClientTimeouts(total: .milliseconds(200))) == .connectTimeout)
    }

    @Test func `waiting for a connection counts as part of the total time`() async throws {
        let server = try ScriptedServer(accepts: false)
        let client = CurlClient()
        let request = HTTPExchange.Request(
            method: "GET", url: "http://127.0.0.1:\(server.port)/",
            timeouts: ClientTimeouts(read: nil, maximumConnections: 1))
        let hurried = HTTPExchange.Request(
            method: "GET", url: request.url,
            timeouts: ClientTimeouts(read: nil, total: .milliseconds(200), maximumConnections: 1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: PeerFailure.cancelled) { try await client.send(request) }
            }
            await becomesTrue { client.statistics.active == 1 }
            await #expect(throws: PeerFailure.connectTimeout) { try await client.send(hurried) }
            group.cancelAll()
        }
        await client.shutDown(grace: .zero)
    }

    @Test(arguments: [
        "garbage\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "{}",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    ])
    func `what is no HTTP is a violation of the protocol`(text: String) async throws {
        let found = try await failure(of: [.read, .write(text)])
        guard case .protocolViolation = found else {
            Issue.record("\(text.debugDescription): \(String(describing: found))")
            return
        }
    }

    /// As httpx has it: a connection that is closed in good order, but too soon, breaks the protocol.
    @Test(arguments: [
        [ScriptedServer.Step.read], [.read, .write(head + "abc")],
        [.read, .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")],
        [.read, .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), .hang],
    ])
    func `an answer that ends too soon, or in a chunk that is none, breaks the protocol`(
        script: [ScriptedServer.Step]
    ) async throws {
        let found = try await failure(of: script)
        guard case .protocolViolation = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test(arguments: [[ScriptedServer.Step.read, .reset], [.read, .write(head), .reset]])
    func `an answer that breaks off is a failure to read`(script: [ScriptedServer.Step]) async throws {
        let found = try await failure(of: script)
        guard case .read = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
    ])
    func `an answer larger than the limit is given up`(head: String) async throws {
        let found = try await failure(
            of: [.read, .write(head), .flood(50 << 20)], largestBody: 1 << 20)
        #expect(found == .protocolViolation("the answer is larger than 1048576 bytes"))
    }

    @Test func `an answer as large as the limit is taken`() async throws {
        let found = try await failure(
            of: [.read, .write("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n"), .flood(1 << 20)],
            largestBody: 1 << 20)
        #expect(found == nil)
    }

    @Test func `what a small answer is blown up to counts, not what is sent`() async throws {
        let text = String(repeating: "0", count: 3 << 20)
        try await withServer(handler: { _ in Response(200, ["x": .string(text)]) }) { port, _ in
            let found = await failure("GET", "http://127.0.0.1:\(port)/", largestBody: 1 << 20)
            #expect(found == .protocolViolation("the answer is larger than 1048576 bytes"))
        }
    }

    @Test func `a head without end is given up`() async throws {
        let line = "X: " + String(repeating: "y", count: 1000) + "\r\n"
        let found = try await failure(
            of: [.read, .write("HTTP/1.1 200 OK\r\n"), .write(String(repeating: line, count: 2000)), .hang])
        guard case .protocolViolation = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test func `cancelling a task ends its transfer and frees the handle`() async throws {
        let server = try ScriptedServer(accepts: false)
        let client = CurlClient()
        let request = HTTPExchange.Request(
            method: "GET", url: "http://127.0.0.1:\(server.port)/", timeouts: ClientTimeouts(maximumConnections: 12))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await #expect(throws: PeerFailure.cancelled) { try await client.send(request) }
                }
            }
            await becomesTrue { client.statistics == .init(active: 12, waiting: 8) }
            group.cancelAll()
        }
        await becomesTrue { client.statistics.active == 0 && client.statistics.waiting == 0 }
        await client.shutDown(grace: .seconds(30))
    }

    @Test func `a task that is cancelled before it sends sends nothing`() async throws {
        let server = try ScriptedServer([.read, .write(Self.head), .hang])
        let client = CurlClient()
        let url = "http://127.0.0.1:\(server.port)/"
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            for _ in 0..<20 {
                group.addTask {
                    await #expect(throws: PeerFailure.cancelled) {
                        try await client.send(HTTPExchange.Request(method: "GET", url: url))
                    }
                }
            }
        }
        await client.shutDown(grace: .zero)
        #expect(server.requests.items.isEmpty)
    }

    @Test func `a queue without end is refused`() async throws {
        let server = try ScriptedServer(accepts: false)
        let client = CurlClient(configuration: .init(largestQueue: 3))
        let request = HTTPExchange.Request(
            method: "GET", url: "http://127.0.0.1:\(server.port)/", timeouts: ClientTimeouts(maximumConnections: 1))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { await #expect(throws: PeerFailure.cancelled) { try await client.send(request) } }
            }
            await becomesTrue { client.statistics == .init(active: 1, waiting: 3) }
            await #expect(throws: PeerFailure.connect("too many requests are waiting for a connection")) {
                try await client.send(request)
            }
            group.cancelAll()
        }
        await client.shutDown(grace: .zero)
    }
}
