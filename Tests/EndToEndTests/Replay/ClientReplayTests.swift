import Adapters
import Domain
import Foundation
import Testing

/// Commands of 0.25's client, given again to ours: the same work is asked of the same chains, in the same order, and
/// nothing else, and as little is printed.
@Suite struct ClientReplayTests {
    enum Command: String, Sendable { case apply, destroy, cancel }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("AdapterTests/Deployments/Files/specs").path

    private static func load(_ name: String) throws -> Deployment {
        try DeploymentFiles.load(path: "\(folder)/\(name)") { variable in
            ["ENTRYPOINT": "http://127.0.0.1:26881", "TOKEN": "token"][variable]
        }.deployment
    }

    private static func run(
        _ command: Command, _ deployment: Deployment, on server: RecordedServer
    ) async throws -> RunReport {
        let servers = Servers(deployment.datacenters.map { ($0, server) })
        let readYAML: TargetEnvironment.YAMLReader = { (text: String) throws(DiagnosticList) -> Document in
            let (document, _) = try YAMLReader.read(text: text, file: "metadata", environment: .refuse)
            return document ?? Document(.null, at: .start)
        }
        switch command {
        case .apply: return try await Applying(servers: servers, readYAML: readYAML).apply(deployment, restart: false)
        case .destroy:
            return try await Destroying(servers: servers, readYAML: readYAML).destroy(
                deployment, force: false, chains: ChainFilter())
        case .cancel: return try await Cancelling(servers: servers).cancel(deployment, chains: ChainFilter())
        }
    }

    private static func exchanges(_ name: String) throws -> [Recording] {
        let document = try Recording.document(name)
        return try #require(document["exchanges"]?.array).enumerated().map { Recording("\(name) \($0)", $1) }
    }

    /// Between main and alpha nobody but main asked, in the client's name; a client whose entry point is alpha asks the
    /// same of it, as long as the file has nothing that depends on the name of the chain.
    @Test(arguments: [
        ("flow-apply-metadata", Command.apply, "metadata.yml"),
        ("flow-apply-metadata-again", .apply, "metadata.yml"),
        ("flow-apply-project", .apply, "web.yml"), ("flow-apply-scaled", .apply, "scaled.yml"),
        ("flow-apply-vm", .apply, "vm.yml"), ("flow-destroy-metadata", .destroy, "metadata.yml"),
        ("flow-destroy-project", .destroy, "web.yml"),
        ("hop-flow-apply-metadata", .apply, "metadata.yml"),
        ("hop-flow-apply-metadata-again", .apply, "metadata.yml"),
        ("hop-flow-apply-template", .apply, "template.yml"), ("hop-flow-cancel", .cancel, "web.yml"),
        ("hop-flow-destroy-metadata", .destroy, "metadata.yml"),
    ])
    func `a recorded command asks the same of the servers`(name: String, command: Command, file: String) async throws {
        let server = RecordedServer(try Self.exchanges(name), substitutions: [(Self.folder, "<SPECS>")])
        let report = try await Self.run(command, try Self.load(file), on: server)
        #expect(await server.surprises == [])
        #expect(await server.missing == [])
        for chain in await server.chains {
            let order = await server.order(of: chain)
            #expect(order == order.sorted(), "\(chain)")
        }
        // The recorded client printed nothing and ended with 0.
        #expect(report.problems.isEmpty)
        #expect(report.hasEffect)
        #expect(report.exitStatus == Exit.ok)
    }

    /// Where a file depends on the names of chains, the client stands where it stood: at main, which asks alpha for it.
    @Test(arguments: [
        ("hop-flow-destroy-project", Command.destroy, "web.yml", true),
        // Only main itself has the label, and what it was asked is not recorded between it and alpha.
        ("hop-flow-destroy-scaled", .destroy, "scaled.yml", false),
    ])
    func `a recorded command asks the same of a server behind the entry point`(
        name: String, command: Command, file: String, hasEffect: Bool
    ) async throws {
        func main(_ path: String, _ member: String, _ names: JSONValue) -> Recording {
            Recording(
                path,
                [
                    "request": ["method": "GET", "path": .string(path)],
                    "response": [
                        "status": 200, "body": ["json": .object(JSONObject([("status_code", 200), (member, names)]))],
                    ],
                ])
        }
        let own = [main("/v1/chains", "chains", ["alpha"]), main("/v1/labels", "labels", ["all"])]
        let server = RecordedServer(
            own + (try Self.exchanges(name).map { $0.through("alpha") }), substitutions: [(Self.folder, "<SPECS>")])
        let report = try await Self.run(command, try Self.load(file), on: server)
        #expect(await server.surprises == [])
        #expect(await server.missing == [])
        #expect(report.problems.isEmpty)
        #expect(report.hasEffect == hasEffect)
    }

