import Domain
import Foundation

/// A finished file that has not got its name yet. It is locked for as long as its writer lives, which tells it from
/// one that a dead writer left behind.
struct TemporaryFile: ~Copyable {
    /// How the names of such files start. No name of an item starts with a dot.
    private static let prefix = ".tmp-"

    let name: String
    /// Holds the lock.
    private let file: OpenFile

    /// Writes the content and waits until it has reached the disk.
    ///
    /// - Parameter mode: The permissions, whatever the umask is.
    init(in folder: DirectoryHandle, _ bytes: [UInt8], mode: mode_t) throws(StorageFailure) {
        var random = SystemRandomNumberGenerator()
        while true {
            let name = Self.prefix + String(random.next(), radix: 16)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let descriptor = SystemCall.uninterrupted { openat(folder.descriptor, name, flags, 0o600) }
            guard descriptor >= 0 else { throw SystemCall.failure("create a file in \(folder.path)") }
            let file = OpenFile(descriptor: descriptor, path: "\(folder.path)/\(name)")
            // Before it was locked, somebody who cleans up may have taken it for left behind: then another one.
            guard try file.lock(), try FileFacts.of(descriptor, path: file.path).links > 0 else { continue }
            do throws(StorageFailure) {
                try file.write(bytes)
                if fchmod(descriptor, mode) != 0 { throw SystemCall.failure("set the mode of \(file.path)") }
                try file.synchronize()
            } catch {
                unlinkat(folder.descriptor, name, 0)
                throw error
            }
            self.name = name
            self.file = file
            return
        }
    }

    /// Removes the name, which is all that is left of it once it was linked to another.
    func remove(from folder: DirectoryHandle) {
        // Where that fails, the next start of the program cleans up.
        unlinkat(folder.descriptor, name, 0)
    }

    /// Removes what writers that died left behind. Files of writers that live are left alone.
    ///
    /// - Throws: ``StorageFailure/limit(_:)`` past `limit` names in the folder.
    static func removeAbandoned(in folder: DirectoryHandle, limit: Int) throws(StorageFailure) {
        for name in try folder.names(limit: limit) where name.hasPrefix(prefix) {
            guard let file = try folder.file(name), try file.lock() else { continue }
            if unlinkat(folder.descriptor, name, 0) != 0 && errno != ENOENT {
                throw SystemCall.failure("remove \(folder.path)/\(name)")
            }
        }
    }
}
