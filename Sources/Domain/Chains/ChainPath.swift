/// A source route: the names of all neighbours from the first hop to the target. Empty means the node itself.
package struct ChainPath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many hops a request may pass; more is refused, which also ends a loop of nodes that list each other.
    package static let deepest = 32

    package let names: [ChainName]

    package static let root = ChainPath(names: [])

    package init(names: [ChainName]) { self.names = names }

    /// Parses `alpha.charlie`. The empty text is refused: a caller without a path means ``root`` and says so.
    ///
    /// - Returns: `nil` when a part is empty or no chain name, or when there are more than ``deepest`` parts.
    package init?(_ text: String) {
        var names: [ChainName] = []
        for part in text.utf8.split(
            separator: UInt8(ascii: "."), maxSplits: Self.deepest, omittingEmptySubsequences: false)
        {
            guard names.count < Self.deepest, let name = ChainName(String(Substring(part))) else { return nil }
            names.append(name)
        }
        self.names = names
    }

    package var isRoot: Bool { names.isEmpty }

    /// The first hop and what is left for it; `nil` for the root.
    package var nextHop: (neighbour: ChainName, rest: ChainPath)? {
        names.first.map { ($0, ChainPath(names: Array(names.dropFirst()))) }
    }

    package func appending(_ name: ChainName) -> ChainPath { ChainPath(names: names + [name]) }

    /// The dotted form; empty for the root.
    package var description: String { names.map(\.text).joined(separator: ".") }

    package static func < (left: ChainPath, right: ChainPath) -> Bool {
        left.names.lexicographicallyPrecedes(right.names)
    }
}
