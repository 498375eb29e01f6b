import Adapters
import Domain
import Foundation
import Testing

@Suite("Clients of neighbours and data centres", .timeLimit(.minutes(5)))
struct PeerClientTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    private let alpha = ChainName("alpha")!

    private func neighbours(
        _ entrypoint: String, _ client: CurlClient, _ timeouts: ClientTimeouts = .init()
    ) throws -> ChainClients {
        try ChainClients(
            [.init(name: alpha, entrypoint: entrypoint, accessToken: "to.ke.n", timeouts: timeouts)], client: client)
    }

    @Test func `a neighbour is asked below its prefix, with token, deadline and compact JSON`() async throws {
        let server = try ScriptedServer([.read, .write(Self.ok), .hang])
        let client = CurlClient()
        let base = "http://127.0.0.1:\(server.port)/pre/"
        let response = try await neighbours(base, client).send(
            PeerRequest(
                method: "PUT", path: "/v1/metadata/a%20b?x", body: ["value": "ü\n", "n": [1, nil]],
                timeout: .milliseconds(12_345)), to: alpha)
        #expect(response.status == 200)
        #expect(response.body == Array("{}".utf8))
        #expect(response.url == "http://127.0.0.1:\(server.port)/pre/v1/metadata/a%20b?x")
        let text = server.requests.items[0].text
        #expect(text.hasPrefix("PUT /pre/v1/metadata/a%20b?x HTTP/1.1\r\n"))
        #expect(text.contains("\r\nAuthentication: Bearer to.ke.n\r\n"))
        #expect(text.contains("\r\nContent-Type: application/json\r\n"))
        #expect(text.contains("\r\nOverlord-Deadline-Milliseconds: 12345\r\n"))
        #expect(text.hasSuffix("\r\n\r\n{\"value\":\"ü\\n\",\"n\":[1,null]}"))
        await client.shutDown(grace: .zero)
    }

    @Test func `a POST without members has length 0 and no type`() async throws {
        let server = try ScriptedServer([.read, .write(Self.ok), .hang])
        let client = CurlClient()
        _ = try await neighbours("http://127.0.0.1:\(server.port)", client).send(
            PeerRequest(method: "POST", path: "/v1/project/cancel/x", timeout: .seconds(200)), to: alpha)
        let text = server.requests.items[0].text
        #expect(text.contains("\r\nContent-Length: 0\r\n"))
        #expect(!text.contains("Content-Type"))
        await client.shutDown(grace: .zero)
    }

    @Test func `the shorter of the request's and the configured time counts`() async throws {
        let client = CurlClient()
        for (own, configured, stated) in [(1000, 60_000, "1000"), (60_000, 1200, "1200")] {
            let server = try ScriptedServer([.read, .hang])
            let peers = try neighbours(
                "http://127.0.0.1:\(server.port)", client, ClientTimeouts(total: .milliseconds(configured)))
            await #expect(throws: PeerFailure.readTimeout) {
                try await peers.send(
                    PeerRequest(method: "GET", path: "/v1/ping", timeout: .milliseconds(own)), to: alpha)
            }
            await server.requests.wait(for: 1)
            #expect(server.requests.items[0].text.contains("Milliseconds: \(stated)\r\n"))
        }
        await client.shutDown(grace: .zero)
    }

    @Test func `an answer that has begun in time goes on past it as long as no pause is too long`() async throws {
        let pieces: [[ScriptedServer.Step]] = ["{", "\"a\"", ":", "1", "}"].map {
            [.pause(milliseconds: 300), .write($0)]
        }
        let server = try ScriptedServer(
            [.read, .write("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n")] + pieces.flatMap(\.self) + [.hang])
        let client = CurlClient()
        let peers = try neighbours(
            "http://127.0.0.1:\(server.port)", client, ClientTimeouts(read: .seconds(60)))
        let response = try await peers.send(
            PeerRequest(method: "GET", path: "/v1/projects/log", timeout: .seconds(1)), to: alpha)
        #expect(response.body == Array(#"{"a":1}"#.utf8))
        await client.shutDown(grace: .zero)
    }

    @Test func `a trickle that never ends is given up some time`() async throws {
        let pieces: [[ScriptedServer.Step]] = (0..<2000).map { _ in [.pause(milliseconds: 50), .write(" ")] }
        let server = try ScriptedServer([.read, .write("HTTP/1.1 200 OK\r\n\r\n")] + pieces.flatMap(\.self))
        let client = CurlClient()
        let peers = try neighbours(
            "http://127.0.0.1:\(server.port)", client, ClientTimeouts(read: .seconds(60)))
        await #expect(throws: PeerFailure.readTimeout) {
            try await peers.send(
                PeerRequest(method: "GET", path: "/v1/projects/log", timeout: .milliseconds(200)), to: alpha)
        }
        await client.shutDown(grace: .zero)
    }

    @Test func `a request without time left is not sent`() async throws {
        let server = try ScriptedServer([.read, .write(Self.ok), .hang])
        let client = CurlClient()
        let peers = try neighbours("http://127.0.0.1:\(server.port)", client)
        for timeout in [Duration.zero, .seconds(-1)] {
            await #expect(throws: PeerFailure.connectTimeout) {
                try await peers.send(PeerRequest(method: "GET", path: "/v1/ping", timeout: timeout), to: alpha)
            }
        }
        await client.shutDown(grace: .zero)
        #expect(server.requests.items.isEmpty)
    }

    @Test func `a neighbour that is not configured is unknown`() async throws {
        let client = CurlClient()
        let peers = try neighbours("http://127.0.0.1:1", client)
        await #expect(throws: PeerFailure.unknownNeighbour) {
            try await peers.send(
                PeerRequest(method: "GET", path: "/v1/ping", timeout: .seconds(1)), to: ChainName("bravo")!)
        }
        await client.shutDown(grace: .zero)
    }

    @Test func `a neighbour with a bad address is an error that names it`() {
        #expect(throws: ChainClients.Problem.self) { try neighbours("ftp://x", CurlClient()) }
        do {
            _ = try neighbours("https://user:hush@host:99999", CurlClient())
        } catch {
            #expect("\(error)".contains("alpha"))
            #expect(!"\(error)".contains("hush"))
        }
    }

    @Test func `credentials in an address are sent and never shown`() async throws {
        let server = try ScriptedServer([.read, .write(Self.ok), .hang])
        let client = CurlClient()
        let peers = try neighbours("http://user:hush@127.0.0.1:\(server.port)/p", client)
        let response = try await peers.send(
            PeerRequest(method: "GET", path: "/v1/ping", timeout: .seconds(200)), to: alpha)
        #expect(response.url == "http://127.0.0.1:\(server.port)/p/v1/ping")
        #expect(server.requests.items[0].text.contains("\r\nAuthorization: Basic dXNlcjpodXNo\r\n"))
        let refused = try neighbours("http://user:hush@127.0.0.1:1", client)
        do {
            _ = try await refused.send(PeerRequest(method: "GET", path: "/", timeout: .seconds(200)), to: alpha)
            Issue.record("port 1 answered")
        } catch {
            #expect(!"\(error)".contains("hush"))
            #expect(!"\(error)".contains("to.ke.n"))
        }
        await client.shutDown(grace: .zero)
    }

    @Test func `a path that is not absolute is not sent`() async throws {
        let server = try ScriptedServer([.read, .write(Self.ok), .hang])
        let client = CurlClient()
        let peers = try neighbours("http://127.0.0.1:\(server.port)", client)
        for path in ["", "@evil.example/", "v1/ping", "/a b", "/a\r\nX: y"] {
            await #expect(throws: PeerFailure.self) {
                try await peers.send(PeerRequest(method: "GET", path: path, timeout: .seconds(200)), to: alpha)
            }
        }
        await client.shutDown(grace: .zero)
        #expect(server.requests.items.isEmpty)
    }

    @Test func `the command line reaches a data centre the same way`() async throws {
        try await withServer { port, _ in
            let client = CurlClient()
            let server = try ServerClient(
                Datacenter(name: "main", entrypoint: "http://127.0.0.1:\(port)/", accessToken: "t"), client: client)
            let response = try await server.send(
                PeerRequest(method: "POST", path: "/v1/x", body: ["a": 1], timeout: .seconds(200)))
            #expect(response.status == 200)
            #expect(String(decoding: response.body, as: UTF8.self).contains(#""body":"{\"a\":1}""#))
            await client.shutDown(grace: .zero)
        }
    }
}
