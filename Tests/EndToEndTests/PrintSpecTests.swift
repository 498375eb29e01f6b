import Domain
import Foundation
import Testing

/// `print-spec` with the files that 0.25 was recorded with: what it prints, and what it ends with.
struct PrintSpecTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("AdapterTests/Deployments/Files/specs").path

    private func print(_ file: String) async throws -> Program.Outcome {
        try await Program.run(
            ["print-spec", "-f", "\(Self.folder)/\(file)"], in: try TemporaryFolder(),
            environment: ["ENTRYPOINT": "http://127.0.0.1:26881", "TOKEN": "<TOKEN>"])
    }

    @Test(arguments: ["metadata", "scaled"])
    func `a file that is right is printed as recorded`(name: String) async throws {
        let outcome = try await print(name + ".yml")
        #expect(outcome.status == Exit.ok)
        #expect(outcome.output == (try String(contentsOfFile: "\(Self.folder)/\(name).json", encoding: .utf8)))
        // A mode that stands there in decimal is a warning, and no more.
        #expect(!outcome.complaints.contains("error:"), "\(outcome.complaints)")
    }

    @Test(arguments: [("", "''"), ("-", "-"), ("none.yml", "none.yml"), ("none/x.yml", "none/x.yml")])
    func `a file that is not there has no place in it`(file: String, name: String) async throws {
        let outcome = try await Program.run(["print-spec", "-f", file], in: try TemporaryFolder())
        #expect(outcome.status == Exit.software)
        let message = file.isEmpty ? "the name of the file is empty" : "there is no such file"
        #expect(outcome.complaints.hasPrefix("\(name): error: \(message)\n"), "\(outcome.complaints)")
        #expect(!outcome.complaints.contains("NS"))
    }

    @Test func `a folder of the name of the variable file stands in nobody's way`() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/.env", withIntermediateDirectories: false)
        let outcome = try await Program.run(
            ["print-spec", "-f", "\(Self.folder)/metadata.yml"], in: folder,
            environment: ["ENTRYPOINT": "http://127.0.0.1:26881", "TOKEN": "<TOKEN>"])
        #expect(outcome.status == Exit.ok, "\(outcome.complaints)")
    }

    @Test(arguments: [
        ("missing.yml", "there is no such file"), ("empty.yml", "the file holds no deployment"),
        ("bad-yaml.yml", "is not closed"), ("bad-parameter.yml", "unknown key 'colour'"),
        ("bad-type.yml", "an integer cannot stand here"), ("metadata-badkey.yml", "this is not a metadata key"),
        ("no-deployin.yml", "the required key 'deployIn' is missing"), ("bad-kind.yml", "unknown kind 'nothing'"),
    ])
    func `a file that is wrong prints nothing, and ends with the status of 0.25`(
        file: String, complaint: String
    ) async throws {
        let outcome = try await print(file)
        #expect(outcome.status == Exit.software)
        #expect(outcome.output == "")
        #expect(outcome.complaints.contains(complaint), "\(outcome.complaints)")
    }
}
