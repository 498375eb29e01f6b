import Domain
import Foundation
import TestSupport
import Testing

/// A tree over real sockets: main → alpha → (bravo, charlie → delta), asked by its API and with the client.
@Suite(.serialized, .tree(WholeTree.shape))
struct TreeTests {
    private func tree() throws -> Tree { try #require(Tree.current) }

    /// Runs the client on a deployment file.
    private func run(
        _ arguments: String..., file: String, tree: Tree, limits: String = ""
    ) async throws -> Program.Outcome {
        let folder = try TemporaryFolder()
        let path = try folder.write(try await tree.datacenter() + "\n" + file, to: "file.yml")
        return try await Program.run([arguments[0], "-f", path] + arguments.dropFirst(), in: folder)
    }

    private func chains(of output: String) -> [String] {
        output.split(separator: "\n").filter { $0.hasPrefix("  chain: ") }.map { String($0.dropFirst(9)) }
    }

    /// The chains that hold a metadata item; `""` for the entry point.
    private func holders(of key: String) async throws -> [String] {
        let caller = try await tree().caller()
        var holders: [String] = []
        for chain in ["", "alpha", "alpha.bravo", "alpha.charlie", "alpha.charlie.delta"] {
            let prefix = chain.isEmpty ? "/v1" : "/v1/chain/\(chain)"
            if try await caller.call("HEAD", "\(prefix)/metadata/\(key)").status == 200 { holders.append(chain) }
        }
        return holders
    }

    @Test func `a ping passes three hops`() async throws {
        let caller = try await tree().caller()
        let answer = try await caller.get("/v1/chain/alpha.charlie.delta/ping")
        #expect(answer.status == 200)
        #expect(answer["status"] == "OK")
        #expect(try await caller.get("/v1/chain/alpha.charlie.delta/labels")["labels"] == ["all", "db", "db-only"])
        let error = try await caller.get("/v1/chain/alpha.charlie.echo/ping")
        #expect(error.status == 404)
        #expect(error["function"] == "ping" && error["entrypoint"] == "alpha" && error["chain"] == "charlie.echo")
    }

    /// What a deployment file says of its targets, and which they are.
    struct Placement: Sendable, CustomTestStringConvertible {
        let key: String
        let text: String
        let targets: [String]
        var testDescription: String { key }
    }

    static let placements = [
        Placement(
            key: "everywhere", text: "deployIn: {labels: [all]}",
            targets: ["", "alpha", "alpha.bravo", "alpha.charlie", "alpha.charlie.delta"]),
        Placement(
            key: "bylabel", text: "deployIn: {labels: [db-only, ssd]}",
            targets: ["alpha.bravo", "alpha.charlie.delta"]),
        Placement(
            key: "excluded", text: "deployIn: {labels: [web, db], exclude: [ssd, db-only]}",
            targets: ["alpha", "alpha.charlie"]),
        Placement(
            key: "below", text: "deployIn: {entrypoints: [main.alpha.charlie], labels: [all]}",
            targets: ["alpha.charlie", "alpha.charlie.delta"]),
        Placement(
            key: "overlapping",
            text: "deployIn: {entrypoints: [main.alpha, main.alpha.charlie], labels: [db]}",
            targets: ["alpha.charlie", "alpha.charlie.delta"]),
        Placement(
            key: "limited", text: "deployIn: {labels: [all]}\nmaximumDeployments: 2", targets: ["", "alpha"]),
        Placement(
            key: "limitedbelow", text: "deployIn: {entrypoints: [main.alpha], labels: [db]}\nmaximumDeployments: 1",
            targets: ["alpha.charlie"]),
    ]

    @Test(arguments: placements)
    func `metadata is written where the file says, and taken away again`(placement: Placement) async throws {
        let file = "kind: metadata\n\(placement.text)\nmetadata: {\(placement.key): text}\n"
        let applied = try await run("apply", file: file, tree: tree())
        #expect(applied.status == 0, "\(applied.complaints)")
        #expect(try await holders(of: placement.key) == placement.targets)
        let destroyed = try await run("destroy", file: file, tree: tree())
        #expect(destroyed.status == 0, "\(destroyed.complaints)")
        #expect(try await holders(of: placement.key) == [])
    }

    @Test func `each server gets the environment that the file has for it`() async throws {
        let file = """
            kind: directorProject
            deployIn: {labels: [all]}
            projectName: environments
            projectFile: |
              services:
                one:
                  name: envjail
                  makejail: Makejail
                  options:
                    - label: !ENV 'common:${COMMON}'
                    - label: !ENV 'label:${LABEL}'
                    - label: !ENV 'chain:${CHAIN}'
                    - label: !ENV 'datacenter:${DATACENTER}'
            environment: {COMMON: common, LABEL: none, CHAIN: none, DATACENTER: none}
            labelsEnvironment:
              db: {LABEL: database}
            chainsEnvironment:
              <root>: {CHAIN: the-root}
              alpha.charlie.delta: {CHAIN: the-deepest}
            datacentersEnvironment:
              main: {DATACENTER: main}

            """
        let applied = try await run("apply", "--wait", file: file, tree: tree())
        #expect(applied.status == 0, "\(applied.complaints)")
        let caller = try await tree().caller()
        for (prefix, label, chain) in [
            ("/v1", "none", "the-root"), ("/v1/chain/alpha", "none", "none"),
            ("/v1/chain/alpha.charlie", "database", "none"),
            ("/v1/chain/alpha.charlie.delta", "database", "the-deepest"),
        ] {
            let labels = try await eventually("the jail at \(prefix)") {
                try await caller.get("\(prefix)/jail/labels/envjail")["labels"]?.array
            }
            let values = Dictionary(
                labels.map { ($0["name"]?.string ?? "", $0["value"]?.string ?? "") }, uniquingKeysWith: { $1 })
            #expect(
                values == ["common": "common", "label": label, "chain": chain, "datacenter": "main"], "at \(prefix)")
        }
        let shown = try await run("get-info", "-t", "projects", "--filter-per-project", file: file, tree: tree())
        #expect(shown.status == 0, "\(shown.complaints)")
        #expect(shown.output.components(separatedBy: "environments:").count == 6)
        #expect(shown.output.contains("operation: COMPLETED"))

        let destroyed = try await run("destroy", file: file, tree: tree())
        #expect(destroyed.status == 0, "\(destroyed.complaints)")
        for prefix in ["/v1", "/v1/chain/alpha.charlie.delta"] {
            let gone = try await eventually("the project at \(prefix) to go") {
                try await caller.call("HEAD", "\(prefix)/project/info/environments").status == 404 ? true : nil
            }
            #expect(gone)
        }
    }

