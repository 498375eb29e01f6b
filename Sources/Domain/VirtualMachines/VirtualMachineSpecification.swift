/// What a client asks a virtual machine to be: the members of `POST /v1/vm/NAME`, checked in the order of the contract,
/// so that of several mistakes 0.25 and we name the same. Source: HTTP contract, section 8.17.
///
/// Beyond 0.25 it is checked whatever the worker will need: a size, one source of the Makejail, and the partitions of a
/// disk that is filled by us (weakness W54). An explicit `null` is absence, as servers of 0.25 that pass a request on
/// say it (W31).
package struct VirtualMachineSpecification: Equatable, Sendable {
    /// The members, in the order in which they are checked.
    package static let memberNames = [
        "makejail", "makejailFromMetadata", "datastore", "overwrite", "poweroff", "cloud-init", "template",
        "diskLayout", "script", "metadata", "script-environment", "start-environment", "start-arguments",
        "build-environment", "build-arguments", "options", "restart",
    ]

    package enum Mistake: Error, Equatable, Sendable {
        /// A member that is required.
        case missing(member: String)
        /// A member of another type.
        case wrongType(member: String)
        /// What is wrong inside a member, in the words of 0.25.
        case specification(SpecificationMistake)
    }

    /// The members that were given.
    package let members: JSONObject

    /// The metadata items that it names.
    package var metadata: [MetadataKey] {
        let listed = (members["metadata"]?.array ?? []).compactMap { $0.string.flatMap { MetadataKey($0) } }
        let makejail = members["makejailFromMetadata"]?.string.flatMap { MetadataKey($0) }
        return (makejail.map { [$0] } ?? []) + listed
    }

    /// - Parameter members: Of the request; those that do not belong here are passed over.
    package init(_ members: JSONObject) throws(Mistake) {
        var checked = JSONObject()
        for name in Self.memberNames {
            let value = members[name]
            if let value, !value.isNull {
                try Self.check(value, name)
                checked[name] = value
            } else if name == "template" || name == "diskLayout" {
                throw value == nil ? .missing(member: name) : .wrongType(member: name)
            }
        }
        switch (checked["makejail"], checked["makejailFromMetadata"]) {
        case (nil, nil):
            throw .specification(
                .invalid("'makejail' or 'makejailFromMetadata' are required but haven't been specified."))
        case (.some, .some):
            throw .specification(
                .invalid("Only 'makejail' or 'makejailFromMetadata' should be specified, but not both."))
        default: self.members = checked
        }
    }

    private static func check(_ value: JSONValue, _ name: String) throws(Mistake) {
        let isRightType =
            switch name {
            case "makejail", "makejailFromMetadata", "datastore", "script": value.string.map { !$0.utf8.contains(0) }
            case "overwrite", "poweroff", "restart": value.bool.map { _ in true }
            case "cloud-init", "template", "diskLayout": value.object.map { _ in true }
            default: value.array.map { _ in true }
            }
        guard isRightType ?? false else { throw .wrongType(member: name) }
        do throws(SpecificationMistake) {
            try checkInside(value, SpecificationPath(name))
        } catch {
            throw .specification(error)
        }
    }

    private static func checkInside(_ value: JSONValue, _ path: SpecificationPath) throws(SpecificationMistake) {
        switch path.text {
        case "makejailFromMetadata": try path.checkKey(value)
        case "template": try path.checkTexts(value)
        case "diskLayout": try DiskLayoutCheck(path).check(value)
        case "cloud-init":
            let members = try path.object(value, ["flags", "meta-data", "network-config", "user-data"])
            try path.check(members, "flags") { (value, path) throws(SpecificationMistake) in try path.text(value) }
            for name in ["meta-data", "network-config", "user-data"] {
                try path.check(members, name) { (value, path) throws(SpecificationMistake) in
                    _ = try path.object(value)
                }
            }
        case "metadata":
            try path.checkItems(value) { (item, path) throws(SpecificationMistake) in try path.checkKey(item) }
        case "options":
            try path.checkItems(value) { (item, path) throws(SpecificationMistake) in
                for (name, value) in try path.object(item).members where !value.isNull {
                    try path.member(name).text(value)
                }
            }
        default:
            guard value.array != nil else { return }
            try path.checkItems(value) { (item, path) throws(SpecificationMistake) in try path.checkTexts(item) }
        }
    }
}
