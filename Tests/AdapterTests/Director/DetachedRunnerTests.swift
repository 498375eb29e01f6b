import Adapters
import Domain
import Foundation
import Testing

extension ProgramTests {
    @Suite("Detached runner")
    struct DetachedRunnerTests {
        private let allGood = "{\n  \"errlevel\": 0,\n  \"message\": null,\n  \"failed\": []\n}\n"

        /// Starts an order and waits for its outcome.
        private func run(_ order: RunOrder, on node: FakeNode, by runner: DetachedRunner? = nil) async throws
            -> RunOutcome
        {
            let runner = runner ?? node.runner()
            try await runner.start(order)
            return try #require(try await runner.end(of: order.ticket).outcome)
        }

        // MARK: What Director is asked

        @Test func `an up brings the services up and the description says so`() async throws {
            try await FakeNode.with { node in
                let outcome = try await run(runOrder([.up, .describe], file: directorFile("web", "db")), on: node)
                #expect(outcome.results.map(\.step) == [.up, .describe])
                #expect(outcome[.up] == StepResult(step: .up, exit: .status(0), output: allGood, errorOutput: ""))
                #expect(outcome.description?.isHealthy == true)
                #expect(outcome.description?.services.map(\.name) == ["web", "db"])
                #expect(
                    try node.calls(of: "appjail-director") == [
                        ["up", "-j", "-f", "\(node.runs)/1-1/appjail-director.yml", "-p", "web"],
                        ["describe", "-p", "web"],
                    ])
            }
        }

