package import Domain

/// The namespaces of one process of a simulated node, on the disk of its machine. The machine knows one user and one
/// group by name, `root`, as whom the node runs.
package struct MemoryNamespaces: NamespaceStore {
    private static let accounts = ["root": 0]

    private let disk: Disk
    private let fence: Fence
    private let mostNamespaces: Int

    /// - Parameter mostNamespaces: How many namespaces there may be.
    package init(disk: Disk, fence: Fence, mostNamespaces: Int = 10_000) {
        self.disk = disk
        self.fence = fence
        self.mostNamespaces = mostNamespaces
    }

    package func names() async throws(StorageFailure) -> [MetadataKey] {
        try await disk.read(behind: fence, call: .namespaceNames) { $0.namespaces.keys.sorted() }
    }

    package func exists(_ name: MetadataKey) async throws(StorageFailure) -> Bool {
        try await disk.read(behind: fence, call: .namespaceExists) { $0.namespaces[name] != nil }
    }

    package func entries(of name: MetadataKey) async throws(StorageFailure) -> [NamespaceEntry]? {
        try await disk.read(behind: fence, call: .namespaceEntries) { $0.namespaces[name] }
    }

    package func create(_ name: MetadataKey, _ tree: NamespaceTree) async throws(NamespaceFailure) -> Bool {
        let entries = try Self.entries(of: tree)
        return try await stored { () throws(StorageFailure) in
            try await disk.write(
                behind: fence, call: .namespaceCreate
            ) { [mostNamespaces] (contents) throws(StorageFailure) in
                guard contents.namespaces[name] == nil else { return false }
                guard contents.namespaces.count < mostNamespaces else {
                    throw .limit("there are \(mostNamespaces) namespaces already")
                }
                contents.setNamespace(entries, named: name)
                return true
            }
        }
    }

    package func replace(_ name: MetadataKey, with tree: NamespaceTree) async throws(NamespaceFailure) {
        let entries = try Self.entries(of: tree)
        try await stored { () throws(StorageFailure) in
            try await disk.write(
                behind: fence, call: .namespaceReplace
            ) { [mostNamespaces] (contents) throws(StorageFailure) in
                guard contents.namespaces[name] != nil || contents.namespaces.count < mostNamespaces else {
                    throw .limit("there are \(mostNamespaces) namespaces already")
                }
                contents.setNamespace(entries, named: name)
            }
        }
    }

    package func delete(_ name: MetadataKey) async throws(StorageFailure) -> Bool {
        try await disk.write(behind: fence, call: .namespaceDelete) { (contents) throws(StorageFailure) in
            guard contents.namespaces[name] != nil else { return false }
            contents.setNamespace(nil, named: name)
            return true
        }
    }

    private func stored<Value: Sendable>(
        _ work: () async throws(StorageFailure) -> Value
    ) async throws(NamespaceFailure) -> Value {
        do throws(StorageFailure) { return try await work() } catch { throw .storage(error) }
    }

    private static func entries(of tree: NamespaceTree) throws(NamespaceFailure) -> [NamespaceEntry] {
        var entries: [NamespaceEntry] = []
        for entry in tree.entries {
            let owner = try number(of: entry.owner) { .unknownUser($0) }
            let group = try number(of: entry.group) { .unknownGroup($0) }
            guard entry.path != .top else { continue }
            entries.append(
                NamespaceEntry(
                    path: entry.path, isDirectory: entry.content == nil, owner: owner, group: group,
                    permissions: entry.permissions))
        }
        return NamespaceEntry.listed(entries)
    }

    private static func number(
        of account: NamespaceAccount?, unknown: (String) -> NamespaceFailure
    ) throws(NamespaceFailure) -> Int {
        switch account {
        case nil: return 0
        case .number(let number): return number
        case .name(let name):
            guard let number = accounts[name] else { throw unknown(name) }
            return number
        }
    }
}
