import Adapters
import Domain
import Foundation
import Testing

/// `overlord check-config`.
struct CheckConfigTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func check(
        _ arguments: [String] = [], environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        try await Program.run(["check-config"] + arguments, in: folder, environment: environment)
    }

    @Test func `without a file the defaults are right`() async throws {
        let outcome = try await check()
        #expect(outcome.status == Exit.ok)
        #expect(outcome.output == "There is no file; the defaults hold.\n")
    }

    @Test func `everything that is wrong is said at once, with status 78`() async throws {
        try folder.write("port: 0\nlabels: [A]\nmemcache: {}\nsurplus: 1\n", to: ".overlord.yml")
        let outcome = try await check()
        #expect(outcome.status == Exit.configuration)
        #expect(outcome.output.isEmpty)
        for place in ["1:7: error", "2:10: error", "3:1: warning", "4:1: error"] {
            #expect(outcome.complaints.contains(".overlord.yml:\(place)"), "\(outcome.complaints)")
        }
    }

    @Test func `warnings and notes are no mistakes`() async throws {
        let path = try folder.write(
            "memcache: {}\nsecret_key: 0123456789abcdef0123456789abcdef\nstate: \(folder.path)/gone\n", to: "a.yml")
        let outcome = try await check([path])
        #expect(outcome.status == Exit.ok)
        #expect(outcome.output == "\(path) is right.\n")
        #expect(outcome.complaints.contains("warning: 'memcache' has no effect"))
        #expect(outcome.complaints.contains("machine: note: '\(folder.path)/gone' does not exist"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/gone"))
    }

    @Test func `what the machine lacks is wrong too`() async throws {
        let path = try folder.write("tls: {keyfile: /gone/key, certfile: /gone/cert}\n", to: "a.yml")
        let outcome = try await check([path])
        #expect(outcome.status == Exit.configuration)
        #expect(outcome.complaints.contains("machine: error: there is no file '/gone/key' (tls.keyfile)"))
        #expect(outcome.complaints.contains("machine: error: there is no file '/gone/cert' (tls.certfile)"))
    }

    @Test func `the file is found as serve finds it, and a name that leads nowhere is wrong`() async throws {
        try folder.write("port: 0\n", to: ".overlord.yml")
        let good = try folder.write("port: 1\n", to: "good.yml")
        #expect(try await check().status == Exit.configuration)
        #expect(try await check(environment: ["OVERLORD_CONFIG": good]).status == Exit.ok)
        #expect(try await check([".overlord.yml"], environment: ["OVERLORD_CONFIG": good]).status == Exit.configuration)
        #expect(try await check([good + "x"]).status == Exit.configuration)
        #expect(try await check(environment: ["OVERLORD_CONFIG": good + "x"]).status == Exit.configuration)
    }

    @Test func `the same for programs, in both forms`() async throws {
        let path = try folder.write("port: 0\nsecret_key: [s3cr3t]\n", to: "a.yml")
        let outcome = try await check(["--output", "json", path])
        #expect(outcome.status == Exit.configuration)
        // What people read is on standard error whatever the form.
        #expect(outcome.complaints.contains(":1:7: error: "))
        #expect(!(outcome.output + outcome.complaints).contains("s3cr3t"))
        let report = try JSONReader.value(of: outcome.output)
        #expect(report["version"] == 1 && report["command"] == "check-config")
        let yaml = try await check(["--output", "yaml", path])
        #expect(yaml.status == Exit.configuration)
        #expect(YAMLReader.examine(text: yaml.output, file: "output", environment: .keep).document?.json == report)
        #expect(report["valid"] == false)
        #expect(report["file"] == .string(path))
        let findings = try #require(report["findings"]?.array)
        #expect(findings.map { $0["setting"]?.string } == ["port", "secret_key"])
        #expect(findings.first?["line"] == 1 && findings.first?["column"] == 7)
        #expect(findings.first?["severity"] == "error" && findings.first?["found"] == "0")
        let right = try await check(["--output", "json"])
        #expect(right.status == Exit.ok)
        #expect(try JSONReader.value(of: right.output)["valid"] == true)
        #expect(try JSONReader.value(of: right.output)["machine"]?.array?.isEmpty == false)
    }

    @Test func `print-config prints the settings of its own with --all only`() async throws {
        let plain = try await Program.run(["print-config"], in: folder)
        let all = try await Program.run(["print-config", "--all"], in: folder)
        #expect(try JSONReader.value(of: plain.output)["log"] == nil)
        #expect(try JSONReader.value(of: all.output)["log"]?["level"] == "info")
    }
}
