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

/// A port of this machine at which nobody listens, nor will: a socket is bound to it for as long as the tests run.
func deadPort() throws -> Int { try BoundSocket.dead.get().port }

private enum BoundSocket {
    static let dead = Result { try LoopbackListener.bound() }
}
