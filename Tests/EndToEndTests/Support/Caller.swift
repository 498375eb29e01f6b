import Domain
import Foundation
import TestSupport

/// Asks a server over a connection of its own for each request, and says exactly what it is told to say.
struct Caller: Sendable {
    let port: Int
    var token: String?

    /// An answer with its body as JSON.
    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        /// `nil` for an empty body.
        let json: JSONValue?

        subscript(name: String) -> JSONValue? { json?[name] }
        var message: String? { json?["message"]?.string }
    }

    func call(
        _ method: String, _ target: String, _ json: JSONValue? = nil, headers: [(String, String)] = []
    ) async throws -> Answer {
        try await call(method, target, body: json.map { JSONWriter.bytes(of: $0) } ?? [], headers: headers)
    }

    /// - Parameter headers: Beside `Host`, `Connection`, `Content-Length` and the token.
    func call(
        _ method: String, _ target: String, body: [UInt8], headers: [(String, String)] = []
    ) async throws -> Answer {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        if let token { lines.append("Authentication: Bearer \(token)") }
        lines += headers.map { "\($0.0): \($0.1)" }
        if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) { lines.append("Content-Length: \(body.count)") }
        let connection = try RawConnection(port: port)
        do {
            try await connection.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        } catch let failure as RawConnection.Failure where failure.call == "send" {
            // The server may have had enough before all was said; its answer counts.
        }
        let response = try await connection.response(hasBody: method != "HEAD")
        return Answer(
            status: response.status, headers: response.headers,
            json: response.body.isEmpty ? .none : .some(try JSONReader.value(of: response.body)))
    }

    func get(_ target: String) async throws -> Answer { try await call("GET", target) }

    /// Waits until a request about the project has come to its end, and returns what is said of the project then.
    func settled(_ project: String, chain: String? = nil, _ kind: String = "up") async throws -> JSONValue {
        let target = (chain.map { "/v1/chain/\($0)" } ?? "/v1") + "/project/info/\(project)"
        return try await eventually("the end of '\(kind)' of \(project)") {
            // Written out, because JSON has a nil of its own.
            guard let info = try await get(target)["info"], let operation = info[kind]?["operation"] else {
                return .none
            }
            return operation == "RUNNING" ? .none : .some(info)
        }
    }
}
