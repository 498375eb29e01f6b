/// The metadata items of a node: small texts by key, one file each. Source: HTTP contract, section 14.1.
///
/// A write is whole or not at all, also over a crash, and has reached the disk when the call returns.
package protocol MetadataStore: Sendable {
    /// All keys, sorted. Files whose names are no keys are left out.
    func keys() async throws(StorageFailure) -> [MetadataKey]
    /// - Returns: `nil` when there is no such item.
    func value(of key: MetadataKey) async throws(StorageFailure) -> String?
    func exists(_ key: MetadataKey) async throws(StorageFailure) -> Bool
    /// - Returns: `false`, and nothing changed, when the item exists.
    func create(_ key: MetadataKey, value: String) async throws(StorageFailure) -> Bool
    /// - Returns: `false`, and nothing changed, when there is no such item.
    func replace(_ key: MetadataKey, value: String) async throws(StorageFailure) -> Bool
    /// - Returns: `false` when there was no such item.
    func delete(_ key: MetadataKey) async throws(StorageFailure) -> Bool
}
