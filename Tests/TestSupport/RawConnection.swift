package import Foundation

/// A TCP connection to a port of this machine over which a test says exactly what it wants.
///
/// Its calls block, so each runs on a thread of its own; none waits longer than 240 s.
package final class RawConnection: Sendable {
    package struct Failure: Error {
        package let call: String
        package let code: Int32

        package init(call: String, code: Int32) {
            self.call = call
            self.code = code
        }
    }

    private let descriptor: Int32
    private let unread = ByteStore()

    package init(port: Int) throws {
        descriptor = socket(AF_INET, streamSocket, 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        var limit = timeval(tv_sec: 240, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = loopback(port: port)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failure(call: "connect", code: errno) }
    }

    deinit { close(descriptor) }

    package func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) async throws {
        let descriptor = self.descriptor
        try await onOwnThread {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, noSignal) }
                guard count > 0 else { throw Failure(call: "send", code: errno) }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Says that nothing more will be sent.
    package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends the connection at once and in both directions.
    package func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The next answer.
    ///
    /// - Parameter hasBody: `false` for the answer to a HEAD, which has none whatever it says.
    package func response(hasBody: Bool = true) async throws -> RawResponse {
        let head = try await read { bytes in
            bytes.firstRange(of: Array("\r\n\r\n".utf8)).map { $0.upperBound }
        }
        var response = RawResponse(head: String(decoding: head, as: UTF8.self))
        let length = hasBody ? Int(response.headers["content-length"] ?? "") ?? 0 : 0
        if length > 0 { response.body = try await read { $0.count >= length ? length : nil } }
        return response
    }

    /// Everything until the other side closes.
    package func rest() async throws -> [UInt8] {
        var rest = unread.take(unread.bytes.count)
        while true {
            let more = try await receive()
            if more.isEmpty { return rest }
            rest += more
        }
    }

    private func read(_ end: ([UInt8]) -> Int?) async throws -> [UInt8] {
        while true {
            if let end = end(unread.bytes) { return unread.take(end) }
            let more = try await receive()
            guard !more.isEmpty else { throw Failure(call: "read past the end", code: 0) }
            unread.append(more)
        }
    }

    private func receive() async throws -> [UInt8] {
        let descriptor = self.descriptor
        return try await onOwnThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            // A reset is an end, too.
            if count < 0 && errno == ECONNRESET { return [] }
            guard count >= 0 else { throw Failure(call: "recv", code: errno) }
            return Array(buffer[..<count])
        }
    }
}

/// An answer as it stood on the wire.
package struct RawResponse {
    package let status: Int
    package let line: String
    /// Names in lower case.
    package let headers: [String: String]
    package var body: [UInt8] = []

    package init(head: String) {
        let lines = head.split(separator: "\r\n")
        line = lines.first.map(String.init) ?? ""
        status = Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
        headers = Dictionary(
            lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces))
            }, uniquingKeysWith: { $0 + "," + $1 })
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
}

package func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

#if os(Linux)
    package let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
    package let streamSocket = SOCK_STREAM
#endif
package let noSignal = Int32(MSG_NOSIGNAL)

/// Runs something that blocks where it holds up nobody.
package func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
