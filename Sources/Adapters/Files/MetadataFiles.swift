package import Domain
import Foundation
import Synchronization

/// Metadata items as files of one folder, as 0.25 keeps them: the key is the file name, the content is the value and
/// nothing else. Source: HTTP contract, sections 13.3 and 14.1.
///
/// Values are kept byte for byte: 0.25 turned CR LF into LF when it read them (weakness W53). A value is replaced by
/// renaming a finished file over the old one, so a reader sees the old or the new one (W43).
package final class MetadataFiles: MetadataStore {
    /// The longest value that is stored or read, in bytes.
    package static let longestValue = 64 << 20
    /// How many items there may be.
    package static let mostItems = 100_000

    /// Readable for everybody, as in 0.25: projects copy items into jails, where others than root read them. The
    /// folder is what keeps other users of the machine out.
    private static let fileMode: mode_t = 0o644
    private static let folderMode: mode_t = 0o700

    private let path: String
    private let mostItems: Int
    /// Changes of one key always take the same lane, so they never overlap.
    private let writing = BlockingLanes("metadata.write", count: 8)
    /// Readers have lanes of their own and wait for no disk flush.
    private let reading = BlockingLanes("metadata.read", count: 4)
    private let opened = Mutex<DirectoryHandle?>(nil)

    /// - Parameter path: The folder; made at the first write where it is missing.
    package convenience init(folder path: String) { self.init(folder: path, mostItems: Self.mostItems) }

    init(folder path: String, mostItems: Int) {
        self.path = path
        self.mostItems = mostItems
    }

    package func keys() async throws(StorageFailure) -> [MetadataKey] {
        try await reading.run { [self] () throws(StorageFailure) in
            guard let folder = try folder() else { return [] }
            var keys: [MetadataKey] = []
            for name in try folder.names(limit: mostItems + Self.mostStrays) {
                guard let key = MetadataKey(name), try folder.entry(name)?.kind == .regularFile else { continue }
                keys.append(key)
            }
            return keys
        }
    }

    package func value(of key: MetadataKey) async throws(StorageFailure) -> String? {
        try await reading.run(for: key.text) { [self] () throws(StorageFailure) in
            guard let folder = try folder(), let bytes = try content(of: key, in: folder) else { return nil }
            guard let value = String(validating: bytes, as: UTF8.self) else {
                throw .corrupt("the metadata item \(key) is not UTF-8")
            }
            return value
        }
    }

    package func exists(_ key: MetadataKey) async throws(StorageFailure) -> Bool {
        try await reading.run(for: key.text) { [self] () throws(StorageFailure) in
            try folder()?.entry(key.text)?.kind == .regularFile
        }
    }

    package func create(_ key: MetadataKey, value: String) async throws(StorageFailure) -> Bool {
        try await writing.run(for: key.text) { [self] () throws(StorageFailure) in
            let bytes = try Self.bytes(of: value, for: key)
            let folder = try madeFolder()
            if let present = try folder.entry(key.text) {
                guard present.kind == .regularFile else { throw Self.noItem(key) }
                return false
            }
            if try folder.names(limit: mostItems + Self.mostStrays).count >= mostItems {
                throw .limit("there are \(mostItems) metadata items already")
            }
            return try AtomicFile.create(key.text, in: folder, with: bytes, mode: Self.fileMode)
        }
    }

    package func replace(_ key: MetadataKey, value: String) async throws(StorageFailure) -> Bool {
        try await writing.run(for: key.text) { [self] () throws(StorageFailure) in
            let bytes = try Self.bytes(of: value, for: key)
            guard let folder = try folder(), let present = try folder.entry(key.text) else { return false }
            guard present.kind == .regularFile else { return false }
            if present.length == bytes.count, try content(of: key, in: folder) == bytes { return true }
            try AtomicFile.replace(key.text, in: folder, with: bytes, mode: present.permissions)
            return true
        }
    }

    package func delete(_ key: MetadataKey) async throws(StorageFailure) -> Bool {
        try await writing.run(for: key.text) { [self] () throws(StorageFailure) in
            guard let folder = try folder(), try folder.entry(key.text)?.kind == .regularFile else { return false }
            if unlinkat(folder.descriptor, key.text, 0) != 0 {
                if errno == ENOENT { return false }
                throw SystemCall.failure("remove \(folder.path)/\(key)")
            }
            try folder.synchronize()
            return true
        }
    }

    /// Room in a listing for temporary files and for what others put into the folder.
    private static let mostStrays = 10_000

    private static func bytes(of value: String, for key: MetadataKey) throws(StorageFailure) -> [UInt8] {
        let bytes = Array(value.utf8)
        guard bytes.count <= longestValue else { throw tooLong(key) }
        return bytes
    }

    private static func tooLong(_ key: MetadataKey) -> StorageFailure {
        .limit("the metadata item \(key) is longer than \(longestValue) bytes")
    }

    private static func noItem(_ key: MetadataKey) -> StorageFailure {
        .corrupt("what stands in the place of the metadata item \(key) is no regular file")
    }

    private func content(of key: MetadataKey, in folder: DirectoryHandle) throws(StorageFailure) -> [UInt8]? {
        guard let file = try folder.file(key.text) else { return nil }
        let bytes = try file.read(atMost: Self.longestValue + 1)
        guard bytes.count <= Self.longestValue else { throw Self.tooLong(key) }
        return bytes
    }

    /// The folder, opened once, and again when somebody removed it.
    ///
    /// - Returns: `nil` when there is none.
    private func folder() throws(StorageFailure) -> DirectoryHandle? {
        try opened.withLock { opened throws(StorageFailure) in
            if let folder = opened, folder.isInPlace() { return folder }
            opened = try DirectoryHandle.open(path)
            if let folder = opened {
                try TemporaryFile.removeAbandoned(in: folder, limit: mostItems + Self.mostStrays)
            }
            return opened
        }
    }

    private func madeFolder() throws(StorageFailure) -> DirectoryHandle {
        if let folder = try folder() { return folder }
        _ = try DirectoryHandle.make(path, mode: Self.folderMode)
        guard let folder = try folder() else { throw SystemCall.failure(code: ENOENT, "open the folder \(path)") }
        return folder
    }
}
