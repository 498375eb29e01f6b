import Domain
import Synchronization
import Testing

@testable import Adapters

/// A machine whose interfaces, range and occupied ports a test chooses.
private final class FakeNetwork: NetworkSystem {
    let range: Range<Int>
    private let entries: [InterfaceAddress]
    private let busy = Mutex<Set<Int>>([])
    private let asked = Mutex<[(port: Int, address: String)]>([])

    init(range: Range<Int> = 10000..<10010, _ entries: [(String, String)] = [("em0", "10.0.0.1"), ("em1", "10.1.0.1")])
    {
        self.range = range
        self.entries = entries.map { InterfaceAddress(interface: $0.0, address: InternetAddress($0.1)!) }
    }

    func interfaces() -> [String] { entries.map(\.interface) + ["empty0"] }
    func addresses() -> [InterfaceAddress] { entries }
    func portRange() -> Range<Int> { range }

    func canBind(_ port: Int, on address: InterfaceAddress) -> Bool {
        asked.withLock { $0.append((port, address.address.description)) }
        return busy.withLock { !$0.contains(port) }
    }

    func occupy(_ ports: some Sequence<Int>) { busy.withLock { $0.formUnion(ports) } }
    var tried: [Int] { asked.withLock { $0.map(\.port) } }
    var triedAddresses: [String] { asked.withLock { $0.map(\.address) } }
}

/// A clock that stands still until a test moves it.
private final class StoppedClock: Timekeeper {
    private let now = Mutex(Duration.seconds(1000))
    var wallTime: WallTime { WallTime(microseconds: 0) }
    var uptime: Duration { now.withLock { $0 } }
    func sleep(for duration: Duration) async throws(CancellationError) {}
    func advance(by duration: Duration) { now.withLock { $0 += duration } }
}

@Suite struct PortTableTests {
    private let scratch: ScratchFolder
    private let clock = StoppedClock()
    private let web = ProjectName("web")!
    private let other = ProjectName("other")!

    init() throws { scratch = try ScratchFolder() }

    private func table(_ network: FakeNetwork, seed: UInt64 = 1) -> PortTable {
        PortTable(jails: scratch("jails"), network: network, chance: SeededNumbers(seed: seed), clock: clock)
    }

    private func wish(_ interface: String = "em0", _ network: String? = nil) -> JobRequest.PortWish {
        JobRequest.PortWish(interface: interface, network: network)
    }

    private func expose(_ jail: String, port: String, on interface: String = "em0") throws {
        try scratch.write("\(interface)\n", to: "jails/\(jail)/conf/boot/expose/0/on_if")
        try scratch.write("\(port)\n", to: "jails/\(jail)/conf/boot/expose/0/hport")
    }

