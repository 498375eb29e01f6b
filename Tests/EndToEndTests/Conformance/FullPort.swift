import Foundation
import TestSupport

/// A port that takes no more connections and does not say so: its queue is full, and the system drops what comes.
final class FullPort: Sendable {
    let port: Int
    private let descriptors: [Int32]

    init() throws {
        let (listener, port) = try LoopbackListener.bound()
        self.port = port
        var descriptors = [listener]
        guard listen(listener, 0) == 0 else { throw RawConnection.Failure(call: "listen", code: errno) }
        var address = loopback(port: port)
        // More than any system queues beyond what it was asked for.
        for _ in 0..<32 {
            let descriptor = socket(AF_INET, streamSocket, 0)
            guard descriptor >= 0 else { throw RawConnection.Failure(call: "socket", code: errno) }
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    // Most of them never stand.
                    _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            descriptors.append(descriptor)
        }
        self.descriptors = descriptors
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
