import Adapters
import Domain
import Foundation
import Testing

extension ProgramTests {
    @Suite("AppJail on this node")
    struct AppJailHostTests {
        private let web1 = JailName("web1")!
        private let noise =
            #""stderr": "\u001b[0;90m[00:00:00]\u001b[0;39;49m [ \u001b[0;90mdebug\u001b[0;39;49m ] text\n""#

        private func host(_ node: FakeNode, environment: [String: String] = [:]) throws -> AppJailHost {
            AppJailHost(jailsFolder: node.jailsFolder(), programs: try node.programs(environment: environment))
        }

        /// Makes a jail of the fake AppJail.
        private func jail(_ name: String, on node: FakeNode, running: Bool = true) throws {
            try node.folder.write(
                "state/jails/\(name)/meta.json", #"{"running": \#(running), "created": 0, "network_ip4": "10.0.0.7"}"#)
        }

        // MARK: List

        @Test func `all jails come from one call, by name, with the keywords that were asked for`() async throws {
            try await FakeNode.with { node in
                for name in ["web1", "db_2", "Zoo"] { try jail(name, on: node, running: name != "db_2") }
                let jails = try await host(node).jails(keywords: ["name", "network_ip4", "ports", "status", "version"])
                #expect(jails.map(\.name.text) == ["Zoo", "db_2", "web1"])
                #expect(jails.map(\.isRunning) == [true, false, true])
                #expect(
                    jails[2].info == [
                        "name": "web1", "network_ip4": "10.0.0.7", "ports": "", "status": "UP",
                        "version": "15.0-RELEASE",
                    ])
                #expect(jails[2].info.names == ["name", "network_ip4", "ports", "status", "version"])
                #expect(
                    try node.calls(of: "appjail") == [
                        ["jail", "list", "-HIp", "status", "network_ip4", "ports", "version", "name"]
                    ])
            }
        }

        @Test func `name and state are known without being asked for`() async throws {
            try await FakeNode.with { node in
                try jail("web1", on: node)
                let jails = try await host(node).jails(keywords: [])
                #expect(jails == [JailRecord(name: web1, info: [:], isRunning: true)])
                let twice = try await host(node).jails(keywords: ["type", "type"])
                #expect(twice.first?.info == ["type": "thin"])
            }
        }

        @Test func `the real form, rows in any order and noise beside them`() async throws {
            try await FakeNode.with { node in
                let rows = #"UP\t8080 -> 80/tcp,443/tcp\tweb1\t\nDOWN\t \tdb_2\t\nDOWN\t \tmail3\t\n"#
                try node.behave(#"{"commands": {"appjail jail list *": {"rc": 0, "stdout": "\#(rows)", \#(noise)}}}"#)
                let jails = try await host(node).jails(keywords: ["ports"])
                #expect(jails.map(\.name.text) == ["db_2", "mail3", "web1"])
                #expect(jails.map { $0.info["ports"]?.string } == ["", "", "8080 -> 80/tcp,443/tcp"])
            }
        }

        @Test func `a node without jails has an empty list`() async throws {
            try await FakeNode.with { node in
                let jails = try await host(node).jails(keywords: ["ports"])
                #expect(jails.isEmpty)
            }
        }

        @Test func `keywords that this AppJail does not know are left out and not asked for again`() async throws {
            try await FakeNode.with { node in
                try jail("web1", on: node)
                let host = try host(node)
                let wanted = ["from_the_future", "ports", "type", "another"]
                for _ in 1...2 {
                    let jails = try await host.jails(keywords: wanted)
                    #expect(jails.first?.info == ["ports": "", "type": "thin"])
                }
                #expect(
                    try node.calls(of: "appjail").last == ["jail", "list", "-HIp", "status", "ports", "type", "name"])
            }
        }

