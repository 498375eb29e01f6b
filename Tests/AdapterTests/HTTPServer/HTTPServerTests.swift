import Adapters
import Domain
import TestSupport
import Testing

@Suite("HTTP server", .timeLimit(.minutes(5)))
struct HTTPServerTests {
    private static let ping: HTTPServer.Handler = { _ in Response(200, ["status": "OK"]) }

    @Test func `an answer has the envelope and the headers of the contract and no others`() async throws {
        try await withServer(handler: Self.ping) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET /v1/ping HTTP/1.1\r\nHost: x\r\n\r\n")
            let response = try await connection.response()
            #expect(response.line == "HTTP/1.1 200 OK")
            #expect(response.text == #"{"status_code":200,"status":"OK"}"#)
            #expect(
                response.headers.keys.sorted()
                    == ["content-length", "content-type", "date", "etag", "server", "vary"])
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.headers["content-length"] == "33")
            #expect(response.headers["server"] == "Overlord")
            #expect(response.headers["vary"] == "Accept-Encoding")
            #expect(response.headers["etag"] == "\"2eaa86d0429470c72a509841f73f4c1f03a14ad3\"")
        }
    }

    @Test(arguments: [
        ("GET", "/v1/jail/info/%2e%2e%2Fetc?x=%20&y"), ("POST", "//v1///ping/"), ("OPTIONS", "*"), ("PATCH", "/%C3%A9"),
        ("PROPFIND", "/a/../b"), ("GET", "http://elsewhere/v1/ping"), ("DELETE", "/?"), ("PUT", "/%00%zz"),
    ])
    func `every method and target reaches the handler as it came`(method: String, target: String) async throws {
        let seen = Collected<Request>()
        try await withServer(handler: { request in
            seen.append(request)
            return Response(405, ["message": "Method Not Allowed"])
        }) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("\(method) \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.response().status == 405)
            #expect(seen.items.map(\.method) == [method])
            #expect(seen.items.map(\.target) == [target])
            #expect(seen.items.map(\.origin) == ["127.0.0.1"])
        }
    }

    @Test(
        arguments: [
            ("Authentication: Bearer abc", "Bearer abc", nil), ("AUTHENTICATION:   Bearer  a b ", "Bearer  a b", nil),
            ("Authorization: Bearer abc", nil, nil), ("Authentication: a\r\nAuthentication: b", "a,b", nil),
            ("Overlord-Deadline-Milliseconds: 1500", nil, Duration.milliseconds(1500)),
            ("overlord-deadline-milliseconds: 0", nil, .zero), ("Overlord-Deadline-Milliseconds: -1", nil, nil),
            ("Overlord-Deadline-Milliseconds: 1.5", nil, nil), ("Overlord-Deadline-Milliseconds: soon", nil, nil),
            ("Overlord-Deadline-Milliseconds:", nil, nil),
            ("Overlord-Deadline-Milliseconds: 99999999999999999999", nil, nil),
        ] as [(String, String?, Duration?)])
    func `credentials and the time that is left are taken from their headers`(
        header: String, credentials: String?, remaining: Duration?
    ) async throws {
        let seen = Collected<Request>()
        try await withServer(handler: { request in
            seen.append(request)
            return Response(200, nil)
        }) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\(header)\r\n\r\n")
            _ = try await connection.response()
            #expect(seen.items.map(\.credentials) == [credentials])
            #expect(seen.items.map(\.remaining) == [remaining])
        }
    }

    @Test func `requests on one connection are answered one after the other, errors included`() async throws {
        try await withServer(handler: { request in
            Response(Int(request.target.dropFirst()) ?? 500, ["target": .string(request.target)])
        }) { port, _ in
            let connection = try RawConnection(port: port)
            for status in [200, 404, 400, 500, 503, 401, 413, 200] {
                try await connection.send("GET /\(status) HTTP/1.1\r\nHost: x\r\n\r\n")
                let response = try await connection.response()
                #expect(response.status == status)
                #expect(response.text == #"{"status_code":\#(status),"target":"/\#(status)"}"#)
                #expect(response.headers["connection"] == nil)
            }
        }
    }

    @Test func `requests sent all at once are answered in their order`() async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            var text = ""
            for number in 0..<50 {
                text += "POST /\(number) HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n\(100 + number)"
                text += "GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n"
            }
            try await connection.send(text)
            for number in 0..<50 {
                #expect(
                    try await connection.response().text
                        == #"{"status_code":200,"method":"POST","target":"/\#(number)","body":"\#(100 + number)"}"#)
                #expect(
                    try await connection.response().text
                        == #"{"status_code":200,"method":"GET","target":"/\#(number)","body":""}"#)
            }
        }
    }

    @Test func `a request that comes byte by byte is put together`() async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            let text =
                "POST /slow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            for byte in text.utf8 { try await connection.send([byte]) }
            #expect(
                try await connection.response().text
                    == #"{"status_code":200,"method":"POST","target":"/slow","body":"abcde"}"#)
        }
    }

    @Test func `a client of HTTP 1_0 and one that says so get a closed connection`() async throws {
        try await withServer(handler: Self.ping) { port, _ in
            for head in ["HTTP/1.0\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n", "HTTP/1.1\r\nConnection: close\r\n"]
            {
                let connection = try RawConnection(port: port)
                try await connection.send("GET / \(head)\r\n")
                let response = try await connection.response()
                #expect(response.headers["connection"] == "close")
                #expect(response.text == #"{"status_code":200,"status":"OK"}"#)
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test func `an offer to change the protocol is passed over and the connection closed`() async throws {
        try await withServer(handler: Self.ping) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send(
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n")
            #expect(try await connection.response().status == 200)
            #expect(try await connection.rest().isEmpty)
        }
    }

    @Test func `several listeners serve at once, and all addresses include this one`() async throws {
        let ports = Collected<[Int]>()
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [
                .init(host: "127.0.0.1", port: 0), .init(host: nil, port: 0), .init(host: "localhost", port: 0),
            ]), logger: silentLogger, onRunning: { ports.append($0) }, bodyLimit: { _ in 0 }, handler: Self.ping)
        async let running: Void = server.run()
        await ports.wait(for: 1)
        #expect(ports.items[0].count == 3)
        #expect(Set(ports.items[0]).count == 3)
        for port in ports.items[0].prefix(2) {
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.response().status == 200)
        }
        server.stop()
        try await running
    }

    @Test func `a port that is taken is an error that names it`() async throws {
        try await withServer { port, _ in
            let second = HTTPServer(
                configuration: HTTPServerConfiguration(listeners: [
                    .init(host: "127.0.0.1", port: 0), .init(host: "127.0.0.1", port: port),
                ]), logger: silentLogger, bodyLimit: { _ in 0 }, handler: echo)
            let error = await #expect(throws: HTTPServerFailure.self) { try await second.run() }
            guard case .listen("127.0.0.1", port, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a certificate that is missing or no certificate is an error that names its file`() async throws {
        let folder = try ScratchFolder()
        for file in ["missing.pem", "."] {
            let server = HTTPServer(
                configuration: HTTPServerConfiguration(listeners: [
                    .init(
                        host: "127.0.0.1", port: 0,
                        certificate: .init(certificateFile: folder.path + "/" + file, keyFile: folder.path + "/key"))
                ]), logger: silentLogger, bodyLimit: { _ in 0 }, handler: echo)
            let error = await #expect(throws: HTTPServerFailure.self) { try await server.run() }
            guard case .certificate(folder.path + "/" + file, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
