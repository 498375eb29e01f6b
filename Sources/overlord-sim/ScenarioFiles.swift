internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Simulator

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

    /// The scenario files that arguments mean: files as they are, and of folders all that end in `.yml` or `.yaml`, but
    /// for those in folders called `deployments`.
    static func find(_ paths: [String]) throws -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                Console.complain("\(path): there is no such file or folder")
                throw ExitCode(Exit.noInput)
            }
            guard isFolder.boolValue else {
                files.append(path)
                continue
            }
            let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
            for name in names where name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
                guard !name.split(separator: "/").contains("deployments") else { continue }
                files.append((path as NSString).appendingPathComponent(name))
            }
        }
        if files.isEmpty {
            Console.complain("there is no scenario in \(paths.joined(separator: ", "))")
            throw ExitCode(Exit.noInput)
        }
        return files
    }

    /// Reads all of them and reports all their mistakes at once.
    static func loadAll(_ paths: [String]) throws -> [(file: String, scenario: Scenario)] {
        var loaded: [(file: String, scenario: Scenario)] = []
        var mistakes: [Diagnostic] = []
        for file in try find(paths) {
            do throws(DiagnosticList) {
                let (scenario, warnings) = try load(path: file)
                if !warnings.isEmpty { Console.complain(warnings) }
                loaded.append((file, scenario))
            } catch {
                mistakes += error.diagnostics
            }
        }
        guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
        return loaded
    }
}
