import Domain
import Testing

/// Servers that know each other.
struct Tree: Sendable {
    /// What a suite shares, while its tests run.
    @TaskLocal static var current: Tree?

    /// One server and those below it.
    struct Shape: Sendable {
        let name: String
        var labels = "all"
        /// More lines of its configuration.
        var settings = ""
        var behaviour = Server.quick
        /// More entries of `chains`, for neighbours that are no servers of ours.
        var strangers: @Sendable () throws -> String = { "" }
        var children: [Shape] = []
    }

    private let servers: [String: Server]

    /// Starts the servers, those below first.
    static func start(_ shape: Shape) async throws -> Tree {
        var servers: [String: Server] = [:]
        do {
            _ = try await start(shape, into: &servers)
        } catch {
            await Tree(servers: servers).stop()
            throw error
        }
        return Tree(servers: servers)
    }

    private static func start(_ shape: Shape, into servers: inout [String: Server]) async throws -> Server {
        var chains = try shape.strangers()
        for child in shape.children { chains += try await start(child, into: &servers).entry() }
        let server = try Server(
            shape.name,
            settings: "labels: [\(shape.labels)]\n\(shape.settings)\n" + (chains.isEmpty ? "" : "chains:\n\(chains)"),
            behaviour: shape.behaviour)
        servers[shape.name] = server
        try await server.start()
        return server
    }

    func stop() async {
        for name in servers.keys.sorted() { await servers[name]?.stop() }
    }

    subscript(name: String) -> Server {
        get throws { try #require(servers[name], "there is no server '\(name)'") }
    }

    /// Somebody who asks one of the servers.
    func caller(_ name: String = "main", _ claims: TokenClaims = TokenClaims()) async throws -> Caller {
        try await self[name].caller(claims)
    }

    /// The data centre of a deployment file.
    func datacenter(_ name: String = "main", limits: String = "") async throws -> String {
        """
        datacenters:
          main:
            entrypoint: http://127.0.0.1:\(try await self[name].port)
            access_token: \(try self[name].token())
        \(limits)
        """
    }
}

/// Starts a tree before the first test of a suite and stops it after the last.
struct TreeTrait: SuiteTrait, TestScoping {
    let shape: Tree.Shape

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let tree = try await Tree.start(shape)
        do {
            try await Tree.$current.withValue(tree) { try await function() }
        } catch {
            await tree.stop()
            throw error
        }
        await tree.stop()
    }
}

extension SuiteTrait where Self == TreeTrait {
    static func tree(_ shape: Tree.Shape) -> TreeTrait { TreeTrait(shape: shape) }
}
