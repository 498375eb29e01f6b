/// Finds free ports for projects (`reserve_port`). Source: node contract, section 8.
package protocol PortReserver: Sendable {
    /// A port that no jail exposes on the interface, that no other job was given, and that can be bound.
    ///
    /// - Parameter holder: The project it is for; asking again for the same interface gives the same port while it is
    ///   free.
    func reserve(_ wish: JobRequest.PortWish, for holder: ProjectName) async throws(PortFailure) -> Int
}

package enum PortFailure: Error, Equatable, Sendable {
    case unknownInterface(String)
    case noAddress(interface: String, network: String?)
    case badNetwork(String)
    case noFreePort(interface: String, network: String?)
    /// What jails expose, or the machine's interfaces, could not be read.
    case storage(StorageFailure)
}
