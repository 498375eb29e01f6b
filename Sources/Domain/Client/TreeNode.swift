/// One server of a tree, as a client found it.
package struct TreeNode: Equatable, Sendable {
    /// The name of its data centre in the deployment file.
    package let datacenter: String
    /// The address of that data centre, without the password that it may hold.
    package let url: String
    package let chain: ChainPath
    /// In the order of the server; `nil` when nobody asked for them or when the answer failed.
    package let labels: [String]?

    package init(datacenter: String, url: String, chain: ChainPath, labels: [String]?) {
        self.datacenter = datacenter
        self.url = url
        self.chain = chain
        self.labels = labels
    }

    /// What makes two finds the same server as far as a client can tell: the address and the chain.
    package var identity: String {
        var address = Substring(url)
        while address.hasSuffix("/") { address.removeLast() }
        return "\(address) \(chain)"
    }
}

/// A server that a command acts on, with the way to it.
package struct Target: Sendable {
    package let node: TreeNode
    package let server: ChainServer

    package init(node: TreeNode, server: ChainServer) {
        self.node = node
        self.server = server
    }
}
