import Domain
import Foundation

/// A folder, held open, below which files are found by name and no link is followed.
///
/// Names are single components; whoever calls has checked that, for example by the types `LogPart` and `MetadataKey`.
final class DirectoryHandle: Sendable {
    let descriptor: Int32
    /// Where the folder was when it was opened, for texts.
    let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        // A child that another thread is just starting has a copy of every descriptor until its exec: closing alone would
        // leave the lock with it.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Opens a folder that the configuration names; links on the way to it are followed.
    ///
    /// - Returns: `nil` when there is none.
    static func open(_ path: String) throws(StorageFailure) -> DirectoryHandle? {
        do throws(Refusal) {
            return try existing(path)
        } catch {
            guard error.code == ENOENT else { throw SystemCall.failure(code: error.code, "open the folder \(path)") }
            return nil
        }
    }

    /// Opens a folder, and makes it first, with the ones above it, where it is missing.
    ///
    /// - Parameter mode: The permissions of the folders that are made, whatever the umask is.
    static func make(_ path: String, mode: mode_t) throws(StorageFailure) -> DirectoryHandle {
        do throws(Refusal) {
            return try obtain(path, mode: mode)
        } catch {
            throw SystemCall.failure(code: error.code, "the folder '\(error.path)' cannot be made")
        }
    }

    /// The part of a path that is no folder and cannot become one, with the errno.
    struct Refusal: Error {
        let path: String
        let code: Int32
    }

    /// As ``make(_:mode:)``.
    static func obtain(_ path: String, mode: mode_t) throws(Refusal) -> DirectoryHandle {
        do throws(Refusal) {
            return try existing(path)
        } catch {
            // Missing, or something above it is no folder: then that is what the failure names.
            guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
        }
        let (parent, name) = AtomicFile.split(path)
        let above = try obtain(parent, mode: mode)
        if mkdirat(above.descriptor, name, mode) == 0 {
            // The umask may have taken bits away, which would lock us out.
            if fchmodat(above.descriptor, name, mode, 0) != 0 { throw Refusal(path: path, code: errno) }
            if SystemCall.uninterrupted({ fsync(above.descriptor) }) != 0 { throw Refusal(path: parent, code: errno) }
        } else if errno != EEXIST {
            throw Refusal(path: path, code: errno)
        }
        return try existing(path)
    }

    private static func existing(_ path: String) throws(Refusal) -> DirectoryHandle {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let descriptor = SystemCall.uninterrupted { openat(AT_FDCWD, path, flags, 0) }
        guard descriptor >= 0 else { throw Refusal(path: path, code: errno) }
        return DirectoryHandle(descriptor: descriptor, path: path)
    }

    /// Opens the folder `name` in this one.
    ///
    /// - Returns: `nil` when there is none; a link to a folder is none.
    func folder(_ name: String) throws(StorageFailure) -> DirectoryHandle? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let inner = SystemCall.uninterrupted { openat(descriptor, name, flags, 0) }
        if inner >= 0 { return DirectoryHandle(descriptor: inner, path: "\(path)/\(name)") }
        if Self.meansNoSuchFile(errno) { return nil }
        throw SystemCall.failure("open the folder \(path)/\(name)")
    }

    /// Opens the regular file `name` in this folder.
    ///
    /// - Returns: `nil` when there is none; a link to a file is none.
    func file(_ name: String) throws(StorageFailure) -> OpenFile? {
        // Without O_NONBLOCK, a pipe that somebody left here would hold us up until it is written to.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let inner = SystemCall.uninterrupted { openat(descriptor, name, flags, 0) }
        if inner < 0 {
            if Self.meansNoSuchFile(errno) { return nil }
            throw SystemCall.failure("open \(path)/\(name)")
        }
        let file = OpenFile(descriptor: inner, path: "\(path)/\(name)")
        guard try file.isRegular() else { return nil }
        return file
    }

    /// What a missing file, a link, a socket or a device without a driver answers to `open`.
    private static func meansNoSuchFile(_ code: Int32) -> Bool {
        // FreeBSD answers EMLINK for a link that must not be followed, Linux ELOOP.
        [ENOENT, ENOTDIR, ELOOP, EMLINK, ENXIO, EOPNOTSUPP, ENAMETOOLONG].contains(code)
    }

    /// What stands under `name`, a link itself and not what it points to.
    ///
    /// - Returns: `nil` when there is nothing.
    func entry(_ name: String) throws(StorageFailure) -> FileFacts? {
        try FileFacts.of(name, in: descriptor, path: path)
    }

    /// The names in this folder, sorted by their bytes, without `.`, `..` and those that are no UTF-8.
    ///
    /// - Throws: ``StorageFailure/limit(_:)`` past `limit` names.
    func names(limit: Int) throws(StorageFailure) -> [String] {
        let copy = SystemCall.uninterrupted {
            openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        }
        guard copy >= 0 else {
            // The folder was removed while we held it: nothing is in it.
            if errno == ENOENT { return [] }
            throw SystemCall.failure("list \(path)")
        }
        guard let stream = fdopendir(copy) else {
            let failure = SystemCall.failure("list \(path)")
            close(copy)
            throw failure
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw SystemCall.failure("list \(path)") }
                break
            }
            guard let field = entry.pointer(to: \.d_name) else { continue }
            let text = UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self)
            guard let name = String(validatingCString: text), name != ".", name != ".." else { continue }
            if names.count == limit { throw .limit("\(path) holds more than \(limit) entries") }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Waits until the names of this folder have reached the disk.
    func synchronize() throws(StorageFailure) {
        if SystemCall.uninterrupted({ fsync(descriptor) }) != 0 { throw SystemCall.failure("synchronise \(path)") }
    }

    /// Takes the advisory lock of the folder, which goes with the handle or when the process ends. Does not wait.
    ///
    /// - Returns: `false` when somebody else has it.
    func lock() throws(StorageFailure) -> Bool {
        if SystemCall.uninterrupted({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw SystemCall.failure("lock \(path)")
    }

    /// Whether the folder was removed since it was opened.
    func isGone() throws(StorageFailure) -> Bool { try FileFacts.of(descriptor, path: path).links == 0 }

    /// Whether the folder is still what its path leads to: nobody has moved it away, or mounted something over it.
    func isInPlace() -> Bool { SystemCall.leads(path, to: descriptor) }
}
