/// The key `diskLayout` of kind `vmJail`. Source: deployment-file contract, section 7.1.
enum DiskLayoutSection {
    private static let path = "diskLayout"
    private static let keys = ["driver", "size", "from", "disk", "fstab"]
    private static let diskKeys = ["scheme", "partitions", "bootcode"]
    private static let partitionKeys = ["type", "alignment", "start", "size", "label", "format"]
    private static let formatKeys = ["flags", "script"]
    private static let bootCodeKeys = ["bootcode", "partcode", "index"]
    private static let fileSystemTexts = ["device", "mountpoint", "type", "options"]
    private static let fileSystemNumbers = ["dump", "pass"]

    static let keyTables = [
        KeyTable(kind: "vmJail", path: path, keys: keys),
        KeyTable(kind: "vmJail", path: "\(path).disk", keys: diskKeys),
        KeyTable(kind: "vmJail", path: "\(path).disk.partitions.ITEM", keys: partitionKeys),
        KeyTable(kind: "vmJail", path: "\(path).disk.partitions.ITEM.format", keys: formatKeys),
        KeyTable(kind: "vmJail", path: "\(path).disk.bootcode", keys: bootCodeKeys),
        KeyTable(kind: "vmJail", path: "\(path).fstab.ITEM", keys: fileSystemTexts + fileSystemNumbers),
    ]

    static func decode(_ root: Section, _ values: inout DocumentDecoder) -> DiskLayout? {
        guard let document = root[path] else {
            values.missing(
                at: root.entry(path)?.key.position ?? root.position, path: path,
                "the required key 'diskLayout' is missing", expected: "a mapping with 'driver', 'size' and 'from'")
            return nil
        }
        guard
            let section = values.section(
                document, at: path, position: root.entry(path)?.key.position, keys: keys, of: "'diskLayout'")
        else { return nil }
        let driver = driver(of: section, &values)
        let size = values.required("size", of: section, expected: "a size such as 20G").flatMap {
            values.text($0, at: section.path(of: "size"), isFilled: true)
        }
        let source = DiskSourceSection.decode(section, &values)
        let disk = section.entry("disk").flatMap { $0.value.isNull ? nil : partitioning($0, in: section, &values) }
        let fileSystems = section["fstab"].map { self.fileSystems($0, at: section.path(of: "fstab"), &values) }
        if let source { compare(source, section, &values) }
        guard let driver, let size, let source, !values.hasErrors else { return nil }
        return DiskLayout(driver: driver, size: size, source: source, disk: disk, fileSystems: fileSystems ?? [])
    }

    private static func driver(of section: Section, _ values: inout DocumentDecoder) -> DiskLayout.Driver? {
        let drivers = DiskLayout.Driver.allCases.map(\.rawValue)
        let rule = "one of " + drivers.joined(separator: ", ")
        let path = section.path(of: "driver")
        guard let value = values.required("driver", of: section, expected: rule),
            let text = values.text(value, at: path)
        else { return nil }
        if let driver = DiskLayout.Driver(rawValue: text) { return driver }
        values.refuse(
            value, at: path, "unknown driver '\(text)'", expected: rule,
            hint: Suggestion.hint(for: text, among: drivers))
        return nil
    }

    /// A disk that the target fills must be divided, and one that brings its content need not.
    private static func compare(_ source: DiskSource, _ section: Section, _ values: inout DocumentDecoder) {
        for name in ["disk", "fstab"] {
            if source.needsPartitions, section[name] == nil {
                values.missing(
                    at: section.entry(name)?.key.position ?? section.position, path: section.path(of: name),
                    "the required key '\(name)' is missing", expected: "what this 'from.type' is put on")
            } else if !source.needsPartitions, let entry = section.entry(name), !entry.value.isNull {
                values.warn(
                    entry.key, at: section.path(of: name), "this has no effect on a disk that brings its own content",
                    hint: "remove it, or choose another 'from.type'")
            }
        }
    }

    // MARK: - Partitions

    private static func partitioning(
        _ entry: Section.Entry, in layout: Section, _ values: inout DocumentDecoder
    ) -> Partitioning? {
        guard
            let section = values.section(
                entry.value, at: layout.path(of: "disk"), position: entry.key.position, keys: diskKeys, of: "'disk'")
        else { return nil }
        let schemePath = section.path(of: "scheme")
        if let value = values.required("scheme", of: section, expected: "'\(Partitioning.scheme)'"),
            let text = values.text(value, at: schemePath), text != Partitioning.scheme
        {
            values.refuse(value, at: schemePath, "unknown scheme '\(text)'", expected: "'\(Partitioning.scheme)'")
        }
        let partitionsPath = section.path(of: "partitions")
        let items = values.required("partitions", of: section, expected: "a list of partitions").flatMap {
            values.list($0, at: partitionsPath, isFilled: true, expected: "a list of partitions")
        }
        let partitions = (items ?? []).enumerated().compactMap { index, item in
            partition(item, at: "\(partitionsPath)[\(index)]", &values)
        }
        let code = section.entry("bootcode").flatMap { $0.value.isNull ? nil : bootCode($0, in: section, &values) }
        return Partitioning(partitions: partitions, bootCode: code ?? Partitioning.BootCode())
    }

