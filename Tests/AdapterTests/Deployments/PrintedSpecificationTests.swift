import Domain
import Foundation
import Testing

@testable import Adapters

/// What `print-spec` prints of every file that stands beside the tests: the files of the article, the examples of the
/// contract and those that 0.25 was recorded with. The expected texts have its order of keys, its defaults and its
/// converted sizes; `<FOLDER>` is the folder of the file.
@Suite struct `What is printed of a deployment file` {
    private static let variables = DeploymentFixtures.variables.merging([
        "VM": "vmtest", "CPU": "1", "MEM": "256M", "DISK": "10G", "VERSION": "14.2", "SWAP": "1G",
        "HOSTNAME": "vmtest",
    ]) { _, new in new }

    /// Paths of the deployment files, by the names of the expected texts.
    private static let files: [String: String] = {
        let all = FileManager.default.enumerator(atPath: DeploymentFixtures.root)?.compactMap { $0 as? String } ?? []
        let pairs = all.filter { $0.hasSuffix(".yml") }.map {
            (String($0.dropLast(4)).replacingOccurrences(of: "/", with: "-") + ".json", $0)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    private static let names: [String] = {
        let folder = DeploymentFixtures.path("printed")
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }()

    @Test func `is known of many`() {
        #expect(Self.names.count > 40)
        #expect(Self.names.allSatisfy { Self.files[$0] != nil })
    }

    @Test(arguments: names)
    func `is what 0.25 prints`(name: String) throws {
        let expected = try DeploymentFixtures.text("printed/\(name)")
        let file = try #require(Self.files[name])
        let (deployment, _) = try DeploymentFixtures.load(file, variables: Self.variables)
        let folder = (try #require(DeploymentFiles.realPath(DeploymentFixtures.path(file))) as NSString)
            .deletingLastPathComponent
        let printed = JSONWriter.text(of: .object(deployment.specification), layout: .indented) + "\n"
        #expect(printed.replacingOccurrences(of: folder, with: "<FOLDER>") == expected)
    }
}
