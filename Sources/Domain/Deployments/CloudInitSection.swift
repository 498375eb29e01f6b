/// The key `cloud-init` of kind `vmJail`. Source: deployment-file contract, section 7.3.
enum CloudInitSection {
    private static let path = "cloud-init"
    private static let keys = ["flags", "meta-data", "network-config", "user-data"]
    static let keyTables = [KeyTable(kind: "vmJail", path: path, keys: keys)]

    static func decode(_ root: Section, _ values: inout DocumentDecoder) -> VirtualMachineDeployment.CloudInit {
        guard let document = root[path],
            let section = values.section(
                document, at: path, position: root.entry(path)?.key.position, keys: keys, of: "'cloud-init'")
        else { return VirtualMachineDeployment.CloudInit() }
        return VirtualMachineDeployment.CloudInit(
            flags: section["flags"].flatMap { values.text($0, at: section.path(of: "flags"), isFilled: true) },
            metaData: content("meta-data", of: section, &values),
            networkConfig: content("network-config", of: section, &values),
            userData: content("user-data", of: section, &values))
    }

    /// Whatever the mapping holds; its keys may be anything that JSON can name.
    private static func content(
        _ name: String, of section: Section, _ values: inout DocumentDecoder
    ) -> JSONObject? {
        guard let document = section[name] else { return nil }
        guard case .mapping = document.content else {
            values.refuseType(document, at: section.path(of: name), expected: "a mapping")
            return nil
        }
        return values.json(document, at: section.path(of: name)).object
    }
}

extension VirtualMachineDeployment.CloudInit {
    /// Whether no seed image is made.
    var isEmpty: Bool { self == VirtualMachineDeployment.CloudInit() }
}
