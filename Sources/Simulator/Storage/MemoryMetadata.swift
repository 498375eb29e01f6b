package import Domain

/// The metadata store of one process of a simulated node, on the disk of its machine.
package struct MemoryMetadata: MetadataStore {
    private let disk: Disk
    private let fence: Fence

    package init(disk: Disk, fence: Fence) {
        self.disk = disk
        self.fence = fence
    }

    package func keys() async throws(StorageFailure) -> [MetadataKey] {
        try await disk.read(behind: fence, call: "metadata.keys") { $0.metadata.keys.sorted() }
    }

    package func value(of key: MetadataKey) async throws(StorageFailure) -> String? {
        try await disk.read(behind: fence, call: "metadata.value") { $0.metadata[key] }
    }

    package func exists(_ key: MetadataKey) async throws(StorageFailure) -> Bool {
        try await disk.read(behind: fence, call: "metadata.exists") { $0.metadata[key] != nil }
    }

    package func create(_ key: MetadataKey, value: String) async throws(StorageFailure) -> Bool {
        try await disk.write(behind: fence, call: "metadata.create") { (contents) throws(StorageFailure) in
            guard contents.metadata[key] == nil else { return false }
            contents.setMetadata(value, of: key)
            return true
        }
    }

    package func replace(_ key: MetadataKey, value: String) async throws(StorageFailure) -> Bool {
        try await disk.write(behind: fence, call: "metadata.replace") { (contents) throws(StorageFailure) in
            guard contents.metadata[key] != nil else { return false }
            contents.setMetadata(value, of: key)
            return true
        }
    }

    package func delete(_ key: MetadataKey) async throws(StorageFailure) -> Bool {
        try await disk.write(behind: fence, call: "metadata.delete") { (contents) throws(StorageFailure) in
            guard contents.metadata[key] != nil else { return false }
            contents.setMetadata(nil, of: key)
            return true
        }
    }
}
