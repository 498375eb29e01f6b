import Domain
import Foundation

/// Whole trees of folders and files below a folder that is held open. No link is followed anywhere.
enum FolderTree {
    /// A tree deeper than this is neither listed nor removed.
    private static let deepest = 256

    /// Writes a tree into a folder that is new and empty, and waits until all of it has reached the disk.
    static func write(_ tree: NamespaceTree, into top: DirectoryHandle) throws(NamespaceFailure) {
        /// The folders on the way to the entry that is written, with what they will be once they are filled: a folder
        /// that forbids writing must be filled before it forbids it.
        var open: [(entry: NamespaceTree.Entry, handle: DirectoryHandle)] = []
        func close(downTo depth: Int) throws(NamespaceFailure) {
            while open.count > depth, let (entry, handle) = open.popLast() {
                try dress(handle.descriptor, handle.path, as: entry)
                try stored { () throws(StorageFailure) in try handle.synchronize() }
            }
        }
        for entry in tree.entries {
            guard let name = entry.path.name, let folder = open.last?.handle else {
                open.append((entry, top))
                continue
            }
            let depth = entry.path.names.count
            if open.count > depth { try close(downTo: depth) }
            let parent = open.last?.handle ?? folder
            if let content = entry.content {
                try writeFile(name, Array(content.utf8), as: entry, in: parent)
            } else {
                open.append((entry, try stored { () throws(StorageFailure) in try makeFolder(name, in: parent) }))
            }
        }
        try close(downTo: 0)
    }

    /// Everything below a folder but links and what is neither folder nor file.
    ///
    /// - Throws: ``StorageFailure/limit(_:)`` past `limit` entries.
    static func entries(in top: DirectoryHandle, limit: Int) throws(StorageFailure) -> [NamespaceEntry] {
        var entries: [NamespaceEntry] = []
        try list(top, at: .top, limit: limit, depth: 0, &entries)
        return entries
    }

    private static func list(
        _ folder: DirectoryHandle, at path: NamespacePath, limit: Int, depth: Int, _ entries: inout [NamespaceEntry]
    ) throws(StorageFailure) {
        guard depth <= deepest else { throw .limit("\(folder.path) is too deep") }
        for name in try folder.names(limit: limit) {
            guard let facts = try folder.entry(name), facts.kind != .other else { continue }
            guard entries.count < limit else { throw .limit("\(folder.path) holds more than \(limit) entries") }
            let isDirectory = facts.kind == .folder
            let inner = path.appending(name)
            entries.append(
                NamespaceEntry(
                    path: inner, isDirectory: isDirectory, owner: facts.owner, group: facts.group,
                    permissions: Int(facts.allPermissions)))
            guard isDirectory, let handle = try folder.folder(name) else { continue }
            try list(handle, at: inner, limit: limit, depth: depth + 1, &entries)
        }
    }

    /// Removes what stands under `name`, which nobody looks for any more, with everything in it.
    static func discard(_ name: String, from folder: DirectoryHandle) {
        do throws(StorageFailure) {
            try remove(name, from: folder, depth: 0)
        } catch {
            // A file that somebody has made immutable, for example. It is in nobody's way, and the next start of the
            // program tries again.
        }
    }

    private static func remove(_ name: String, from folder: DirectoryHandle, depth: Int) throws(StorageFailure) {
        guard depth <= deepest else { throw .limit("\(folder.path) is too deep") }
        guard let facts = try folder.entry(name) else { return }
        if facts.kind == .folder {
            // Its owner may not even look into a folder that forbids it.
            if facts.permissions & 0o700 != 0o700 { fchmodat(folder.descriptor, name, 0o700, 0) }
            if let inner = try folder.folder(name) {
                for entry in try inner.names(limit: .max) { try remove(entry, from: inner, depth: depth + 1) }
            }
        }
        if unlinkat(folder.descriptor, name, facts.kind == .folder ? AT_REMOVEDIR : 0) != 0, errno != ENOENT {
            throw SystemCall.failure("remove \(folder.path)/\(name)")
        }
    }

    /// Makes a folder that nobody else may look into yet.
    static func makeFolder(_ name: String, in folder: DirectoryHandle) throws(StorageFailure) -> DirectoryHandle {
        guard mkdirat(folder.descriptor, name, 0o700) == 0 else {
            throw SystemCall.failure("make the folder \(folder.path)/\(name)")
        }
        guard let handle = try folder.folder(name) else {
            throw SystemCall.failure(code: ENOENT, "open the folder \(folder.path)/\(name)")
        }
        return handle
    }

    private static func writeFile(
        _ name: String, _ bytes: [UInt8], as entry: NamespaceTree.Entry, in folder: DirectoryHandle
    ) throws(NamespaceFailure) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = SystemCall.uninterrupted { openat(folder.descriptor, name, flags, 0o600) }
        let path = "\(folder.path)/\(name)"
        guard descriptor >= 0 else { throw .storage(SystemCall.failure("create \(path)")) }
        let file = OpenFile(descriptor: descriptor, path: path)
        do throws(StorageFailure) { try file.write(bytes) } catch { throw .storage(error) }
        try dress(descriptor, path, as: entry)
        do throws(StorageFailure) { try file.synchronize() } catch { throw .storage(error) }
    }

    /// Gives a file or folder to whom it should belong, then its permissions: the other way round the system would take
    /// some of them away again.
    private static func dress(
        _ descriptor: Int32, _ path: String, as entry: NamespaceTree.Entry
    ) throws(NamespaceFailure) {
        if entry.owner != nil || entry.group != nil {
            let user = try entry.owner.map { account throws(NamespaceFailure) in try number(ofUser: account) }
            let group = try entry.group.map { account throws(NamespaceFailure) in try number(ofGroup: account) }
            if fchown(descriptor, user ?? .max, group ?? .max) != 0 {
                throw errno == EPERM
                    ? .ownerNotAllowed(entry.path) : .storage(SystemCall.failure("give away \(path)"))
            }
        }
        if fchmod(descriptor, mode_t(entry.permissions)) != 0 {
            throw .storage(SystemCall.failure("set the mode of \(path)"))
        }
    }

    private static func number(ofUser account: NamespaceAccount) throws(NamespaceFailure) -> uid_t {
        switch account {
        case .number(let number): return uid_t(number)
        case .name(let name):
            let number = try stored { () throws(StorageFailure) in try Accounts.user(name) }
            guard let number else { throw .unknownUser(name) }
            return number
        }
    }

    private static func number(ofGroup account: NamespaceAccount) throws(NamespaceFailure) -> gid_t {
        switch account {
        case .number(let number): return gid_t(number)
        case .name(let name):
            let number = try stored { () throws(StorageFailure) in try Accounts.group(name) }
            guard let number else { throw .unknownGroup(name) }
            return number
        }
    }

    private static func stored<Value>(
        _ work: () throws(StorageFailure) -> Value
    ) throws(NamespaceFailure) -> Value {
        do throws(StorageFailure) { return try work() } catch { throw .storage(error) }
    }
}
