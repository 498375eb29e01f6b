internal import Domain
internal import Foundation

/// Files and folders of this machine that a run or a host is read from: bounded, with "absent" kept apart from
/// "unreadable", and files never through a symbolic link at the end of their path.
enum HostFiles {
    /// Reads a regular file.
    ///
    /// - Parameter limit: Most bytes that are taken; a longer file is a failure, not half an answer.
    /// - Returns: `nil` when there is no such file, or something else of that name.
    static func read(_ path: String, limit: Int = 1 << 20) throws(StorageFailure) -> [UInt8]? {
        // Without O_NONBLOCK a FIFO in that place would hold us for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if [ENOENT, ENOTDIR, ELOOP, EMLINK, ENXIO].contains(errno) { return nil }
            throw failure(path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit + 1, max(512, Int(status.st_size) + 1)))
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count == -1, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            if bytes.count > limit { throw .limit("\(path): more than \(limit) bytes") }
        }
    }

    /// The names in a folder except `.` and `..`, in the order of their bytes.
    ///
    /// - Returns: `nil` when there is no such folder.
    static func names(in folder: String) throws(StorageFailure) -> [String]? {
        guard let handle = opendir(folder) else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure(folder)
        }
        defer { closedir(handle) }
        var names: [String] = []
        while true {
            // An end and an error are told apart by errno alone.
            errno = 0
            guard let entry = readdir(handle) else {
                if errno != 0 { throw failure(folder) }
                return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
            // In place: an entry is shorter than its type says, and a copy would read past it.
            guard let field = entry.pointer(to: \.d_name) else { continue }
            let name = String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// Whether this is a folder or a link to one.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes a folder that only its owner can enter. Its parent must exist.
    static func makePrivateFolder(_ path: String) throws(StorageFailure) {
        guard mkdir(path, 0o700) == 0 || (errno == EEXIST && isFolder(path)) else { throw failure(path) }
    }

    /// Replaces a file that only its owner can read, so that it has the old content or the new one after any crash.
    static func replacePrivately(_ path: String, with bytes: [UInt8]) throws(StorageFailure) {
        let temporary = "\(path).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count == -1, errno == EINTR { continue }
            guard count > 0 else {
                let trouble = failure(temporary)
                close(descriptor)
                unlink(temporary)
                throw trouble
            }
            offset += count
        }
        guard fsync(descriptor) == 0 else {
            let trouble = failure(temporary)
            close(descriptor)
            unlink(temporary)
            throw trouble
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            let trouble = failure(path)
            unlink(temporary)
            throw trouble
        }
        try syncFolder(of: path)
    }

    /// Makes the names in a folder durable: those that were made, replaced or removed.
    static func syncFolder(of path: String) throws(StorageFailure) {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw failure(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder) }
    }

    /// Removes a folder and all that is in it. Links in it are removed, not followed. No such folder is fine.
    static func removeFolder(_ path: String) throws(StorageFailure) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch CocoaError.fileNoSuchFile {
            return
        } catch {
            throw .inputOutput("\(path): cannot be removed")
        }
    }

    /// The failure that `errno` stands for.
    static func failure(_ path: String) -> StorageFailure {
        let number = errno
        if number == ENOSPC || number == EDQUOT { return .full }
        return .inputOutput("\(path): \(String(cString: strerror(number)))")
    }
}
