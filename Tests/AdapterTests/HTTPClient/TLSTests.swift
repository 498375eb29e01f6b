import Adapters
import Domain
import Foundation
import TestSupport
import Testing

@Suite("TLS between client and server", .timeLimit(.minutes(5)))
struct TLSTests {
    private func get(_ port: Int, _ trust: HTTPExchange.Trust, host: String = "127.0.0.1") -> HTTPExchange.Request {
        HTTPExchange.Request(
            method: "GET", url: "https://\(host):\(port)/x",
            timeouts: ClientTimeouts(connect: .seconds(100), total: .seconds(200)), trust: trust)
    }

    @Test func `a server whose authority is trusted is talked to over kept connections`() async throws {
        let authority = try await TestAuthority()
        let certificate = try await authority.certificate("server", for: "IP:127.0.0.1")
        try await withServer(certificate: certificate) { port, _ in
            let client = CurlClient()
            for _ in 0..<3 {
                let response = try await client.send(get(port, .init(authorityFile: authority.file)))
                #expect(response.status == 200)
            }
            #expect(client.statistics.connectionsOpened == 1)
            await client.shutDown(grace: .zero)
        }
    }

    @Test func `a server of another authority, another name, or an unknown authority is refused`() async throws {
        let authority = try await TestAuthority()
        let other = try await TestAuthority()
        let certificate = try await authority.certificate("server", for: "IP:127.0.0.1")
        let calls = Collected<Void>()
        try await withServer(
            certificate: certificate,
            handler: { request in
                calls.append(())
                return await echo(request)
            }
        ) { port, _ in
            let client = CurlClient()
            for request in [
                get(port, .init(authorityFile: other.file)), get(port, .system),
                get(port, .init(authorityFile: authority.file), host: "localhost"),
                get(port, .init(authorityFile: "/nonexistent/authority.pem")),
            ] {
                do throws(PeerFailure) {
                    _ = try await client.send(request)
                    Issue.record("\(request.url) with \(request.trust) was trusted")
                } catch {
                    guard case .connect = error else {
                        Issue.record("\(error)")
                        continue
                    }
                }
            }
            // A connection that was trusted once is not lent to who trusts another authority.
            let answer = try await client.send(get(port, .init(authorityFile: authority.file)))
            #expect(answer.status == 200)
            await #expect(throws: PeerFailure.self) {
                try await client.send(get(port, .init(authorityFile: other.file)))
            }
            #expect(calls.items.count == 1)
            await client.shutDown(grace: .zero)
        }
    }

    @Test func `plain HTTP on the TLS port gets no answer, and the server goes on`() async throws {
        let authority = try await TestAuthority()
        let certificate = try await authority.certificate("server", for: "IP:127.0.0.1")
        try await withServer(certificate: certificate) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = String(decoding: try await connection.rest(), as: UTF8.self)
            #expect(!answer.contains("HTTP/1.1 200"))
            let client = CurlClient()
            let good = try await client.send(get(port, .init(authorityFile: authority.file)))
            #expect(good.status == 200)
            await client.shutDown(grace: .zero)
        }
    }

    @Test func `a refused body arrives as 413 over TLS too`() async throws {
        let authority = try await TestAuthority()
        let certificate = try await authority.certificate("server", for: "IP:127.0.0.1")
        try await withServer(certificate: certificate) { port, _ in
            let client = CurlClient()
            var request = get(port, .init(authorityFile: authority.file))
            request.method = "POST"
            request.body = [UInt8](repeating: 0x20, count: 65_537)
            let answer = try await client.send(request)
            #expect(answer.status == 413)
            await client.shutDown(grace: .zero)
        }
    }

    @Test func `a certificate and the key of another are refused at the start`() async throws {
        let authority = try await TestAuthority()
        let one = try await authority.certificate("one", for: "IP:127.0.0.1")
        let two = try await authority.certificate("two", for: "IP:127.0.0.1")
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [
                .init(
                    host: "127.0.0.1", port: 0,
                    certificate: .init(certificateFile: one.certificateFile, keyFile: two.keyFile))
            ]), logger: silentLogger, bodyLimit: { _ in 0 }, handler: echo)
        await #expect(throws: HTTPServerFailure.self) { try await server.run() }
    }

    @Test func `a client certificate is shown to a server that asks for it`() async throws {
        let authority = try await TestAuthority()
        let server = try await authority.serverThatAsksForCertificates()
        let identity = try await authority.certificate("client", for: "DNS:client")
        let client = CurlClient()
        let known = HTTPExchange.Trust(
            authorityFile: authority.file,
            identity: .init(certificateFile: identity.certificateFile, keyFile: identity.keyFile))
        let answer = try await client.send(get(server.port, known))
        #expect(answer.status == 200)
        await #expect(throws: PeerFailure.self) {
            try await client.send(get(server.port, .init(authorityFile: authority.file)))
        }
        await client.shutDown(grace: .zero)
    }
}