        @Test func `a restart stops and starts the same jails`() async throws {
            try await FakeNode.with { node in
                _ = try await run(runOrder([.up], file: directorFile("web")), on: node)
                let outcome = try await run(
                    runOrder([.stop, .up, .describe], job: 2, file: directorFile("web")), on: node)
                #expect(outcome.results.map(\.exit) == [.status(0), .status(0), .status(0)])
                #expect(outcome.description?.isHealthy == true)
                #expect(
                    try node.calls(of: "appjail-director").map { $0[0] } == ["up", "down", "up", "describe"])
                #expect(try node.calls(of: "appjail-director")[1] == ["down", "-j", "-p", "web"])
            }
        }

        @Test func `a destroy leaves no project behind`() async throws {
            try await FakeNode.with { node in
                _ = try await run(runOrder([.up], file: directorFile("web")), on: node)
                let outcome = try await run(runOrder([.destroy, .describe], job: 2), on: node)
                #expect(outcome[.destroy]?.exit == .status(0))
                #expect(outcome[.describe]?.exit == .status(66))
                #expect(!node.folder.exists("state/director/projects/web"))
                #expect(!node.folder.exists("state/jails/web"))
                #expect(
                    try node.calls(of: "appjail-director")[1] == ["down", "-j", "-d", "--ignore-failed", "-p", "web"])
            }
        }

        @Test func `destroying what is not there is Director's answer and not ours`() async throws {
            try await FakeNode.with { node in
                let outcome = try await run(runOrder([.destroy, .describe]), on: node)
                #expect(outcome[.destroy]?.exit == .status(66))
                #expect(outcome[.destroy]?.output.contains("web: Project not found.") == true)
                #expect(outcome[.describe]?.errorOutput == "web: Project not found.\n")
            }
        }

        @Test(arguments: [
            ("fail", 65, "makejail"), ("garbage", 70, "this is not JSON"), ("silent", 70, ""),
        ])
        func `an up that fails is reported as it is and what follows still runs`(
            mode: String, status: Int, output: String
        ) async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"web": {"up": "\#(mode)", "up_errlevel": 65, "up_stderr": "oops\n"}}}"#)
                let outcome = try await run(runOrder([.up, .describe], file: directorFile("web")), on: node)
                #expect(outcome[.up]?.exit == .status(status))
                #expect(outcome[.up]?.output.contains(output) == !output.isEmpty)
                #expect(outcome.description?.state == "FAILED")
            }
        }

        @Test func `output past the limit is cut and does not block Director`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"web": {"up": "noisy"}}}"#)
                let outcome = try await run(
                    runOrder([.up, .describe], file: directorFile("web")), on: node, by: node.runner(outputLimit: 5000))
                #expect(outcome[.up]?.exit == .status(0))
                #expect(outcome[.up]?.errorOutput.utf8.count == 5000)
                #expect(outcome[.up]?.output == allGood)
            }
        }

        @Test func `a Director that dies is reported by its signal and leaves its lock`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"web": {"up": "crash"}}}"#)
                let outcome = try await run(runOrder([.up, .describe], file: directorFile("web")), on: node)
                #expect(outcome[.up]?.exit == .signal(9))
                #expect(outcome.description?.state == "UNFINISHED")
                #expect(outcome.description?.isLocked == true)
            }
        }

        @Test func `a Director that is not installed is a result of every step`() async throws {
            try await FakeNode.with { node in
                let runner = node.runner(environment: ["PATH": "/usr/bin:/bin"])
                let outcome = try await run(
                    runOrder([.up, .describe], file: directorFile("web")), on: node, by: runner)
                #expect(
                    outcome.results.map(\.exit) == [
                        .notStarted("appjail-director is not installed"),
                        .notStarted("appjail-director is not installed"),
                    ])
            }
        }

        @Test func `an up without a file is not attempted`() async throws {
            try await FakeNode.with { node in
                let outcome = try await run(runOrder([.up]), on: node)
                #expect(outcome.results.map(\.exit) == [.notStarted("no Director file")])
                #expect(try node.calls(of: "appjail-director").isEmpty)
            }
        }

        @Test func `variables of the order reach Director except those that change what runs`() async throws {
            try await FakeNode.with { node in
                let variables = [
                    ("NAME", "first"), ("NAME", "a\"b\nc"), ("PATH", "/nowhere"), ("LD_PRELOAD", "/nowhere"),
                    ("PYTHONPATH", "/nowhere"),
                ]
                let file = "services:\n  web:\n    name: web\n    options:\n      - label: !ENV '${NAME}'\n"
                let outcome = try await run(
                    runOrder([.up, .describe], file: file, environment: variables), on: node)
                #expect(outcome.description?.isHealthy == true)
                #expect(node.project("web", "spec.json")?.contains(#"a\"b\nc"#) == true)
            }
        }

        // MARK: What is kept where

        @Test func `secrets are in files that only the owner can read and never in arguments`() async throws {
            try await FakeNode.with { node in
                let outcome = try await run(
                    runOrder([.up], file: directorFile("web"), environment: [("TOKEN", "geheim")]), on: node)
                #expect(outcome[.up]?.exit == .status(0))
                for name in ["", "/1-1", "/locks"] {
                    let mode = try FileManager.default.attributesOfItem(atPath: node.runs + name)[.posixPermissions]
                    #expect(mode as? Int == 0o700)
                }
                let files = try FileManager.default.contentsOfDirectory(atPath: "\(node.runs)/1-1")
                #expect(files.sorted() == ["appjail-director.yml", "order.json", "outcome.json", "runner.log"])
                for name in files {
                    let mode = try FileManager.default.attributesOfItem(atPath: "\(node.runs)/1-1/\(name)")[
                        .posixPermissions]
                    #expect(mode as? Int == 0o600)
                }
                #expect(node.folder.read("runs/1-1/runner.log") == "")
                #expect(node.folder.read("runs/1-1/order.json")?.contains("geheim") == true)
                #expect(!(node.folder.read("state/calls.jsonl") ?? "").contains("geheim"))
            }
        }

        @Test func `what Director makes is as readable as the daemon's own files`() async throws {
            try await FakeNode.with { node in
                try node.folder.write(
                    "bin/appjail-director", "#!/bin/sh\numask > '\(node.folder.path)/umask'\n", mode: 0o755)
                let runner = node.runner(environment: ["PATH": "\(node.folder.path)/bin:/usr/bin:/bin"])
                _ = try await run(runOrder([.up], file: directorFile("web")), on: node, by: runner)
                let own = umask(0)
                umask(own)
                let text = try #require(node.folder.read("umask")).trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(mode_t(text, radix: 8) == own)
            }
        }

        @Test func `a discarded run is gone with its folder`() async throws {
            try await FakeNode.with { node in
                let runner = node.runner()
                let order = try runOrder([.up], file: directorFile("web"))
                _ = try await run(order, on: node, by: runner)
                await runner.discard(order.ticket)
                #expect(await runner.observe(order.ticket) == .gone)
                #expect(!node.folder.exists("runs/1-1"))
            }
        }

        @Test func `an attempt that has run does not run again`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up], file: directorFile("web"))
                let first = try await run(order, on: node)
                #expect(try await run(order, on: node) == first)
                #expect(try node.calls(of: "appjail-director").count == 1)
            }
        }

        @Test func `an attempt that was prepared and never started is started`() async throws {
            try await FakeNode.with { node in
                try node.folder.write("runs/1-1/order.json", "{")
                try node.folder.write("runs/1-1/order.json.new", "{")
                let outcome = try await run(runOrder([.up], file: directorFile("web")), on: node)
                #expect(outcome[.up]?.exit == .status(0))
            }
        }

        @Test func `a sweep keeps what is asked for and what is alive`() async throws {
            try await FakeNode.with { node in
                let runner = node.runner()
                let kept = try runOrder([.up], job: 1, file: directorFile("web"))
                _ = try await run(kept, on: node, by: runner)
                _ = try await run(
                    runOrder([.up], job: 2, project: "old", file: directorFile("old")), on: node, by: runner)
                try node.behave(#"{"projects": {"slow": {"up": "hang"}}}"#)
                let live = try runOrder([.up], job: 3, project: "slow", file: directorFile("slow"))
                try await runner.start(live)
                try node.folder.write("runs/notes.txt", "not ours")

                #expect(try await node.runner().sweep(keeping: [kept.ticket]) == [live.ticket])
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: node.runs).sorted() == [
                        "1-1", "3-1", "locks", "notes.txt",
                    ])
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(node.runs)/locks") == ["slow.lock"])
                #expect(await runner.observe(live.ticket) == .running)
                await runner.stop(live.ticket)
                #expect(try await runner.end(of: live.ticket).outcome != nil)
            }
        }

        @Test func `sweeping before the first run is nothing`() async throws {
            try await FakeNode.with { node in
                let live = try await node.runner().sweep(keeping: [])
                #expect(live.isEmpty)
            }
        }

        // MARK: Starting

        @Test func `a runner program that is not there is not installed`() async throws {
            try await FakeNode.with { node in
                let runner = node.runner(program: "/no/such/overlord")
                let order = try runOrder([.up], file: directorFile("web"))
                await #expect(throws: RunnerFailure.notInstalled(program: "/no/such/overlord")) {
                    try await runner.start(order)
                }
                #expect(await runner.observe(order.ticket) == .gone)
                #expect(!runner.isBusy(order.ticket.project))
            }
        }

        @Test func `a runner that ends before its work is a failure of the start`() async throws {
            try await FakeNode.with { node in
                let runner = node.runner(program: "/bin/false")
                let order = try runOrder([.up], file: directorFile("web"))
                await #expect {
                    try await runner.start(order)
                } throws: { error in
                    guard case RunnerFailure.storage(.inputOutput(let text))? = error as? RunnerFailure else {
                        return false
                    }
                    return text.contains("status 1")
                }
                #expect(await runner.observe(order.ticket) == .gone)
                // Nothing is in the way of the next attempt.
                _ = try await run(runOrder([.up], attempt: 2, file: directorFile("web")), on: node)
            }
        }

        private func order(_ steps: [DirectorStep], attempt: Int) throws -> RunOrder {
            try runOrder(steps, attempt: attempt, file: directorFile("web"))
        }

        @Test func `a runs folder that cannot be made is a failure of storage`() async throws {
            try await FakeNode.with { node in
                try node.folder.write("runs", "a file")
                let order = try runOrder([.up], file: directorFile("web"))
                await #expect {
                    try await node.runner().start(order)
                } throws: { error in
                    if case RunnerFailure.storage? = error as? RunnerFailure { true } else { false }
                }
            }
        }

        @Test func `of one project one runner is alive and others are not in its way`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"web": {"up": "hang"}}}"#)
                let runner = node.runner()
                let first = try runOrder([.up], job: 1, file: directorFile("web"))
                let second = try runOrder([.up], job: 2, file: directorFile("web"))
                let other = try runOrder([.up], job: 3, project: "db", file: directorFile("db"))
                try await runner.start(first)
                for runner in [runner, node.runner()] {
                    await #expect(throws: RunnerFailure.busy) { try await runner.start(second) }
                    await #expect(throws: RunnerFailure.busy) { try await runner.start(first) }
                    #expect(await runner.observe(first.ticket) == .running)
                    #expect(await runner.observe(second.ticket) == .gone)
                    #expect(runner.isBusy(first.ticket.project))
                }
                #expect(try await run(other, on: node, by: runner)[.up]?.exit == .status(0))
                await runner.stop(first.ticket)
                _ = try await runner.end(of: first.ticket)
                #expect(!runner.isBusy(first.ticket.project))
            }
        }

        @Test func `of many starts at once one wins`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"web": {"up": "hang"}}}"#)
                let runner = node.runner()
                let orders = try (1...8).map { try runOrder([.up], job: $0, file: directorFile("web")) }
                let started = await withTaskGroup(of: RunTicket?.self) { group in
                    for order in orders {
                        group.addTask {
                            do {
                                try await runner.start(order)
                                return order.ticket
                            } catch {
                                #expect(error as? RunnerFailure == .busy)
                                return nil
                            }
                        }
                    }
                    var tickets: [RunTicket] = []
                    for await ticket in group { if let ticket { tickets.append(ticket) } }
                    return tickets
                }
                #expect(started.count == 1)
                for ticket in started {
                    await runner.stop(ticket)
                    _ = try await runner.end(of: ticket)
                }
            }
        }
    }
}
