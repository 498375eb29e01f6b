import Domain
import Testing

/// A file of kind `vmJail`, right but for the lines that a test replaces.
private struct Machine {
    /// Lines 8 to 11, unless one is empty.
    var name = "vmName: vm1"
    var makejail = "makejail: m"
    var template = "template: {cpu: '1'}"
    var layout = "diskLayout: {driver: nvme, size: 10G, from: {type: img, imgFile: d}}"

    /// - Parameter rest: What follows, from line 12 on; from line 17 on with a layout of its own lines.
    func text(_ rest: String = "") -> String {
        let lines = [name, makejail, template, layout, rest].filter { !$0.isEmpty }
        return "kind: vmJail\n" + DeploymentFixtures.head + lines.map { $0 + "\n" }.joined()
    }

    /// A layout whose keys stand at lines 12 to 16, each at column 3: a disk that the target fills.
    static func layout(
        driver: String = "driver: nvme", size: String = "size: 10G",
        from: String = "from: {type: components, components: [base.txz], osVersion: '14', osArch: amd64}",
        fstab: String = "fstab: [{device: d, mountpoint: /, type: ufs, options: rw, dump: 1, pass: 1}]",
        disk: String = "disk: {scheme: gpt, partitions: [{type: x}]}"
    ) -> Machine {
        let lines = [driver, size, from, fstab, disk].filter { !$0.isEmpty }
        return Machine(layout: "diskLayout:" + lines.map { "\n  " + $0 }.joined())
    }

    /// A disk that brings its content, from the given source at line 14.
    static func source(_ from: String) -> Machine { layout(from: from, fstab: "", disk: "") }

    /// The partitions at line 16, after `disk: {scheme: gpt, `.
    static func disk(_ rest: String) -> Machine { layout(disk: "disk: {scheme: gpt, \(rest)}") }
}

@Suite struct `Mistakes in virtual machines` {
    static let rows: [BrokenFile] =
        ofTheMachine + ofTheDisk + ofPartitions + ofLists

    private static let ofTheMachine = [
        BrokenFile(
            "132 no name", Machine(name: "").text(), 1, 1, "vmName", "'vmName' is missing", expected: "2 to 231"),
        BrokenFile(
            "133 name of one character", Machine(name: "vmName: a").text(), 8, 9, "vmName",
            "not the name of a virtual machine", found: "a", expected: "2 to 231"),
        BrokenFile(
            "134 no Makejail", Machine(makejail: "").text(), 1, 1, "", "the Makejail is missing",
            expected: "'makejail' and 'makejailFromMetadata'"),
        BrokenFile(
            "135 both Makejails", Machine().text("makejailFromMetadata: m"), 12, 1, "makejailFromMetadata",
            "exclude each other", found: "makejailFromMetadata", expected: "one of the two", hint: "remove one"),
        BrokenFile(
            "136 template value a number", Machine(template: "template: {cpu: 1}").text(), 10, 17, "template.cpu",
            "an integer cannot stand here", found: "1", expected: "text", hint: "quote it: '1'"),
        BrokenFile(
            "137 template value a boolean", Machine(template: "template: {wired_memory: YES}").text(), 10, 26,
            "template.wired_memory", "a boolean cannot stand here", found: "YES", expected: "text",
            hint: "quote it: 'YES'"),
        BrokenFile(
            "138 no template", Machine(template: "").text(), 1, 1, "template", "'template' is missing",
            expected: "a mapping of names"),
        BrokenFile(
            "167 cloud-init key misspelt", Machine().text("cloud-init: {userdata: {}}"), 12, 14, "cloud-init.userdata",
            "unknown key 'userdata'", found: "userdata", expected: "meta-data", hint: "did you mean 'user-data'?"),
        BrokenFile(
            "168 cloud-init document as text", Machine().text("cloud-init: {user-data: '#cloud-config'}"), 12, 25,
            "cloud-init.user-data", "text cannot stand here", found: "#cloud-config", expected: "a mapping"),
        BrokenFile(
            "169 date in cloud-init", Machine().text("cloud-init: {user-data: {d: 2024-01-01}}"), 12, 29,
            "cloud-init.user-data.d", "this is a date", found: "2024-01-01", hint: "quote it: '2024-01-01'"),
        BrokenFile(
            "170 overwrite as text", Machine().text("overwrite: 'yes'"), 12, 12, "overwrite",
            "text cannot stand here", found: "yes", expected: "true or false", hint: "remove the quotes: yes"),
        BrokenFile(
            "172 metadata as mapping", Machine.layout().text("metadata: {a: b}"), 17, 11, "metadata",
            "a mapping cannot stand here", found: "a mapping", expected: "a list of metadata keys"),
    ]