    @Test func `a bound token opens what it is for and nothing else`() async throws {
        let tree = try tree()
        func status(_ claims: TokenClaims, _ method: String, _ target: String, _ body: JSONValue? = nil) async throws
            -> Int
        {
            try await tree.caller("main", claims).call(method, target, body).status
        }
        let reader = TokenClaims(role: .read)
        #expect(try await status(reader, "GET", "/v1/projects") == 200)
        #expect(try await status(reader, "POST", "/v1/project/cancel/shop") == 403)
        #expect(try await status(reader, "POST", "/v1/chain/alpha/project/cancel/shop") == 403)
        #expect(try await status(reader, "PUT", "/v1/metadata/shop", ["value": "x"]) == 403)
        let shopkeeper = TokenClaims(role: .deploy, projects: ["shop"])
        #expect(try await status(shopkeeper, "POST", "/v1/project/cancel/shop") == 200)
        #expect(try await status(shopkeeper, "POST", "/v1/chain/alpha/project/cancel/shop") == 200)
        #expect(try await status(shopkeeper, "POST", "/v1/project/cancel/bank") == 403)
        #expect(try await status(shopkeeper, "POST", "/v1/metadata/shop.conf", ["value": "x"]) == 201)
        #expect(try await status(shopkeeper, "DELETE", "/v1/metadata/shop.conf") == 204)
        #expect(try await status(shopkeeper, "POST", "/v1/metadata/bank.conf", ["value": "x"]) == 403)
        #expect(try await status(shopkeeper, "GET", "/v1/jails/logs") == 403)
        let visitor = TokenClaims(role: .read, chains: ["alpha.charlie*"])
        #expect(try await status(visitor, "GET", "/v1/chain/alpha.charlie.delta/ping") == 200)
        #expect(try await status(visitor, "GET", "/v1/chain/alpha/ping") == 403)
        #expect(try await status(visitor, "GET", "/v1/ping") == 403)
    }

