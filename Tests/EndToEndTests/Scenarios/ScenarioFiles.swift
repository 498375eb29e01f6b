import Adapters
import Domain
import Foundation
import Simulator

/// Scenario files on disk.
enum ScenarioFiles {
    private static let largest = 4 << 20

    /// Deployment files that users have may name these; nothing else of the environment is seen, so that a scenario runs
    /// the same everywhere.
    private static let variables = ["ENTRYPOINT": "http://root:8888", "TOKEN": "simulated"]

    /// Reads and judges a scenario file and the deployment files that it names, relative to itself.
    ///
    /// - Parameter path: The file as the user named it, which is also its name in diagnostics.
    /// - Throws: All mistakes of all these files.
    static func load(path: String) throws(DiagnosticList) -> (scenario: Scenario, warnings: [Diagnostic]) {
        let text = try TextFile.read(path: path, limit: largest)
        let (document, findings) = YAMLReader.examine(text: text, file: path, environment: .refuse)
        // An empty document with an error is no YAML at all; there is nothing more to judge.
        if document == nil, findings.contains(where: { $0.severity == .error }) { throw DiagnosticList(findings) }
        let folder = (path as NSString).deletingLastPathComponent
        return try ScenarioDecoder.decode(
            document, file: path,
            deployments: { file in
                let path = file.hasPrefix("/") || folder.isEmpty ? file : "\(folder)/\(file)"
                do throws(DiagnosticList) {
                    return .success(try DeploymentFiles.load(path: path) { variables[$0] }.deployment)
                } catch {
                    return .failure(error)
                }
            }, findings: findings)
    }
}
