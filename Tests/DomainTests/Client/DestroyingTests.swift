import Domain
import Testing

struct DestroyingTests {
    private func destroy(
        _ deployment: Deployment, on tree: FakeTree, force: Bool = false, chains: ChainFilter = ChainFilter()
    ) async throws -> RunReport {
        try await Destroying(servers: servers(tree), readYAML: readJSON).destroy(
            deployment, force: force, chains: chains)
    }

    @Test func `a project that nobody scales is brought down by a job with its environment`() async throws {
        let tree = FakeTree()
        let environment = ProjectEnvironment(
            common: variables(["GREETING": "hello"]),
            byChain: [(chain("alpha"), variables(["GREETING": "hello from alpha"]))])
        let report = try await destroy(
            deployment(project(environment: environment), labels: ["web"], exclude: ["ssd"]), on: tree)
        #expect(
            await tree.deeds == [
                "HEAD /v1/chain/alpha/metadata/overlord.autoscale.web",
                #"POST /v1/chain/alpha/project/down/web {"environment":{"GREETING":"hello from alpha"},"force":false}"#,
            ])
        #expect(report.targets[0].effects == [.job(.down, ProjectName("web")!, JobID(1))])
    }

    @Test(arguments: [(false, #"{"force": false}"#), (true, #"{"force": true}"#)])
    func `a project that a target scales is ended by a wish in its metadata, whatever the file says`(
        force: Bool, document: String
    ) async throws {
        let tree = FakeTree()
        await tree.setMetadata("overlord.autoscale.web", "{}", at: "")
        let report = try await destroy(deployment(project(), labels: ["main"]), on: tree, force: force)
        #expect(await tree.nodes[""]?.metadata["overlord.autoscale-cleanup.web"] == document)
        #expect(await tree.deeds.allSatisfy { !$0.contains("project/down") })
        #expect(report.watches.isEmpty)
        #expect(report.exitStatus == 0)
    }

    @Test func `when it is not known whether a project is scaled, nothing is destroyed`() async throws {
        let tree = FakeTree { $0.hasPrefix("HEAD") ? .status(503) : nil }
        let report = try await destroy(deployment(project(), labels: ["main"]), on: tree)
        #expect(await tree.deeds.count == 1)
        #expect(
            sentences(report.problems) == [
                "(datacenter:main, chain:None, exception:APIError) error when checking if the project is auto-scalable: Error 503: Service Unavailable"
            ])
        #expect(report.exitStatus == 69)
    }

    @Test func `a name that cannot be scaled is not looked up`() async throws {
        let tree = FakeTree()
        _ = try await destroy(deployment(project("web-1"), labels: ["main"]), on: tree)
        #expect(await tree.deeds == [#"POST /v1/project/down/web-1 {"environment":{},"force":false}"#])
    }

    @Test func `only the chains that were named are touched`() async throws {
        let tree = FakeTree()
        let report = try await destroy(
            deployment(project()), on: tree, chains: ChainFilter(chains: [chain("bravo")], includesRoot: true))
        #expect(report.targets.map(\.target.node.chain.description) == ["", "bravo"])
        #expect(await tree.deeds.allSatisfy { !$0.contains("alpha") })
    }

    private static let metadata = Deployment.Content.metadata(
        MetadataDeployment(
            items: [
                MetadataDeployment.Item(key: MetadataKey("motd")!, value: "hello"),
                MetadataDeployment.Item(key: MetadataKey("index")!, value: "x"),
            ], namespace: MetadataDeployment.Namespace(name: MetadataKey("website")!, mapping: [])))

    @Test func `metadata is deleted item by item, and what is gone already is no failure`() async throws {
        let tree = FakeTree()
        await tree.setMetadata("index", "x", at: "")
        let report = try await destroy(deployment(Self.metadata, labels: ["main"]), on: tree)
        #expect(
            await tree.deeds == [
                "HEAD /v1/metadata/motd", "HEAD /v1/metadata/index", "DELETE /v1/metadata/index",
                "HEAD /v1/namespace/website",
            ])
        #expect(report.targets[0].effects == [.metadataDeleted(MetadataKey("index")!)])
        #expect(report.exitStatus == 0)
        let again = try await destroy(deployment(Self.metadata, labels: ["main"]), on: tree)
        #expect(!again.hasEffect)
        #expect(again.exitStatus == 0)
    }

    @Test func `an item that vanishes between the look and the deletion is no failure, on a hop of 0_25 neither`()
        async throws
    {
        let body: JSONValue = [
            "status_code": 503, "function": "metadata_delete", "entrypoint": "b", "chain": "", "error": "APIError",
            "message": "Error 404: Not Found",
        ]
        let tree = FakeTree { request in
            if request.hasPrefix("HEAD") { return .status(200) }
            if request == "DELETE /v1/metadata/motd" { return .status(404) }
            return request.hasPrefix("DELETE") ? .status(503, body) : nil
        }
        let report = try await destroy(deployment(Self.metadata, labels: ["main"]), on: tree)
        #expect(report.exitStatus == 0)
        #expect(!report.hasEffect)
    }

    @Test func `a read-only file is refused before anything is sent`() async throws {
        let tree = FakeTree()
        await #expect(throws: ClientRefusal.wrongKind("readOnly", .destroy)) {
            try await destroy(deployment(.readOnly), on: tree)
        }
        #expect(await tree.requests.isEmpty)
    }
}

struct CancellingTests {
    private func cancel(_ deployment: Deployment, on tree: FakeTree, chains: ChainFilter = ChainFilter()) async throws
        -> RunReport
    {
        try await Cancelling(servers: servers(tree)).cancel(deployment, chains: chains)
    }

    @Test func `each target is asked once, without a body`() async throws {
        let tree = FakeTree()
        let report = try await cancel(deployment(project(), labels: ["web"]), on: tree)
        #expect(
            await tree.deeds.sorted() == [
                "POST /v1/chain/alpha/project/cancel/web", "POST /v1/chain/bravo/project/cancel/web",
            ])
        #expect(report.exitStatus == 0)
    }

    @Test func `a refusal is reported with its cause`() async throws {
        let tree = FakeTree { $0.hasPrefix("POST") ? .status(500, ["message": "no"]) : nil }
        let report = try await cancel(deployment(project(), labels: ["main"]), on: tree)
        #expect(
            sentences(report.problems) == [
                #"(datacenter:main, chain:None, project:web, exception:APIError) error cancelling this project: (status:500, reason:Internal Server Error) {"message": "no"}"#
            ])
    }

    @Test(
        arguments: [
            (.readOnly, .wrongKind("readOnly", .cancel)),
            (.metadata(MetadataDeployment(items: [])), .wrongKind("metadata", .cancel)),
            (project(autoScale: ["replicas": [:]]), .scaled("directorProject")),
        ] as [(Deployment.Content, ClientRefusal)])
    func `what cannot be cancelled is refused before anything is sent`(
        content: Deployment.Content, refusal: ClientRefusal
    ) async throws {
        let tree = FakeTree()
        await #expect(throws: refusal) { try await cancel(deployment(content), on: tree) }
        #expect(await tree.requests.isEmpty)
    }
}
