import Domain
import Foundation

/// An open file that is closed when it goes out of use.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    /// For texts.
    let path: String

    deinit {
        // A child that another thread is just starting has a copy of every descriptor until its exec: closing alone would
        // leave the lock with it.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    func isRegular() throws(StorageFailure) -> Bool { try FileFacts.of(descriptor, path: path).kind == .regularFile }

    /// In bytes.
    func length() throws(StorageFailure) -> Int { try FileFacts.of(descriptor, path: path).length }

    /// Reads from the byte `offset` on to the end of the file, `count` bytes at most.
    func read(from offset: Int = 0, atMost count: Int) throws(StorageFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        let step = 1 << 16
        bytes.reserveCapacity(min(count, max(0, try length() - offset)))
        var chunk = [UInt8](repeating: 0, count: min(step, count))
        while bytes.count < count {
            let wanted = min(chunk.count, count - bytes.count)
            let position = off_t(offset + bytes.count)
            let got = chunk.withUnsafeMutableBytes { buffer in
                SystemCall.uninterrupted { pread(descriptor, buffer.baseAddress, wanted, position) }
            }
            if got < 0 { throw SystemCall.failure("read \(path)") }
            if got == 0 { break }
            bytes.append(contentsOf: chunk[..<got])
        }
        return bytes
    }

    /// Appends `bytes`, all of them.
    func write(_ bytes: [UInt8]) throws(StorageFailure) {
        var written = 0
        while written < bytes.count {
            let result = bytes.withUnsafeBytes { buffer in
                SystemCall.uninterrupted {
                    Foundation.write(descriptor, buffer.baseAddress! + written, bytes.count - written)
                }
            }
            if result < 0 { throw SystemCall.failure("write \(path)") }
            written += result
        }
    }

    /// Takes the advisory lock of the file, which goes when the file is closed or the process ends. Does not wait.
    ///
    /// - Returns: `false` when somebody else has it.
    func lock() throws(StorageFailure) -> Bool {
        if SystemCall.uninterrupted({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw SystemCall.failure("lock \(path)")
    }

    /// Waits until the content has reached the disk.
    func synchronize() throws(StorageFailure) {
        if SystemCall.uninterrupted({ fsync(descriptor) }) != 0 { throw SystemCall.failure("synchronise \(path)") }
    }
}
