import Adapters
import Domain
import TestSupport
import Testing

@Suite("HTTP server and spoilt requests", .timeLimit(.minutes(5)))
struct HTTPServerFuzzTests {
    private static let samples = [
        "GET /v1/ping HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nAuthentication: Bearer a.b.c\r\n\r\n",
        "POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "PUT /v1/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nTrailer: y\r\n\r\n",
        "GET /old HTTP/1.0\r\nConnection: keep-alive, Upgrade\r\nUpgrade: h2c\r\n\r\n",
    ]

    /// Numbers that repeat for a seed (xorshift).
    private struct Numbers {
        var state: UInt64

        mutating func next(below bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
    }

    /// Two requests with a few bytes changed, left out, doubled or swapped for others that mean something to a parser.
    private static func spoilt(seed: UInt64) -> [UInt8] {
        var numbers = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        var bytes = (0..<2).flatMap { _ in Array(samples[numbers.next(below: samples.count)].utf8) }
        let telling = Array("\r\n :,;/%\u{0}0179azZ{}\u{7F}".utf8) + [0xFF]
        for _ in 0...numbers.next(below: 4) {
            let position = numbers.next(below: bytes.count)
            switch numbers.next(below: 4) {
            case 0: bytes.remove(at: position)
            case 1: bytes.insert(telling[numbers.next(below: telling.count)], at: position)
            case 2: bytes[position] = telling[numbers.next(below: telling.count)]
            default:
                let end = min(position + 20, bytes.count)
                bytes.insert(contentsOf: Array(bytes[position..<end]), at: position)
            }
        }
        return bytes
    }

    @Test func `no spoilt request ends the server or leaves a connection open`() async throws {
        try await withServer { port, _ in
            for seed in UInt64(1)...200 {
                let connection = try RawConnection(port: port)
                do { try await connection.send(Self.spoilt(seed: seed)) } catch is RawConnection.Failure { continue }
                connection.finishSending()
                let answer = String(decoding: try await connection.rest(), as: UTF8.self)
                // Where there is an answer it is one of HTTP.
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 "), "seed \(seed)")
            }
            let connection = try RawConnection(port: port)
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.response().status == 200)
        }
    }
}