    @Test func `ports that jails expose on the interface are not given`() async throws {
        try expose("a", port: "10000:10003")
        try expose("b", port: "10005")
        try expose("c", port: "10004", on: "em1")
        let network = FakeNetwork(range: 10000..<10006)
        for seed in 0..<20 { #expect(try await table(network, seed: UInt64(seed)).reserve(wish(), for: web) == 10004) }
    }

    @Test func `two holders never get the same port, on whichever interface`() async throws {
        let ports = table(FakeNetwork())
        let given = try await withThrowingTaskGroup(of: Int.self) { group in
            for count in 0..<10 {
                let holder = try #require(ProjectName("project\(count)"))
                group.addTask { try await ports.reserve(wish("em\(count % 2)"), for: holder) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(given.sorted() == Array(10000..<10010))
        await #expect(throws: PortFailure.noFreePort(interface: "em0", network: nil)) {
            try await ports.reserve(wish(), for: web)
        }
    }

    @Test func `a holder gets its former port again, another one only when that is taken`() async throws {
        let network = FakeNetwork()
        let ports = table(network)
        let first = try await ports.reserve(wish(), for: web)
        #expect(try await ports.reserve(wish("em1"), for: web) != first)
        for _ in 0..<10 { #expect(try await ports.reserve(wish(), for: web) == first) }
        network.occupy([first])
        let second = try await ports.reserve(wish(), for: web)
        #expect(second != first)
        #expect(try await ports.reserve(wish(), for: web) == second)
    }

    @Test func `a holder keeps the port that its own jail exposes, but not one that a second jail exposes too`()
        async throws
    {
        let ports = table(FakeNetwork())
        let first = try await ports.reserve(wish(), for: web)
        try expose("web", port: "\(first)")
        #expect(try await ports.reserve(wish(), for: web) == first)
        try expose("intruder", port: "\(first)")
        #expect(try await ports.reserve(wish(), for: web) != first)
    }

    @Test func `a lease that no jail used for a day goes to others`() async throws {
        let ports = table(FakeNetwork(range: 10000..<10001))
        #expect(try await ports.reserve(wish(), for: web) == 10000)
        clock.advance(by: PortTable.leaseTime - .seconds(1))
        await #expect(throws: PortFailure.self) { try await ports.reserve(wish(), for: other) }
        clock.advance(by: .seconds(1))
        #expect(try await ports.reserve(wish(), for: other) == 10000)
        await #expect(throws: PortFailure.self) { try await ports.reserve(wish(), for: web) }
    }

    @Test func `a lease whose port a jail exposes stays`() async throws {
        let ports = table(FakeNetwork(range: 10000..<10001))
        #expect(try await ports.reserve(wish(), for: web) == 10000)
        try expose("web", port: "10000")
        clock.advance(by: PortTable.leaseTime * 2)
        await #expect(throws: PortFailure.self) { try await ports.reserve(wish(), for: other) }
        #expect(try await ports.reserve(wish(), for: web) == 10000)
    }

    @Test func `each try is another port, and every one is tried before giving up`() async throws {
        let network = FakeNetwork(range: 10000..<10100)
        network.occupy(10000..<10100)
        await #expect(throws: PortFailure.noFreePort(interface: "em0", network: "10.0.0.0/8")) {
            try await table(network).reserve(wish("em0", "10.0.0.0/8"), for: web)
        }
        #expect(network.tried.sorted() == Array(10000..<10100))
        #expect(network.tried != network.tried.sorted())
    }

    @Test func `the search for a port is given up after a thousand tries`() async throws {
        let network = FakeNetwork(range: 10000..<60000)
        network.occupy(10000..<60000)
        await #expect(throws: PortFailure.self) { try await table(network).reserve(wish(), for: web) }
        #expect(network.tried.count == PortTable.mostTries)
    }

    @Test func `every port of the range is drawn about as often`() async throws {
        var counts: [Int: Int] = [:]
        let chance = SeededNumbers(seed: 7)
        for _ in 0..<2000 {
            let ports = PortTable(jails: scratch("jails"), network: FakeNetwork(), chance: chance, clock: clock)
            counts[try await ports.reserve(wish(), for: web), default: 0] += 1
        }
        #expect(counts.keys.sorted() == Array(10000..<10010))
        #expect(counts.values.allSatisfy { (120...280).contains($0) })
    }

    @Test(
        arguments: [
            (nil, "10.0.0.5"), ("10.9.0.0/16", "10.9.0.1"), ("fe80::/10", "fe80::1"), ("127.0.0.0/8", "127.0.0.2"),
            ("2001:db8::/32", "2001:db8::1"), ("169.254.0.0/16", "169.254.1.1"),
        ] as [(String?, String)]) func `the port is tried on the address that the network asks for`(
            range: String?, address: String
        ) async throws
    {
        let all = ["fe80::1", "169.254.1.1", "127.0.0.2", "10.0.0.5", "10.9.0.1", "2001:db8::1"]
        let network = FakeNetwork([("lo0", "127.0.0.1")] + all.map { ("em0", $0) })
        _ = try await table(network).reserve(wish("em0", range), for: web)
        #expect(network.triedAddresses == [address])
    }

    @Test func `loopback serves when an interface has nothing else`() async throws {
        let network = FakeNetwork([("lo0", "127.0.0.1"), ("lo0", "::1")])
        _ = try await table(network).reserve(wish("lo0"), for: web)
        #expect(network.triedAddresses == ["127.0.0.1"])
    }

    @Test(
        arguments: [
            ("em9", nil, PortFailure.unknownInterface("em9")),
            ("empty0", nil, .noAddress(interface: "empty0", network: nil)),
            ("em0", "10.0.0.0/40", .badNetwork("10.0.0.0/40")), ("em0", "", .badNetwork("")),
            ("em0", "192.168.0.0/16", .noAddress(interface: "em0", network: "192.168.0.0/16")),
            ("em0", "::/0", .noAddress(interface: "em0", network: "::/0")),
        ] as [(String, String?, PortFailure)]) func `a wish that cannot be met says why`(
            interface: String, range: String?, failure: PortFailure
        ) async throws
    {
        await #expect(throws: failure) {
            try await table(FakeNetwork()).reserve(wish(interface, range), for: web)
        }
    }

    @Test func `unreadable jails are a failure, not an absence`() async throws {
        // A file where the folder should be can be opened by no user, root included.
        try scratch.write("x", to: "jails")
        await #expect(throws: PortFailure.self) { try await table(FakeNetwork()).reserve(wish(), for: web) }
    }
}
