import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

extension ProgramTests {
    @Suite("End of a detached run")
    struct DetachedRunnerEndTests {
        private func start(
            _ order: RunOrder, on node: FakeNode, mode: String, grace: Duration = .seconds(3)
        ) async throws -> DetachedRunner {
            try node.behave(#"{"projects": {"web": {"up": "\#(mode)"}}}"#)
            let runner = node.runner(grace: grace)
            try await runner.start(order)
            try await eventually { node.project("web", "pid") != nil }
            return runner
        }

        // MARK: Time and withdrawal

        @Test func `time that is up ends Director in order and the state is still looked at`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder(
                    [.up, .stop, .describe], file: directorFile("web"), limit: .seconds(3))
                let runner = try await start(order, on: node, mode: "hang")
                let outcome = try #require(try await runner.end(of: order.ticket).outcome)
                // `up` was ended, `stop` never ran.
                #expect(outcome.results.map(\.step) == [.up, .describe])
                #expect(outcome[.up]?.exit == .timedOut)
                #expect(outcome[.up]?.output.contains("\"errlevel\": 70") == true)
                #expect(outcome.description?.state == "FAILED")
                #expect(outcome.description?.isLocked == false)
            }
        }

        @Test func `a Director that ignores the polite signal is killed when the grace is over`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up, .describe], file: directorFile("web"), limit: .seconds(3))
                let runner = try await start(order, on: node, mode: "hang-stubborn", grace: .milliseconds(200))
                let process = try #require(try node.process(of: "appjail-director"))
                let outcome = try #require(try await runner.end(of: order.ticket).outcome)
                #expect(outcome[.up]?.exit == .timedOut)
                #expect(outcome.description?.state == "UNFINISHED")
                #expect(await !isAlive(process))
            }
        }

        @Test func `the time limit counts over all steps`() async throws {
            try await FakeNode.with { node in
                // Each step is well within the limit, the three together are not.
                try node.behave(#"{"projects": {"web": {"up_seconds": 1.2}}}"#)
                let runner = node.runner()
                let order = try runOrder([.up, .up, .up, .describe], file: directorFile("web"), limit: .seconds(3))
                try await runner.start(order)
                let outcome = try #require(try await runner.end(of: order.ticket).outcome)
                #expect(outcome.results.first?.exit == .status(0))
                #expect(outcome.results.dropLast().last?.exit == .timedOut)
                #expect(outcome[.describe]?.exit == .status(0))
            }
        }

        @Test func `a client that withdraws ends the building and the state is still looked at`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up, .describe], file: directorFile("web"), limit: nil)
                let runner = try await start(order, on: node, mode: "hang")
                #expect(await runner.observe(order.ticket) == .running)
                await runner.stop(order.ticket)
                let outcome = try #require(try await runner.end(of: order.ticket).outcome)
                #expect(outcome[.up]?.exit == .stopped)
                #expect(outcome[.up]?.output.contains("\"errlevel\": 70") == true)
                #expect(outcome.description?.state == "FAILED")
            }
        }

        @Test func `a withdrawn stubborn Director is killed when the grace is over`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up], file: directorFile("web"), limit: nil)
                let runner = try await start(order, on: node, mode: "hang-stubborn", grace: .milliseconds(200))
                await runner.stop(order.ticket)
                let outcome = try #require(try await runner.end(of: order.ticket).outcome)
                #expect(outcome[.up]?.exit == .stopped)
            }
        }

        @Test func `a withdrawal before the first step is not lost`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"web": {"up": "hang"}}}"#)
                let runner = node.runner()
                let order = try runOrder([.up, .describe], file: directorFile("web"), limit: nil)
                try await runner.start(order)
                await runner.stop(order.ticket)
                let outcome = try #require(try await runner.end(of: order.ticket).outcome)
                #expect(outcome[.up]?.exit == .stopped)
                #expect(outcome[.describe] != nil)
            }
        }

        @Test func `withdrawing what is over or belongs to another attempt does nothing`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up], attempt: 2, file: directorFile("web"), limit: nil)
                let runner = try await start(order, on: node, mode: "hang")
                await runner.stop(RunTicket(job: JobID(1), attempt: 1, project: order.ticket.project))
                await runner.discard(order.ticket)
                #expect(await runner.observe(order.ticket) == .running)
                #expect(node.folder.exists("runs/1-2"))
                await runner.stop(order.ticket)
                let outcome = try await runner.end(of: order.ticket)
                await runner.stop(order.ticket)
                #expect(await runner.observe(order.ticket) == outcome)
            }
        }

        // MARK: Deaths

        @Test func `a run survives the death of the daemon that started it`() async throws {
            try await FakeNode.with { node in
                try node.behave(#"{"projects": {"web": {"up_seconds": 1000, "up": "hang"}}}"#)
                try node.folder.write("file.yml", directorFile("web"))
                let output = Pipe()
                let daemon = try ChildProgram(
                    FakeNode.tool, ["start", node.runs, "7", "2", "web", "\(node.folder.path)/file.yml"],
                    environment: node.environment, output: output.fileHandleForWriting)
                try output.fileHandleForWriting.close()
                #expect(output.fileHandleForReading.availableData == Data("started\n".utf8))
                daemon.signal(SIGKILL)
                #expect(await daemon.end() == 128 + SIGKILL)

                let ticket = RunTicket(job: JobID(7), attempt: 2, project: try #require(ProjectName("web")))
                let runner = node.runner()
                #expect(await runner.observe(ticket) == .running)
                let again = try runOrder([.up], job: 8, file: directorFile("web"))
                await #expect(throws: RunnerFailure.busy) { try await runner.start(again) }
                try await eventually { node.project("web", "pid") != nil }
                let end = Task { try await runner.end(of: ticket) }
                await runner.stop(ticket)
                let outcome = try #require(try await end.value.outcome)
                #expect(outcome[.up]?.exit == .stopped)
                #expect(outcome.description?.state == "FAILED")
            }
        }

        @Test func `a runner that is killed is gone and its project is free`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up, .describe], file: directorFile("web"), limit: nil)
                let runner = try await start(order, on: node, mode: "hang")
                let director = try #require(try node.process(of: "appjail-director"))
                defer { kill(director, SIGKILL) }
                let waiting = Task { try await runner.end(of: order.ticket) }
                let process = try #require(node.runnerProcess(of: "web"))
                kill(process, SIGKILL)
                #expect(try await waiting.value == .gone)
                #expect(await runner.observe(order.ticket) == .gone)
                #expect(!runner.isBusy(order.ticket.project))
                // Director goes on, in its own group, and holds its own lock.
                #expect(await isAlive(director))
                let next = try runOrder([.up], attempt: 2, file: directorFile("web"))
                try await runner.start(next)
                let outcome = try #require(try await runner.end(of: next.ticket).outcome)
                #expect(outcome[.up]?.errorOutput.contains("ProjectLocked") == true)
            }
        }

        @Test func `children of Director do not keep the lock`() async throws {
            try await FakeNode.with { node in
                // A program in Director's place that leaves a child behind.
                try node.folder.write(
                    "bin/appjail-director",
                    "#!/bin/sh\nsleep 1000 >/dev/null 2>&1 &\necho $! > '\(node.folder.path)/child'\n",
                    mode: 0o755)
                let runner = node.runner(environment: ["PATH": "\(node.folder.path)/bin:/usr/bin:/bin"])
                let order = try runOrder([.up], file: directorFile("web"))
                try await runner.start(order)
                #expect(try await runner.end(of: order.ticket).outcome?[.up]?.exit == .status(0))
                let text = try #require(node.folder.read("child")).trimmingCharacters(in: .whitespacesAndNewlines)
                let child = try #require(Int32(text))
                defer { kill(child, SIGKILL) }
                #expect(await isAlive(child))
                try await eventually { !runner.isBusy(order.ticket.project) }
            }
        }

        @Test func `no runner stays behind as a zombie`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up], file: directorFile("web"), limit: nil)
                let runner = try await start(order, on: node, mode: "hang")
                let process = try #require(node.runnerProcess(of: "web"))
                #expect(await isAlive(process))
                await runner.stop(order.ticket)
                _ = try await runner.end(of: order.ticket)
                try await eventually { await processState(process) == nil }
            }
        }

        @Test func `the runner inherits no descriptors, not even those that stay open over exec`() async throws {
            try await FakeNode.with { node in
                var ends: [Int32] = [-1, -1]
                #expect(pipe(&ends) == 0)
                defer { close(ends[0]) }
                #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
                let order = try runOrder([.up], file: directorFile("web"), limit: nil)
                let runner = try await start(order, on: node, mode: "hang")
                close(ends[1])
                // The end of the pipe shows once nobody has it open for writing.
                var byte: UInt8 = 0
                try await eventually { read(ends[0], &byte, 1) == 0 }
                #expect(await runner.observe(order.ticket) == .running)
                await runner.stop(order.ticket)
                _ = try await runner.end(of: order.ticket)
            }
        }

        @Test func `the runner leads a session of its own`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up], file: directorFile("web"), limit: nil)
                let runner = try await start(order, on: node, mode: "hang")
                let process = try #require(node.runnerProcess(of: "web"))
                #expect(getsid(process) == process)
                let director = try #require(try node.process(of: "appjail-director"))
                #expect(getpgid(director) == director)
                await runner.stop(order.ticket)
                _ = try await runner.end(of: order.ticket)
            }
        }

        // MARK: Waiting

        @Test func `a cancelled wait returns at once and leaves the others waiting`() async throws {
            try await FakeNode.with { node in
                let order = try runOrder([.up], file: directorFile("web"), limit: nil)
                let runner = try await start(order, on: node, mode: "hang")
                let patient = Task { try await runner.end(of: order.ticket) }
                let impatient = (0..<5).map { _ in Task { try await runner.end(of: order.ticket) } }
                for task in impatient { task.cancel() }
                for task in impatient {
                    await #expect(throws: CancellationError.self) { try await task.value }
                }
                #expect(await runner.observe(order.ticket) == .running)
                await runner.stop(order.ticket)
                #expect(try await patient.value.outcome != nil)
            }
        }

        @Test func `a run has not ended while its runner still holds the project`() async throws {
            try await FakeNode.with { node in
                let runner = node.runner()
                let order = try runOrder([.up], file: directorFile("web"))
                try await runner.start(order)
                let outcome = try await runner.end(of: order.ticket).outcome
                // As a runner that has written its outcome and is slow to go.
                try node.folder.write("runs/locks/web.lock", "1 1 0 web\n")
                let lock = open("\(node.runs)/locks/web.lock", O_RDWR | O_CLOEXEC)
                try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
                let events = Mutex<[String]>([])
                let end = Task {
                    let end = try await runner.end(of: order.ticket)
                    events.withLock { $0.append("the run has ended") }
                    return end
                }
                // Whoever does not wait is through long before this.
                for _ in 0..<10_000 { await Task.yield() }
                events.withLock { $0.append("the runner is gone") }
                close(lock)
                #expect(try await end.value.outcome == outcome)
                #expect(outcome != nil && events.withLock { $0 } == ["the runner is gone", "the run has ended"])
            }
        }

        @Test func `the end of a run that was never started is known at once`() async throws {
            try await FakeNode.with { node in
                let ticket = try runOrder([.up]).ticket
                #expect(try await node.runner().end(of: ticket) == .gone)
            }
        }

        @Test func `an outcome that is not ours counts as none`() async throws {
            try await FakeNode.with { node in
                try node.folder.write("runs/1-1/outcome.json", #"{"results": [{"step": "up"#)
                #expect(await node.runner().observe(try runOrder([.up]).ticket) == .gone)
            }
        }
    }
}

extension FakeNode {
    /// The process of the runner that holds the lock of a project, as the lock says.
    func runnerProcess(of project: String) -> Int32? {
        let words = (folder.read("runs/locks/\(project).lock") ?? "").split(whereSeparator: \.isWhitespace)
        return words.count == 4 ? Int32(words[2]) : nil
    }
}
