package import Domain
internal import Foundation
internal import Synchronization

/// Where the lines of the log go: standard error, or a file that lines are added to.
///
/// A line is written by one call, so that lines of several processes and threads do not mix. What cannot be written is
/// lost: a full disk must not stop the server.
package final class LogSink: Sendable {
    private let path: String?
    private let descriptor: Mutex<Int32>

    private init(path: String?, descriptor: Int32) {
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit { if path != nil { descriptor.withLock { _ = close($0) } } }

    package static let standardError = LogSink(path: nil, descriptor: STDERR_FILENO)

    /// - Parameter path: The file; it is made with mode 0640 when there is none.
    package static func file(_ path: String) throws(StorageFailure) -> LogSink {
        LogSink(path: path, descriptor: try Self.open(path))
    }

    /// Adds a line; the line end is added too.
    package func write(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { bytes in
            descriptor.withLock { descriptor in
                var rest = UnsafeRawBufferPointer(bytes)[...]
                while !rest.isEmpty {
                    let piece = UnsafeRawBufferPointer(rebasing: rest)
                    let count = SystemCall.uninterrupted {
                        Foundation.write(descriptor, piece.baseAddress, piece.count)
                    }
                    guard count > 0 else { return }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }

    /// Opens the file by its name again, after newsyslog(8) or somebody else has renamed it. Standard error stays.
    ///
    /// - Throws: Why it cannot be opened; the old one is written on then.
    package func reopen() throws(StorageFailure) {
        guard let path else { return }
        let new = try Self.open(path)
        let old = descriptor.withLock { current in
            defer { current = new }
            return current
        }
        close(old)
    }

    /// Calls ``reopen()`` whenever this process gets SIGHUP, from now until its end.
    ///
    /// - Parameter note: Told how it went: `nil` for well.
    package func reopenOnHangUp(_ note: @escaping @Sendable (StorageFailure?) -> Void) async {
        await StopSignals.install([SIGHUP]) {
            do throws(StorageFailure) {
                try self.reopen()
                note(nil)
            } catch {
                note(error)
            }
        }
    }

    private static func open(_ path: String) throws(StorageFailure) -> Int32 {
        // Without O_NONBLOCK a named pipe that nobody reads would hold us for ever.
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK
        let descriptor = SystemCall.uninterrupted { Foundation.open(path, flags, 0o640) }
        guard descriptor >= 0 else { throw SystemCall.failure("open the log \(path)") }
        return descriptor
    }
}
