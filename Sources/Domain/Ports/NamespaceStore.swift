/// The namespaces of a node: trees of files made of metadata, one folder each. Source: HTTP contract, section 14.2.
///
/// A change is whole or not at all, also over a crash, and has reached the disk when the call returns: whoever asks the
/// store sees the old tree or the new one.
package protocol NamespaceStore: Sendable {
    /// All names, sorted. What is no folder, or has a name that is no key, is left out.
    func names() async throws(StorageFailure) -> [MetadataKey]
    func exists(_ name: MetadataKey) async throws(StorageFailure) -> Bool
    /// What stands in a namespace, its own folder left out, in the order of ``NamespaceEntry/listed(_:)``. Links and
    /// what is neither file nor folder are left out.
    ///
    /// - Returns: `nil` when there is no such namespace.
    func entries(of name: MetadataKey) async throws(StorageFailure) -> [NamespaceEntry]?
    /// - Returns: `false`, and nothing changed, when the namespace exists.
    func create(_ name: MetadataKey, _ tree: NamespaceTree) async throws(NamespaceFailure) -> Bool
    /// Puts a tree in the place of the old one, or makes the namespace.
    func replace(_ name: MetadataKey, with tree: NamespaceTree) async throws(NamespaceFailure)
    /// - Returns: `false` when there was no such namespace.
    func delete(_ name: MetadataKey) async throws(StorageFailure) -> Bool
}

/// Why a namespace could not be written. Nothing was changed then.
package enum NamespaceFailure: Error, Equatable, Sendable {
    case unknownUser(String)
    case unknownGroup(String)
    /// The server does not run as root, and only root gives files away.
    case ownerNotAllowed(NamespacePath)
    case storage(StorageFailure)
}
