import Adapters
import Domain
import Foundation
import TestSupport
import Testing

@Suite("HTTP server under hostile clients", .timeLimit(.minutes(5)))
struct HTTPServerHostilityTests {
    /// Whether the server still answers.
    private static func isWell(_ port: Int) async throws -> Bool {
        let connection = try RawConnection(port: port)
        try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return try await connection.response().status == 200
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}", "GET / HTTP/1.1\r\n: empty\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n c: d\r\nE\u{0}: f\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nabc", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ])
    func `what is no HTTP is answered with 400 and closed, and the server goes on`(text: String) async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send(text)
            let response = try await connection.response()
            #expect(response.status == 400, "\(text.debugDescription)")
            #expect(response.text == #"{"status_code":400,"message":"Bad Request"}"#)
            #expect(response.headers["connection"] == "close")
            #expect(try await connection.rest().isEmpty)
            #expect(try await Self.isWell(port))
        }
    }

    @Test func `what comes before nonsense on a connection is still answered`() async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n")
            #expect(try await connection.response().text.contains("/first"))
            #expect(try await connection.response().status == 400)
            #expect(try await connection.rest().isEmpty)
        }
    }

    @Test func `a target of more than 60 KiB is 414`() async throws {
        try await withServer { port, _ in
            for (length, status) in [(10_000, 200), (61_440, 200), (61_441, 414), (65_000, 414)] {
                let connection = try RawConnection(port: port)
                let target = "/" + String(repeating: "a", count: length - 1)
                try await connection.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
                let response = try await connection.response()
                #expect(response.status == status)
                if status == 414 {
                    #expect(response.text == #"{"status_code":414,"message":"URI Too Long"}"#)
                    #expect(try await connection.rest().isEmpty)
                }
            }
            #expect(try await Self.isWell(port))
        }
    }

    @Test(arguments: [
        String(repeating: "A: b\r\n", count: 1001), "A: " + String(repeating: "b", count: 70_000) + "\r\n",
        String(repeating: "b", count: 70_000) + ": a\r\n",
        (0..<80).map { "A\($0): " + String(repeating: "b", count: 1000) + "\r\n" }.joined(),
    ])
    func `a flood of headers is 431 and closed, and the server goes on`(headers: String) async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
            let response = try await connection.response()
            #expect(response.status == 431)
            #expect(response.text == #"{"status_code":431,"message":"Request Header Fields Too Large"}"#)
            #expect(try await connection.rest().isEmpty)
            #expect(try await Self.isWell(port))
        }
    }

    @Test func `a header without end is cut off`() async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nX: ")
            let flood = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            do {
                while true { try await connection.send(flood) }
            } catch is RawConnection.Failure {
                // Closed on us, as it must be; else the time limit ends this.
            }
            #expect(try await Self.isWell(port))
        }
    }

    @Test(arguments: [
        ("Content-Length: 65536", true), ("Content-Length: 65537", false), ("Content-Length: 99999999999", false),
    ])
    func `a body that is announced too large is refused before it is sent`(header: String, isTaken: Bool) async throws {
        let calls = Collected<Int>()
        try await withServer(handler: { request in
            calls.append(request.body.count)
            return Response(200, nil)
        }) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("POST / HTTP/1.1\r\nHost: x\r\n\(header)\r\n\r\n")
            if isTaken { try await connection.send([UInt8](repeating: 0x20, count: 65_536)) }
            let response = try await connection.response()
            #expect(response.status == (isTaken ? 200 : 413))
            #expect(calls.items == (isTaken ? [65_536] : []))
            if !isTaken {
                #expect(
                    response.text
                        == #"{"status_code":413,"message":"The body of the request is larger than 65536 bytes."}"#)
                #expect(response.headers["connection"] == "close")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test func `a body of unknown length is refused where it passes the limit`() async throws {
        let calls = Collected<Int>()
        try await withServer(handler: { request in
            calls.append(request.body.count)
            return Response(200, nil)
        }) { port, _ in
            let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
            let within = try RawConnection(port: port)
            let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            try await within.send(head + String(repeating: chunk, count: 16) + "0\r\n\r\n")
            #expect(try await within.response().status == 200)
            let past = try RawConnection(port: port)
            try await past.send(head + String(repeating: chunk, count: 16) + "1\r\nx\r\n")
            #expect(try await past.response().status == 413)
            #expect(calls.items == [65_536])
        }
    }

    @Test func `the answer arrives though the client keeps sending what nobody wants`() async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n")
            try await connection.send([UInt8](repeating: 0x20, count: 4_000_000))
            #expect(try await connection.response().status == 413)
        }
    }

    @Test func `who sends decides how large a body may be, and is asked only when there is one`() async throws {
        let asked = Collected<Request>()
        try await withServer(bodyLimit: { request in
            asked.append(request)
            return request.credentials == "Bearer good" ? 1_000_000 : 10
        }) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\nAuthentication: Bearer good\r\n\r\n")
            #expect(try await connection.response().status == 200)
            #expect(asked.items.isEmpty)
            let body = String(repeating: "x", count: 500_000)
            try await connection.send(
                "PUT /k HTTP/1.1\r\nHost: x\r\nAuthentication: Bearer good\r\nContent-Length: 500000\r\n\r\n\(body)")
            #expect(try await connection.response().status == 200)
            #expect(asked.items.map(\.method) == ["PUT"])
            #expect(asked.items.map(\.target) == ["/k"])
            #expect(asked.items.map(\.body) == [[]])
            try await connection.send("PUT /k HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n")
            #expect(try await connection.response().status == 413)
        }
    }

    @Test func `a client that waits for a go-ahead gets it, or the refusal`() async throws {
        try await withServer { port, _ in
            let connection = try RawConnection(port: port)
            let head = "POST /w HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
            try await connection.send(head + "3\r\n\r\n")
            #expect(try await connection.response().line == "HTTP/1.1 100 Continue")
            try await connection.send("abc")
            #expect(try await connection.response().text.contains(#""body":"abc""#))
            try await connection.send(head + "70000\r\n\r\n")
            #expect(try await connection.response().status == 413)
        }
    }

    @Test func `a body that stops coming is 408 and closed`() async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.idle = .seconds(2)
        try await withServer(limits: limits) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            let response = try await connection.response()
            #expect(response.text == #"{"status_code":408,"message":"Request Timeout"}"#)
            #expect(try await connection.rest().isEmpty)
        }
    }

    @Test func `a body that trickles for ever is 408 and closed`() async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.idle = .seconds(2)
        limits.body = .seconds(3)
        try await withServer(limits: limits) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")
            async let trickle: Void = {
                // Ends when the server has closed.
                for _ in 0..<60_000 {
                    try await connection.send("x")
                    try await Task.sleep(for: .milliseconds(20))
                }
            }()
            #expect(try await connection.response().status == 408)
            connection.end()
            do {
                try await trickle
                Issue.record("a body took as long as it liked")
            } catch is RawConnection.Failure {
                // Closed on us, as it must be.
            }
        }
    }

    @Test(arguments: ["", "GET / HTTP/1.1\r\nHost:", "G"])
    func `a connection on which no request comes about is closed`(text: String) async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.idle = .seconds(2)
        try await withServer(limits: limits) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send(text)
            #expect(try await connection.rest().isEmpty)
            let used = try RawConnection(port: port)
            try await used.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await used.response().status == 200)
            #expect(try await used.rest().isEmpty)
        }
    }

    @Test func `a request that is worked on longer than a connection may idle is answered`() async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.idle = .seconds(1)
        try await withServer(
            limits: limits,
            handler: { _ in
                do { try await Task.sleep(for: .seconds(3)) } catch { return Response(503, nil) }
                return Response(200, nil)
            }
        ) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.response().status == 200)
        }
    }

    @Test func `a client that asks without reading is not worked for ahead`() async throws {
        let calls = Collected<Void>()
        let big = String(repeating: "x", count: 1 << 20)
        try await withServer(
            compresses: false,
            handler: { _ in
                calls.append(())
                return Response(200, ["x": .string(big)])
            }
        ) { port, _ in
            let connection = try RawConnection(port: port)
            try await connection.send(String(repeating: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", count: 30))
            await calls.wait(for: 1)
            for read in 1...30 {
                #expect(try await connection.response().body.count > 1 << 20)
                // What the system buffers on both sides, and one more.
                #expect(calls.items.count - read < 15)
            }
        }
    }

    @Test(arguments: ["", "Connection: close\r\n"])
    func `a client that does not take its answer is left`(header: String) async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.idle = .seconds(1)
        limits.connections = 1
        let big = String(repeating: "x", count: 12 << 20)
        try await withServer(
            compresses: false, limits: limits,
            handler: { request in
                Response(200, request.target == "/big" ? ["x": .string(big)] : nil)
            }
        ) { port, _ in
            let stuck = try RawConnection(port: port)
            try await stuck.send("GET /big HTTP/1.1\r\nHost: x\r\n\(header)\r\n")
            // Its place is given to another.
            #expect(try await Self.isWell(port))
            stuck.end()
        }
    }

    @Test func `connections past the limit wait for a place`() async throws {
        var limits = HTTPServerConfiguration.Limits()
        limits.connections = 1
        let targets = Collected<String>()
        try await withServer(
            limits: limits,
            handler: { request in
                targets.append(request.target)
                return Response(200, nil)
            }
        ) { port, _ in
            let first = try RawConnection(port: port)
            try await first.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await first.response().status == 200)
            let second = try RawConnection(port: port)
            try await second.send("GET /second HTTP/1.1\r\nHost: x\r\n\r\n")
            for _ in 0..<20 {
                try await first.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await first.response().status == 200)
            }
            #expect(!targets.items.contains("/second"))
            first.end()
            #expect(try await second.response().status == 200)
        }
    }
}
