import Domain
import Foundation
import Testing

@testable import Adapters

/// Tests that run the server itself over the fake AppJail and Director: one at a time, since each keeps the machine
/// busy.
@Suite("The server over AppJail and Director", .serialized) struct RealNodeTests {}

/// A server in a process of its own, over the fake AppJail and Director, in a folder of its own.
actor RealNode {
    struct Settings: Sendable {
        /// `max_watch_commands`.
        var parallelJobs = 4
        /// `execution_time` in seconds.
        var executionTime = 600
        /// `stop_grace` in seconds.
        var stopGrace = 1
        /// Whether AppJail and Director can be found.
        var hasPrograms = true
        /// How many files it may have open; `nil` for as many as this process.
        var descriptors: Int?
    }

    struct Answer: Sendable {
        let status: Int
        let json: JSONValue?
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let folder: String
    private let settings: Settings
    private let client = CurlClient()
    private var process: pid_t?
    private(set) var port = 0

    /// The token of the example in the HTTP contract, section 5.2, whose key is the bytes 0 to 63.
    private static let token = [
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJtZXRhZGF0YSI6eyJvdmVybG9yZC52ZXJzaW9uIjoiMC4yNS4wIn0sInJhbmRvbV9jaHVuayI6IjAwMTEyMjMzNDQ1NTY2NzcifQ",
        "g1vcs34ZIAda7n2_em_3nJ3Cd3Ag3L37zvDswdrvA9s",
    ].joined(separator: ".")

    private static let fakes =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("AdapterTests/Fakes").path

    private static let program =
        Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("overlord").path

    /// Runs a test on a new node that serves, and removes the node and everything that it started afterwards.
    static func with<Value: Sendable>(
        _ settings: Settings = Settings(), behaviour: String = "{}", _ test: (RealNode) async throws -> Value
    ) async throws -> Value {
        let node = try RealNode(settings)
        do {
            try node.behave(behaviour)
            try await node.start()
            let value = try await test(node)
            await node.remove()
            return value
        } catch {
            await node.remove()
            throw error
        }
    }

    private init(_ settings: Settings) throws {
        self.settings = settings
        folder = FileManager.default.temporaryDirectory.path + "/overlord-node-\(UUID().uuidString)"
        let fake = folder + "/fake"
        for path in [folder, fake, folder + "/home"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        try AtomicFile.write(Array(0..<64), to: folder + "/keyfile", mode: 0o400)
        let configuration = """
            secret_keyfile: '\(folder)/keyfile'
            state: '\(folder)/state'
            metadata:
              location: '\(folder)/metadata'
              namespaces: '\(folder)/namespaces'
            director:
              logs: '\(fake)/director/logs'
              projects: '\(fake)/director/projects'
              locks: '\(fake)/director/locks'
            appjail:
              jails: '\(fake)/jails'
              logs: '\(fake)/appjail/logs'
            polling:
              jails: 1
              projects: 1
              jail_stats: 60
              skew: [0, 0]
            max_watch_commands: \(settings.parallelJobs)
            execution_time: \(settings.executionTime)
            stop_grace: \(settings.stopGrace)
            """
        try AtomicFile.write(Array(configuration.utf8), to: folder + "/overlord.yml", mode: 0o600)
    }

    // MARK: Its life

    /// The environment of the server, and so of everything that it starts.
    nonisolated var environment: [String: String] {
        [
            "PATH": (settings.hasPrograms ? Self.fakes + ":" : "") + "/usr/bin:/bin",
            "FAKE_STATE": folder + "/fake", "HOME": folder + "/home", "OVERLORD_CONFIG": folder + "/overlord.yml",
        ]
    }

    /// Starts the server and waits until it listens.
    func start() async throws {
        let file = portFile
        if FileManager.default.fileExists(atPath: file) { try FileManager.default.removeItem(atPath: file) }
        let server = try launch(portFile: file, log: folder + "/log")
        process = server
        try await Self.wait {
            if let status = Self.endStatus(of: server) {
                throw Failure(description: "the server ended with status \(status):\n\(log)")
            }
            return FileManager.default.fileExists(atPath: file)
        }
        let written = (text(of: file) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        port = try #require(Int(written))
    }

    /// Starts one more server on the same state and waits for its end.
    ///
    /// - Returns: Its exit status and what it complained of.
    func startAnother() async throws -> (status: Int32?, complaint: String) {
        let log = folder + "/other-log"
        let server = try launch(portFile: folder + "/other-port", log: log)
        await ChildProcess.waitForExit(of: server)
        return (ChildProcess.reap(server), text(of: log) ?? "")
    }

    private var portFile: String { folder + "/port" }

    private func launch(portFile: String, log: String) throws -> pid_t {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        let errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { for descriptor in [null, errors] where descriptor >= 0 { close(descriptor) } }
        guard null >= 0, errors >= 0 else { throw Failure(description: "open: \(errno)") }
        var (program, arguments) = (
            Self.program, ["serve", "--listen", "127.0.0.1", "--port", "0", "--port-file", portFile]
        )
        if let descriptors = settings.descriptors {
            arguments = ["-c", "ulimit -n \(descriptors) && exec \"$0\" \"$@\"", program] + arguments
            program = "/bin/sh"
        }
        return try DetachedProcess.start(
            program, arguments, environment: environment,
            descriptors: .init(input: null, output: null, errorOutput: errors))
    }

    /// Sends the server a signal and waits for its end. What it has started is left alone.
    ///
    /// - Returns: Its exit status, 128 plus the signal when that ended it.
    @discardableResult
    func end(_ signal: Int32) async -> Int32? {
        guard let server = process else { return nil }
        process = nil
        kill(server, signal)
        await ChildProcess.waitForExit(of: server)
        return ChildProcess.reap(server)
    }

    private static func endStatus(of process: pid_t) -> Int32? {
        var status: Int32 = 0
        return waitpid(process, &status, WNOHANG) == process ? status : nil
    }

    /// Ends the server and everything that it started, and removes the folder.
    private func remove() async {
        await end(SIGKILL)
        await client.shutDown(grace: .zero)
        do {
            // A runner ends soon after the Director that it waits for.
            let programs = try HostPrograms(
                environment: ["PATH": "/usr/bin:/bin"], emptyFolder: folder + "/empty", timeLimit: .seconds(60))
            if let processes = await ProcessList.current(programs) {
                for call in calls() where call.end == nil && processes.isDirector(call.process) {
                    kill(call.process, SIGKILL)
                }
            }
            let locks = RunLocks(folder: folder + "/state/runs/locks")
            try await Self.wait { try locks.sweep().isEmpty }
            // A look at the jails that the server had under way may write into the folder for a moment more.
            var failure: (any Error)?
            for _ in 0..<100 {
                do {
                    try FileManager.default.removeItem(atPath: folder)
                    return
                } catch {
                    failure = error
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            if let failure { throw failure }
        } catch {
            Issue.record("the node could not be removed: \(error)")
        }
    }

    /// What the server wrote to its log, over all its lives.
    nonisolated var log: String { text(of: folder + "/log") ?? "" }

    // MARK: Requests

    /// - Parameter body: Sent as JSON.
    func call(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws(PeerFailure) -> Answer {
        var headers = [HTTPExchange.Header("Authentication", "Bearer " + Self.token)]
        if body != nil { headers.append(HTTPExchange.Header("Content-Type", "application/json")) }
        let response = try await client.send(
            HTTPExchange.Request(
                method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers,
                body: body.map { JSONWriter.bytes(of: $0) }))
        let text = String(decoding: response.body, as: UTF8.self)
        return Answer(status: response.status, json: JSONReader.valueIfWellFormed(text))
    }

    /// Submits a job.
    ///
    /// - Returns: Its number.
    func submit(_ work: String, _ project: String, _ body: JSONValue? = nil) async throws -> Int {
        let answer = try await call("POST", "/v1/project/\(work)/\(project)", body)
        try #require(answer.status == 200, "\(work) of \(project): \(answer)")
        return try #require(answer.json?["job_id"]?.integer)
    }

    /// Submits the `up` of a project with one service, whose jail has the name of the project.
    func up(_ project: String) async throws -> Int {
        try await submit("up", project, Self.upBody(project))
    }

    static func upBody(_ project: String) -> JSONValue {
        ["director_file": .string(directorFile(jail: project))]
    }

    static func directorFile(jail: String) -> String {
        "services:\n  web:\n    name: \(jail)\n    makejail: Makejail\n"
    }

    func info(_ project: String) async throws -> JSONValue? {
        try await call("GET", "/v1/project/info/\(project)").json?["info"]
    }

    /// The record of a job in `info`, once it has ended.
    func record(_ kind: String = "up", of job: Int, _ project: String) async throws -> JSONValue {
        var found: JSONValue?
        try await Self.wait {
            let record = try await info(project)?[kind]
            guard record?["job_id"]?.integer == job, record?["operation"] != "RUNNING" else { return false }
            found = record
            return true
        }
        return try #require(found)
    }

    // MARK: What is stored

    /// What the state says of a job now; read beside the server.
    nonisolated func summary(of job: Int) throws -> JobSummary? {
        let connection = try SQLiteConnection(path: folder + "/state/state.db", readOnly: true)
        return try JobTable(connection: connection).summary(of: JobID(job))
    }

    /// How a job ended, once it has.
    nonisolated func end(of job: Int) async throws -> JobEnd {
        var found: JobEnd?
        try await Self.wait {
            guard case .ended(let end)? = try summary(of: job)?.state else { return false }
            found = end
            return true
        }
        return try #require(found)
    }

    /// The state of every job that was ever stored, by number.
    nonisolated func jobStates() throws -> [Int: String] {
        let connection = try SQLiteConnection(path: folder + "/state/state.db", readOnly: true)
        let rows = try connection.rows("SELECT id, state FROM job") { row throws(StorageFailure) in
            (Int(row.integer(0)), try row.text(1) ?? "")
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    // MARK: The fakes

    /// Says what the fakes do, as their README describes `fake.json`.
    nonisolated func behave(_ json: String) throws {
        try AtomicFile.write(Array(json.utf8), to: folder + "/fake/fake.json", mode: 0o600)
    }

    /// Whether Director has this file of a project.
    nonisolated func hasProjectFile(_ project: String, _ file: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/fake/director/projects/\(project)/\(file)")
    }

    /// Whether Director's lock of a project is there.
    nonisolated func isLocked(_ project: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/fake/director/locks/\(project)/lock")
    }

    /// Waits until Director builds a project and would end in order if it were told to.
    nonisolated func building(_ project: String) async throws {
        try await Self.wait { hasProjectFile(project, "last_log") }
    }

    /// The Director file that an attempt at a job is run with.
    nonisolated func directorFilePath(of job: Int, attempt: Int = 1) -> String {
        "\(folder)/state/runs/\(job)-\(attempt)/appjail-director.yml"
    }

    /// The calls of the fakes so far, in the order in which they began.
    nonisolated func calls() -> [FakeCall] { FakeCall.read(text(of: folder + "/fake/calls.jsonl") ?? "") }

    /// The calls of Director for a project.
    nonisolated func directorCalls(_ project: String) -> [FakeCall] {
        calls().filter { $0.program == "appjail-director" && $0.arguments.last == project }
    }

    private nonisolated func text(of path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension RealNode {
    /// Waits until something that another process brings about is so; gives up after minutes.
    static func wait(
        isolation: isolated (any Actor)? = #isolation, until condition: () async throws -> Bool
    ) async throws {
        for _ in 0..<12_000 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure(description: "what was waited for did not happen")
    }
}
