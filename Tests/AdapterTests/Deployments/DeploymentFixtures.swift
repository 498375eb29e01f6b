import Domain
import Foundation
import Testing

@testable import Adapters

/// Deployment files that stand beside the tests.
enum DeploymentFixtures {
    static let root = (#filePath as NSString).deletingLastPathComponent + "/Files"

    static func path(_ name: String) -> String { root + "/" + name }

    static func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
    }

    /// What the contract's examples and the transcripts of 0.25 were made with.
    static let variables = [
        "ENTRYPOINT": "http://127.0.0.1:26881", "TOKEN": "<TOKEN>", "SHOP_TOKEN": "s", "DST": "provider",
    ]

    static func load(
        _ name: String, variables: [String: String] = variables
    ) throws -> (deployment: Deployment, warnings: [Diagnostic]) {
        try DeploymentFiles.load(path: path(name)) { variables[$0] }
    }

    struct WrongKind: Error {
        let kind: String
    }

    /// The content of a deployment of kind `vmJail`.
    static func machine(of deployment: Deployment) throws -> VirtualMachineDeployment {
        guard case .vmJail(let machine) = deployment.content else { throw WrongKind(kind: deployment.kind) }
        return machine
    }

    /// The head of a file that is right, to be followed by the keys of its kind.
    static let head = """
        datacenters:
          main:
            entrypoint: 'http://127.0.0.1:8888'
            access_token: 'TOKEN'
        deployIn:
          labels: [web]

        """

    /// Loads a text as `app.yml` of a folder of its own.
    static func load(
        text: String, include: [String: String] = [:], variables: [String: String] = [:]
    ) throws -> (deployment: Deployment, warnings: [Diagnostic]) {
        let folder = try DocumentFolder()
        for (name, content) in include { try folder.write(content, to: name) }
        let path = try folder.write(text, to: "app.yml")
        return try DeploymentFiles.load(path: path) { variables[$0] }
    }

    /// The diagnostics of a text that is wrong, their file names without the folder.
    static func mistakes(
        of text: String, include: [String: String] = [:], variables: [String: String] = [:]
    ) throws -> [Diagnostic] {
        do {
            let (_, warnings) = try load(text: text, include: include, variables: variables)
            Issue.record("the file was accepted, with \(warnings)")
            return []
        } catch let list as DiagnosticList {
            return list.diagnostics
        }
    }
}