    private static let ofTheDisk = [
        BrokenFile(
            "139 unknown driver", Machine.layout(driver: "driver: scsi").text(), 12, 11, "diskLayout.driver",
            "unknown driver 'scsi'", found: "scsi", expected: "virtio-blk, nvme, ahci-hd"),
        BrokenFile(
            "140 no size", Machine.layout(size: "").text(), 11, 1, "diskLayout.size", "'size' is missing",
            expected: "20G"),
        BrokenFile(
            "141 size as number", Machine.layout(size: "size: 10").text(), 13, 9, "diskLayout.size",
            "an integer cannot stand here", found: "10", expected: "text", hint: "quote it: '10'"),
        BrokenFile(
            "142 no source", Machine.layout(from: "").text(), 11, 1, "diskLayout.from", "'from' is missing",
            expected: "a mapping with 'type'"),
        BrokenFile(
            "143 no source type", Machine.source("from: {}").text(), 14, 3, "diskLayout.from.type",
            "'type' is missing", expected: "components, pkgbase, appjailImage, iso, img"),
        BrokenFile(
            "144 unknown source type", Machine.source("from: {type: zfs}").text(), 14, 16, "diskLayout.from.type",
            "unknown type 'zfs'", found: "zfs", expected: "components, pkgbase, appjailImage, iso, img"),
        BrokenFile(
            "145 version read as float",
            Machine.layout(from: "from: {type: components, components: [], osVersion: 14.2, osArch: amd64}").text(),
            14, 55, "diskLayout.from.osVersion", "a number with a fraction cannot stand here", found: "14.2",
            expected: "text", hint: "quote it: '14.2'"),
        BrokenFile(
            "146 components missing",
            Machine.layout(from: "from: {type: components, osVersion: '14', osArch: amd64}").text(), 14, 3,
            "diskLayout.from.components", "'components' is missing", expected: "a list of texts"),
        BrokenFile(
            "147 unknown key in the source", Machine.source("from: {type: iso, isoFile: x, foo: 1}").text(), 14, 33,
            "diskLayout.from.foo", "unknown key 'foo' for the type 'iso'", found: "foo", expected: "isoFile"),
        BrokenFile(
            "148 ISO file missing", Machine.source("from: {type: iso}").text(), 14, 3, "diskLayout.from.isoFile",
            "'isoFile' is missing", expected: "text"),
        BrokenFile(
            "149 installed as text", Machine.source("from: {type: iso, isoFile: x, installed: 'true'}").text(), 14, 44,
            "diskLayout.from.installed", "text cannot stand here", found: "true", expected: "true or false",
            hint: "remove the quotes: true"),
        BrokenFile(
            "150 image file missing", Machine.source("from: {type: img}").text(), 14, 3, "diskLayout.from.imgFile",
            "'imgFile' is missing", expected: "text"),
    ]

