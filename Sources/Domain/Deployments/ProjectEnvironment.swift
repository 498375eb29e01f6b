/// The environment of a project at its four levels, and the one that a metadata item adds.
///
/// Source: deployment-file contract, section 5.2; the manual for `<root>` and nested chains, which 0.25 refuses.
package struct ProjectEnvironment: Equatable, Sendable {
    /// One variable; the order is that of the file.
    package struct Variable: Equatable, Sendable {
        package let name: String
        package let value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var common: [Variable]
    package var byLabel: [(label: Label, variables: [Variable])]
    /// The root is the empty path, `<root>` in the file.
    package var byChain: [(chain: ChainPath, variables: [Variable])]
    package var byDatacenter: [(datacenter: String, variables: [Variable])]
    /// A metadata item of each target that holds a YAML mapping; it wins over everything.
    package var metadata: MetadataKey?

    package init(
        common: [Variable] = [], byLabel: [(label: Label, variables: [Variable])] = [],
        byChain: [(chain: ChainPath, variables: [Variable])] = [],
        byDatacenter: [(datacenter: String, variables: [Variable])] = [], metadata: MetadataKey? = nil
    ) {
        self.common = common
        self.byLabel = byLabel
        self.byChain = byChain
        self.byDatacenter = byDatacenter
        self.metadata = metadata
    }

    /// The environment on one node, later levels winning: common, labels in the order the server reports them, chain,
    /// data centre, metadata. A name keeps the place of its first appearance.
    ///
    /// - Parameter fromMetadata: The content of the item named by ``metadata`` on that node.
    package func resolved(
        labels: [String], chain: ChainPath, datacenter: String, fromMetadata: [Variable] = []
    ) -> [Variable] {
        var layers = [common]
        for label in labels {
            layers.append(contentsOf: byLabel.filter { $0.label.text == label }.map(\.variables))
        }
        layers.append(contentsOf: byChain.filter { $0.chain == chain }.map(\.variables))
        layers.append(contentsOf: byDatacenter.filter { $0.datacenter == datacenter }.map(\.variables))
        layers.append(fromMetadata)
        var positions: [String: Int] = [:]
        var result: [Variable] = []
        for variable in layers.joined() {
            if let position = positions[variable.name] {
                result[position] = variable
            } else {
                positions[variable.name] = result.count
                result.append(variable)
            }
        }
        return result
    }

    package static func == (left: ProjectEnvironment, right: ProjectEnvironment) -> Bool {
        left.common == right.common && left.metadata == right.metadata
            && left.byLabel.elementsEqual(right.byLabel) { $0.label == $1.label && $0.variables == $1.variables }
            && left.byChain.elementsEqual(right.byChain) { $0.chain == $1.chain && $0.variables == $1.variables }
            && left.byDatacenter.elementsEqual(right.byDatacenter) {
                $0.datacenter == $1.datacenter && $0.variables == $1.variables
            }
    }
}
