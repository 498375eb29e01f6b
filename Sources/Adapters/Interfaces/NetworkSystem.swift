import Domain

/// What the search for free ports asks the kernel.
protocol NetworkSystem: Sendable {
    /// The names of all interfaces, those without addresses too.
    func interfaces() throws(StorageFailure) -> [String]

    /// The addresses of all interfaces, in the system's order.
    func addresses() throws(StorageFailure) -> [InterfaceAddress]

    /// The ports to draw from.
    func portRange() -> Range<Int>

    /// Whether TCP and UDP sockets can both be bound to the port, on this address, now.
    func canBind(_ port: Int, on address: InterfaceAddress) -> Bool
}
