import Domain
import Foundation
import Simulator
import Synchronization
import TestSupport
import Testing

@testable import overlord_sim

/// The program `overlord-sim`, as a user runs it.
@Suite struct `The program overlord-sim` {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(ScenarioTemplate.deployment, to: ScenarioTemplate.deploymentFile)
    }

    private func run(_ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(arguments, in: folder, program: Program.path(of: "overlord-sim"))
    }

    /// Two servers, an apply that works, and one thing more.
    private func scenario(_ rest: String) -> String {
        """
        name: A test
        learn: Nothing.
        servers: {main: {}, alpha: {below: main, labels: [web]}}
        deployments: {web: \(ScenarioTemplate.deploymentFile)}
        steps:
          - {at: 1s, apply: web}
          - {at: 2s, slow: alpha, delay: 10ms..20ms, for: 5s}
          - {at: 30s, drift: alpha, by: 100ppm, for: 5s}
        quiet: 1m
        seeds: 1..3
        \(rest)
        """
    }

    private static let wrong = "expect:\n  - {when: at 20s, project: web, server: alpha, is: FAILED}\n"

    @Test func `a story that ends well is told in a line, with status 0`() async throws {
        try folder.write(scenario(""), to: "good.yml")
        let outcome = try await run("run", "good.yml")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("A test"))
        #expect(outcome.output.contains("events/s"))
    }

    @Test func `what was expected and did not come is told with the seed and the command to see it`() async throws {
        try folder.write(scenario(Self.wrong), to: "wrong.yml")
        let outcome = try await run("run", "wrong.yml", "--limit", "1")
        #expect(outcome.status == 1)
        for text in [
            "expected at", "the last up of web on alpha is FAILED", "observed the last up of web on alpha is COMPLETED",
            "overlord-sim replay wrong.yml --seed 1",
        ] {
            #expect(outcome.output.contains(text), "\(text)")
        }
        let explained = try await run("explain", "wrong.yml", "--seed", "2")
        #expect(explained.status == 1)
        #expect(explained.output.contains("COMPLETED"))
    }

    @Test func `a broken file is told with its places, with status 65`() async throws {
        try folder.write(scenario("sneeds: 1..2\npromises: [S99]\n"), to: "broken.yml")
        let outcome = try await run("check", "broken.yml")
        #expect(outcome.status == Exit.dataError)
        #expect(outcome.complaints.contains("broken.yml:11:1"))
        #expect(outcome.complaints.contains("broken.yml:12:"))
        let missing = try await run("run", "none.yml")
        #expect(missing.status == Exit.noInput)
    }

    @Test func `a failure shrinks to a file that fails in the same way`() async throws {
        try folder.write(
            scenario("expect:\n  - {when: at 20s, project: web, server: alpha, exists: false}\n"), to: "wrong.yml")
        let shrunk = try await run("shrink", "wrong.yml", "-o", "small.yml")
        #expect(shrunk.status == 0)
        let small = try ScenarioFiles.load(path: folder.path + "/small.yml").scenario
        // The steps stay, since an expectation is about the whole story, but for the one that comes after the failure.
        #expect(small.steps.count == 2)
        #expect(try await run("check", "small.yml").status == 0)
        let again = try await run("run", "small.yml")
        #expect(again.status == 1)
        #expect(again.output.contains("observed web is on alpha"))
    }

    @Test func `a server that stands still for good ends no run, and is no broken promise`() async throws {
        try folder.write(
            scenario("").replacing(
                "  - {at: 2s, slow: alpha,", with: "  - {at: 3s, pause: alpha}\n  - {at: 2s, slow: alpha,"),
            to: "still.yml")
        let outcome = try await run("run", "still.yml", "--json")
        #expect(outcome.status == 0, "\(outcome.output)")
        let results = try JSONReader.value(of: outcome.output)["scenarios"]?.array?.first?["results"]?.array ?? []
        #expect(
            results.map { $0["outcome"]?.string } == Array(repeating: "unrecoverable", count: 3), "\(outcome.output)")
    }

    @Test func `what lasts no time is undone at once`() async throws {
        try folder.write(
            scenario("").replacing("slow: alpha, delay: 10ms..20ms, for: 5s", with: "kill: alpha, for: 0s"),
            to: "zero.yml")
        let outcome = try await run("run", "zero.yml", "--json")
        let results = try JSONReader.value(of: outcome.output)["scenarios"]?.array?.first?["results"]?.array ?? []
        #expect(results.map { $0["outcome"]?.string } == Array(repeating: "passed", count: 3), "\(outcome.output)")
    }

    @Test(arguments: ["0..18446744073709551615", "1..4000000000", "5..1"])
    func `more seeds than a file may have are wrong usage`(seeds: String) async throws {
        try folder.write(scenario(""), to: "good.yml")
        #expect(try await run("run", "good.yml", "--limit", "1", "--seeds", seeds).status == 2)
    }

    @Test func `a scenario is not overwritten by its shrunk form, and a folder is no scenario`() async throws {
        try folder.write(scenario(Self.wrong), to: "wrong.yml")
        let outcome = try await run("shrink", "wrong.yml", "-o", "./wrong.yml")
        #expect(outcome.status == Exit.dataError)
        #expect(folder.text(of: "wrong.yml") == scenario(Self.wrong))
        for arguments in [["replay", "."], ["explain", "."], ["shrink", "."], ["at", "1s", "."], ["fork", "."]] {
            let refused = try await Program.run(arguments, in: folder, program: Program.path(of: "overlord-sim"))
            #expect(refused.status == Exit.noInput, "\(arguments)")
            #expect(refused.complaints == ". is a folder; name one scenario\n")
        }
    }

    @Test func `results for programs stand alone, and tell what never happened`() async throws {
        try folder.write(
            scenario("expect:\n  - {when: sometimes, project: web, server: alpha, is: FAILED}\n"), to: "hope.yml")
        let outcome = try await run("run", "hope.yml", "--json", "--coverage", "--junit", "hope.xml")
        #expect(outcome.status == 1)
        #expect(try JSONReader.value(of: outcome.output)["scenarios"] != nil)
        #expect(outcome.complaints.contains("pairs of a state and an event"))
        let junit = folder.text(of: "hope.xml")
        #expect(junit.contains("tests=\"4\" failures=\"1\""), "\(junit)")
        #expect(junit.contains("it happened in none of the seeds"))
        let few = try await run("run", "hope.yml", "--limit", "1", "--junit", "few.xml")
        #expect(few.status == 0 && folder.text(of: "few.xml").contains("tests=\"1\" failures=\"0\""))
    }

    @Test func `a file that cannot be written is status 74, in words of the system`() async throws {
        try folder.write("", to: "file")
        try folder.write(scenario(""), to: "good.yml")
        for arguments in [["new", "file/first.yml"], ["run", "good.yml", "--trace", "file/x.html"]] {
            let outcome = try await Program.run(arguments, in: folder, program: Program.path(of: "overlord-sim"))
            #expect(outcome.status == Exit.inputOutput, "\(arguments)")
            #expect(outcome.output.isEmpty && !outcome.complaints.contains("Error Domain"), "\(outcome.complaints)")
        }
    }

    @Test func `a failure that luck has no part in was inevitable from the start`() async throws {
        try folder.write(scenario(Self.wrong), to: "wrong.yml")
        let outcome = try await run("fork", "wrong.yml", "--seeds", "1..3")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("3 of 3 fail in the same way"))
        #expect(outcome.output.contains("inevitable from 0s on"))
        let late = try await run("fork", "wrong.yml", "--seeds", "1..2", "--at", "2h")
        #expect(late.output == "forked at 2h: 2 of 2 fail in the same way\n")
        #expect(late.complaints.contains("nothing is left to go differently"))
    }

    @Test func `the servers can be seen at a moment, and every event`() async throws {
        try folder.write(scenario(""), to: "good.yml")
        let state = try await run("at", "90s", "good.yml")
        #expect(state.status == 0)
        #expect(state.output.contains("alpha") && state.complaints == "")
        let late = try await run("at", "2h", "good.yml")
        #expect(late.status == 0 && late.complaints.contains("the run is over after"), "\(late.complaints)")
        let replay = try await run("replay", "good.yml", "--seed", "2", "--filter", "job 1", "--trace", "line.html")
        #expect(replay.status == 0)
        #expect(replay.output.contains("job 1 (up web): completed"))
        #expect(folder.text(of: "line.html").hasPrefix("<!DOCTYPE html>"))
    }

    @Test func `a new scenario can be run as it is, and nothing is overwritten`() async throws {
        #expect(try await run("new", "fresh/first.yml").status == 0)
        #expect(try await run("run", "fresh/first.yml", "--limit", "2").status == 0)
        #expect(try await run("new", "fresh/first.yml").status == Exit.dataError)
        // The second of a folder is about the same deployment file; another's is left alone.
        #expect(try await run("new", "fresh/second.yml", "--title", "Another").status == 0)
        #expect(try await run("check", "fresh").output == "2 scenarios are valid\n")
        try folder.write("mine", to: "other/" + ScenarioTemplate.deploymentFile)
        #expect(try await run("new", "other/first.yml").status == Exit.dataError)
        #expect(folder.text(of: "other/" + ScenarioTemplate.deploymentFile) == "mine")
        for title in ["", " ", "a\nb"] {
            #expect(try await run("new", "fresh/third.yml", "--title", title).status == 2)
        }
        let list = try await run("list", "fresh")
        #expect(list.output.contains("A server dies"))
    }

    @Test func `a list holds nothing that steers a terminal`() async throws {
        try folder.write(
            scenario("").replacing("learn: Nothing.", with: #"learn: "one\e[31m\ntwo""#), to: "red.yml")
        let list = try await run("list", "red.yml")
        #expect(list.output == "red.yml\n  A test []\n  one\\u{1b}[31m\n  two\n")
    }

    @Test func `a sweep that is interrupted, or out of time, tells what it found`() async throws {
        try folder.write(scenario(""), to: "good.yml")
        let program = try Program.launch(
            ["run", "good.yml", "--seeds", "1..100000", "--json", "--junit", "part.xml"], in: folder, environment: [:],
            log: "log", program: Program.path(of: "overlord-sim"))
        // It is there before the first run, and what listens for signals before it.
        _ = try await eventually("a file") {
            FileManager.default.fileExists(atPath: folder.path + "/part.xml") ? true : nil
        }
        program.signal(SIGINT)
        #expect(await program.end() == 128 + SIGINT)
        let runs = try JSONReader.value(of: folder.text(of: "log.out"))["totals"]?["passed"]?.integer ?? 0
        #expect((1..<100_000).contains(runs))
        #expect(folder.text(of: "log.err") == "interrupted after \(runs) of 100000 runs\n")
        #expect(folder.text(of: "part.xml").contains("tests=\"\(runs)\""))

        let late = try await run("run", "good.yml", "--jobs", "1", "--budget", "0s")
        #expect(late.status == 0)
        #expect(late.complaints == "out of time after 1 of 3 runs\n")
    }

    @Test func `results can be read by other programs`() async throws {
        try folder.write(scenario(Self.wrong), to: "wrong.yml")
        let outcome = try await run("run", "wrong.yml", "--json", "--junit", "result.xml", "--jobs", "2")
        #expect(outcome.status == 1)
        let json = try JSONReader.value(of: Array(outcome.output.utf8))
        #expect(json["totals"]?["failed"] == 3)
        #expect(folder.text(of: "result.xml").contains("<testsuites"))
    }
}

/// The same story, however it is run.
@Suite struct `Runs repeat` {
    private static let files = `Scenario files`.files

    /// The trace hashes of the first seeds of every scenario, by file and seed, and the runs that did not end well.
    private static func sweep(jobs: Int) throws -> (hashes: [String: UInt64], failures: [String]) {
        let tasks = try files.flatMap { file in
            let scenario = try ScenarioFiles.load(path: "\(`Scenario files`.folder)/\(file)").scenario
            return scenario.seeds.prefix(2).map { SweepPool.SeedRun(file: file, scenario: scenario, seed: $0) }
        }
        let found = Collected()
        SweepPool.run(tasks, jobs: jobs) { task in
            World.run(task.scenario, seed: task.seed, traceCapacity: 1)
        } each: { task, result in
            let name = "\(task.file) --seed \(task.seed)"
            found.add(name, result.traceHash ^ result.scheduleHash)
            if result.isFailure { found.fail("\(name): \(Outcome.text(result.outcome))") }
            return true
        }
        return (found.hashes, found.failures)
    }

    @Test func `every scenario ends well and gives the same trace again, with one thread and with two`() async throws {
        let alone = try await OffPool.run { try Self.sweep(jobs: 1) }
        #expect(alone.failures == [])
        #expect(alone.hashes.count >= Self.files.count)
        #expect(try await OffPool.run { try Self.sweep(jobs: 2) }.hashes == alone.hashes)
    }
}

/// Results from several threads.
private final class Collected: Sendable {
    private struct State {
        var hashes: [String: UInt64] = [:]
        var failures: [String] = []
    }

    private let state = Mutex(State())

    func add(_ key: String, _ value: UInt64) { state.withLock { $0.hashes[key] = value } }
    func fail(_ text: String) { state.withLock { $0.failures.append(text) } }
    var hashes: [String: UInt64] { state.withLock { $0.hashes } }
    var failures: [String] { state.withLock { $0.failures.sorted() } }
}
