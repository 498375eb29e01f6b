package import Domain

/// The metadata store of one process of a simulated node, on the disk of its machine.
package struct MemoryMetadata: MetadataStore {
    /// The longest value that is stored, in bytes.
    package static let longestValue = 64 << 20

    private let disk: Disk
    private let fence: Fence
    private let mostItems: Int

    /// - Parameter mostItems: How many items there may be.
    package init(disk: Disk, fence: Fence, mostItems: Int = 100_000) {
        self.disk = disk
        self.fence = fence
        self.mostItems = mostItems
    }

    private static func check(_ value: String, for key: MetadataKey) throws(StorageFailure) {
        guard value.utf8.count <= longestValue else {
            throw .limit("the metadata item \(key) is longer than \(longestValue) bytes")
        }
    }

    package func keys() async throws(StorageFailure) -> [MetadataKey] {
        try await disk.read(behind: fence, call: .metadataKeys) { $0.metadata.keys.sorted() }
    }

    package func value(of key: MetadataKey) async throws(StorageFailure) -> String? {
        try await disk.read(behind: fence, call: .metadataValue) { $0.metadata[key] }
    }

    package func exists(_ key: MetadataKey) async throws(StorageFailure) -> Bool {
        try await disk.read(behind: fence, call: .metadataExists) { $0.metadata[key] != nil }
    }

    package func create(_ key: MetadataKey, value: String) async throws(StorageFailure) -> Bool {
        try await disk.write(behind: fence, call: .metadataCreate) { [mostItems] (contents) throws(StorageFailure) in
            try Self.check(value, for: key)
            guard contents.metadata[key] == nil else { return false }
            guard contents.metadata.count < mostItems else {
                throw .limit("there are \(mostItems) metadata items already")
            }
            contents.setMetadata(value, of: key)
            return true
        }
    }

    package func replace(_ key: MetadataKey, value: String) async throws(StorageFailure) -> Bool {
        try await disk.write(behind: fence, call: .metadataReplace) { (contents) throws(StorageFailure) in
            try Self.check(value, for: key)
            guard contents.metadata[key] != nil else { return false }
            contents.setMetadata(value, of: key)
            return true
        }
    }

    package func delete(_ key: MetadataKey) async throws(StorageFailure) -> Bool {
        try await disk.write(behind: fence, call: .metadataDelete) { (contents) throws(StorageFailure) in
            guard contents.metadata[key] != nil else { return false }
            contents.setMetadata(nil, of: key)
            return true
        }
    }
}