    /// A server of 0.25 wrote what the file leaves out into what it passed on; ours pass on what they were given.
    @Test func `a recorded machine is asked for behind the entry point as the file has it`() async throws {
        let recorded = try Self.exchanges("hop-flow-apply-vm")
        let exchanges = recorded.map { $0.without(["datastore": .null, "metadata": []]) }
        #expect(zip(recorded, exchanges).filter { $0.body != $1.body }.map(\.0.path) == ["/v1/chain/charlie/vm/vm1"])
        let server = RecordedServer(exchanges, substitutions: [(Self.folder, "<SPECS>")])
        let report = try await Self.run(.apply, try Self.load("vm.yml"), on: server)
        #expect(await server.surprises == [])
        #expect(await server.missing == [])
        #expect(report.targets.flatMap(\.effects).count == 1)
    }

    @Test func `a machine is brought down as the project that it is, without an environment`() async throws {
        let exchanges = try Self.exchanges("flow-apply-vm")
        let down = Recording(
            "down",
            [
                "request": [
                    "method": "POST", "path": "/v1/chain/alpha.charlie/project/down/vm1",
                    "body": ["json": ["environment": [:], "force": false]],
                ],
                "response": ["status": 200, "body": ["json": ["status_code": 200, "job_id": 12]]],
            ])
        let server = RecordedServer(exchanges.filter { $0.method == "GET" } + [down])
        let report = try await Self.run(.destroy, try Self.load("vm.yml"), on: server)
        #expect(await server.surprises == [])
        #expect(await server.missing == [])
        #expect(report.targets.flatMap(\.effects) == [.job(.down, try #require(ProjectName("vm1")), JobID(12))])
    }

    @Test func `prefixed names are the same on every chain`() async throws {
        let reads = try Self.exchanges("flow-apply-metadata").filter { $0.method == "GET" }
        let keys = ["other.makejail", "other.motd", "other.index"]
        let chains = ["alpha", "alpha.charlie", "bravo"]
        let deployment = try Self.load("metadata-prefix.yml")
        guard case .metadata(let metadata) = deployment.content else { Issue.record("no metadata"); return }
        let writes = chains.flatMap { chain in
            metadata.items.map { item in
                Self.put("/v1/chain/\(chain)/metadata/\(item.key)", ["value": .string(item.value)])
            } + [
                Self.put(
                    "/v1/chain/\(chain)/namespace/prefixed",
                    [
                        "mapping": [
                            ["directory": "/usr/local/www", "mode": 493],
                            ["file": ["other.index", "/usr/local/www/index.html"], "mode": 420],
                            ["file": ["other.motd", "/etc/motd"]],
                        ]
                    ])
            ]
        }
        #expect(metadata.items.map(\.key.text) == keys)
        let server = RecordedServer(reads + writes)
        let report = try await Self.run(.apply, deployment, on: server)
        #expect(await server.surprises == [])
        #expect(await server.missing == [])
        #expect(report.problems.isEmpty)
    }

    private static func put(_ path: String, _ body: JSONValue) -> Recording {
        Recording(
            path,
            [
                "request": ["method": "PUT", "path": .string(path), "body": ["json": body]],
                "response": ["status": 200, "body": ["json": ["status_code": 200]]],
            ])
    }

    @Test(arguments: [
        (Command.apply, "info.yml", "(kind:readOnly) can't deploy a read-only deployment!"),
        (.destroy, "info.yml", "(kind:readOnly) can't destroy a read-only deployment!"),
        (.cancel, "info.yml", "(kind:readOnly) can't cancel this type of deployment!"),
        (.cancel, "metadata.yml", "(kind:metadata) can't cancel this type of deployment!"),
        (.cancel, "scaled.yml", "(kind:directorProject) can't cancel a deployment with scale options set."),
    ])
    func `a command that does not fit the kind asks nothing, and says what 0.25 says`(
        command: Command, file: String, text: String
    ) async throws {
        let server = RecordedServer([])
        let refusal = await #expect(throws: ClientRefusal.self) {
            try await Self.run(command, try Self.load(file), on: server)
        }
        #expect(refusal?.text == text)
        #expect(refusal?.exitStatus == 78)
        #expect(await server.surprises == [])
    }
}
