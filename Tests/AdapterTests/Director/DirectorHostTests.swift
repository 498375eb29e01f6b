import Adapters
import Domain
import Foundation
import TestSupport
import Testing

extension ProgramTests {
    @Suite("Director on this node")
    struct DirectorHostTests {
        private let web = ProjectName("web")!

        private func up(_ project: String, _ services: String..., on node: FakeNode) async throws {
            let runner = node.runner()
            let file = "services:\n" + services.map { "  \($0):\n    name: \(project)-\($0)\n" }.joined()
            let order = try runOrder([.up], job: Int.random(in: 1000..<1_000_000), project: project, file: file)
            try await runner.start(order)
            _ = try await runner.end(of: order.ticket)
        }

        private func summary(_ projects: [ProjectDescription]) -> [String] {
            projects.map { project in
                let services = project.services.map { "\($0.name)=\($0.status)" }.joined(separator: ",")
                return "\(project.name) \(project.state) \(project.isLocked ? "locked" : "free") \(services)"
            }
        }

        // MARK: Looking

        @Test func `the list has every project with its services as they are`() async throws {
            try await FakeNode.with { node in
                try await up("web", "front", "back", on: node)
                try await up("db", "main", on: node)
                try node.behave(#"{"jails": {"web-front": {"status": 1}}, "projects": {"bad": {"up": "fail"}}}"#)
                try await up("bad", "x", on: node)
                try FileManager.default.removeItem(atPath: node.jailsFolder("/db-main"))
                try node.folder.write("state/director/projects/notes.txt", "stray")
                try FileManager.default.createDirectory(
                    atPath: "\(node.folder.path)/state/director/projects/not a name", withIntermediateDirectories: true)
                let before = try node.calls(of: "appjail").count

                let projects = try await node.director().projects()
                #expect(
                    summary(projects) == [
                        "bad FAILED free x=66", "db DONE free main=66", "web DONE free back=0,front=1",
                    ])
                #expect(projects.last?.lastLog?.hasSuffix("s") == true)
                #expect(projects.last?.lastLog?.contains("/") == false)
                // One call, however many projects there are.
                #expect(try node.calls(of: "appjail").count == before + 1)
            }
        }

        @Test func `the list and the description of Director agree`() async throws {
            try await FakeNode.with { node in
                try await up("web", "b", "a", on: node)
                let host = try node.director()
                let described = try #require(try await host.describe(web))
                let listed = try await host.projects()
                #expect(listed == [described])
                #expect(described.services.map(\.name) == ["a", "b"])
            }
        }

        @Test(arguments: [
            ("done", "DONE"), ("failed", "FAILED"), ("unfinished", "UNFINISHED"), ("destroying", "DESTROYING"),
            ("done\n", "DONE"), ("", "UNFINISHED"), ("paused", "PAUSED"),
        ])
        func `states are written as the description writes them`(file: String, state: String) async throws {
            try await FakeNode.with { node in
                try node.folder.write("state/director/projects/web/state", file)
                let projects = try await node.director().projects()
                #expect(projects.map(\.state) == [state])
            }
        }

        @Test func `a project without any file of its own is unfinished`() async throws {
            try await FakeNode.with { node in
                try node.folder.write("state/director/projects/web/ppid", "1")
                let projects = try await node.director().projects()
                #expect(summary(projects) == ["web UNFINISHED free "])
                #expect(projects.first?.lastLog == nil)
            }
        }

        @Test func `a lock shows`() async throws {
            try await FakeNode.with { node in
                try node.folder.write("state/director/projects/web/state", "destroying")
                try node.folder.write(node.lock(of: "web"), "")
                let projects = try await node.director().projects()
                #expect(summary(projects) == ["web DESTROYING locked "])
            }
        }

        @Test func `no folder of projects means no projects`() async throws {
            try await FakeNode.with { node in
                let projects = try await node.director().projects()
                #expect(projects.isEmpty)
                #expect(try node.calls(of: "appjail").isEmpty)
            }
        }

        @Test func `a folder that cannot be read is a failure and never an empty list`() async throws {
            try await FakeNode.with { node in
                // A folder that loops through itself cannot be opened, not even by root.
                try FileManager.default.createDirectory(
                    atPath: "\(node.folder.path)/state/director", withIntermediateDirectories: true)
                try FileManager.default.createSymbolicLink(
                    atPath: "\(node.folder.path)/state/director/projects", withDestinationPath: "projects")
                let host = try node.director()
                await #expect {
                    try await host.projects()
                } throws: { error in
                    if case HostFailure.storage? = error as? HostFailure { true } else { false }
                }
            }
        }

