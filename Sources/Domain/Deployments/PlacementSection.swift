/// The key `deployIn`. Source: deployment-file contract, section 4.2.
enum PlacementSection {
    private static let keys = ["entrypoints", "labels", "exclude"]
    static let keyTables = [KeyTable(path: "deployIn", keys: keys)]

    /// - Parameter datacenters: The names of the file; `nil` when they are not known because of a mistake.
    static func decode(
        _ root: Section, datacenters: [String]?, _ values: inout DocumentDecoder
    ) -> DeployIn? {
        guard let document = root["deployIn"] else {
            values.missing(
                at: root.entry("deployIn")?.key.position ?? root.position, path: "deployIn",
                "the required key 'deployIn' is missing",
                expected: "a mapping with at least one of "
                    + keys.joined(separator: ", "))
            return nil
        }
        guard let section = values.section(document, at: "deployIn", keys: keys, of: "'deployIn'") else { return nil }
        if case .mapping(let entries) = document.content, entries.isEmpty {
            values.refuse(
                document, at: "deployIn", "at least one key is needed",
                expected: "at least one of " + keys.joined(separator: ", "))
            return nil
        }
        let labels = section["labels"].map {
            values.names($0, at: "deployIn.labels", as: Label.self, called: "a label") ?? []
        }
        let excluded = section["exclude"].map {
            values.names($0, at: "deployIn.exclude", as: Label.self, called: "a label") ?? []
        }
        let entrypoints = entrypoints(of: section, datacenters: datacenters, &values)
        return DeployIn(
            entrypoints: entrypoints, selection: LabelSelection(wanted: labels ?? [.all], excluded: excluded ?? []))
    }

    private static func entrypoints(
        of section: Section, datacenters: [String]?, _ values: inout DocumentDecoder
    ) -> [Entrypoint] {
        guard let document = section["entrypoints"] else {
            return (datacenters ?? []).map { Entrypoint(datacenter: $0, chain: .root) }
        }
        let path = "deployIn.entrypoints"
        guard let items = values.list(document, at: path, isFilled: true, expected: "a list of texts") else {
            return []
        }
        let known = datacenters.map { Set($0) }
        var seen: Set<Entrypoint> = []
        var result: [Entrypoint] = []
        for (index, item) in items.enumerated() {
            let place = "\(path)[\(index)]"
            guard let entry = entrypoint(item, at: place, datacenters ?? [], known, &values) else { continue }
            if seen.insert(entry).inserted { result.append(entry) }
        }
        return result
    }

    private static func entrypoint(
        _ item: Document, at path: String, _ datacenters: [String], _ known: Set<String>?,
        _ values: inout DocumentDecoder
    ) -> Entrypoint? {
        guard let text = values.text(item, at: path) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(\.trimmingWhiteSpace)
        let rule = "DATACENTER or DATACENTER.CHAIN…, each part: \(ChainName.rule)"
        if parts.contains("") {
            values.refuse(item, at: path, "a part of the entry point is empty", expected: rule)
            return nil
        }
        if let wrong = parts.first(where: { ChainName($0) == nil }) {
            let hint =
                wrong.contains("{")
                ? "the braces of the manual are not part of the name"
                : NameMistake.hint(wrong, as: ChainName.self)
            values.refuse(item, at: path, "'\(wrong)' is not the name of a chain", expected: rule, hint: hint)
            return nil
        }
        guard parts.count - 1 <= ChainPath.deepest else {
            values.refuse(item, at: path, "the way is longer than \(ChainPath.deepest) chains", expected: rule)
            return nil
        }
        if let known, !known.contains(parts[0]) {
            values.refuse(
                item, at: path, DiagnosticList.unknownDatacenter + "'\(parts[0])'",
                expected: DatacenterSection.choice(of: datacenters),
                hint: Suggestion.hint(for: parts[0], among: datacenters))
            return nil
        }
        return Entrypoint(datacenter: parts[0], chain: ChainPath(names: parts.dropFirst().compactMap { ChainName($0) }))
    }
}

extension DiagnosticList {
    fileprivate static let unknownDatacenter = "there is no data centre "

    /// Whether nothing is wrong but that entry points name data centres that the file does not have: the command line
    /// has a status of its own for that (command-line contract, section 1.4).
    package var namesOnlyUnknownDatacenters: Bool {
        diagnostics.allSatisfy { diagnostic in
            diagnostic.severity == .warning
                || diagnostic.path.hasPrefix("deployIn.entrypoints")
                    && diagnostic.message.hasPrefix(Self.unknownDatacenter)
        }
    }
}
