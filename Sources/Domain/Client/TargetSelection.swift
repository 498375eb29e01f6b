/// Which of the servers that a walk found a command means.
package struct TargetSelection: Equatable, Sendable {
    /// `nil`: labels do not matter (`--all-labels`).
    package var labels: LabelSelection?
    package var chains: ChainFilter

    package init(labels: LabelSelection?, chains: ChainFilter = ChainFilter()) {
        self.labels = labels
        self.chains = chains
    }

    /// A server whose labels are not known is not meant: nothing is done on a guess (promise S3).
    package func includes(_ node: TreeNode) -> Bool {
        guard chains.includes(node.chain) else { return false }
        guard let labels else { return true }
        return node.labels.map(labels.matches) ?? false
    }
}

/// The options `--filter-chain` and `--filter-root-chain`. Source: command-line contract, section 2.2.
package struct ChainFilter: Equatable, Sendable {
    /// Whole paths; empty for no filter.
    package var chains: [ChainPath]
    /// Whether there is a filter that no chain passes, because what it asks for is no path.
    package var passesNone = false
    /// Whether the root is meant beside ``chains``. Without them it always is.
    package var includesRoot: Bool

    package init(chains: [ChainPath] = [], includesRoot: Bool = false) {
        self.chains = chains
        self.includesRoot = includesRoot
    }

    /// A filter of texts; one that is no path is that of no chain.
    package init(texts: [String], includesRoot: Bool) {
        self.init(chains: texts.compactMap { ChainPath($0) }, includesRoot: includesRoot)
        passesNone = chains.isEmpty && !texts.isEmpty
    }

    package func includes(_ chain: ChainPath) -> Bool {
        if chains.isEmpty && !passesNone { return true }
        return chain.isRoot ? includesRoot : chains.contains(chain)
    }
}
