import Adapters
import Domain
import Foundation
import Testing

@Suite("HTTP client", .timeLimit(.minutes(5)))
struct CurlClientTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    /// Runs with a client that is shut down afterwards.
    private func withClient(_ work: (CurlClient) async throws -> Void) async throws {
        let client = CurlClient()
        do {
            try await work(client)
            await client.shutDown(grace: .zero)
        } catch {
            await client.shutDown(grace: .zero)
            throw error
        }
    }

    private func failure(
        of request: HTTPExchange.Request, _ client: CurlClient
    ) async -> PeerFailure? {
        do throws(PeerFailure) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }

    private func get(_ port: Int, _ timeouts: ClientTimeouts = .init(), body: Int = 1 << 20) -> HTTPExchange.Request {
        HTTPExchange.Request(
            method: "GET", url: "http://127.0.0.1:\(port)/x", timeouts: timeouts, largestBody: body)
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"], [nil, "", "{\"a\":1}"])
    func `method, target, headers and body arrive as they were given`(method: String, body: String?) async throws {
        let seen = Collected<Request>()
        try await withServer(handler: { request in
            seen.append(request)
            return Response(
                200, request.method == "HEAD" ? nil : ["status": "OK"], headers: [.init("Retry-After", "7")])
        }) { port, _ in
            try await withClient { client in
                let response = try await client.send(
                    HTTPExchange.Request(
                        method: method, url: "http://127.0.0.1:\(port)/a/../%2e/b?q=%20",
                        headers: [.init("Authentication", "Bearer x"), .init("X-Empty", "")],
                        body: method == "HEAD" ? nil : body.map { Array($0.utf8) }))
                #expect(response.status == 200)
                #expect(response.header("RETRY-AFTER") == "7")
                #expect(response.header("Content-Type") == "application/json")
                #expect(response.header("Server") == "Overlord")
                #expect(
                    String(decoding: response.body, as: UTF8.self)
                        == (method == "HEAD" ? "" : #"{"status_code":200,"status":"OK"}"#))
            }
        }
        #expect(seen.items.map(\.method) == [method])
        #expect(seen.items.map(\.target) == ["/a/../%2e/b?q=%20"])
        #expect(seen.items.map(\.credentials) == ["Bearer x"])
        #expect(seen.items.map { String(decoding: $0.body, as: UTF8.self) } == [method == "HEAD" ? "" : body ?? ""])
    }

    @Test func `nothing is sent that was not asked for`() async throws {
        let server = try ScriptedServer([.read, .write(Self.ok), .read, .write(Self.ok), .hang])
        try await withClient { client in
            var request = get(server.port)
            _ = try await client.send(request)
            request.method = "POST"
            request.isRepeatable = true
            _ = try await client.send(request)
        }
        let texts = server.requests.items.map(\.text)
        let common =
            "Host: 127.0.0.1:\(server.port)\r\nUser-Agent: overlord\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n"
        #expect(texts[0] == "GET /x HTTP/1.1\r\n\(common)\r\n")
        #expect(texts[1] == "POST /x HTTP/1.1\r\n\(common)Content-Length: 0\r\n\r\n")
    }

    @Test func `a large body is sent without waiting for a go-ahead`() async throws {
        let server = try ScriptedServer([.read, .write(Self.ok), .hang])
        try await withClient { client in
            var request = get(server.port)
            request.method = "PUT"
            request.body = [UInt8](repeating: UInt8(ascii: "y"), count: 3_000_000)
            let answer = try await client.send(request)
            #expect(answer.body == Array("hi".utf8))
        }
        let text = server.requests.items[0].text
        #expect(text.contains("Content-Length: 3000000\r\n"))
        #expect(!text.contains("Expect"))
        #expect(!text.contains("Content-Type"))
    }

    @Test(arguments: [200, 204, 302, 304, 401, 404, 413, 500, 503])
    func `every status is an answer, and no redirect is followed`(status: Int) async throws {
        let server = try ScriptedServer([
            .read,
            .write("HTTP/1.1 \(status) Some Reason\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"), .hang,
        ])
        try await withClient { client in
            let response = try await client.send(get(server.port))
            #expect(response.status == status)
            #expect(response.header("location") == "/elsewhere")
        }
        #expect(server.requests.items.count == 1)
    }

    @Test func `the headers of an interim answer are not those of the answer`() async throws {
        let server = try ScriptedServer([
            .read,
            .write(
                "HTTP/1.1 103 Early Hints\r\nX: early\r\n\r\nHTTP/1.1 200 OK\r\nY:  b \r\nContent-Length: 0\r\n\r\n"),
            .hang,
        ])
        try await withClient { client in
            let response = try await client.send(get(server.port))
            #expect(response.headers == [.init("Y", "b"), .init("Content-Length", "0")])
        }
    }

    @Test func `connections are used again`() async throws {
        try await withServer { port, _ in
            try await withClient { client in
                for _ in 0..<20 {
                    let answer = try await client.send(get(port))
                    #expect(answer.status == 200)
                }
                #expect(client.statistics.connectionsOpened == 1)
            }
        }
    }

    @Test func `five hundred requests at once keep to the limit of connections`() async throws {
        let running = Collected<Int>()
        let counter = Counter()
        try await withServer(handler: { request in
            running.append(counter.add(1))
            await Task.yield()
            _ = counter.add(-1)
            return await echo(request)
        }) { port, _ in
            try await withClient { client in
                let timeouts = ClientTimeouts(maximumConnections: 16)
                let texts = try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<500 {
                        group.addTask {
                            let response = try await client.send(
                                HTTPExchange.Request(
                                    method: "GET", url: "http://127.0.0.1:\(port)/\(number)", timeouts: timeouts))
                            return String(decoding: response.body, as: UTF8.self)
                        }
                    }
                    return try await group.reduce(into: Set()) { $0.insert($1) }
                }
                #expect(texts.count == 500)
                #expect(client.statistics.connectionsOpened <= 16)
                await becomesTrue {
                    client.statistics == .init(connectionsOpened: client.statistics.connectionsOpened)
                }
            }
        }
        #expect(running.items.count == 500)
        #expect(running.items.max()! <= 16)
    }

    @Test func `a request that must not be repeated goes over a connection of its own`() async throws {
        let server = try ScriptedServer(
            [.read, .write(Self.ok), .read, .reset], [.read, .write(Self.ok), .hang])
        try await withClient { client in
            let answer = try await client.send(get(server.port))
            #expect(answer.status == 200)
            var request = get(server.port)
            request.method = "POST"
            let second = try await client.send(request)
            #expect(second.status == 200)
        }
        #expect(server.requests.items.map(\.connection) == [1, 2])
    }

    @Test func `a kept connection that has died is replaced without a word for a request that may repeat`() async throws
    {
        let server = try ScriptedServer([.read, .write(Self.ok), .read], [.read, .write(Self.ok), .hang])
        try await withClient { client in
            let answer = try await client.send(get(server.port))
            #expect(answer.status == 200)
            let second = try await client.send(get(server.port))
            #expect(second.status == 200)
        }
        #expect(server.requests.items.map(\.connection) == [1, 1, 2])
    }

    @Test(arguments: [
        "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/é", "http://127.0.0.1/#fragment",
        "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/x", "http://", "", "127.0.0.1", "://",
    ])
    func `only http and https addresses without loose characters are asked`(url: String) async throws {
        try await withClient { client in
            let found = await failure(of: HTTPExchange.Request(method: "GET", url: url, body: []), client)
            switch found {
            case .connect, .protocolViolation: break
            default: Issue.record("\(url): \(String(describing: found))")
            }
        }
    }

    @Test func `what would break out of a header is not sent, and not shown`() async throws {
        let server = try ScriptedServer([.read, .write(Self.ok), .hang])
        try await withClient { client in
            for header in [
                HTTPExchange.Header("A", "secret\r\nB: c"), .init("A: b\r\nC", "secret"), .init("", "secret"),
                .init("A", "secret\u{0}"), .init("A\n", "secret"),
            ] {
                var request = get(server.port)
                request.headers = [header]
                guard case .protocolViolation(let text) = await failure(of: request, client) else {
                    Issue.record("\(header) was sent")
                    continue
                }
                #expect(!text.contains("secret"))
            }
            var request = get(server.port)
            request.method = "GET / HTTP/1.1\r\nX:"
            #expect(await failure(of: request, client) == .protocolViolation("the method cannot be sent"))
        }
        #expect(server.requests.items.isEmpty)
    }

    @Test func `after a shutdown nothing is sent`() async throws {
        let client = CurlClient()
        await client.shutDown()
        await client.shutDown()
        #expect(await failure(of: get(1), client) == .cancelled)
    }

    @Test func `a shutdown lets what runs end`() async throws {
        let gate = Door()
        let server = try ScriptedServer([.read, .wait(gate), .write(Self.ok), .hang])
        let client = CurlClient()
        async let response = client.send(get(server.port))
        await server.requests.wait(for: 1)
        async let shutDown: Void = client.shutDown(grace: .seconds(30))
        gate.open()
        #expect(try await response.status == 200)
        await shutDown
    }

    @Test func `a shutdown cancels what does not end in time, and what waits`() async throws {
        let server = try ScriptedServer(accepts: false)
        let client = CurlClient()
        let failures = await withTaskGroup(of: PeerFailure?.self) { group in
            for _ in 0..<5 {
                group.addTask { await failure(of: get(server.port, .init(maximumConnections: 2)), client) }
            }
            await becomesTrue { client.statistics == .init(active: 2, waiting: 3) }
            await client.shutDown(grace: .milliseconds(50))
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures == Array(repeating: PeerFailure.cancelled, count: 5))
    }

    @Test func `a client that nobody holds any more ends its thread`() async throws {
        weak var client: CurlClient?
        do {
            let temporary = CurlClient()
            client = temporary
            let server = try ScriptedServer([.read, .write(Self.ok), .hang])
            #expect(try await temporary.send(get(server.port)).status == 200)
        }
        #expect(client == nil)
    }
}
