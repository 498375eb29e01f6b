import Synchronization

/// Bytes that came and were not looked at yet.
final class ByteStore: Sendable {
    private let storage = Mutex<[UInt8]>([])

    var bytes: [UInt8] { storage.withLock { $0 } }

    func append(_ more: [UInt8]) { storage.withLock { $0 += more } }

    /// Takes the first `count` bytes out.
    func take(_ count: Int) -> [UInt8] {
        storage.withLock { bytes in
            defer { bytes.removeFirst(count) }
            return Array(bytes.prefix(count))
        }
    }
}
