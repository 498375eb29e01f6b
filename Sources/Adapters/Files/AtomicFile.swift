package import Domain
internal import Foundation

/// Writes files that are there whole or not at all, whatever happens in between, and that have reached the disk when
/// the call returns.
package enum AtomicFile {
    /// Writes a file, over an older one if there is one. Blocks the thread.
    ///
    /// - Parameters:
    ///   - path: Where; its folder must exist. A link that stands there is replaced, not followed.
    ///   - mode: The permissions, whatever the umask is. The content is never readable with wider ones.
    package static func write(_ bytes: [UInt8], to path: String, mode: Int) throws(StorageFailure) {
        let (parent, name) = split(path)
        guard let folder = try DirectoryHandle.open(parent) else {
            throw SystemCall.failure(code: ENOENT, "open the folder \(parent)")
        }
        try replace(name, in: folder, with: bytes, mode: mode_t(mode))
    }

    /// Writes the file `name` over an older one if there is one.
    static func replace(
        _ name: String, in folder: DirectoryHandle, with bytes: [UInt8], mode: mode_t
    ) throws(StorageFailure) {
        let temporary = try TemporaryFile(in: folder, bytes, mode: mode)
        if renameat(folder.descriptor, temporary.name, folder.descriptor, name) != 0 {
            let failure = SystemCall.failure("rename to \(folder.path)/\(name)")
            temporary.remove(from: folder)
            throw failure
        }
        try folder.synchronize()
    }

    /// Writes the file `name`, unless something has that name: of several that try at once, one succeeds.
    ///
    /// - Returns: `false`, and nothing changed, when something stands there.
    static func create(
        _ name: String, in folder: DirectoryHandle, with bytes: [UInt8], mode: mode_t
    ) throws(StorageFailure) -> Bool {
        let temporary = try TemporaryFile(in: folder, bytes, mode: mode)
        let linked = linkat(folder.descriptor, temporary.name, folder.descriptor, name, 0)
        let code = errno
        temporary.remove(from: folder)
        if linked != 0 {
            if code == EEXIST { return false }
            throw SystemCall.failure(code: code, "create \(folder.path)/\(name)")
        }
        try folder.synchronize()
        return true
    }

    /// The folder and the last component of a path.
    static func split(_ path: String) -> (folder: String, name: String) {
        let parts = path.split(separator: "/")
        let start = path.hasPrefix("/") ? "/" : ""
        guard let name = parts.last else { return (start.isEmpty ? "." : "/", ".") }
        let folder = start + parts.dropLast().joined(separator: "/")
        return (folder.isEmpty ? "." : folder, String(name))
    }
}
