/// What stands in a namespace, as a listing tells it.
package struct NamespaceEntry: Equatable, Sendable {
    package let path: NamespacePath
    package let isDirectory: Bool
    /// The number of the user.
    package let owner: Int
    /// The number of the group.
    package let group: Int
    /// 0 to 0o7777.
    package let permissions: Int

    package init(path: NamespacePath, isDirectory: Bool, owner: Int, group: Int, permissions: Int) {
        self.path = path
        self.isDirectory = isDirectory
        self.owner = owner
        self.group = group
        self.permissions = permissions
    }

    /// The permissions with the bits that tell files from folders, as `stat` has them: 33188 is 0100644.
    package var mode: Int { (isDirectory ? 0o040000 : 0o100000) | permissions }

    /// The order of 0.25: folder by folder, a folder's entries together, then those of its folders; here each by name.
    package static func listed(_ entries: [NamespaceEntry]) -> [NamespaceEntry] {
        let places = entries.map { (folder: $0.path.folder ?? .top, entry: $0) }
        return places.sorted { left, right in
            left.folder == right.folder ? left.entry.path < right.entry.path : left.folder < right.folder
        }.map(\.entry)
    }
}
