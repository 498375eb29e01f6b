package import Domain
import Foundation
import Synchronization

/// Namespaces as folders of one folder, as 0.25 keeps them. Source: HTTP contract, sections 13.3 and 14.2.
///
/// A tree is built aside, is on the disk when it is finished, and then changes places with the old one: in one step where
/// the system has one, else in two, the first of which the next start takes back when the second never came.
package final class NamespaceFiles: NamespaceStore {
    /// How many namespaces there may be.
    package static let mostNamespaces = 10_000
    /// A namespace with more files and folders than this is not listed.
    package static let mostEntries = 100_000

    /// Keeps other users of the machine out, whatever the permissions inside say.
    private static let folderMode: mode_t = 0o700
    /// Where an old tree waits for a new one to take its place, where that takes two steps.
    private static let waitingRoom = ".old"

    private let path: String
    private let mostNamespaces: Int
    private let exchanges: Bool
    /// What is asked of one namespace takes one lane, so nobody sees it in the middle of a change.
    private let lanes = BlockingLanes("namespaces", count: 4)
    private let opened = Mutex<DirectoryHandle?>(nil)

    /// - Parameter path: The folder; made at the first write where it is missing.
    package convenience init(folder path: String) { self.init(folder: path, mostNamespaces: Self.mostNamespaces) }

    /// - Parameter exchanges: Whether the system's single step is used where there is one.
    package init(folder path: String, mostNamespaces: Int, exchanges: Bool = true) {
        self.path = path
        self.mostNamespaces = mostNamespaces
        self.exchanges = exchanges
    }

    package func names() async throws(StorageFailure) -> [MetadataKey] {
        try await lanes.run { [self] () throws(StorageFailure) in
            guard let folder = try folder() else { return [] }
            // In the middle of two steps a name is in the waiting room only.
            let waiting = try folder.folder(Self.waitingRoom)?.names(limit: limit) ?? []
            var keys = Set(waiting.compactMap { MetadataKey($0) })
            for name in try folder.names(limit: limit) {
                if let key = MetadataKey(name), try folder.entry(name)?.kind == .folder { keys.insert(key) }
            }
            return keys.sorted()
        }
    }

    package func exists(_ name: MetadataKey) async throws(StorageFailure) -> Bool {
        try await lanes.run(for: name.text) { [self] () throws(StorageFailure) in
            try folder()?.entry(name.text)?.kind == .folder
        }
    }

    package func entries(of name: MetadataKey) async throws(StorageFailure) -> [NamespaceEntry]? {
        let entries = try await lanes.run(for: name.text) { [self] () throws(StorageFailure) -> [NamespaceEntry]? in
            guard let top = try folder()?.folder(name.text) else { return nil }
            return try FolderTree.entries(in: top, limit: Self.mostEntries)
        }
        return entries.map { NamespaceEntry.listed($0) }
    }

    package func create(_ name: MetadataKey, _ tree: NamespaceTree) async throws(NamespaceFailure) -> Bool {
        try await lanes.run(for: name.text) { [self] () throws(NamespaceFailure) in
            let folder = try madeFolder()
            guard try !stands(name, in: folder) else { return false }
            try put(tree, as: name, in: folder)
            return true
        }
    }

    package func replace(_ name: MetadataKey, with tree: NamespaceTree) async throws(NamespaceFailure) {
        try await lanes.run(for: name.text) { [self] () throws(NamespaceFailure) in
            let folder = try madeFolder()
            guard try stands(name, in: folder) else { return try put(tree, as: name, in: folder) }
            let staged = try StagedTree(in: folder, tree)
            do throws(StorageFailure) {
                let isSwapped =
                    exchanges
                    ? try FileExchange.swap(staged.name, name.text, in: folder.descriptor, path: folder.path) : false
                if !isSwapped { try replaceInTwoSteps(name, with: staged.name, in: folder) }
                try folder.synchronize()
            } catch {
                staged.remove()
                throw .storage(error)
            }
            staged.remove()
        }
    }

    package func delete(_ name: MetadataKey) async throws(StorageFailure) -> Bool {
        try await lanes.run(for: name.text) { [self] () throws(StorageFailure) in
            guard let folder = try folder(), try folder.entry(name.text)?.kind == .folder else { return false }
            let condemned = StagedTree.freshName()
            try move(name.text, to: condemned, in: folder)
            try folder.synchronize()
            FolderTree.discard(condemned, from: folder)
            return true
        }
    }

    // MARK: - Changes

    /// Room in a listing for trees in the making and for what others put into the folder.
    private static let mostStrays = 1000

    private var limit: Int { mostNamespaces + Self.mostStrays }

    /// Whether there is a namespace of that name.
    private func stands(_ name: MetadataKey, in folder: DirectoryHandle) throws(NamespaceFailure) -> Bool {
        do throws(StorageFailure) {
            guard let present = try folder.entry(name.text) else { return false }
            guard present.kind == .folder else {
                throw .corrupt("what stands in the place of the namespace \(name) is no folder")
            }
            return true
        } catch {
            throw .storage(error)
        }
    }

    private func put(
        _ tree: NamespaceTree, as name: MetadataKey, in folder: DirectoryHandle
    ) throws(NamespaceFailure) {
        do throws(StorageFailure) {
            let present = try folder.names(limit: limit).count { !$0.hasPrefix(".") }
            guard present < mostNamespaces else { throw .limit("there are \(mostNamespaces) namespaces already") }
        } catch {
            throw .storage(error)
        }
        let staged = try StagedTree(in: folder, tree)
        do throws(StorageFailure) {
            try move(staged.name, to: name.text, in: folder)
            try folder.synchronize()
        } catch {
            staged.remove()
            throw .storage(error)
        }
    }

    private func replaceInTwoSteps(
        _ name: MetadataKey, with staged: String, in folder: DirectoryHandle
    ) throws(StorageFailure) {
        let room = try waitingRoom(in: folder)
        // Whoever starts meanwhile must not take the first step for one whose second never came.
        guard try room.lock() else { throw .inputOutput("\(folder.path) is being changed by another process") }
        if renameat(folder.descriptor, name.text, room.descriptor, name.text) != 0 {
            throw SystemCall.failure("move \(folder.path)/\(name) aside")
        }
        do throws(StorageFailure) {
            try move(staged, to: name.text, in: folder)
        } catch {
            if renameat(room.descriptor, name.text, folder.descriptor, name.text) != 0 {
                throw SystemCall.failure("move \(folder.path)/\(name) back")
            }
            throw error
        }
        try folder.synchronize()
        FolderTree.discard(name.text, from: room)
    }

    private func move(_ old: String, to new: String, in folder: DirectoryHandle) throws(StorageFailure) {
        if renameat(folder.descriptor, old, folder.descriptor, new) != 0 {
            throw SystemCall.failure("rename \(folder.path)/\(old) to \(new)")
        }
    }

    // MARK: - Folders

    private func waitingRoom(in folder: DirectoryHandle) throws(StorageFailure) -> DirectoryHandle {
        if let room = try folder.folder(Self.waitingRoom) { return room }
        return try FolderTree.makeFolder(Self.waitingRoom, in: folder)
    }

    /// Takes back the first of two steps where the second never came, and removes old trees where it did.
    private func recover(_ folder: DirectoryHandle) throws(StorageFailure) {
        guard let room = try folder.folder(Self.waitingRoom) else { return }
        guard try room.lock() else { return }
        for name in try room.names(limit: limit) {
            if try folder.entry(name) == nil {
                if renameat(room.descriptor, name, folder.descriptor, name) != 0 {
                    throw SystemCall.failure("move \(folder.path)/\(name) back")
                }
            } else {
                FolderTree.discard(name, from: room)
            }
        }
        try folder.synchronize()
    }

    /// The folder, opened once, and again when somebody removed it.
    ///
    /// - Returns: `nil` when there is none.
    private func folder() throws(StorageFailure) -> DirectoryHandle? {
        try opened.withLock { opened throws(StorageFailure) in
            if let folder = opened, folder.isInPlace() { return folder }
            opened = try DirectoryHandle.open(path)
            if let folder = opened {
                try recover(folder)
                try StagedTree.removeAbandoned(in: folder, limit: limit)
            }
            return opened
        }
    }

    private func madeFolder() throws(NamespaceFailure) -> DirectoryHandle {
        do throws(StorageFailure) {
            if let folder = try folder() { return folder }
            _ = try DirectoryHandle.make(path, mode: Self.folderMode)
            guard let folder = try folder() else {
                throw SystemCall.failure(code: ENOENT, "open the folder \(path)")
            }
            return folder
        } catch {
            throw .storage(error)
        }
    }
}