        @Test(arguments: ["UP\\tweb1\\t\\nDO", "garbage\\n", "UP\\tnot a name\\t\\n"])
        func `a list that is cut or garbled is unreadable and never shorter`(text: String) async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"commands": {"appjail jail list *": {"rc": 0, "stdout": "\#(text)"}}}"#)
                let host = try host(node)
                await #expect {
                    try await host.jails(keywords: [])
                } throws: { error in
                    if case HostFailure.unreadable("appjail", _)? = error as? HostFailure { true } else { false }
                }
            }
        }

        @Test func `a list that fails is a failure with its text in plain`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"commands": {"appjail jail list *": {"rc": 78, \#(noise)}}}"#)
                let host = try host(node)
                await #expect(
                    throws: HostFailure.exited(program: "appjail", status: 78, text: "[00:00:00] [ debug ] text")
                ) { try await host.jails(keywords: []) }
            }
        }

        @Test func `a node without AppJail says so`() async throws {
            try await FakeNode.with { node in
                let host = try host(node, environment: ["PATH": "/usr/bin:/bin"])
                await #expect(throws: HostFailure.notInstalled(program: "appjail")) {
                    try await host.jails(keywords: [])
                }
            }
        }

        @Test func `programs run in a folder where no pattern matches and no env file lies`() async throws {
            try await FakeNode.with { node in
                try node.folder.write(
                    "bin/appjail", "#!/bin/sh\nprintf 'UP\\t%s\\tweb1\\t\\n' \"$(pwd)$(ls -A)\"\n", mode: 0o755)
                let host = try host(node, environment: ["PATH": "\(node.folder.path)/bin:/bin:/usr/bin"])
                let jails = try await host.jails(keywords: ["path"])
                #expect(jails.first?.info["path"]?.string?.hasSuffix("/empty") == true)
            }
        }

        // MARK: Counters

        @Test func `counters come in the order of the question and unknown ones are dropped`() async throws {
            try await FakeNode.with { node in
                try jail("web1", on: node)
                let values = try await host(node).statistics(
                    of: web1, counters: ["pcpu", "nothing", "memoryuse", "cputime"])
                #expect(values.map(\.name) == ["pcpu", "memoryuse", "cputime"])
                #expect(values.map(\.value) == [1, 33_554_432, 12])
                #expect(try node.calls(of: "rctl") == [["-u", "jail:web1"]])
                #expect(try node.calls(of: "appjail").isEmpty)
            }
        }

        @Test func `lines that are no counter are skipped`() async throws {
            try await FakeNode.with { node in
                let text = #"hello\n cputime = 12 \nmemoryuse=12M\npcpu=\n=3\nwallclock=5=6\nnthr=7\n"#
                try node.behave(#"{"commands": {"rctl *": {"rc": 0, "stdout": "\#(text)", \#(noise)}}}"#)
                let values = try await host(node).statistics(
                    of: web1, counters: ["cputime", "memoryuse", "pcpu", "wallclock", "nthr"])
                #expect(values.map(\.name) == ["cputime", "nthr"])
                #expect(values.map(\.value) == [12, 7])
            }
        }

        @Test func `a jail that does not run has no counters`() async throws {
            try await FakeNode.with { node in
                try jail("web1", on: node, running: false)
                for name in ["web1", "gone"] {
                    let values = try await host(node).statistics(
                        of: try #require(JailName(name)), counters: ["cputime"])
                    #expect(values.isEmpty)
                }
            }
        }

        @Test func `counters of a running jail that cannot be read are a failure`() async throws {
            try await FakeNode.with { node in
                try jail("web1", on: node)
                try node.behave(
                    #"{"commands": {"rctl *": {"rc": 78, "stderr": "RACCT/RCTL present, but disabled\n"}}}"#)
                let host = try host(node)
                await #expect(
                    throws: HostFailure.exited(program: "rctl", status: 78, text: "RACCT/RCTL present, but disabled")
                ) { _ = try await host.statistics(of: web1, counters: ["cputime"]) }
            }
        }

        // MARK: CPU set

        @Test func `the CPU set is AppJail's text, and none for a jail that does not run`() async throws {
            try await FakeNode.with { node in
                try jail("web1", on: node)
                try jail("db", on: node, running: false)
                let host = try host(node)
                #expect(try await host.cpuset(of: web1) == "0, 1, 2, 3")
                #expect(try await host.cpuset(of: try #require(JailName("db"))) == nil)
                await #expect(
                    throws: HostFailure.exited(
                        program: "appjail", status: 66, text: "[00:00:00] [ error ] Cannot find the jail `gone`")
                ) { _ = try await host.cpuset(of: try #require(JailName("gone"))) }
            }
        }
    }
}
