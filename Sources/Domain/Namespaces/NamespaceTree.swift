/// A namespace as it is to stand on the disk: every folder and file, the folders above them included.
///
/// It is worked out in full before the first file is written, so that a mapping with a mistake changes nothing: 0.25
/// removed the old tree first and left half a new one (HTTP contract, W44, W45).
package struct NamespaceTree: Equatable, Sendable {
    /// The most bytes that the files of a tree hold together.
    package static let mostBytes = 64 << 20
    package static let usualFilePermissions = 0o644
    package static let usualDirectoryPermissions = 0o755

    package struct Entry: Equatable, Sendable {
        package let path: NamespacePath
        /// `nil` for a folder.
        package var content: String?
        package var permissions: Int
        /// `nil`: whom the server runs as.
        package var owner: NamespaceAccount?
        package var group: NamespaceAccount?
    }

    /// By path, folders before what is in them; the first is the folder of the namespace itself.
    package let entries: [Entry]

    /// Carries out a mapping, item by item in its order: of two that make the same entry, the second wins.
    ///
    /// - Parameter values: The metadata items that it takes.
    package init(_ mapping: NamespaceMapping, values: [MetadataKey: String]) throws(NamespaceMapping.Mistake) {
        var entries: [NamespacePath: Entry] = [.top: Self.directory(.top)]
        var bytes = 0
        for (index, item) in mapping.items.enumerated() {
            let number = index + 1
            for folder in item.path.ancestors {
                guard entries[folder, default: Self.directory(folder)].content == nil else {
                    throw .item(number, "'\(folder)' is a file, and nothing can be in it")
                }
                entries[folder] = entries[folder] ?? Self.directory(folder)
            }
            var entry: Entry
            switch item.content {
            case .directory:
                entry = entries[item.path] ?? Self.directory(item.path)
                guard entry.content == nil else { throw .item(number, "'\(item.path)' is a file already") }
            case .file(let key):
                guard let value = values[key] else { throw .item(number, "there is no metadata item '\(key)'") }
                bytes += value.utf8.count
                guard bytes <= Self.mostBytes else {
                    throw .item(number, "the files are longer than \(Self.mostBytes) bytes together")
                }
                entry =
                    entries[item.path]
                    ?? Entry(path: item.path, content: value, permissions: Self.usualFilePermissions)
                guard entry.content != nil else { throw .item(number, "'\(item.path)' is a folder already") }
                entry.content = value
            }
            entry.permissions = item.permissions ?? entry.permissions
            entry.owner = item.owner ?? entry.owner
            entry.group = item.group ?? entry.group
            entries[item.path] = entry
        }
        self.entries = entries.values.sorted { $0.path < $1.path }
    }

    private static func directory(_ path: NamespacePath) -> Entry {
        Entry(path: path, content: nil, permissions: usualDirectoryPermissions)
    }
}