    private static func partition(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> Partitioning.Partition? {
        guard
            let section = values.section(
                document, at: path, keys: partitionKeys, of: "a partition", expected: "a mapping with 'type'")
        else { return nil }
        let type = values.required("type", of: section, expected: "a type such as freebsd-ufs").flatMap {
            values.text($0, at: section.path(of: "type"), isFilled: true)
        }
        func text(_ name: String) -> String? {
            section[name].flatMap { values.text($0, at: section.path(of: name), isFilled: true) }
        }
        let alignment = text("alignment")
        let start = text("start")
        let size = text("size")
        let label = text("label")
        let format = section["format"].flatMap { self.format($0, at: section.path(of: "format"), &values) }
        return type.map {
            Partitioning.Partition(
                type: $0, alignment: alignment, start: start, size: size, label: label, format: format)
        }
    }

    private static func format(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> Partitioning.Format? {
        guard
            let section = values.section(
                document, at: path, keys: formatKeys, of: "'format'", expected: "a mapping with 'flags' or 'script'")
        else { return nil }
        // A null here is a mistake in 0.25 too, unlike elsewhere.
        switch (section.entry("flags"), section.entry("script")) {
        case (nil, nil):
            if case .mapping(let entries) = document.content, entries.isEmpty {
                values.refuse(document, at: path, "at least one key is needed", expected: "'flags' or 'script'")
            }
            return nil
        case (let flags?, let script?):
            let second = flags.key.position < script.key.position ? script : flags
            values.refuse(
                second.key, at: section.path(of: second.name), "'flags' and 'script' exclude each other",
                expected: "one of the two", hint: "remove one")
            return nil
        case (let flags?, nil):
            return values.text(flags.value, at: section.path(of: "flags")).map { .flags($0) }
        case (nil, let script?):
            return values.text(script.value, at: section.path(of: "script"), isFilled: true).map { .script($0) }
        }
    }

    private static func bootCode(
        _ entry: Section.Entry, in disk: Section, _ values: inout DocumentDecoder
    ) -> Partitioning.BootCode? {
        guard
            let section = values.section(
                entry.value, at: disk.path(of: "bootcode"), position: entry.key.position, keys: bootCodeKeys,
                of: "'bootcode'")
        else { return nil }
        let whole = section["bootcode"].flatMap {
            values.text($0, at: section.path(of: "bootcode"), isFilled: true)
        }
        let path = section["partcode"].flatMap {
            values.text($0, at: section.path(of: "partcode"), isFilled: true)
        }
        let index = section["index"].flatMap {
            values.integer($0, at: section.path(of: "index"), in: 1...128, rule: "an integer from 1 to 128")
        }
        if (section["partcode"] == nil) != (section["index"] == nil) {
            let (given, missing) = section["partcode"] == nil ? ("index", "partcode") : ("partcode", "index")
            values.missing(
                at: section.entry(given)?.key.position ?? section.position, path: section.path(of: missing),
                "'\(given)' is given without '\(missing)'", expected: "both keys, or neither")
        }
        guard let path, let index else { return Partitioning.BootCode(disk: whole) }
        return Partitioning.BootCode(disk: whole, partition: (path, index))
    }

    // MARK: - File systems

    private static func fileSystems(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> [DiskLayout.FileSystem] {
        guard
            let items = values.list(document, at: path, isFilled: true, expected: "a list of file systems")
        else { return [] }
        return items.enumerated().compactMap { index, item in
            fileSystem(item, at: "\(path)[\(index)]", &values)
        }
    }

    private static func fileSystem(
        _ document: Document, at path: String, _ values: inout DocumentDecoder
    ) -> DiskLayout.FileSystem? {
        let keys = fileSystemTexts + fileSystemNumbers
        guard let section = values.section(document, at: path, keys: keys, of: "a file system") else { return nil }
        let absent = keys.filter { section[$0] == nil }
        if !absent.isEmpty {
            let names = absent.map { "'\($0)'" }.joined(separator: ", ")
            values.missing(
                at: section.position, path: path,
                absent.count == 1 ? "the required key \(names) is missing" : "the required keys \(names) are missing",
                expected: "all of " + keys.joined(separator: ", "))
        }
        var texts: [String] = []
        for name in fileSystemTexts {
            guard let value = section[name] else { continue }
            if let text = values.text(value, at: section.path(of: name), isFilled: true) { texts.append(text) }
        }
        var numbers: [Int] = []
        for name in fileSystemNumbers {
            guard let value = section[name] else { continue }
            let number = values.integer(
                value, at: section.path(of: name), in: 0...Int(Int32.max), rule: "an integer ≥ 0")
            if let number { numbers.append(number) }
        }
        guard texts.count == fileSystemTexts.count, numbers.count == fileSystemNumbers.count else { return nil }
        return DiskLayout.FileSystem(
            device: texts[0], mountpoint: texts[1], type: texts[2], options: texts[3], dump: numbers[0],
            pass: numbers[1])
    }
}
