import Adapters
import Domain
import Foundation
import Testing

extension ProgramTests {
    @Suite("What is configured for a jail")
    struct JailExtrasTests {
        private let web1 = JailName("web1")!

        /// The members that are collected by default (HTTP contract, section 8.9).
        private static let keywords: [JailExtra: [String]] = [
            .devfs: ["enabled", "rule", "name"],
            .expose: ["enabled", "name", "network_name", "hport", "jport", "protocol", "ext_if", "on_if"],
            .healthcheck: ["enabled", "name", "status", "health_cmd", "health_type", "recover_cmd", "recover_type"],
            .limits: ["enabled", "name", "rule"],
            .fstab: ["enabled", "name", "device", "mountpoint", "type", "options", "dump", "pass"],
            .labels: ["value"], .nat: ["rule"], .volumes: ["mountpoint", "type", "uid", "gid", "perm"],
        ]

        private func extras(
            _ kind: JailExtra, on node: FakeNode, keywords: [String]? = nil
        ) async throws -> [JSONValue] {
            let host = AppJailHost(jailsFolder: node.jailsFolder(), programs: try node.programs())
            return try await host.extras(kind, of: web1, keywords: keywords ?? Self.keywords[kind] ?? [])
        }

        private func write(_ file: String, _ text: String, on node: FakeNode) throws {
            try node.folder.write("state/jails/web1/conf/\(file)", text)
        }

        @Test(arguments: [
            (
                JailExtra.expose,
                [
                    "enabled": "1\n", "name": "\n", "network_name": "ajnet\n", "hport": "8080\n", "jport": "80\n",
                    "protocol": "tcp\n", "ext_if": "em0\n", "on_if": "em0\n", "ext_ip": "\n",
                ], "boot/expose/0",
                #"{"enabled":"1","name":null,"network_name":"ajnet","hport":"8080","jport":"80","protocol":"tcp","ext_if":"em0","on_if":"em0","nro":"0"}"#
            ),
            (
                .devfs, ["enabled": "1\n", "rule": "path 'bpf*' unhide\n", "name": "\n"], "boot/devfs/0",
                #"{"enabled":"1","rule":"path 'bpf*' unhide","name":null,"nro":"0"}"#
            ),
            (
                .limits, ["enabled": "1\n", "name": "\n", "rule": "vmemoryuse:deny=512M\n"], "boot/limits/0",
                #"{"enabled":"1","name":null,"rule":"vmemoryuse:deny=512M","nro":"0"}"#
            ),
            (
                .healthcheck,
                [
                    "enabled": "1\n", "status": "healthy\n", "health_cmd": "appjail status -q %j\n",
                    "health_type": "host\n", "recover_cmd": "appjail restart %j\n", "recover_type": "host\n",
                ], "boot/health/0",
                #"{"enabled":"1","name":null,"status":"healthy","health_cmd":"appjail status -q %j","health_type":"host","recover_cmd":"appjail restart %j","recover_type":"host","nro":"0"}"#
            ),
            (
                .fstab,
                [
                    "enabled": "1\n", "name": "\n", "fs_spec": "/data\n", "fs_file": "/app/data\n",
                    "fs_vfstype": "<pseudofs>\n", "fs_mntops": "rw\n", "fs_freq": "0\n", "fs_passno": "2\n",
                ], "boot/fstab/0",
                #"{"enabled":"1","name":null,"device":"/data","mountpoint":"/app/data","type":"<pseudofs>","options":"rw","dump":"0","pass":"2","nro":"0"}"#
            ),
            (
                .labels, ["value": "web"], "labels/overlord.skydns.group",
                #"{"value":"web","name":"overlord.skydns.group"}"#
            ),
            (
                .nat, ["pf-nat.conf": "nat on \"em0\" from 10.0.0.2 to any -> (\"em0:0\")\n"], "boot/nat/ajnet",
                #"{"rule":"nat on \"em0\" from 10.0.0.2 to any -> (\"em0:0\")","network":"ajnet"}"#
            ),
            (
                .volumes, ["mountpoint": "/var/db", "type": "<pseudofs>", "uid": "80", "gid": "80"], "volumes/data",
                #"{"mountpoint":"/var/db","type":"<pseudofs>","uid":"80","gid":"80","perm":null,"name":"data"}"#
            ),
        ])
        func `an entry is read in the form of the API`(
            kind: JailExtra, files: [String: String], folder: String, json: String
        ) async throws {
            try await FakeNode.with { node in
                for (name, text) in files { try write("\(folder)/\(name)", text, on: node) }
                let items = try await extras(kind, on: node)
                #expect(items.map { JSONWriter.text(of: $0) } == [json])
                // No command is needed for files.
                #expect(try node.calls(of: "appjail").isEmpty)
            }
        }

