import Domain
import Testing

@testable import Adapters

@Suite struct `Virtual machines in files` {
    private static let variables = [
        "ENTRYPOINT": "http://h", "TOKEN": "t", "DST": "provider", "VM": "vmtest", "CPU": "1", "MEM": "256M",
        "DISK": "10G", "VERSION": "14.2", "SWAP": "1G", "HOSTNAME": "vmtest",
    ]

    private func machine(_ name: String) throws -> (VirtualMachineDeployment, Deployment) {
        let (deployment, warnings) = try DeploymentFixtures.load(name, variables: Self.variables)
        #expect(warnings.isEmpty, "\(warnings)")
        return (try DeploymentFixtures.machine(of: deployment), deployment)
    }

    @Test func `have all their parts in the value`() throws {
        let (machine, deployment) = try machine("contract/vm-full.yml")
        #expect(deployment.kind == "vmJail")
        #expect(machine.name.text == "vmtest")
        #expect(machine.makejail == .metadata(try #require(MetadataKey("vm.makejail"))))
        #expect(machine.template.map(\.name).prefix(3) == ["loader", "cpu", "memory"])
        #expect(machine.diskLayout.driver == .virtioBlock)
        #expect(
            machine.diskLayout.source
                == .components(
                    names: ["base.txz", "kernel.txz"], version: "14.2-RELEASE", architecture: "amd64",
                    downloadURL: "https://mirror.example.org/releases/{ARCH}/{VERSION}"))
        let disk = try #require(machine.diskLayout.disk)
        #expect(
            disk.partitions == [
                .init(type: "freebsd-boot", size: "512k", label: "boot"),
                .init(type: "freebsd-swap", alignment: "1m", start: "2048", size: "1G"),
                .init(type: "freebsd-ufs", alignment: "1m", format: .flags("-Uj")),
            ])
        #expect(disk.bootCode == .init(disk: "/boot/pmbr", partition: ("/boot/gptboot", 1)))
        #expect(machine.diskLayout.fileSystems.map(\.device) == ["/dev/vtbd0p3", "/dev/vtbd0p2"])
        #expect(machine.diskLayout.fileSystems.map(\.dump) == [1, 0])
        #expect(machine.metadata.map(\.text) == ["vm.resolv.conf", "vm.sshd_config"])
        #expect(
            machine.options == [
                .init(name: "start", value: nil), .init(name: "fstab", value: "/var/vm/data vm-data <volumefs>"),
            ])
        #expect(machine.scriptEnvironment == [.init(name: "HOSTNAME", value: "vmtest")])
        #expect(machine.startArguments == [.init(name: "tier", value: "gold")])
        #expect(machine.cloudInit.flags == "-o R,L=cidata")
        #expect(machine.cloudInit.userData?.names == ["package_update", "users", "runcmd"])
        #expect(machine.datastore == "/var/vm/data")
        #expect(machine.script?.hasPrefix(". /metadata/environment\n") == true)
    }

    @Test func `are sent with the members of the contract`() throws {
        let (machine, _) = try machine("specs/vm.yml")
        let body = JSONWriter.text(of: .object(machine.body(restart: false)))
        #expect(body.hasPrefix(#"{"template":{"loader":"bhyveload","cpu":"1","memory":"256M"},"cloud-init":{},"#))
        #expect(
            body.contains(#""diskLayout":{"driver":"nvme","size":"4G","from":{"type":"img","imgFile":"disk.img"}}"#))
        #expect(
            machine.body(restart: true).names == [
                "template", "cloud-init", "diskLayout", "options", "script-environment", "start-environment",
                "start-arguments", "build-environment", "build-arguments", "restart", "overwrite", "poweroff",
                "makejail",
            ])
        let full = try self.machine("contract/vm-full.yml").0.body(restart: true)
        #expect(full.names.suffix(4) == ["makejailFromMetadata", "script", "datastore", "metadata"])
        #expect(full["restart"] == true)
        #expect(full["options"] == [["start": .null], ["fstab": "/var/vm/data vm-data <volumefs>"]])
        #expect(full["metadata"] == ["vm.resolv.conf", "vm.sshd_config"])
        #expect(
            full["cloud-init"]?["network-config"]?["ethernets"]?["id0"]?["addresses"] == ["192.168.8.2/24"])
    }

    /// What a file says of its disk and what is sent of it differ in the order of members only.
    @Test(arguments: ["contract/vm-min.yml", "contract/vm-full.yml", "specs/vm.yml", "examples/vm/vm.yml"])
    func `are sent with the disk of the file, nothing added and nothing lost`(name: String) throws {
        let (machine, deployment) = try machine(name)
        let written = try #require(deployment.specification["diskLayout"])
        #expect(JSONWriter.text(of: written.sorted) == JSONWriter.text(of: machine.diskLayout.json.sorted))
    }

    @Test(
        arguments: [
            (
                "type: pkgbase\n    osVersion: '15'\n    osArch: amd64\n    packages: [a, b]\n    pkgConf: /p\n"
                    + "    fingerprints: none",
                DiskSource.packageBase(
                    packages: ["a", "b"], version: "15", architecture: "amd64", configuration: "/p",
                    fingerprints: "none")
            ),
            (
                "type: appjailImage\n    entrypoint: gh+example/base-image\n    imageName: base\n    imageArch: amd64\n"
                    + "    imageTag: '14.2'",
                .appJailImage(entrypoint: "gh+example/base-image", name: "base", architecture: "amd64", tag: "14.2")
            ),
            (
                "type: iso\n    isoFile: installer.iso\n    installed: false",
                .iso(file: "installer.iso", isInstalled: false)
            ),
            ("type: iso\n    isoFile: installer.iso", .iso(file: "installer.iso", isInstalled: false)),
            ("type: img\n    imgFile: x", .image(file: "x")),
            (
                "type: components\n    components: []\n    osVersion: '14'\n    osArch: a",
                .components(names: [], version: "14", architecture: "a", downloadURL: nil)
            ),
        ] as [(String, DiskSource)])
    func `take every source of a disk`(from: String, expected: DiskSource) throws {
        var text =
            "kind: vmJail\n" + DeploymentFixtures.head
            + "vmName: vm1\nmakejail: m\ntemplate: {}\ndiskLayout:\n  driver: ahci-hd\n  size: 1G\n  from:\n    \(from)\n"
        if expected.needsPartitions {
            text += "  disk: {scheme: gpt, partitions: [{type: x, format: {script: s}}]}\n"
            text += "  fstab: [{device: d, mountpoint: /, type: ufs, options: rw, dump: 0, pass: 0}]\n"
        }
        let (deployment, warnings) = try DeploymentFixtures.load(text: text)
        let machine = try DeploymentFixtures.machine(of: deployment)
        #expect(machine.diskLayout.source == expected)
        #expect(machine.diskLayout.json["from"]?["type"] == .string(String(from.dropFirst(6).prefix { $0 != "\n" })))
        #expect(warnings.isEmpty, "\(warnings)")
    }

    @Test func `pass cloud-init on as it is, its keys in the words of JSON`() throws {
        let text =
            "kind: vmJail\n" + DeploymentFixtures.head
            + "vmName: vm1\nmakejail: m\ntemplate: {}\n"
            + "diskLayout: {driver: nvme, size: 1G, from: {type: img, imgFile: x}}\n"
            + "cloud-init:\n  meta-data: {2: a, yes: b, ~: c, 0x10: [True, 5, !ENV '${V:v}', [], {}, ]}\n"
        let (deployment, _) = try DeploymentFixtures.load(text: text)
        let machine = try DeploymentFixtures.machine(of: deployment)
        let expected: JSONObject = [
            "2": "a", "true": "b", "null": "c", "16": [true, 5, "v", [], [:]],
        ]
        #expect(machine.cloudInit.metaData == expected)
        #expect(deployment.specification["cloud-init"]?["meta-data"] == .object(expected))
    }

    @Test func `let the environment of their script have several variables an entry`() throws {
        let text =
            "kind: vmJail\n" + DeploymentFixtures.head
            + "vmName: vm1\nmakejail: m\ntemplate: {}\ndiskLayout:\n  driver: nvme\n  size: 1G\n"
            + "  from: {type: components, components: [], osVersion: '1', osArch: a}\n"
            + "  disk: {scheme: gpt, partitions: [{type: x}]}\n"
            + "  fstab: [{device: d, mountpoint: /, type: ufs, options: rw, dump: 0, pass: 0}]\n"
            + "script-environment: [{A: '1', B: '2'}, {C: ''}]\n"
        let (deployment, _) = try DeploymentFixtures.load(text: text)
        let machine = try DeploymentFixtures.machine(of: deployment)
        #expect(machine.scriptEnvironment.map(\.name) == ["A", "B", "C"])
        #expect(machine.body(restart: false)["script-environment"] == [["A": "1"], ["B": "2"], ["C": ""]])
    }
}

extension JSONValue {
    /// The value with the members of all objects by their names.
    fileprivate var sorted: JSONValue {
        switch self {
        case .array(let items): .array(items.map(\.sorted))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.sorted { $0.name < $1.name }.map { (name: $0.name, value: $0.value.sorted) }))
        default: self
        }
    }
}