    private static let ofPartitions = [
        BrokenFile(
            "151 unknown scheme", Machine.layout(disk: "disk: {scheme: mbr, partitions: [{type: x}]}").text(), 16, 18,
            "diskLayout.disk.scheme", "unknown scheme 'mbr'", found: "mbr", expected: "'gpt'"),
        BrokenFile(
            "152 empty partition list", Machine.disk("partitions: []").text(), 16, 35, "diskLayout.disk.partitions",
            "must not be empty", found: "a list", expected: "at least one"),
        BrokenFile(
            "153 partition without type", Machine.disk("partitions: [{size: 1m}]").text(), 16, 36,
            "diskLayout.disk.partitions[0].type", "'type' is missing", expected: "freebsd-ufs"),
        BrokenFile(
            "154 partition size as number", Machine.disk("partitions: [{type: x, size: 512}]").text(), 16, 52,
            "diskLayout.disk.partitions[0].size", "an integer cannot stand here", found: "512", expected: "text",
            hint: "quote it: '512'"),
        BrokenFile(
            "155 flags and script together",
            Machine.disk("partitions: [{type: x, format: {flags: a, script: b}}]").text(), 16, 65,
            "diskLayout.disk.partitions[0].format.script", "exclude each other", found: "script",
            expected: "one of the two", hint: "remove one"),
        BrokenFile(
            "156 empty format", Machine.disk("partitions: [{type: x, format: {}}]").text(), 16, 54,
            "diskLayout.disk.partitions[0].format", "at least one key is needed", found: "a mapping",
            expected: "'flags' or 'script'"),
        BrokenFile(
            "157 partcode without index",
            Machine.disk("partitions: [{type: x}], bootcode: {partcode: x}").text(), 16, 59,
            "diskLayout.disk.bootcode.index", "'partcode' is given without 'index'", expected: "both keys"),
        BrokenFile(
            "158 negative index",
            Machine.disk("partitions: [{type: x}], bootcode: {partcode: x, index: -1}").text(), 16, 79,
            "diskLayout.disk.bootcode.index", "out of range", found: "-1", expected: "from 1"),
        BrokenFile(
            "159 fstab entry incomplete", Machine.layout(fstab: "fstab: [{device: d}]").text(), 15, 11,
            "diskLayout.fstab[0]", "'mountpoint', 'type', 'options', 'dump', 'pass' are missing", expected: "all of"),
        BrokenFile(
            "160 dump as text",
            Machine.layout(
                fstab: "fstab: [{device: d, mountpoint: /, type: ufs, options: rw, dump: '1', pass: 1}]"
            ).text(), 15, 68, "diskLayout.fstab[0].dump", "text cannot stand here", found: "1", expected: "≥ 0",
            hint: "remove the quotes: 1"),
        BrokenFile(
            "161 dump negative",
            Machine.layout(
                fstab: "fstab: [{device: d, mountpoint: /, type: ufs, options: rw, dump: -1, pass: 1}]"
            ).text(), 15, 68, "diskLayout.fstab[0].dump", "out of range", found: "-1", expected: "≥ 0"),
    ]

    private static let ofLists = [
        BrokenFile(
            "162 option a bare word", Machine().text("options: [start]"), 12, 11, "options[0]",
            "text cannot stand here", found: "start", expected: "a mapping with one key",
            hint: "did you mean 'start:'?"),
        BrokenFile(
            "163 option value a number", Machine().text("options: [{expose: 80}]"), 12, 20, "options[0].expose",
            "an integer cannot stand here", found: "80", expected: "text or nothing", hint: "quote it: '80'"),
        BrokenFile(
            "164 option with two keys", Machine().text("options: [{a: x, b: y}]"), 12, 11, "options[0]",
            "the mapping has 2 keys", found: "a mapping", expected: "a mapping with one key", hint: "with '-'"),
        BrokenFile(
            "165 environment as mapping", Machine.layout().text("script-environment: {A: b}"), 17, 21,
            "script-environment", "a mapping cannot stand here", found: "a mapping",
            expected: "a list of one-key mappings"),
        BrokenFile(
            "166 environment value null", Machine().text("start-environment: [{A: }]"), 12, 25,
            "start-environment[0].A", "nothing cannot stand here", found: "nothing", expected: "text",
            hint: "write ''"),
    ]

    @Test(arguments: rows)
    func `of the contract have a place`(file: BrokenFile) throws { try file.check() }