        @Test(arguments: JailExtra.allCases)
        func `what the fake AppJail leaves is what is read`(kind: JailExtra) async throws {
            try await FakeNode.with { node in
                let file = """
                    services:
                      web:
                        name: web1
                        options:
                          - label: 'overlord.vm:1'
                          - expose: '8080:80 proto:tcp'
                          - nat: ''
                          - healthcheck: ''
                          - limits: 'vmemoryuse:deny=512M'
                          - volume: 'data mountpoint:/data'
                          - devfs: 'path zfs unhide'
                          - fstab: '"/srv/www" "usr/local/www" "nullfs" "ro" 0 0'

                    """
                let runner = node.runner()
                let order = try runOrder([.up], file: file)
                try await runner.start(order)
                _ = try await runner.end(of: order.ticket)
                let items = try await extras(kind, on: node)
                #expect(items.count == 1)
                let names =
                    (Self.keywords[kind] ?? []) + [
                        ["labels", "volumes"].contains(kind.rawValue) ? "name" : kind == .nat ? "network" : "nro"
                    ]
                #expect(items.first?.object?.names == names)
            }
        }

        @Test(arguments: JailExtra.allCases)
        func `a jail without configuration has nothing configured`(kind: JailExtra) async throws {
            try await FakeNode.with { node in
                let items = try await extras(kind, on: node)
                #expect(items.isEmpty)
            }
        }

        @Test func `numbered entries come by number and what is no entry is skipped`() async throws {
            try await FakeNode.with { node in
                for name in ["10", "9", "0", "x1", "-1", "1.5", "", ".hidden", "99999999999999999999"]
                where !name.isEmpty {
                    try write("boot/limits/\(name)/rule", "rule \(name)\n", on: node)
                }
                try write("boot/limits/7", "a file", on: node)
                let items = try await extras(.limits, on: node, keywords: ["rule"])
                #expect(items.map { $0["nro"]?.string } == ["0", "9", "10"])
                #expect(items.map { $0["rule"]?.string } == ["rule 0", "rule 9", "rule 10"])
            }
        }

        @Test func `named entries come by name`() async throws {
            try await FakeNode.with { node in
                for name in ["b.c", "a", "b"] { try write("labels/\(name)/value", name, on: node) }
                try write("labels/stray", "x", on: node)
                let items = try await extras(.labels, on: node)
                #expect(items.map { $0["name"]?.string } == ["a", "b", "b.c"])
            }
        }

        @Test(arguments: [
            ("", JSONValue.null), ("\n", .null), ("a", "a"), ("a\n", "a"), ("a\n\n", "a\n"), ("a\nb\n", "a\nb"),
            (" * \t x ", " * \t x "), ("é", "é"),
        ])
        func `a value is the whole content but for one newline`(content: String, value: JSONValue) async throws {
            try await FakeNode.with { node in
                try write("labels/x/value", content, on: node)
                let items = try await extras(.labels, on: node)
                #expect(items == [["value": value, "name": "x"]])
            }
        }

        @Test func `bytes that are no UTF-8 are replaced`() async throws {
            try await FakeNode.with { node in
                try write("labels/x/value", "", on: node)
                try Data([0x61, 0xFF]).write(to: URL(fileURLWithPath: node.jailsFolder("/web1/conf/labels/x/value")))
                let items = try await extras(.labels, on: node)
                #expect(items.first?["value"] == "a\u{FFFD}")
            }
        }

        @Test func `a keyword that is the identifier keeps its place and gets the identifier`() async throws {
            try await FakeNode.with { node in
                try write("volumes/data/mountpoint", "/data", on: node)
                let items = try await extras(.volumes, on: node, keywords: ["name", "mountpoint"])
                #expect(items.map { JSONWriter.text(of: $0) } == [#"{"name":"data","mountpoint":"/data"}"#])
            }
        }

        @Test func `links, pipes and keywords with slashes lead nowhere`() async throws {
            try await FakeNode.with { node in
                try node.folder.write("secret", "geheim")
                try write("labels/x/other", "1", on: node)
                let value = node.jailsFolder("/web1/conf/labels/x/value")
                try FileManager.default.createSymbolicLink(
                    atPath: value, withDestinationPath: "\(node.folder.path)/secret")
                #expect(mkfifo(node.jailsFolder("/web1/conf/labels/x/pipe"), 0o600) == 0)
                let items = try await extras(
                    .labels, on: node, keywords: ["value", "pipe", "../../../../../secret"])
                #expect(items.map { JSONWriter.text(of: $0) } == [#"{"value":null,"pipe":null,"name":"x"}"#])
            }
        }

        @Test func `a folder that cannot be read is a failure and never an empty list`() async throws {
            try await FakeNode.with { node in
                try write("labels-target", "", on: node)
                try FileManager.default.createSymbolicLink(
                    atPath: node.jailsFolder("/web1/conf/labels"), withDestinationPath: "labels")
                await #expect {
                    try await extras(.labels, on: node)
                } throws: { error in
                    if case HostFailure.storage? = error as? HostFailure { true } else { false }
                }
            }
        }

        @Test func `a value past the limit is a failure`() async throws {
            try await FakeNode.with { node in
                try write("labels/x/value", String(repeating: "x", count: 1 << 20), on: node)
                let items = try await extras(.labels, on: node)
                #expect(items.first?["value"]?.string?.utf8.count == 1 << 20)
                try write("labels/x/value", String(repeating: "x", count: (1 << 20) + 1), on: node)
                await #expect {
                    try await extras(.labels, on: node)
                } throws: { error in
                    if case HostFailure.storage(.limit)? = error as? HostFailure { true } else { false }
                }
            }
        }
    }
}