    @Test func `the tree is drawn`() async throws {
        let file = "kind: readOnly\ndeployIn: {labels: [all]}\n"
        let shown = try await run("get-info", "-t", "chains:tree", file: file, tree: tree())
        #expect(shown.status == 0, "\(shown.complaints)")
        let lines = shown.output.split(separator: "\n").dropFirst().map(String.init)
        #expect(lines == [" +-- alpha", "     +-- bravo", "     +-- charlie", "         +-- delta"])
    }

    @Test func `what the client ends with says what happened`() async throws {
        let tree = try tree()
        let folder = try TemporaryFolder()
        let missing = try await Program.run(["apply", "-f", folder.path + "/nothing.yml"], in: folder)
        #expect(missing.status == Exit.software)
        let broken = try await run(
            "apply", file: "kind: metadata\ndeployIn: {labels: [all]}\nmetadat: {}\n", tree: tree)
        #expect(broken.status == Exit.software)
        #expect(broken.complaints.contains("metadat"))
        for command in ["apply", "destroy", "cancel"] {
            let refused = try await run(command, file: "kind: readOnly\ndeployIn: {labels: [all]}\n", tree: tree)
            #expect(refused.status == Exit.configuration)
            #expect(refused.output.isEmpty && refused.complaints.contains("(kind:readOnly)"))
        }
        let usage = try await Program.run(["apply"], in: folder)
        #expect(usage.status == 2)
        let failing = """
            kind: directorProject
            deployIn: {labels: [db-only]}
            projectName: refused
            projectFile: |
              services:
                one:
                  makejail: Makejail

            """
        let failed = try await run("apply", "--wait", file: failing, tree: tree)
        #expect(failed.status == Exit.software, "\(failed.complaints)")
        #expect(failed.complaints.contains("the job did not complete (INCOMPLETED, rc:70)"), "\(failed.complaints)")
        // Director's description of a failed project is what a destroy without force stops at.
        let kept = try await run("destroy", "--wait", file: failing, tree: tree)
        #expect(kept.status == Exit.software, "\(kept.complaints)")
        #expect(kept.complaints.contains("project:refused, job:"), "\(kept.complaints)")
        let gone = try await run("destroy", "-F", "--wait-timeout", "600", file: failing, tree: tree)
        #expect(gone.status == 0, "\(gone.complaints)")
        let nobody = try await run(
            "apply", file: "kind: metadata\ndeployIn: {labels: [nowhere]}\nmetadata: {a: b}\n", tree: tree)
        #expect(nobody.status == 0 && nobody.complaints.contains("No deployment has had any effect."))
        let token = try await Program.run(
            [
                "apply", "-f",
                try folder.write(
                    """
                    kind: metadata
                    datacenters: {main: {entrypoint: 'http://127.0.0.1:\(await tree["main"].port)', access_token: wrong}}
                    deployIn: {labels: [all]}
                    metadata: {a: b}
                    """, to: "wrong.yml"),
            ], in: folder)
        #expect(token.status == Exit.unavailable)
    }

    @Test func `a dead server leaves the listing and comes back`() async throws {
        let tree = try tree()
        let file = "kind: readOnly\ndeployIn: {labels: [ssd]}\n"
        func isListed() async throws -> Bool {
            chains(of: try await run("get-info", "-t", "chains", file: file, tree: tree).output) == ["alpha.bravo"]
        }
        #expect(try await isListed())
        let bravo = try tree["bravo"]
        _ = try await bravo.caller().call("POST", "/v1/metadata/kept", ["value": "over a crash"])
        await bravo.stop(SIGKILL)
        _ = try await eventually("bravo to be left out") { try await isListed() ? nil : true }
        try await bravo.start()
        _ = try await eventually("bravo to be listed again") { try await isListed() ? true : nil }
        let kept = try await tree.caller().get("/v1/chain/alpha.bravo/metadata/kept")
        #expect(kept["metadata"] == "over a crash")
    }

    @Test func `a server that is told to stop ends with success`() async throws {
        let server = try Server("alone")
        try await server.start()
        #expect(try await server.caller().get("/v1/ping").status == 200)
        #expect(await server.stop(SIGTERM) == 0)
        #expect(throws: RawConnection.Failure.self) { try RawConnection(port: 1) }
    }
}
