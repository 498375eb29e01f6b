/// An address of an interface of this machine.
package struct InterfaceAddress: Equatable, Sendable {
    package let interface: String
    package let address: InternetAddress
    /// The number of the link that a link-local IPv6 address belongs to; 0 for none.
    package let scope: UInt32

    package init(interface: String, address: InternetAddress, scope: UInt32 = 0) {
        self.interface = interface
        self.address = address
        self.scope = scope
    }

    /// The address of `interface` to use, of those in the system's order: without a network the first that is neither
    /// link-local nor loopback, or the first of all when there is no other; with a network the first inside it.
    /// Source: node contract, section 10.3 and weakness 35.
    package static func choose(
        from addresses: [InterfaceAddress], of interface: String, in network: InternetNetwork?
    ) -> InterfaceAddress? {
        let own = addresses.filter { $0.interface == interface }
        if let network { return own.first { network.contains($0.address) } }
        return own.first { !$0.address.isLinkLocal && !$0.address.isLoopback } ?? own.first
    }
}
