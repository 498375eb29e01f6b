import Domain
import Foundation
import TestSupport
import Testing

@testable import Adapters

@Suite struct SystemNetworkTests {
    private let network = SystemNetwork()
    private let loopback = InterfaceAddress(interface: "", address: InternetAddress("127.0.0.1")!)

    /// A socket that is bound to a free port, and listens when it is of TCP.
    private final class Listener {
        let descriptor: Int32
        let port: Int

        init(_ address: String, kind: Int32) throws {
            descriptor = socket(AF_INET, kind, 0)
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            try #require(inet_pton(AF_INET, address, &name.sin_addr) == 1)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = descriptor
            let isBound = withUnsafeMutablePointer(to: &name) { name in
                name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
                }
            }
            try #require(isBound)
            port = Int(UInt16(bigEndian: name.sin_port))
            if kind == Platform.streamSocket { try #require(listen(descriptor, 1) == 0) }
        }

        func stop() { close(descriptor) }
    }

    @Test func `the loopback interface and its address are found`() throws {
        let found = try #require(try network.addresses().first { $0.address == loopback.address })
        #expect(found.scope == 0)
        #expect(try network.interfaces().contains(found.interface))
        #expect(try network.interfaces().count == Set(try network.interfaces()).count)
    }

    @Test(arguments: [
        ("127.0.0.1", Platform.streamSocket), ("0.0.0.0", Platform.streamSocket),
        ("127.0.0.1", Platform.datagramSocket),
        ("0.0.0.0", Platform.datagramSocket),
    ]) func `a port with a socket on the address or on all addresses is taken, until it is closed`(
        address: String, kind: Int32
    ) throws {
        let listener = try Listener(address, kind: kind)
        #expect(!network.canBind(listener.port, on: loopback))
        listener.stop()
        #expect(network.canBind(listener.port, on: loopback))
    }

    @Test func `nothing can be bound to an address of somebody else`() throws {
        let foreign = InterfaceAddress(interface: "", address: try #require(InternetAddress("192.0.2.1")))
        #expect(!network.canBind(40000, on: foreign))
    }

    @Test func `ports of IPv6 are tried as well, where there is IPv6`() throws {
        guard let found = try network.addresses().first(where: { $0.address.description == "::1" }) else { return }
        #expect(network.portRange().contains { network.canBind($0, on: found) })
    }

    @Test func `the range of ports is a part of all ports`() {
        #expect(network.portRange().lowerBound > 0)
        #expect(network.portRange().upperBound <= 65535)
    }

    @Test func `a real port is found on the loopback interface`() async throws {
        let interface = try #require(try network.addresses().first { $0.address == loopback.address }).interface
        let ports = PortTable(jails: "/nonexistent", chance: SystemChance(), clock: SystemClock())
        let wish = JobRequest.PortWish(interface: interface, network: "127.0.0.0/8")
        let port = try await ports.reserve(wish, for: try #require(ProjectName("web")))
        #expect(network.portRange().contains(port))
    }
}
