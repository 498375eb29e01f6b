import Foundation
import Synchronization

/// A port that takes connections and never says a word.
final class BlackHole: Sendable {
    let port: Int
    private let listener: LoopbackListener
    private let taken = Mutex<[Int32]>([])

    init() throws {
        listener = try LoopbackListener()
        port = listener.port
        listener.accept { [weak self] connection in
            guard let self else {
                close(connection)
                return
            }
            self.taken.withLock { $0.append(connection) }
        }
    }

    /// How many connections were made so far.
    var connections: Int { taken.withLock { $0.count } }

    deinit {
        listener.end()
        for connection in taken.withLock({ $0 }) { close(connection) }
    }
}

/// A port at which nobody listens.
func deadPort() throws -> Int {
    let (descriptor, port) = try LoopbackListener.bound()
    close(descriptor)
    return port
}
