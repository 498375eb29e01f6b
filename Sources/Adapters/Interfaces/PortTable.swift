package import Domain
import Synchronization

/// Finds free ports and remembers what it gave away, so that two jobs never get the same one. Source: node contract,
/// section 8 and weakness 17.
///
/// A port counts as taken while a jail exposes it on the interface, while it is leased to somebody else, or when it
/// cannot be bound. The lease of a project is sticky: an `up` of a running project gets the port that its own jail
/// exposes already, which is how the port is told from a foreign one.
package final class PortTable: PortReserver {
    /// A port that was given away.
    private struct Lease {
        let holder: ProjectName
        let interface: String
        let port: Int
        /// When it was given last.
        var given: Duration
    }

    /// A lease that no jail made use of for this long goes to whoever asks.
    static let leaseTime = Duration.seconds(86400)
    /// Past this many, the oldest lease is forgotten.
    static let mostLeases = 10_000
    /// How many ports are tried before the search is given up.
    static let mostTries = 1000

    private let jails: String
    private let network: any NetworkSystem
    private let chance: any Chance
    private let clock: any Timekeeper
    /// Oldest first. Only the one lane touches them.
    private let leases = Mutex<[Lease]>([])
    private let lane = BlockingLanes("ports")

    /// - Parameter jails: AppJail's folder of jails, by default `/usr/local/appjail/jails`.
    package convenience init(jails: String, chance: any Chance, clock: any Timekeeper) {
        self.init(jails: jails, network: SystemNetwork(), chance: chance, clock: clock)
    }

    init(jails: String, network: any NetworkSystem, chance: any Chance, clock: any Timekeeper) {
        self.jails = jails
        self.network = network
        self.chance = chance
        self.clock = clock
    }

    package func reserve(_ wish: JobRequest.PortWish, for holder: ProjectName) async throws(PortFailure) -> Int {
        try await lane.run { [self] () throws(PortFailure) in
            let address = try address(for: wish)
            let exposed = try stored { () throws(StorageFailure) in
                try ExposedPorts(jails: jails, interface: wish.interface)
            }
            return try leases.withLock { leases throws(PortFailure) in
                let port = try choose(wish, for: holder, on: address, exposed: exposed, leases: leases)
                leases.removeAll { $0.holder == holder && $0.interface == wish.interface }
                leases.append(Lease(holder: holder, interface: wish.interface, port: port, given: clock.uptime))
                if leases.count > Self.mostLeases { leases.removeFirst() }
                return port
            }
        }
    }

    private func address(for wish: JobRequest.PortWish) throws(PortFailure) -> InterfaceAddress {
        var range: InternetNetwork?
        if let text = wish.network {
            range = InternetNetwork(text)
            if range == nil { throw .badNetwork(text) }
        }
        let (interfaces, addresses) = try stored { () throws(StorageFailure) in
            (try network.interfaces(), try network.addresses())
        }
        guard interfaces.contains(wish.interface) else { throw .unknownInterface(wish.interface) }
        guard let address = InterfaceAddress.choose(from: addresses, of: wish.interface, in: range) else {
            throw .noAddress(interface: wish.interface, network: wish.network)
        }
        return address
    }

    private func choose(
        _ wish: JobRequest.PortWish, for holder: ProjectName, on address: InterfaceAddress, exposed: ExposedPorts,
        leases: [Lease]
    ) throws(PortFailure) -> Int {
        let range = network.portRange()
        let now = clock.uptime
        var former: Int?
        var foreign = Set<Int>()
        for lease in leases {
            if lease.holder == holder && lease.interface == wish.interface {
                former = lease.port
            } else if now - lease.given < Self.leaseTime || exposed.count(of: lease.port) > 0 {
                foreign.insert(lease.port)
            }
        }
        if let former, range.contains(former), !foreign.contains(former), exposed.count(of: former) <= 1,
            network.canBind(former, on: address)
        {
            return former
        }
        var candidates = range.filter { exposed.count(of: $0) == 0 && !foreign.contains($0) }
        for _ in 0..<min(Self.mostTries, candidates.count) {
            // Drawing without putting back: the last candidate takes the place of the one that was drawn.
            let position = chance.integer(in: 0...candidates.count - 1)
            let port = candidates[position]
            if network.canBind(port, on: address) { return port }
            candidates.swapAt(position, candidates.count - 1)
            candidates.removeLast()
        }
        throw .noFreePort(interface: wish.interface, network: wish.network)
    }

    private func stored<Value>(_ work: () throws(StorageFailure) -> Value) throws(PortFailure) -> Value {
        do throws(StorageFailure) { return try work() } catch { throw .storage(error) }
    }
}
