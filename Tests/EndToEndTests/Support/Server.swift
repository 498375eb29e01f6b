import Adapters
import Domain
import Foundation
import TestSupport

/// A server of the program, over modelled jails, in a process and folder of its own.
actor Server {
    struct Failure: Error, CustomStringConvertible { let description: String }

    nonisolated let name: String
    /// Its configuration, key, sandbox and log.
    nonisolated let folder: TemporaryFolder
    private var process: ChildProgram?
    /// Where it listens. It keeps the port when it is started again.
    private(set) var port = 0

    /// - Parameters:
    ///   - settings: The text of its `overlord.yml`, beside the place of its key.
    ///   - behaviour: How its modelled host behaves, in the form of `behaviour.json`.
    init(_ name: String, settings: String = "", behaviour: String = Server.quick) throws {
        self.name = name
        folder = try TemporaryFolder()
        try folder.write(settings + "\nsecret_keyfile: \(folder.path)/keyfile\n", to: "overlord.yml")
        try folder.write(behaviour, to: "sandbox/behaviour.json")
    }

    /// A host that takes next to no time for anything, and on which the project `refused` fails.
    static let quick = #"""
        {
          "defaults": {"up_seconds": 0.05, "down_seconds": 0, "call_seconds": 0},
          "projects": {"refused": {"up": "fail"}}
        }
        """#

    /// Starts it and waits until it listens.
    func start() async throws {
        let portFile = folder.path + "/port"
        if FileManager.default.fileExists(atPath: portFile) { try FileManager.default.removeItem(atPath: portFile) }
        let process = try Program.launch(
            [
                "serve", "--sandbox", folder.path + "/sandbox", "--listen", "127.0.0.1", "--port", "\(port)",
                "--port-file", portFile,
            ], in: folder, environment: ["OVERLORD_CONFIG": folder.path + "/overlord.yml"], log: "server")
        self.process = process
        let found = try await eventually("\(name) to listen, but: \(log)") {
            Int(folder.text(of: "port").trimmingCharacters(in: .whitespacesAndNewlines))
        }
        port = found
    }

    /// Ends it and waits for its end. The folder stays, for another start.
    ///
    /// - Returns: Its exit status; `nil` when it does not run.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM) async -> Int32? {
        guard let process else { return nil }
        self.process = nil
        process.signal(signal)
        return await process.end()
    }

    /// Sends it a signal that it lives on with.
    func signal(_ number: Int32) { process?.signal(number) }

    /// What it has written to standard error and standard output so far.
    nonisolated var log: String { folder.text(of: "server.err") + folder.text(of: "server.out") }

    /// What signs its tokens.
    nonisolated func authenticator() throws -> HMACAuthenticator {
        HMACAuthenticator(try KeyFile(path: folder.path + "/keyfile").obtain().secret)
    }

    /// A token for it; of an administrator unless said.
    nonisolated func token(_ claims: TokenClaims = TokenClaims(), expires: WallTime? = nil) throws -> String {
        Token.issue(
            metadata: [], randomChunk: .random(in: .min ... .max), expires: expires, claims: claims,
            with: try authenticator())
    }

    /// The section `chains` entry of a server above this one.
    func entry(as name: String? = nil) throws -> String {
        """
          \(name ?? self.name):
            entrypoint: http://127.0.0.1:\(port)
            access_token: \(try token())

        """
    }

    /// Somebody who asks it, with a token.
    func caller(_ claims: TokenClaims = TokenClaims()) throws -> Caller {
        Caller(port: port, token: try token(claims))
    }
}

/// Asks again and again until there is an answer.
///
/// - Parameter what: What is waited for, for the failure that is thrown when it does not come for a long time.
func eventually<Value: Sendable>(
    _ what: @autoclosure () -> String, isolation: isolated (any Actor)? = #isolation,
    _ question: () async throws -> Value?
) async throws -> Value {
    // Far beyond what anything here takes, also on a busy machine: it only ends what would never end.
    for _ in 0..<2400 {
        if let value = try await question() { return value }
        try await Task.sleep(for: .milliseconds(25))
    }
    throw Server.Failure(description: "waited in vain for " + what())
}
