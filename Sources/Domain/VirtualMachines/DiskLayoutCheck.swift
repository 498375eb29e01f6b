/// Checks the member `diskLayout` of a virtual machine. Source: HTTP contract, section 8.17; deployment-file contract,
/// section 7.1.
struct DiskLayoutCheck {
    private typealias Value = JSONValue
    private typealias Path = SpecificationPath

    /// Members of `from` by its type: required texts, optional texts, required lists of texts.
    private static let sources: [String: (texts: [String], optional: [String], lists: [String])] = [
        "components": (["osVersion", "osArch"], ["downloadURL"], ["components"]),
        "appjailImage": (["entrypoint", "imageName", "imageArch", "imageTag"], [], []),
        "pkgbase": (["osVersion", "osArch"], ["pkgConf", "fingerprints"], ["packages"]),
        "iso": (["isoFile"], [], []),
        "img": (["imgFile"], [], []),
    ]

    private let path: SpecificationPath

    init(_ path: SpecificationPath) { self.path = path }

    func check(_ value: JSONValue) throws(SpecificationMistake) {
        let layout = try path.object(value, ["driver", "size", "from", "disk", "fstab"])
        try path.require(layout, "driver") { (value, path) throws(SpecificationMistake) in
            try path.text(value)
            let driver = value.string ?? ""
            guard ["virtio-blk", "nvme", "ahci-hd"].contains(driver) else {
                throw .invalid("\(path.text): invalid driver: '\(driver)'")
            }
        }
        var type = ""
        try path.require(layout, "from") { (value, path) throws(SpecificationMistake) in
            type = try Self.source(value, path)
        }
        try path.check(layout, "disk") { (value, path) throws(SpecificationMistake) in try Self.disk(value, path) }
        try path.check(layout, "fstab") { (value, path) throws(SpecificationMistake) in
            try path.checkItems(value, isFilled: true) { (value, path) throws(SpecificationMistake) in
                try Self.mount(value, path)
            }
        }
        // What 0.25 does not look at before the machine is made, and then cannot do without.
        try path.require(layout, "size") { (value, path) throws(SpecificationMistake) in try path.text(value) }
        guard ["components", "appjailImage", "pkgbase"].contains(type) else { return }
        for name in ["disk", "fstab"] { try path.require(layout, name) { _, _ in } }
    }

    /// - Returns: The type.
    private static func source(
        _ value: JSONValue, _ path: SpecificationPath
    ) throws(SpecificationMistake) -> String {
        let members = try path.object(value)
        try path.require(members, "type") { (value, path) throws(SpecificationMistake) in try path.text(value) }
        let type = members["type"]?.string ?? ""
        guard let source = sources[type] else {
            throw .invalid("\(path.member("type").text): invalid type: '\(type)'")
        }
        let text = { (value: Value, path: Path) throws(SpecificationMistake) in try path.text(value) }
        for name in source.lists {
            try path.require(members, name) { (value, path) throws(SpecificationMistake) in
                try path.checkItems(value, text)
            }
        }
        for name in source.texts { try path.require(members, name, text) }
        for name in source.optional { try path.check(members, name, text) }
        if type == "iso" || type == "img" {
            try path.check(members, "installed") { (value, path) throws(SpecificationMistake) in
                try path.flag(value)
            }
        }
        return type
    }

    private static func disk(_ value: JSONValue, _ path: SpecificationPath) throws(SpecificationMistake) {
        let disk = try path.object(value, ["scheme", "partitions", "bootcode"])
        try path.require(disk, "scheme") { (value, path) throws(SpecificationMistake) in
            try path.text(value)
            guard value.string == "gpt" else {
                throw .invalid("\(path.text): invalid scheme: '\(value.string ?? "")'.")
            }
        }
        try path.require(disk, "partitions") { (value, path) throws(SpecificationMistake) in
            try path.checkItems(value, isFilled: true) { (value, path) throws(SpecificationMistake) in
                try partition(value, path)
            }
        }
        try path.check(disk, "bootcode") { (value, path) throws(SpecificationMistake) in try bootcode(value, path) }
    }

    private static func partition(_ value: JSONValue, _ path: SpecificationPath) throws(SpecificationMistake) {
        let members = try path.object(value, ["type", "alignment", "start", "size", "label", "format"])
        let text = { (value: Value, path: Path) throws(SpecificationMistake) in try path.text(value) }
        try path.require(members, "type", text)
        for name in ["alignment", "start", "size", "label"] { try path.check(members, name, text) }
        try path.check(members, "format") { (value, path) throws(SpecificationMistake) in
            let format = try path.object(value, ["flags", "script"])
            for (name, value) in format.members { try path.member(name).text(value) }
            if format.isEmpty { throw path.isEmpty }
            guard format.count == 1 else {
                throw .invalid("Only 'flags' or 'script' should be specified, but not both.")
            }
        }
    }

    private static func bootcode(_ value: JSONValue, _ path: SpecificationPath) throws(SpecificationMistake) {
        let members = try path.object(value, ["bootcode", "partcode", "index"])
        let text = { (value: Value, path: Path) throws(SpecificationMistake) in try path.text(value) }
        try path.check(members, "bootcode", text)
        try path.check(members, "partcode", text)
        try path.check(members, "index") { (value, path) throws(SpecificationMistake) in try path.count(value) }
        let isGiven = { (name: String) in members[name].map { !$0.isNull } ?? false }
        guard isGiven("partcode") == isGiven("index") else {
            throw .invalid(
                "Both '\(path.member("partcode").text)' and '\(path.member("index").text)' must be specified at the "
                    + "same time.")
        }
    }

    private static func mount(_ value: JSONValue, _ path: SpecificationPath) throws(SpecificationMistake) {
        let members = try path.object(value, ["device", "mountpoint", "type", "options", "dump", "pass"])
        for name in ["device", "mountpoint", "type", "options"] {
            try path.require(members, name) { (value, path) throws(SpecificationMistake) in try path.text(value) }
        }
        for name in ["dump", "pass"] {
            try path.require(members, name) { (value, path) throws(SpecificationMistake) in try path.count(value) }
        }
    }
}
