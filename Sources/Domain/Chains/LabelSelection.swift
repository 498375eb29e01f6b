/// Which nodes a deployment file means: any node with one of `wanted`, unless it has one of `excluded`.
///
/// Labels that a node reports are compared as text: a neighbour of another version may use labels that ours would not.
/// Source: HTTP contract, section 9.10.
package struct LabelSelection: Equatable, Sendable {
    package var wanted: [Label]
    package var excluded: [Label]

    package init(wanted: [Label] = [.all], excluded: [Label] = []) {
        self.wanted = wanted
        self.excluded = excluded
    }

    /// Whether a node that reports `labels` is selected. Exclusion goes first.
    package func matches(_ labels: [String]) -> Bool {
        if excluded.contains(where: { labels.contains($0.text) }) { return false }
        return wanted.contains { labels.contains($0.text) }
    }
}
