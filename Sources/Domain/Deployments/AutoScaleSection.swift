/// The key `autoScale`. Source: deployment-file contract, section 5.3.
struct AutoScaleSection {
    /// Whether the mapping has any key, which is what makes a project a scaled one.
    let isScaled: Bool
    let labels: [Label]

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
        if let value = section["replicas"] { checkReplicas(value, &values) }
        checkType(section, &values)
        for name in ["rules", "economy"] {
            if let value = section[name] { checkLimits(value, at: section.path(of: name), &values) }
        }
        let labels = section["labels"].flatMap {
            values.names($0, at: section.path(of: "labels"), as: Label.self, called: "a label")
        }
        if let value = section["metadata"] {
            _ = values.names(
                value, at: section.path(of: "metadata"), as: MetadataKey.self, called: "a metadata key")
        }
        if let value = section["load-balancer"] { LoadBalancerRules.check(value, &values) }
        return AutoScaleSection(isScaled: !section.entries.isEmpty, labels: labels ?? [.all])
    }

    private static func checkReplicas(_ document: Document, _ values: inout DocumentDecoder) {
        guard
            let section = values.section(
                document, at: "autoScale.replicas", keys: ["min", "max"], of: "'replicas'",
                expected: "a mapping with 'min' and 'max'")
        else { return }
        var numbers: [String: Int] = [:]
        for name in ["min", "max"] {
            guard let value = section[name] else { continue }
            numbers[name] = values.integer(
                value, at: section.path(of: name), in: 1...1_000_000, rule: "an integer > 0")
        }
        guard let least = numbers["min"] ?? (section["min"] == nil ? 1 : nil), let most = numbers["max"],
            most < least, let value = section["max"]
        else { return }
        values.refuse(value, at: section.path(of: "max"), "'max' is below 'min'", expected: "an integer ≥ \(least)")
    }

    private static func checkType(_ section: Section, _ values: inout DocumentDecoder) {
        var type = types[0]
        if let value = section["type"] {
            guard let text = values.text(value, at: section.path(of: "type")) else { return }
            guard types.contains(text) else {
                values.refuse(
                    value, at: section.path(of: "type"), "unknown type '\(text)'",
                    expected: "one of " + types.joined(separator: ", "), hint: Suggestion.hint(for: text, among: types))
                return
            }
            type = text
        }
        let path = section.path(of: "value")
        if type.hasPrefix("percent-") {
            guard let value = section["value"] else {
                values.missing(
                    at: section["type"]?.position ?? section.position, path: path, "the type '\(type)' needs 'value'",
                    expected: "a percentage from 1 to 100")
                return
            }
            _ = values.integer(value, at: path, in: 1...100, rule: "an integer from 1 to 100")
        } else if let entry = section.entry("value"), !entry.value.isNull {
            values.refuse(
                entry.key, at: path, "'value' has no meaning for the type '\(type)'",
                expected: "one of the types percent-jail and percent-project", hint: "remove it, or set 'type'")
        }
    }

    // MARK: - Limits

    private static func checkLimits(_ document: Document, at path: String, _ values: inout DocumentDecoder) {
        guard
            let section = values.section(
                document, at: path, keys: (byteResources + countResources).sorted(),
                slips: ["ram": "memoryuse", "memory": "memoryuse", "cpu": "pcpu", "swap": "swapuse"],
                of: "a resource", expected: "a mapping of resources to limits")
        else { return }
        for entry in section.entries {
            let path = section.path(of: entry.name)
            if entry.name == "msgqsize" {
                values.warn(entry.key, at: path, "servers of version 0.25 refuse this resource")
            }
            if byteResources.contains(entry.name) {
                checkSize(entry.value, at: path, &values)
            } else {
                _ = values.integer(entry.value, at: path, in: 0...Int.max, rule: "an integer ≥ 0")
            }
        }
    }

    private static func checkSize(_ document: Document, at path: String, _ values: inout DocumentDecoder) {
        guard case .string(let text) = document.content else {
            if case .integer = document.content {
                _ = values.integer(document, at: path, in: 0...Int.max, rule: "an integer ≥ 0, or " + SizeText.rule)
            } else {
                values.refuseType(document, at: path, expected: SizeText.rule)
            }
            return
        }
        switch SizeText.read(text) {
        case .bytes(let bytes): values.convert(path, to: .integer(bytes))
        case .tooLarge: values.refuse(document, at: path, "the size does not fit 64 bits", expected: SizeText.rule)
        case .noNumber: values.refuse(document, at: path, "this is not a size", expected: SizeText.rule)
        case .unknownUnit(let unit):
            values.refuse(
                document, at: path, "unknown unit '\(unit)'", expected: "one of k, m, g, t, p, e, or none for bytes")
        }
    }
}
