import Adapters
import Domain
import TestSupport
import Testing

@Suite("Answers of the HTTP server", .timeLimit(.minutes(5)))
struct HTTPServerAnswerTests {
    /// Answers with the status in the target, with a body of the size in the query.
    private static let made: HTTPServer.Handler = { request in
        let parts = request.target.dropFirst().split(separator: "?")
        let status = Int(parts[0]) ?? 500
        guard parts.count > 1 else { return Response(status, nil) }
        // `{"status_code":200,"x":""}` has 26 bytes.
        let filler = String(repeating: "x", count: (Int(parts[1]) ?? 0) - 26)
        return Response(status, ["x": .string(filler)])
    }

    @Test(
        arguments: [
            ("GET", "/200", 200, "0", true, true), ("HEAD", "/200", 200, "0", true, true),
            ("HEAD", "/404", 404, "0", true, false), ("HEAD", "/503?100", 503, "100", true, false),
            ("DELETE", "/204", 204, nil, false, false), ("GET", "/304", 304, nil, false, false),
            ("GET", "/404?50", 404, "50", true, false), ("POST", "/200?50", 200, "50", true, false),
            ("GET", "/204?50", 204, nil, false, false), ("HEAD", "/200?5000", 200, "5000", true, true),
        ] as [(String, String, Int, String?, Bool, Bool)])
    func `lengths, types and tags are those of the contract`(
        method: String, target: String, status: Int, length: String?, hasType: Bool, hasTag: Bool
    ) async throws {
        try await withServer(handler: Self.made) { port, _ in
            let connection = try RawConnection(port: port)
            // The second shows that the first said its length rightly.
            for _ in 0..<2 {
                try await connection.send("\(method) \(target) HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n")
                let response = try await connection.response(hasBody: method != "HEAD")
                #expect(response.status == status)
                #expect(response.headers["content-length"] == length)
                #expect((response.headers["content-type"] == "application/json") == hasType)
                #expect((response.headers["etag"] != nil) == hasTag)
                #expect(response.headers["vary"] == "Accept-Encoding")
                #expect(response.headers["content-encoding"] == nil)
                #expect(response.body.count == (method == "HEAD" ? 0 : Int(length ?? "0")))
            }
        }
    }

    @Test func `an unchanged answer is not sent again`() async throws {
        try await withServer(handler: Self.made) { port, _ in
            let connection = try RawConnection(port: port)
            func get(_ target: String, knowing tags: String?) async throws -> RawResponse {
                let header = tags.map { "If-None-Match: \($0)\r\n" } ?? ""
                try await connection.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\(header)\r\n")
                return try await connection.response()
            }
            let tag = try #require(try await get("/200?50", knowing: nil).headers["etag"])
            for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*", " \(tag) ,\"x\""] {
                let response = try await get("/200?50", knowing: known)
                #expect(response.status == 304, "\(known)")
                #expect(response.headers["etag"] == tag)
                #expect(response.headers["content-length"] == nil)
                #expect(response.headers["content-type"] == nil)
                #expect(response.body.isEmpty)
            }
            for unknown in ["\"other\"", String(tag.dropFirst().dropLast()), "", tag.dropLast() + "0\""] {
                #expect(try await get("/200?50", knowing: String(unknown)).status == 200, "\(unknown)")
            }
            #expect(try await get("/200?51", knowing: tag).status == 200)
            #expect(try await get("/404?50", knowing: "*").status == 404)
        }
    }

    @Test(arguments: [
        ("gzip", 1024, true), ("gzip", 1023, false), ("gzip, deflate, br, zstd", 5000, true),
        ("deflate, br", 5000, false),
        ("gzip;q=0", 5000, false), ("gzip; q=0.000", 5000, false), ("gzip;q=0.1", 5000, true),
        ("identity", 5000, false), ("br , gzip", 5000, true), ("xgzip", 5000, false), ("", 5000, false),
        ("gzip", 5_000_000, false),
    ])
    func `an answer is compressed when it is worth it and the client can take it`(
        accepted: String, size: Int, isCompressed: Bool
    ) async throws {
        try await withServer(handler: Self.made) { port, _ in
            let connection = try RawConnection(port: port)
            // The second shows that the first said its length rightly.
            for _ in 0..<(size > 1 << 20 ? 1 : 2) {
                try await connection.send(
                    "GET /200?\(size) HTTP/1.1\r\nHost: x\r\nAccept-Encoding: \(accepted)\r\n\r\n")
                let response = try await connection.response()
                #expect(response.status == 200)
                #expect((response.headers["content-encoding"] == "gzip") == isCompressed)
                #expect(response.headers["transfer-encoding"] == nil)
                #expect(response.headers["content-length"] == String(response.body.count))
                #expect(response.body.starts(with: [0x1F, 0x8B]) == isCompressed)
                #expect((response.body.count == size) == !isCompressed)
            }
        }
    }

    @Test func `compressed and plain answers take turns on one connection, interim ones between them`() async throws {
        try await withServer(handler: Self.made) { port, _ in
            let client = CurlClient()
            let connection = try RawConnection(port: port)
            for size in [5000, 100, 2000, 26, 9000] {
                try await connection.send("GET /200?\(size) HTTP/1.1\r\nAccept-Encoding: gzip\r\nHost: x\r\n\r\n")
                #expect(try await connection.response().headers["content-encoding"] == (size > 1023 ? "gzip" : nil))
                try await connection.send(
                    "POST /404?\(size) HTTP/1.1\r\nAccept-Encoding: gzip\r\nHost: x\r\nContent-Length: 1\r\n"
                        + "Expect: 100-continue\r\n\r\n")
                #expect(try await connection.response().line == "HTTP/1.1 100 Continue")
                try await connection.send("x")
                #expect(try await connection.response().status == 404)
                let decoded = try await client.send(.init(method: "GET", url: "http://127.0.0.1:\(port)/200?\(size)"))
                #expect(decoded.body.count == size)
                #expect(decoded.header("content-encoding") == (size > 1023 ? "gzip" : nil))
            }
            try await connection.send("nonsense\r\n\r\n")
            #expect(try await connection.response().status == 400)
            await client.shutDown()
        }
    }

    @Test func `nothing is compressed, and no variation promised, when it is switched off`() async throws {
        try await withServer(compresses: false, handler: Self.made) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET /200?5000 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n")
            let response = try await connection.response()
            #expect(response.headers["content-encoding"] == nil)
            #expect(response.headers["vary"] == nil)
            #expect(response.body.count == 5000)
        }
    }

    @Test func `headers of the handler are sent and cannot begin others`() async throws {
        try await withServer(handler: { _ in
            Response(
                200, nil, headers: [.init("Retry-After", "3"), .init("X-Note", "a\r\nSet-Cookie: b\r\n\r\nbody")])
        }) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let response = try await connection.response()
            #expect(response.headers["retry-after"] == "3")
            #expect(response.headers["set-cookie"] == nil)
            #expect(response.headers["x-note"] == "a  Set-Cookie: b    body")
            #expect(try await connection.rest().isEmpty)
        }
    }
}
