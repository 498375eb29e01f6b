package import Domain
import Foundation

/// The network of this machine, as the kernel tells it.
package struct SystemNetwork: NetworkSystem {
    package init() {}

    package func interfaces() throws(StorageFailure) -> [String] {
        var names: [String] = []
        try forEachEntry { entry in
            let name = String(cString: entry.ifa_name)
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    package func addresses() throws(StorageFailure) -> [InterfaceAddress] {
        var addresses: [InterfaceAddress] = []
        try forEachEntry { entry in
            guard let (bytes, scope) = Self.internetAddress(at: entry.ifa_addr),
                let address = InternetAddress(bytes: bytes)
            else { return }
            addresses.append(
                InterfaceAddress(interface: String(cString: entry.ifa_name), address: address, scope: scope))
        }
        return addresses
    }

    package func portRange() -> Range<Int> { Platform.portRange }

    package func canBind(_ port: Int, on address: InterfaceAddress) -> Bool {
        [Platform.streamSocket, Platform.datagramSocket].allSatisfy { canBind(port, on: address, kind: $0) }
    }

    private func forEachEntry(_ body: (ifaddrs) -> Void) throws(StorageFailure) {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { throw SystemCall.failure("list the interfaces") }
        defer { freeifaddrs(first) }
        var next = first
        while let entry = next {
            body(entry.pointee)
            next = entry.pointee.ifa_next
        }
    }

    private static func internetAddress(at start: UnsafeMutablePointer<sockaddr>?) -> ([UInt8], scope: UInt32)? {
        guard let start else { return nil }
        switch Int32(start.pointee.sa_family) {
        case AF_INET:
            return start.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                (withUnsafeBytes(of: address.pointee.sin_addr) { Array($0) }, 0)
            }
        case AF_INET6:
            return start.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                var bytes = withUnsafeBytes(of: address.pointee.sin6_addr) { Array($0) }
                var scope = UInt32(address.pointee.sin6_scope_id)
                if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 {
                    // Kernels of BSD keep the scope of a link-local address in its third and fourth byte.
                    if scope == 0 { scope = UInt32(bytes[2]) << 8 | UInt32(bytes[3]) }
                    bytes[2] = 0
                    bytes[3] = 0
                }
                return (bytes, scope)
            }
        default: return nil
        }
    }

    /// Binds without `SO_REUSEADDR`, so that a listener on the wildcard address counts too.
    private func canBind(_ port: Int, on address: InterfaceAddress, kind: Int32) -> Bool {
        let family = address.address.isVersion6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard address.address.isVersion6 else {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = in_port_t(UInt16(port).bigEndian)
            withUnsafeMutableBytes(of: &name.sin_addr) { $0.copyBytes(from: address.address.bytes) }
            return bind(descriptor, to: &name)
        }
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = in_port_t(UInt16(port).bigEndian)
        name.sin6_scope_id = address.scope
        withUnsafeMutableBytes(of: &name.sin6_addr) { $0.copyBytes(from: address.address.bytes) }
        return bind(descriptor, to: &name)
    }

    private func bind<Name>(_ descriptor: Int32, to name: inout Name) -> Bool {
        withUnsafePointer(to: &name) { name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.bind(descriptor, $0, socklen_t(MemoryLayout<Name>.size)) == 0
            }
        }
    }
}
