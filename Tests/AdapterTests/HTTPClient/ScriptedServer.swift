import Foundation
import TestSupport

/// A server that says exactly what a test wants, whatever it is asked.
final class ScriptedServer: Sendable {
    /// What happens on one connection.
    enum Step: Sendable {
        /// Reads a request, its body included when it states a length.
        case read
        case write(String)
        /// Writes this many `x`, or as many as the client takes.
        case flood(Int)
        /// Waits for the gate of the test.
        case wait(Door)
        case pause(milliseconds: Int)
        /// Closes so that the client gets a reset.
        case reset
        /// Keeps the connection open until the server goes.
        case hang
    }

    let port: Int
    private let descriptor: Int32
    /// What was read, each with the number of its connection.
    let requests = Collected<(connection: Int, text: String)>()
    private let hanging = Collected<Int32>()

    /// - Parameters:
    ///   - accepts: Without, connections stand (the system answers for us) and nobody ever reads from them.
    ///   - scripts: For each connection its own; the last serves all that follow.
    init(accepts: Bool = true, _ scripts: [Step]...) throws {
        let descriptor = socket(AF_INET, streamSocket, 0)
        self.descriptor = descriptor
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) | listen(descriptor, 128) | getsockname(descriptor, pointer, &length)
            }
        }
        guard code == 0 else { throw RawConnection.Failure(call: "listen", code: errno) }
        port = Int(in_port_t(bigEndian: address.sin_port))
        guard accepts else { return }
        let (requests, hanging) = (self.requests, self.hanging)
        Thread.detachNewThread {
            var number = 0
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { return }
                let script = scripts[min(number, scripts.count - 1)]
                number += 1
                let connection = number
                Thread.detachNewThread {
                    Self.play(script, client) { requests.append((connection, $0)) }
                    if case .hang? = script.last { hanging.append(client) } else { close(client) }
                }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        for client in hanging.items { close(client) }
    }

    private static func play(_ script: [Step], _ client: Int32, _ note: @escaping @Sendable (String) -> Void) {
        for step in script {
            switch step {
            case .read:
                guard let text = request(client) else { return }
                note(text)
            case .write(let text):
                guard send(client, text, text.utf8.count, noSignal) == text.utf8.count else { return }
            case .flood(let count):
                let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
                var left = count
                while left > 0 {
                    let sent = send(client, piece, min(left, piece.count), noSignal)
                    guard sent > 0 else { return }
                    left -= sent
                }
            case .wait(let gate):
                let passed = DispatchSemaphore(value: 0)
                Task {
                    await gate.pass()
                    passed.signal()
                }
                passed.wait()
            case .pause(let milliseconds): usleep(UInt32(milliseconds) * 1000)
            case .reset:
                var option = linger(l_onoff: 1, l_linger: 0)
                setsockopt(client, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                return
            case .hang: return
            }
        }
    }

    private static func request(_ client: Int32) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let head = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let text = String(decoding: bytes[..<head.upperBound], as: UTF8.self)
                let length = text.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
                if bytes.count >= head.upperBound + length { return String(decoding: bytes, as: UTF8.self) }
            }
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}
