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
