import Foundation
import Synchronization

/// A port that takes connections and never says a word.
final class BlackHole: Sendable {
    let port: Int
    private let listener: Int32
    private let taken = Mutex<[Int32]>([])

    init() throws {
        listener = socket(AF_INET, streamSocket, 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                let code = bind(listener, $0, length) == 0 && listen(listener, 64) == 0
                return code && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, code else { throw RawConnection.Failure(call: "listen", code: errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { return }
                self.taken.withLock { $0.append(connection) }
            }
        }
    }

    /// How many connections were made so far.
    var connections: Int { taken.withLock { $0.count } }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for connection in taken.withLock({ $0 }) { close(connection) }
    }
}

/// A port at which nobody listens.
func deadPort() throws -> Int {
    let hole = try BlackHole()
    return hole.port
}
