package import Domain

/// Keeps the state of a modelled host on the disk of its machine: the host is the machine, so no crash of the node's
/// process comes between.
package struct DiskHostStorage: HostStorage {
    private let disk: Disk

    package init(disk: Disk) { self.disk = disk }

    package func load() async throws(StorageFailure) -> JSONValue? { disk.contents.host }

    package func save(_ state: JSONValue) async throws(StorageFailure) { disk.setHost(state) }

    /// Simulations set the behaviour of a host through ``SandboxHost/setBehaviour(_:)``.
    package func behaviour() async throws(StorageFailure) -> JSONValue? { nil }
}
