import Domain
import Foundation

/// Helpers around calls of the C library that set `errno`.
enum SystemCall {
    /// Repeats `call` for as long as a signal interrupts it.
    static func uninterrupted<Result: FixedWidthInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }

    /// The failure that the last call left in `errno`.
    ///
    /// - Parameter action: What was tried, with the path but without any content: `"write /var/db/x"`.
    static func failure(_ action: String) -> StorageFailure { failure(code: errno, action) }

    static func failure(code: Int32, _ action: String) -> StorageFailure {
        isOutOfSpace(code) ? .full : .inputOutput("\(action): \(String(cString: strerror(code)))")
    }

    /// Whether this is one of the ways in which a file system says that no more fits: no space, no quota, or a file
    /// past the limit that was set for it.
    static func isOutOfSpace(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

    /// Whether a path still leads to an open file or folder: nobody has removed it, moved it away or mounted over it.
    static func leads(_ path: String, to descriptor: Int32) -> Bool {
        var ours = stat()
        var named = stat()
        return fstat(descriptor, &ours) == 0 && stat(path, &named) == 0 && ours.st_ino == named.st_ino
            && ours.st_dev == named.st_dev
    }
}
