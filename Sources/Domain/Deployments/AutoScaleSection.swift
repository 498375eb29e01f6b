/// The key `autoScale`. Source: deployment-file contract, section 5.3.
struct AutoScaleSection {
    /// Whether the mapping has any key, which is what makes a project a scaled one.
    let isScaled: Bool
    let scale: AutoScale

    private static let keys = [
        "replicas", "type", "value", "rules", "economy", "labels", "metadata", "load-balancer",
    ]
    private static let types = ["any-jail", "any-project", "average", "percent-jail", "percent-project"]
    /// Limits that may be written as a size.
    private static let byteResources = [
        "datasize", "stacksize", "coredumpsize", "memoryuse", "memorylocked", "vmemoryuse", "swapuse", "shmsize",
        "readbps", "writebps", "msgqsize",
    ]
    private static let countResources = [
        "cputime", "maxproc", "openfiles", "pseudoterminals", "nthr", "msgqqueued", "nmsgq", "nsem", "nsemop", "nshm",
        "wallclock", "pcpu", "readiops", "writeiops",
    ]
    private static let replicaKeys = ["min", "max"]
    private static let resources = (byteResources + countResources).sorted()
    static let keyTables = [
        KeyTable(kind: "directorProject", path: "autoScale", keys: keys),
        KeyTable(kind: "directorProject", path: "autoScale.replicas", keys: replicaKeys),
        KeyTable(kind: "directorProject", path: "autoScale.rules", keys: resources),
        KeyTable(kind: "directorProject", path: "autoScale.economy", keys: resources),
    ]

    /// - Returns: `nil` when the key is absent or no mapping.
    static func decode(_ root: Section, _ values: inout DocumentDecoder) -> AutoScaleSection? {
        guard let document = root["autoScale"],
            let section = values.section(
                document, at: "autoScale", position: root.entry("autoScale")?.key.position, keys: keys,
                slips: [
                    "minReplicas": "replicas.min", "maxReplicas": "replicas.max", "min": "replicas.min",
                    "max": "replicas.max",
                ], of: "'autoScale'")
        else { return nil }
        var scale = AutoScale()
        if let value = section["replicas"], let replicas = replicas(value, &values) { scale.replicas = replicas }
        if let measure = measure(section, &values) { scale.measure = measure }
        scale.rules = section["rules"].map { limits($0, at: section.path(of: "rules"), &values) } ?? []
        scale.economy = section["economy"].map { limits($0, at: section.path(of: "economy"), &values) } ?? []
        let labels = section["labels"].flatMap {
            values.names($0, at: section.path(of: "labels"), as: Label.self, called: "a label")
        }
        if let labels { scale.labels = labels }
        if let value = section["metadata"] {
            scale.metadata =
                values.names(value, at: section.path(of: "metadata"), as: MetadataKey.self, called: "a metadata key")
                ?? []
        }
        if let value = section["load-balancer"] { scale.loadBalancer = LoadBalancerRules.decode(value, &values) }
        return AutoScaleSection(isScaled: !section.entries.isEmpty, scale: scale)
    }

    private static func replicas(
        _ document: Document, _ values: inout DocumentDecoder
    ) -> AutoScale.Replicas? {
        guard
            let section = values.section(
                document, at: "autoScale.replicas", keys: replicaKeys, of: "'replicas'",
                expected: "a mapping with 'min' and 'max'")
        else { return nil }
        var numbers: [String: Int] = [:]
        for name in replicaKeys {
            guard let value = section[name] else { continue }
            numbers[name] = values.integer(
                value, at: section.path(of: name), in: 1...1_000_000, rule: "an integer > 0")
        }
        guard let least = numbers["min"] ?? (section["min"] == nil ? 1 : nil) else { return nil }
        if let most = numbers["max"], most < least, let value = section["max"] {
            values.refuse(
                value, at: section.path(of: "max"), "'max' is below 'min'", expected: "an integer ≥ \(least)")
        }
        return AutoScale.Replicas(minimum: least, maximum: numbers["max"])
    }

    private static func measure(_ section: Section, _ values: inout DocumentDecoder) -> AutoScale.Measure? {
        var type = types[0]
        if let value = section["type"] {
            guard let text = values.text(value, at: section.path(of: "type")) else { return nil }
            guard types.contains(text) else {
                values.refuse(
                    value, at: section.path(of: "type"), "unknown type '\(text)'",
                    expected: "one of " + types.joined(separator: ", "), hint: Suggestion.hint(for: text, among: types))
                return nil
            }
            type = text
        }
        let path = section.path(of: "value")
        if type.hasPrefix("percent-") {
            guard let value = section["value"] else {
                values.missing(
                    at: section["type"]?.position ?? section.position, path: path, "the type '\(type)' needs 'value'",
                    expected: "a percentage from 1 to 100")
                return nil
            }
            return values.integer(value, at: path, in: 1...100, rule: "an integer from 1 to 100").map {
                type == "percent-jail" ? .percentJail($0) : .percentProject($0)
            }
        }
        if let entry = section.entry("value"), !entry.value.isNull {
            values.refuse(
                entry.key, at: path, "'value' has no meaning for the type '\(type)'",
                expected: "one of the types percent-jail and percent-project", hint: "remove it, or set 'type'")
        }
        return type == "average" ? .average : type == "any-project" ? .anyProject : .anyJail
    }

    // MARK: - Limits

    private static func limits(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> [AutoScale.Limit] {
        guard
            let section = values.section(
                document, at: path, keys: resources,
                slips: ["ram": "memoryuse", "memory": "memoryuse", "cpu": "pcpu", "swap": "swapuse"],
                of: "a resource", expected: "a mapping of resources to limits")
        else { return [] }
        return section.entries.compactMap { entry in
            let path = section.path(of: entry.name)
            if entry.name == "msgqsize" {
                values.warn(entry.key, at: path, "servers of version 0.25 refuse this resource")
            }
            let amount =
                byteResources.contains(entry.name)
                ? size(entry.value, at: path, &values)
                : values.integer(entry.value, at: path, in: 0...Int.max, rule: "an integer ≥ 0")
            return amount.map { AutoScale.Limit(resource: entry.name, amount: $0) }
        }
    }

    private static func size(_ document: Document, at path: String, _ values: inout DocumentDecoder) -> Int? {
        guard case .string(let text) = document.content else {
            if case .integer = document.content {
                return values.integer(
                    document, at: path, in: 0...Int.max, rule: "an integer ≥ 0, or " + SizeText.rule)
            }
            values.refuseType(document, at: path, expected: SizeText.rule)
            return nil
        }
        switch SizeText.read(text) {
        case .bytes(let bytes):
            values.convert(path, to: .integer(bytes))
            return bytes
        case .tooLarge: values.refuse(document, at: path, "the size does not fit 64 bits", expected: SizeText.rule)
        case .noNumber: values.refuse(document, at: path, "this is not a size", expected: SizeText.rule)
        case .unknownUnit(let unit):
            values.refuse(
                document, at: path, "unknown unit '\(unit)'", expected: "one of k, m, g, t, p, e, or none for bytes")
        }
        return nil
    }
}
