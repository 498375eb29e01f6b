import Domain
import Testing

@Suite struct VirtualMachineSpecificationTests {
    private static let source: JSONValue = [
        "type": "components", "components": ["base.txz"], "osVersion": "14.3-RELEASE", "osArch": "amd64",
        "downloadURL": "https://example.org/{ARCH}",
    ]
    private static let partitions: [JSONValue] = [
        ["type": "freebsd-boot", "size": "512k", "alignment": "1m", "start": "0", "label": "boot"],
        ["type": "freebsd-ufs", "format": ["flags": "-Uj"]],
        ["type": "freebsd-ufs", "format": ["script": "#!/bin/sh"]],
    ]
    private static let disk: JSONValue = [
        "scheme": "gpt", "partitions": .array(partitions),
        "bootcode": ["bootcode": "/boot/pmbr", "partcode": "/boot/gptboot", "index": 1],
    ]
    private static let mount: JSONValue = [
        "device": "/dev/nda0p2", "mountpoint": "/", "type": "ufs", "options": "rw", "dump": 1, "pass": 1,
    ]

    /// A request with everything in it, which is taken.
    private static let whole: JSONObject = [
        "makejail": "gh+AppJail-makejails/vm", "datastore": "/vms/one", "overwrite": false, "poweroff": true,
        "cloud-init": ["flags": "-o R", "meta-data": ["instance-id": "x"], "user-data": [:]],
        "template": ["loader": "bhyveload", "cpu": "1"],
        "diskLayout": ["driver": "nvme", "size": "20G", "from": source, "disk": disk, "fstab": [mount]],
        "script": "echo", "metadata": ["a.conf"], "script-environment": [["A": "b"]], "start-environment": [],
        "start-arguments": [["x": "y"]], "build-environment": [], "build-arguments": [],
        "options": [["expose": "80"], ["nat": nil]], "restart": false,
    ]

    /// ``whole`` with another value at a place, or without one.
    private static func with(_ value: JSONValue?, at path: String) -> JSONObject {
        func set(_ object: JSONObject, _ path: ArraySlice<Substring>) -> JSONObject {
            guard let name = path.first.map(String.init) else { return object }
            var object = object
            if path.count == 1 {
                object[name] = value
            } else {
                object[name] = .object(set(object[name]?.object ?? [:], path.dropFirst()))
            }
            return object
        }
        return set(whole, path.split(separator: ".")[...])
    }