    @Test(arguments: [
        BrokenFile(
            "name that no jail can have", Machine(name: "vmName: a.b").text(), 8, 9, "vmName",
            "the jail gets this name too", found: "a.b", expected: "letters, digits, '_' or '-'",
            hint: "'.', character 2"),
        BrokenFile(
            "Makejail of no key", Machine(makejail: "makejailFromMetadata: 1a").text(), 9, 23, "makejailFromMetadata",
            "not a metadata key", found: "1a", expected: "groups", hint: "begins with '1'"),
        BrokenFile(
            "misspelt root key", Machine().text("vmname: x"), 12, 1, "vmname", "for kind 'vmJail'", found: "vmname",
            hint: "did you mean 'vmName'?"),
        BrokenFile(
            "line of the template with a blank", Machine(template: "template: {'a b': x}").text(), 10, 12,
            "template.a b", "not the name of a line", found: "a b", expected: "no blank"),
        BrokenFile(
            "no layout", Machine(layout: "").text(), 1, 1, "diskLayout", "'diskLayout' is missing",
            expected: "'driver', 'size' and 'from'"),
        BrokenFile(
            "no partitions for a disk that is filled", Machine.layout(disk: "").text(), 11, 1, "diskLayout.disk",
            "'disk' is missing", expected: "from.type"),
        BrokenFile(
            "no file systems for a disk that is filled", Machine.layout(fstab: "").text(), 11, 1, "diskLayout.fstab",
            "'fstab' is missing", expected: "from.type"),
        BrokenFile(
            "disk without partitions", Machine.layout(disk: "disk: {scheme: gpt}").text(), 16, 3,
            "diskLayout.disk.partitions", "'partitions' is missing", expected: "a list of partitions"),
        BrokenFile(
            "address with a brace",
            Machine.layout(
                from: "from: {type: components, components: [], osVersion: '14', osArch: a, downloadURL: 'h/{V}'}"
            ).text(), 14, 85, "diskLayout.from.downloadURL", "a brace cannot stand here", found: "h/{V}",
            expected: "{ARCH} and {VERSION}"),
        BrokenFile(
            "option with an equals sign", Machine().text("build-arguments: [A=b]"), 12, 19, "build-arguments[0]",
            "text cannot stand here", found: "A=b", expected: "a mapping with one key",
            hint: "did you mean 'A: 'b''?"),
        BrokenFile(
            "empty entry", Machine().text("options: [{}]"), 12, 11, "options[0]", "the mapping has 0 keys",
            found: "a mapping", expected: "a mapping with one key"),
        BrokenFile(
            "metadata of no key", Machine.layout().text("metadata: [1a]"), 17, 12, "metadata[0]",
            "not a metadata key", found: "1a", expected: "groups", hint: "begins with '1'"),
        BrokenFile(
            "prefix that begins no key", Machine.layout().text("metadataPrefix: '1/'"), 17, 17, "metadataPrefix",
            "cannot begin a metadata key", found: "1/", expected: "groups", hint: "begins with '1'"),
        BrokenFile(
            "index zero", Machine.disk("partitions: [{type: x}], bootcode: {partcode: x, index: 0}").text(), 16, 79,
            "diskLayout.disk.bootcode.index", "out of range", found: "0", expected: "from 1"),
        BrokenFile(
            "poweroff a number", Machine().text("poweroff: 1"), 12, 11, "poweroff", "an integer cannot stand here",
            found: "1", expected: "true or false"),
    ])
    func `have a place`(file: BrokenFile) throws { try file.check() }

    @Test func `are not seen in variables that stand for booleans and integers`() throws {
        let text = Machine.disk("partitions: [{type: x}], bootcode: {partcode: x, index: !ENV '${I:2}'}").text(
            "poweroff: !ENV '${X:true}'\noverwrite: !ENV '${O:off}'")
        let (deployment, warnings) = try DeploymentFixtures.load(text: text)
        let machine = try DeploymentFixtures.machine(of: deployment)
        #expect(machine.poweroff && !machine.overwrite)
        #expect(machine.diskLayout.disk?.bootCode.partition?.index == 2)
        #expect(deployment.specification["poweroff"] == true)
        #expect(deployment.specification["diskLayout"]?["disk"]?["bootcode"]?["index"] == 2)
        #expect(warnings.isEmpty, "\(warnings)")
    }

    @Test(arguments: [
        ("script: x", "script"), ("script-environment: [{A: b}]", "script-environment"), ("metadata: [a]", "metadata"),
    ])
    func `are suspected in keys that a disk with content of its own leaves idle`(rest: String, path: String) throws {
        let (_, warnings) = try DeploymentFixtures.load(text: Machine().text(rest))
        #expect(warnings.map(\.path) == [path])
        #expect(warnings.first?.message.contains("no effect") == true)
    }

    @Test func `are suspected in lines that the server overwrites`() throws {
        let text = Machine(template: "template: {disk0_name: x, disk1_dev: y}").text()
        #expect(try DeploymentFixtures.load(text: text).warnings.map(\.path) == ["template.disk0_name"])
        let seeded = Machine(template: "template: {disk1_dev: y}").text("cloud-init: {user-data: {}}")
        #expect(try DeploymentFixtures.load(text: seeded).warnings.map(\.path) == ["template.disk1_dev"])
    }

    @Test func `are suspected in partitions of an image, and in its installation`() throws {
        let (_, warnings) = try DeploymentFixtures.load(
            text: Machine.layout(from: "from: {type: img, imgFile: x, installed: true}").text())
        #expect(
            warnings.map(\.path) == ["diskLayout.from.installed", "diskLayout.fstab", "diskLayout.disk"])
    }
}
