import Foundation
import Synchronization
import TestSupport

/// A socket that listens on a free port of this machine.
///
/// Its descriptor is closed by the thread that accepts and by nobody else: closed under that thread, the number could be
/// another listener's by the time the thread uses it, whose connections it would then take.
final class LoopbackListener: Sendable {
    let port: Int
    private let descriptor: Int32
    private struct State {
        /// Whether the descriptor is still ours.
        var isOpen = true
        var isEnding = false
    }

    private let state = Mutex(State())

    init(backlog: Int32 = 128) throws {
        (descriptor, port) = try Self.bound()
        guard listen(descriptor, backlog) == 0 else { throw RawConnection.Failure(call: "listen", code: errno) }
    }

    /// A socket that is bound to a free port and does not listen.
    static func bound() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, streamSocket, 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard descriptor >= 0, isBound else { throw RawConnection.Failure(call: "bind", code: errno) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Hands every connection to `take`, on a thread of its own, until ``end()``. Call it once.
    func accept(_ take: @escaping @Sendable (Int32) -> Void) {
        Thread.detachNewThread { [self] in
            while true {
                let connection = Foundation.accept(descriptor, nil, nil)
                let code = errno
                if connection >= 0 {
                    take(connection)
                } else if state.withLock({ $0.isEnding }) || (code != EINTR && code != ECONNABORTED) {
                    break
                }
            }
            state.withLock { state in
                close(descriptor)
                state.isOpen = false
            }
        }
    }

    /// Takes no connections from now on.
    func end() {
        state.withLock { state in
            state.isEnding = true
            if state.isOpen { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }
}
