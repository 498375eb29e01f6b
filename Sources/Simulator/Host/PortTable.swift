package import Domain

/// The free ports that were given away, by interface and project. Source: node contract, section 8.
///
/// A project keeps the port that it was given on an interface until the table forgets it. Held in memory: what a jail
/// exposes is known from the jail itself.
package struct PortTable: Equatable, Sendable {
    /// FreeBSD's `net.inet.ip.portrange.first` and, not included, `.last`.
    package static let range = 10_000..<65_535
    /// How many projects are remembered.
    package static let holderLimit = 10_000

    private var held: [ProjectName: [String: Int]] = [:]
    /// Holders in the order in which they came.
    private var order: [ProjectName] = []

    package init() {}

    /// - Parameters:
    ///   - exposed: The ports that jails take on the interface, with the project that each jail is of.
    ///   - draw: Gives 64 random bits.
    /// - Returns: `nil` when every port is taken.
    package mutating func reserve(
        on interface: String, for holder: ProjectName, exposed: [(ports: ClosedRange<Int>, project: String?)],
        draw: () -> UInt64
    ) -> Int? {
        let foreign = exposed.filter { $0.project != holder.text }.map(\.ports)
        let others = Set(held.filter { $0.key != holder }.compactMap { $0.value[interface] })
        func isFree(_ port: Int) -> Bool {
            !others.contains(port) && !foreign.contains { $0.contains(port) }
        }
        if let port = held[holder]?[interface], isFree(port) { return port }
        let start = Int(draw() % UInt64(Self.range.count))
        for step in 0..<Self.range.count {
            let port = Self.range.lowerBound + (start + step) % Self.range.count
            if isFree(port) {
                remember(port, on: interface, for: holder)
                return port
            }
        }
        return nil
    }

    private mutating func remember(_ port: Int, on interface: String, for holder: ProjectName) {
        if held[holder] == nil {
            order.append(holder)
            if order.count > Self.holderLimit { held[order.removeFirst()] = nil }
        }
        held[holder, default: [:]][interface] = port
    }
}
