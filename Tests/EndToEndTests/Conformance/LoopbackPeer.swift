import Domain
import Foundation
import Synchronization
import TestSupport

/// A neighbour on a port of this machine that treats whoever asks it in one way. Its sockets are plain ones, so that it
/// can do what a server of HTTP never would.
final class LoopbackPeer: Sendable {
    enum Manner: Sendable {
        case answers, neverAnswers, breaksOff, talksNonsense
    }

    typealias Handler = @Sendable (Request) async -> Response

    private struct State {
        var taken: [Request] = []
        var connections: [Int32] = []
        var handler: Handler = { _ in Response(200, nil) }
        var isOver = false
    }

    /// Shared with the threads, which must not keep the peer itself alive.
    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private let listener: LoopbackListener
    private let shared = Shared()

    init(_ manner: Manner) throws {
        listener = try LoopbackListener()
        listener.accept { [shared] connection in
            let isOver = shared.state.withLock { state in
                state.connections.append(connection)
                return state.isOver
            }
            if isOver { shutdown(connection, Int32(SHUT_RDWR)) }
            Thread.detachNewThread {
                Self.serve(connection, manner, shared)
                shared.state.withLock { state in
                    state.connections.removeAll { $0 == connection }
                    close(connection)
                }
            }
        }
    }

    deinit {
        listener.end()
        shared.state.withLock { state in
            state.isOver = true
            // Their threads see the end and close them.
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    var port: Int { listener.port }

    /// What it took, in order.
    var taken: [Request] { shared.state.withLock { $0.taken } }

    /// What it answers from now on.
    func answer(_ handler: @escaping Handler) { shared.state.withLock { $0.handler = handler } }

    // MARK: A connection, on a thread of its own

    private static func serve(_ connection: Int32, _ manner: Manner, _ shared: Shared) {
        var unread: [UInt8] = []
        while let request = request(connection, &unread) {
            shared.state.withLock { $0.taken.append(request) }
            switch manner {
            case .answers:
                let handler = shared.state.withLock { $0.handler }
                guard write(bytes(of: response(to: request, handler), isHead: request.method == "HEAD"), to: connection)
                else { return }
            case .neverAnswers: continue
            case .breaksOff:
                _ = write(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status".utf8), to: connection)
                // Closed with a reset: what ends in good order breaks the protocol instead.
                var abrupt = linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
                return
            case .talksNonsense:
                _ = write(Array("SSH-2.0-OpenSSH_9.9\r\n\r\n".utf8), to: connection)
                return
            }
        }
    }

    /// Waits for the handler: the thread has nothing else to do.
    private static func response(to request: Request, _ handler: @escaping Handler) -> Response {
        let answer = Answer()
        let isThere = DispatchSemaphore(value: 0)
        Task {
            answer.set(await handler(request))
            isThere.signal()
        }
        isThere.wait()
        return answer.value
    }

    private final class Answer: Sendable {
        private let state = Mutex(Response(500, nil))
        var value: Response { state.withLock { $0 } }
        func set(_ value: Response) { state.withLock { $0 = value } }
    }

    private static func bytes(of response: Response, isHead: Bool) -> [UInt8] {
        let body = response.envelope ?? []
        var head = "HTTP/1.1 \(response.status) Status\r\n"
        // These have no body, and no length either.
        let isBare = response.status == 204 || response.status == 304
        if !isBare { head += "Content-Length: \(body.count)\r\n" }
        return Array("\(head)\r\n".utf8) + (isHead || isBare ? [] : body)
    }

    private static func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, noSignal) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The next request; `nil` at the end of the connection.
    private static func request(_ connection: Int32, _ unread: inout [UInt8]) -> Request? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var request: (value: Request, length: Int)?
        while true {
            if request == nil, let end = unread.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
                request = parse(String(decoding: unread[..<end], as: UTF8.self))
                unread.removeFirst(end)
            }
            if let request, unread.count >= request.length {
                var value = request.value
                value.body = Array(unread.prefix(request.length))
                unread.removeFirst(request.length)
                return value
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            unread += buffer[..<count]
        }
    }

    /// A request without its body, and how long that is.
    private static func parse(_ head: String) -> (Request, Int) {
        let lines = head.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let remaining = headers[Request.deadlineHeader.lowercased()].flatMap { Int($0) }
        return (
            Request(
                method: words.first.map(String.init) ?? "", target: words.count > 1 ? String(words[1]) : "",
                credentials: headers["authentication"], remaining: remaining.map { .milliseconds($0) }),
            headers["content-length"].flatMap { Int($0) } ?? 0
        )
    }
}
