import Domain
import Foundation
import Testing

/// Neighbours that do not answer.
struct SilenceTests {
    private static let listing = "kind: readOnly\ndeployIn: {labels: [all]}\n"

    private func run(_ arguments: [String], file: String, tree: Tree) async throws -> Program.Outcome {
        let folder = try TemporaryFolder()
        let path = try folder.write(try await tree.datacenter() + "\n" + file, to: "file.yml")
        return try await Program.run([arguments[0], "-f", path] + arguments.dropFirst(), in: folder)
    }

    @Test func `a chain that stays quiet costs the first listing a time-out and the next none`() async throws {
        let hole = try BlackHole()
        let tree = try await Tree.start(
            Tree.Shape(
                name: "main", settings: "autodisable: {interval: 600}",
                strangers: {
                    """
                      hole:
                        entrypoint: http://127.0.0.1:\(hole.port)
                        access_token: anything
                        read_timeout: 2
                        connect_timeout: 1

                    """
                }, children: [Tree.Shape(name: "alpha")]))
        let first = try await run(["get-info", "-t", "chains"], file: Self.listing, tree: tree)
        #expect(first.status == Exit.unavailable)
        #expect(first.output.contains("chain: alpha"))
        let afterFirst = hole.connections
        // Its chains and its labels were asked for, at the same time.
        #expect(afterFirst == 2)
        let second = try await run(["get-info", "-t", "chains"], file: Self.listing, tree: tree)
        #expect(second.status == Exit.ok, "\(second.complaints)")
        #expect(second.output.contains("chain: alpha") && !second.output.contains("hole"))
        // Refused without trying, also to those who ask for it by name.
        let refused = try await tree.caller().get("/v1/chain/hole/ping")
        #expect(refused.status == 503 && refused["error"] == "UnavailableChain")
        #expect(hole.connections == afterFirst)
        await tree.stop()
    }

    @Test func `what cannot be reached is said, and the rest is done`() async throws {
        let tree = try await Tree.start(
            Tree.Shape(
                name: "main", settings: "autodisable: {enabled: off}",
                strangers: {
                    "  gone:\n    entrypoint: http://127.0.0.1:\(try deadPort())\n    access_token: anything\n"
                }, children: [Tree.Shape(name: "alpha")]))
        let file = "kind: metadata\ndeployIn: {labels: [all]}\nmetadata: {motd: hello}\n"
        let applied = try await run(["apply"], file: file, tree: tree)
        #expect(applied.status == Exit.unavailable)
        #expect(applied.complaints.contains("gone"))
        let caller = try await tree.caller()
        #expect(try await caller.get("/v1/metadata/motd")["metadata"] == "hello")
        #expect(try await caller.get("/v1/chain/alpha/metadata/motd")["metadata"] == "hello")
        #expect(try await run(["destroy"], file: file, tree: tree).status == Exit.unavailable)
        #expect(try await caller.get("/v1/metadata/motd").status == 404)
        await tree.stop()

        // And now nobody at all.
        #expect(try await run(["apply"], file: file, tree: tree).status == Exit.unavailable)
        #expect(try await run(["get-info", "-t", "chains"], file: file, tree: tree).status == Exit.unavailable)
    }
}