    private static func mistake(_ members: JSONObject) -> VirtualMachineSpecification.Mistake? {
        do throws(VirtualMachineSpecification.Mistake) {
            _ = try VirtualMachineSpecification(members)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a whole request is taken as it is`() throws {
        let specification = try VirtualMachineSpecification(Self.whole)
        #expect(Set(specification.members.names) == Set(Self.whole.names))
        #expect(specification.metadata.map(\.text) == ["a.conf"])
    }

    @Test(
        arguments: [
            ["type": "appjailImage", "entrypoint": "none", "imageName": "i", "imageArch": "a", "imageTag": "t"],
            [
                "type": "pkgbase", "osVersion": "14", "osArch": "a", "packages": [], "pkgConf": "x",
                "fingerprints": "none",
            ],
            ["type": "iso", "isoFile": "x.iso", "installed": true], ["type": "img", "imgFile": "x.img"],
            ["type": "img", "imgFile": "x.img", "what": "nobody looks at"],
        ] as [JSONValue])
    func `every source is taken`(source: JSONValue) {
        #expect(Self.mistake(Self.with(source, at: "diskLayout.from")) == nil)
    }

    @Test func `null is absence for what is not required, as hops of 0.25 send it`() throws {
        for name in ["datastore", "script", "cloud-init", "metadata", "options", "restart"] {
            let members = Self.with(.null, at: name)
            #expect(Self.mistake(members) == nil)
            #expect(try VirtualMachineSpecification(members).members[name] == nil)
        }
    }

    @Test func `members that do not belong here are passed over`() throws {
        let specification = try VirtualMachineSpecification(Self.with("x", at: "colour"))
        #expect(specification.members["colour"] == nil)
    }

    @Test(
        arguments: [
            ("template", nil, .missing(member: "template")), ("diskLayout", nil, .missing(member: "diskLayout")),
            ("template", .null, .wrongType(member: "template")),
            ("overwrite", "false", .wrongType(member: "overwrite")),
            ("makejail", 5, .wrongType(member: "makejail")), ("options", ["a": "b"], .wrongType(member: "options")),
            ("script", "a\0", .wrongType(member: "script")),
        ] as [(String, JSONValue?, VirtualMachineSpecification.Mistake)])
    func `a member is missing or of another type`(
        path: String, value: JSONValue?, mistake: VirtualMachineSpecification.Mistake
    ) {
        #expect(Self.mistake(Self.with(value, at: path)) == mistake)
    }

    /// A place, the JSON text that stands there, and what is said of it.
    private static let mistakes: [(String, String?, String)] = [
        ("template", #"{"cpu": 1}"#, "template.cpu: requires 'str', given 'int'."),
        ("diskLayout.driver", #""scsi""#, "diskLayout.driver: invalid driver: 'scsi'"),
        ("diskLayout.colour", #""red""#, "diskLayout.colour: invalid parameter."),
        ("diskLayout.from", #""x""#, "diskLayout.from: requires 'dict', given 'str'."),
        ("diskLayout.from.type", #""zfs""#, "diskLayout.from.type: invalid type: 'zfs'"),
        ("diskLayout.from.osVersion", "14.2", "diskLayout.from.osVersion: requires 'str', given 'float'."),
        (
            "diskLayout.from.components", #"["a", 1]"#,
            "diskLayout.from.components.<item#1>: requires 'str', given 'int'."
        ),
        ("diskLayout.disk.scheme", #""mbr""#, "diskLayout.disk.scheme: invalid scheme: 'mbr'."),
        (
            "diskLayout.disk.partitions", "[]",
            "diskLayout.disk.partitions: a length of '-1' has been specified, but should be '> 0'."
        ),
        (
            "diskLayout.disk.partitions", #"[{"type": "a", "size": 512}]"#,
            "diskLayout.disk.partitions.<item#0>.size: requires 'str', given 'int'."
        ),
        (
            "diskLayout.disk.partitions", #"[{"type": "a", "format": {"flags": "a", "script": "b"}}]"#,
            "Only 'flags' or 'script' should be specified, but not both."
        ),
        (
            "diskLayout.disk.bootcode", #"{"partcode": "x"}"#,
            "Both 'diskLayout.disk.bootcode.partcode' and 'diskLayout.disk.bootcode.index' must be specified at the "
                + "same time."
        ),
        (
            "diskLayout.disk.bootcode", #"{"partcode": "x", "index": -1}"#,
            "diskLayout.disk.bootcode.index: invalid value, should be '>= 0', given '-1'."
        ),
        (
            "diskLayout.fstab",
            #"[{"device": "a", "mountpoint": "b", "type": "c", "options": "d", "dump": "1", "pass": 0}]"#,
            "diskLayout.fstab.<item#0>.dump: requires 'int', given 'str'."
        ),
        ("cloud-init", #"{"userdata": {}}"#, "cloud-init.userdata: invalid parameter."),
        ("cloud-init", #"{"user-data": "x"}"#, "cloud-init.user-data: requires 'dict', given 'str'."),
        ("options", #"[{"expose": 80}]"#, "options.<item#0>.expose: requires 'str', given 'int'."),
        ("options", #"["x"]"#, "options.<item#0>: requires 'dict', given 'str'."),
        ("start-environment", #"[{"A": null}]"#, "start-environment.<item#0>.A: requires 'str', given 'NoneType'."),
        ("metadata", #"["a..b"]"#, "metadata.<item#0>: invalid value, should be '\(MetadataKey.rule)', given 'a..b'."),
        (
            "makejailFromMetadata", #""m""#,
            "Only 'makejail' or 'makejailFromMetadata' should be specified, but not both."
        ),
        ("makejail", nil, "'makejail' or 'makejailFromMetadata' are required but haven't been specified."),
    ]

    @Test(arguments: mistakes)
    func `a mistake is told in the words of 0.25`(path: String, json: String?, text: String) throws {
        let value = try json.map { try JSONReader.value(of: $0) }
        #expect(Self.mistake(Self.with(value, at: path)) == .specification(.invalid(text)))
    }

    @Test(arguments: [
        "diskLayout.driver", "diskLayout.from", "diskLayout.from.type", "diskLayout.from.osArch",
        "diskLayout.from.components", "diskLayout.disk.scheme", "diskLayout.disk.partitions", "diskLayout.size",
        "diskLayout.disk", "diskLayout.fstab",
    ])
    func `what is required is asked for, and null does not do`(path: String) {
        for value in [nil, JSONValue.null] {
            let members = Self.with(value, at: path)
            #expect(Self.mistake(members) == .specification(.required(path: path)))
        }
    }

    @Test func `a size is asked for last, since 0.25 does not ask`() {
        var members = Self.with(nil, at: "diskLayout.size")
        members["diskLayout"] = ["driver": "nvme"]
        #expect(Self.mistake(members) == .specification(.required(path: "diskLayout.from")))
        #expect(
            SpecificationMistake.required(path: "diskLayout.from").text
                == "(exception:RequiredParameter) invalid specification: diskLayout.from: a required parameter has not "
                + "been specified.")
    }
}
