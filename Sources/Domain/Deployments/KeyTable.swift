/// The keys that one mapping of a deployment file knows.
///
/// The decoders judge by these tables, and the manual page and the table of compatibility are compared with them.
package struct KeyTable: Equatable, Sendable {
    /// The kind whose files have the mapping; `nil` when all have it.
    package let kind: String?
    /// Dotted path of the mapping, with names that a user chooses in capitals and `ITEM` for each of a list; empty for the
    /// root.
    package let path: String
    package let keys: [String]

    package init(kind: String? = nil, path: String, keys: [String]) {
        self.kind = kind
        self.path = path
        self.keys = keys
    }

    /// The whole paths of the keys.
    package var paths: [String] { keys.map { path.isEmpty ? $0 : "\(path).\($0)" } }
}

extension DeploymentDecoder {
    /// Every mapping with a fixed set of keys, kind by kind.
    package static let keyTables: [KeyTable] =
        [KeyTable(path: "", keys: commonKeys)] + DatacenterSection.keyTables + PlacementSection.keyTables
        + DirectorProjectSection.keyTables + AutoScaleSection.keyTables + LoadBalancerRules.keyTables
        + MetadataSection.keyTables + NamespaceSection.keyTables
        + VirtualMachineSection.keyTables + DiskLayoutSection.keyTables + DiskSourceSection.keyTables
        + CloudInitSection.keyTables + AppConfigSection.keyTables
}
