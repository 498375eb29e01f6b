package import Domain

/// What whoever finds free ports must do, as cases that can be run against any of them: the model, and the real table on
/// the loopback interface. Source: the contract of ``Domain/PortReserver``; node contract, section 8.
package enum PortConformance {
    /// What is tried: a table that has given nothing away, on a machine where no jail exposes a port.
    package struct Subject: Sendable {
        package let reserver: any PortReserver
        /// The loopback interface, with the address 127.0.0.1.
        package let interface: String

        package init(reserver: any PortReserver, interface: String) {
            self.reserver = reserver
            self.interface = interface
        }

        fileprivate func reserve(
            _ holder: String, network: String? = nil, interface: String? = nil
        ) async -> Result<Int, PortFailure> {
            do throws(PortFailure) {
                return .success(
                    try await reserver.reserve(
                        JobRequest.PortWish(interface: interface ?? self.interface, network: network),
                        for: ProjectName(holder)!))
            } catch {
                return .failure(error)
            }
        }
    }

    package typealias Case = ConformanceCase<Subject>

    /// Networks that hold 127.0.0.1.
    private static let around = [
        "127.0.0.1", "127.0.0.1/32", "127.0.0.0/8", "127.9.9.9/8", "127.0.0.0/255.0.0.0", "0.0.0.0/0",
        "127.0.0.1/255.255.255.255", "0.0.0.0/0.0.0.0", "127.0.0.0/0.255.255.255", "127.0.0.0/0.0.255.255",
    ]
    /// Networks that do not.
    private static let elsewhere = [
        "127.0.0.2", "128.0.0.0/8", "192.0.2.0/24", "192.0.2.0/255.255.255.0", "2001:db8::/32",
    ]
    private static let malformed = [
        "", "here", "127.0.0.1/33", "127.0.0.1/", "127.0.0.1/-1", "127.0.0/8", "127.0.0.256", "127.0.0.1/8/8",
        "127.0.0.0/255.0.255.0", "127.0.0.1/+8", " 127.0.0.1", "wx::yz", "::/129",
    ]

    package static let cases: [Case] = [
        Case("ports are from those that programs may take") { subject in
            let ports = try (await subject.reserve("web")).get()
            try expect("the port is one", holds: (1024...65_535).contains(ports))
        },
        Case("every project gets a port of its own") { subject in
            var ports: Set<Int> = []
            for number in 0..<50 { ports.insert(try (await subject.reserve("p\(number)")).get()) }
            try expect("different ports", ports.count, 50)
        },
        Case("a project that asks again gets the same port, by whatever network") { subject in
            let first = try (await subject.reserve("web")).get()
            _ = try (await subject.reserve("other")).get()
            try expect("the port", try (await subject.reserve("web")).get(), first)
            try expect("by network", try (await subject.reserve("web", network: "127.0.0.0/8")).get(), first)
        },
        Case("the address of the interface is in the network") { subject in
            for network in around {
                let result = await subject.reserve("web", network: network)
                guard case .success = result else {
                    throw ConformanceFailure(subject: network, expected: "a port", observed: "\(result)")
                }
            }
        },
        Case("an interface without an address in the network") { subject in
            for network in elsewhere {
                try expect(
                    network, await subject.reserve("web", network: network),
                    .failure(.noAddress(interface: subject.interface, network: network)))
            }
        },
        Case("what is no network is said to be none, whatever the interface") { subject in
            for network in malformed {
                for interface in [subject.interface, "absent0"] {
                    try expect(
                        network, await subject.reserve("web", network: network, interface: interface),
                        .failure(.badNetwork(network)))
                }
            }
        },
        Case("an interface that is not there") { subject in
            for network in [nil, "127.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"] {
                try expect(
                    "absent0", await subject.reserve("web", network: network, interface: "absent0"),
                    .failure(.unknownInterface("absent0")))
            }
        },
        Case("a wish that failed takes no port") { subject in
            let first = try (await subject.reserve("web")).get()
            _ = await subject.reserve("web", network: "192.0.2.0/24")
            _ = await subject.reserve("web", network: "here")
            try expect("the port", try (await subject.reserve("web")).get(), first)
        },
    ]
}
