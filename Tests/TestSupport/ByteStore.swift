internal import Synchronization

/// Bytes that came and were not looked at yet.
package final class ByteStore: Sendable {
    private let storage = Mutex<[UInt8]>([])

    package init() {}

    package var bytes: [UInt8] { storage.withLock { $0 } }

    package func append(_ more: [UInt8]) { storage.withLock { $0 += more } }

    /// Takes the first `count` bytes out.
    package func take(_ count: Int) -> [UInt8] {
        storage.withLock { bytes in
            defer { bytes.removeFirst(count) }
            return Array(bytes.prefix(count))
        }
    }
}
