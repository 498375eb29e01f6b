import Domain
import Foundation

/// A finished tree that has not got its name yet. It is locked for as long as its writer lives, which tells it from one
/// that a dead writer left behind.
struct StagedTree {
    /// How the names of such trees start. No namespace starts with a dot.
    private static let prefix = ".tmp-"

    let name: String
    private let folder: DirectoryHandle
    /// Holds the lock.
    private let top: DirectoryHandle

    /// Writes the tree and waits until it has reached the disk. What fails leaves nothing behind.
    init(in folder: DirectoryHandle, _ tree: NamespaceTree) throws(NamespaceFailure) {
        let (name, top) = try Self.makeFolder(in: folder)
        do throws(NamespaceFailure) {
            try FolderTree.write(tree, into: top)
        } catch {
            FolderTree.discard(name, from: folder)
            throw error
        }
        self.name = name
        self.folder = folder
        self.top = top
    }

    /// Removes what stands under the name now: the tree, or the old one that has changed places with it.
    func remove() { FolderTree.discard(name, from: folder) }

    /// A name that nothing has, for a tree in the making or one that is to be removed.
    static func freshName() -> String {
        var random = SystemRandomNumberGenerator()
        return prefix + String(random.next(), radix: 16)
    }

    /// Removes what writers that died left behind. Trees of writers that live are left alone.
    ///
    /// - Throws: ``StorageFailure/limit(_:)`` past `limit` names in the folder.
    static func removeAbandoned(in folder: DirectoryHandle, limit: Int) throws(StorageFailure) {
        for name in try folder.names(limit: limit) where name.hasPrefix(prefix) {
            if let top = try folder.folder(name), try !top.lock() { continue }
            FolderTree.discard(name, from: folder)
        }
    }

    private static func makeFolder(
        in folder: DirectoryHandle
    ) throws(NamespaceFailure) -> (name: String, top: DirectoryHandle) {
        do throws(StorageFailure) {
            while true {
                let name = freshName()
                let top = try FolderTree.makeFolder(name, in: folder)
                // Before it was locked, somebody who cleans up may have taken it for left behind: then another one.
                if try top.lock(), try !top.isGone() { return (name, top) }
            }
        } catch {
            throw .storage(error)
        }
    }
}
