/// What `get-info -t chains:tree` prints: one drawing for each address, where 0.25 drew the first only.
/// Source: command-line contract, section 3.3.
package enum TreeText {
    package static func lines(of nodes: [TreeNode]) -> [String] {
        var addresses: [String] = []
        for node in nodes where !addresses.contains(node.url) { addresses.append(node.url) }
        return addresses.flatMap { address in
            let root = Branch(nodes.filter { $0.url == address }.map { $0.chain.names[...] })
            return root.children.isEmpty ? [] : [address] + root.lines(indent: "")
        }
    }

    /// A server and those below it. One that was not selected itself is here when something below it was.
    private struct Branch {
        let children: [(name: ChainName, branch: Branch)]

        /// - Parameter paths: What is left of the paths from here on; children in the order of their first appearance.
        init(_ paths: [ArraySlice<ChainName>]) {
            var positions: [ChainName: Int] = [:]
            var names: [ChainName] = []
            var rests: [[ArraySlice<ChainName>]] = []
            for path in paths {
                guard let name = path.first else { continue }
                if let position = positions[name] {
                    rests[position].append(path.dropFirst())
                } else {
                    positions[name] = names.count
                    names.append(name)
                    rests.append([path.dropFirst()])
                }
            }
            children = zip(names, rests).map { (name: $0, branch: Branch($1)) }
        }

        func lines(indent: String) -> [String] {
            children.enumerated().flatMap { position, child in
                let isLast = position == children.count - 1
                return ["\(indent) +-- \(child.name)"] + child.branch.lines(indent: indent + (isLast ? "    " : " |  "))
            }
        }
    }
}
