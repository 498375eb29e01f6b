/// A name that no server has, and the one that was probably meant.
package struct NearMiss: Equatable, Sendable {
    package enum Kind: String, Sendable { case label, chain }

    package let kind: Kind
    package let name: String
    package let meant: String

    package init(kind: Kind, name: String, meant: String) {
        self.kind = kind
        self.name = name
        self.meant = meant
    }

    /// The sentence for people.
    package var text: String { "No server has the \(kind.rawValue) '\(name)'. Did you mean '\(meant)'?" }

    /// Looks for slips of the pen in what selects servers.
    ///
    /// - Parameter visited: Every server that was found, selected or not.
    /// - Returns: Wanted labels that no server has, when no server is selected at all, and chains that are not there.
    static func find(in selection: TargetSelection, visited: [TreeNode]) -> [NearMiss] {
        var misses: [NearMiss] = []
        if let labels = selection.labels, !visited.contains(where: { labels.matches($0.labels ?? []) }) {
            let seen = distinct(visited.flatMap { $0.labels ?? [] })
            misses += near(labels.wanted.map(\.text), among: seen, kind: .label)
        }
        let chains = visited.filter { !$0.chain.isRoot }.map(\.chain.description)
        misses += near(selection.chains.chains.map(\.description), among: chains, kind: .chain)
        return misses
    }

    private static func near(_ names: [String], among candidates: [String], kind: Kind) -> [NearMiss] {
        names.filter { !candidates.contains($0) }.compactMap { name in
            Suggestion.nearest(to: name, among: candidates).map { NearMiss(kind: kind, name: name, meant: $0) }
        }
    }

    /// The texts without repetitions, in the order of their first appearance.
    private static func distinct(_ texts: [String]) -> [String] {
        var known: Set<String> = []
        return texts.filter { known.insert($0).inserted }
    }
}