        @Test func `a list of jails that fails fails the list of projects`() async throws {
            try await FakeNode.with { node in
                try await up("web", "front", on: node)
                try node.behave(
                    #"{"commands": {"appjail jail list *": {"rc": 78, "stderr": "\u001b[0;31m[00:00:00]\u001b[0m no default route\n"}}}"#
                )
                let host = try node.director()
                await #expect(
                    throws: HostFailure.exited(program: "appjail", status: 78, text: "[00:00:00] no default route")
                ) { try await host.projects() }
            }
        }

        @Test func `a project that is not there has no description`() async throws {
            try await FakeNode.with { node in
                let description = try await node.director().describe(web)
                #expect(description == nil)
                #expect(try node.calls(of: "appjail-director") == [["describe", "-p", "web"]])
            }
        }

        @Test func `a project with a folder is not absent, whatever the status says`() async throws {
            try await FakeNode.with { node in
                try node.folder.write("state/director/projects/web/state", "done")
                try node.behave(
                    #"{"commands": {"appjail-director describe *": {"rc": 66, "stderr": "x.ini: not found\n"}}}"#)
                let host = try node.director()
                await #expect(
                    throws: HostFailure.exited(program: "appjail-director", status: 66, text: "x.ini: not found")
                ) { try await host.describe(web) }
            }
        }

        @Test(arguments: [
            #"{"rc": 0, "stdout": "not JSON\n"}"#, #"{"rc": 0}"#,
            #"{"rc": 0, "stdout": "{\"name\": \"other\", \"state\": \"DONE\", \"last_log\": null, \"locked\": false, \"services\": []}"}"#,
        ])
        func `a description that is none is unreadable`(rule: String) async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"commands": {"appjail-director describe *": \#(rule)}}"#)
                let host = try node.director()
                await #expect {
                    try await host.describe(web)
                } throws: { error in
                    if case HostFailure.unreadable("appjail-director", _)? = error as? HostFailure {
                        true
                    } else {
                        false
                    }
                }
            }
        }

        @Test func `an exception of Director is a failure with its text`() async throws {
            try await FakeNode.with { node in
                try node.behave(
                    #"{"commands": {"appjail-director describe *": {"rc": 70, "stderr": "Exception:\n type: KeyError\n"}}}"#
                )
                let host = try node.director()
                await #expect(
                    throws: HostFailure.exited(
                        program: "appjail-director", status: 70, text: "Exception:\ntype: KeyError")
                ) { try await host.describe(web) }
            }
        }

        @Test func `a Director that hangs is timed out`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"commands": {"appjail-director describe *": {"hang": true}}}"#)
                let host = DirectorHost(
                    folders: .init(home: node.folder.path, isRoot: false),
                    programs: try node.programs(limit: .milliseconds(500)), isRunnerBusy: { _ in false })
                await #expect(throws: HostFailure.timedOut(program: "appjail-director")) {
                    try await host.describe(web)
                }
            }
        }

        @Test func `a node without Director says so`() async throws {
            try await FakeNode.with { node in
                let host = try node.director(environment: ["PATH": "/usr/bin:/bin"])
                await #expect(throws: HostFailure.notInstalled(program: "appjail-director")) {
                    try await host.describe(web)
                }
                await #expect(throws: HostFailure.notInstalled(program: "appjail-director")) {
                    try await host.cancel(web)
                }
            }
        }

        // MARK: Cancelling

        @Test func `cancelling ends an up that somebody else started`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"web": {"up": "hang"}}}"#)
                let runner = node.runner()
                let order = try runOrder([.up, .describe], file: directorFile("web"), limit: nil)
                try await runner.start(order)
                try await eventually { node.project("web", "pid") != nil }
                try await node.director().cancel(web)
                let outcome = try #require(try await runner.end(of: order.ticket).outcome)
                // Director ended by itself as far as the runner can tell.
                #expect(outcome[.up]?.exit == .status(70))
                #expect(outcome.description?.state == "FAILED")
            }
        }

        @Test func `cancelling what is not there or does nothing is fine`() async throws {
            try await FakeNode.with { node in
                let host = try node.director()
                try await host.cancel(web)
                try await up("web", "front", on: node)
                try await host.cancel(web)
                #expect(try node.calls(of: "appjail-director").last == ["cancel", "-p", "web"])
            }
        }

        @Test func `a cancel that Director refuses is a failure`() async throws {
            try await FakeNode.with { node in
                try node.behave(
                    #"{"commands": {"appjail-director cancel *": {"rc": 70, "stderr": "NoSuchProcess\n"}}}"#)
                let host = try node.director()
                await #expect(
                    throws: HostFailure.exited(program: "appjail-director", status: 70, text: "NoSuchProcess")
                ) { try await host.cancel(web) }
            }
        }

        // MARK: Stale locks

        // The list of processes is the machine's, where other tests work on projects of common names.
        private let own = ProjectName("own-\(UUID().uuidString)")!

        @Test func `the lock of a Director that died is released and the next up works`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"\#(own)": {"up": "crash"}}}"#)
                try await up(own.text, "front", on: node)
                #expect(node.folder.exists(node.lock(of: own.text)))
                let host = try node.director()
                #expect(try await host.releaseStaleLock(of: own) == .released)
                #expect(try await host.releaseStaleLock(of: own) == .notLocked)
                try node.behave("{}")
                try await up(own.text, "front", on: node)
                #expect(try await host.describe(own)?.isHealthy == true)
            }
        }

        @Test func `the lock of a down that died is released though no process is recorded`() async throws {
            try await FakeNode.with { node in
                try await up(own.text, "front", on: node)
                try node.behave(#"{"projects": {"\#(own)": {"down": "crash"}}}"#)
                let runner = node.runner()
                let order = try runOrder([.destroy, .describe], project: own.text)
                try await runner.start(order)
                let outcome = try #require(try await runner.end(of: order.ticket).outcome)
                #expect(outcome.description?.state == "DESTROYING")
                #expect(node.project(own.text, "pid") == nil)
                let host = try node.director(isRunnerBusy: { runner.isBusy($0) })
                #expect(try await host.releaseStaleLock(of: own) == .released)
                #expect(!node.folder.exists(node.lock(of: own.text)))
            }
        }

        @Test(arguments: [DirectorStep.up, .stop])
        func `a lock whose Director works is held, whoever started it`(step: DirectorStep) async throws {
            try await FakeNode.with { node in
                try await up(own.text, "front", on: node)
                try node.behave(#"{"projects": {"\#(own)": {"up": "hang", "down": "hang"}}}"#)
                let runner = node.runner()
                let order = try runOrder([step], project: own.text, file: directorFile("web"), limit: nil)
                try await runner.start(order)
                try await eventually { node.folder.exists(node.lock(of: own.text)) }
                // As for a Director that an operator started by hand: no runner of ours is known.
                let stranger = try node.director(isRunnerBusy: { _ in false })
                #expect(try await stranger.releaseStaleLock(of: own) == .held)
                #expect(node.folder.exists(node.lock(of: own.text)))
                await runner.stop(order.ticket)
                _ = try await runner.end(of: order.ticket)
            }
        }

        @Test func `a runner of ours holds the lock even where no process can be seen`() async throws {
            try await FakeNode.with { node in
                try node.folder.write(node.lock(of: own.text), "")
                let host = try node.director(isRunnerBusy: { [own] in $0 == own })
                #expect(try await host.releaseStaleLock(of: own) == .held)
            }
        }

        @Test func `a recorded process id that belongs to a stranger now does not hold the lock`() async throws {
            try await FakeNode.with { node in
                try node.folder.write("state/director/projects/\(own)/state", "unfinished")
                try node.folder.write("state/director/projects/\(own)/pid", String(getpid()))
                try node.folder.write(node.lock(of: own.text), "")
                #expect(try await node.director().releaseStaleLock(of: own) == .released)
            }
        }

        @Test(arguments: [("self", LockFinding.held), ("none", .held), ("dead", .released)])
        func `without a list of processes only an id that nobody has proves a death`(
            recorded: String, finding: LockFinding
        ) async throws {
            try await FakeNode.with { node in
                try node.folder.write("bin/ps", "#!/bin/sh\nexit 1\n", mode: 0o755)
                try node.folder.write("state/director/projects/\(own)/state", "unfinished")
                if recorded != "none" {
                    // The id of a process that has ended and was reaped.
                    let ended = try ChildProgram("/bin/sh", ["-c", "true"])
                    _ = await ended.end()
                    let id = recorded == "self" ? getpid() : ended.identifier
                    try node.folder.write("state/director/projects/\(own)/pid", String(id))
                }
                try node.folder.write(node.lock(of: own.text), "")
                let host = try node.director(environment: ["PATH": "\(node.folder.path)/bin"])
                #expect(try await host.releaseStaleLock(of: own) == finding)
                #expect(node.folder.exists(node.lock(of: own.text)) == (finding == .held))
            }
        }
    }
}
