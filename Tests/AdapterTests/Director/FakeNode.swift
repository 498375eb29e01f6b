import Adapters
import Domain
import Foundation
import Testing

/// A node of one test: the fake AppJail and Director with a state of their own, and a folder for ours.
struct FakeNode {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/state", withIntermediateDirectories: true)
    }

    /// Runs a test on a new node and removes the node afterwards.
    static func with<Value>(_ test: (FakeNode) async throws -> Value) async throws -> Value {
        let node = try FakeNode()
        defer { node.folder.remove() }
        return try await test(node)
    }

    // MARK: The fakes

    private static let fakes = Bundle.module.bundlePath + "/Fakes"

    /// The environment of programs on this node.
    var environment: [String: String] {
        ["PATH": "\(Self.fakes):/usr/bin:/bin", "FAKE_STATE": "\(folder.path)/state", "HOME": folder.path]
    }

    /// Says what the fakes do, as README of the fakes describes `fake.json`.
    func behave(_ json: String) throws { try folder.write("state/fake.json", json) }

    func jailsFolder(_ rest: String = "") -> String { "\(folder.path)/state/jails\(rest)" }
    func project(_ name: String, _ file: String) -> String? { folder.read("state/director/projects/\(name)/\(file)") }
    func lock(of project: String) -> String { "state/director/locks/\(project)/lock" }

    /// The argument vectors of the calls of a program so far, in the order in which they began.
    func calls(of program: String) throws -> [[String]] {
        try journal().filter { $0["program"]?.string == program && $0["event"] == "start" }.map { line in
            line["argv"]?.array?.compactMap(\.string) ?? []
        }
    }

    /// The process of the last call of a program that has not ended.
    func process(of program: String) throws -> Int32? {
        let journal = try journal().filter { $0["program"]?.string == program }
        let ended = journal.filter { $0["event"] == "end" }.compactMap { $0["pid"]?.integer }
        return journal.compactMap { $0["pid"]?.integer }.last { !ended.contains($0) }.map { Int32($0) }
    }

    private func journal() throws -> [JSONValue] {
        let lines = (folder.read("state/calls.jsonl") ?? "").split(separator: "\n")
        // The last line may be half written.
        return lines.compactMap { try? JSONReader.value(of: String($0)) }
    }

    // MARK: Ours

    static let tool = ((Bundle.module.bundlePath as NSString).deletingLastPathComponent) + "/run-job-tool"

    var runs: String { "\(folder.path)/runs" }

    func runner(
        environment more: [String: String] = [:], program: String = FakeNode.tool, grace: Duration = .seconds(3),
        outputLimit: Int = 1 << 20
    ) -> DetachedRunner {
        DetachedRunner(
            .init(
                folder: runs, program: program, environment: environment.merging(more) { $1 }, grace: grace,
                describeLimit: .seconds(30), outputLimit: outputLimit))
    }

    func programs(environment more: [String: String] = [:], limit: Duration = .seconds(60)) throws -> HostPrograms {
        try HostPrograms(
            environment: environment.merging(more) { $1 }, emptyFolder: "\(folder.path)/empty", timeLimit: limit)
    }

    func director(
        environment more: [String: String] = [:],
        isRunnerBusy: @escaping @Sendable (ProjectName) -> Bool = { _ in false }
    ) throws -> DirectorHost {
        DirectorHost(
            folders: .init(
                projects: "\(folder.path)/state/director/projects", locks: "\(folder.path)/state/director/locks"),
            programs: try programs(environment: more), isRunnerBusy: isRunnerBusy)
    }
}

/// A Director file with one service a name, each in a jail of that name.
func directorFile(_ services: String...) -> String {
    "services:\n" + services.map { "  \($0):\n    name: \($0)\n    makejail: Makejail\n" }.joined()
}

func runOrder(
    _ steps: [DirectorStep], job: Int = 1, attempt: Int = 1, project: String = "web", file: String? = nil,
    environment: [(String, String)] = [], limit: Duration? = .seconds(60)
) throws -> RunOrder {
    RunOrder(
        ticket: RunTicket(job: JobID(job), attempt: attempt, project: try #require(ProjectName(project))), steps: steps,
        directorFile: file, environment: environment.map { .init(name: $0.0, value: $0.1) }, timeLimit: limit)
}

extension RunObservation {
    /// The outcome of a run that has ended.
    var outcome: RunOutcome? { if case .ended(let outcome) = self { outcome } else { nil } }
}

extension RunOutcome {
    /// What `describe` said at the end.
    var description: ProjectDescription? {
        self[.describe].flatMap { ProjectDescription(directorOutput: $0.output) }
    }
}
