import Domain
import Testing

struct ApplyingTests {
    private func apply(
        _ deployment: Deployment, to tree: FakeTree, others: [(String, any ServerAccess)] = [], restart: Bool = false
    ) async throws -> RunReport {
        try await Applying(servers: servers(tree, others: others), readYAML: readJSON).apply(
            deployment, restart: restart)
    }

    private func chains(_ report: RunReport) -> [String] {
        report.targets.filter { !$0.effects.isEmpty }.map(\.target.node.chain.description)
    }

    // MARK: A project

    @Test func `a project is sent once to each target, as 0_25 sends it`() async throws {
        let tree = FakeTree()
        let report = try await apply(
            deployment(project(environment: ProjectEnvironment(common: variables(["A": "1"]))), labels: ["web"]),
            to: tree)
        let body = #"{"director_file":"services: {}\n","environment":{"A":"1"},"restart":false,"reserve_port":{}}"#
        #expect(
            await tree.deeds.sorted() == [
                "POST /v1/chain/alpha/project/up/web " + body, "POST /v1/chain/bravo/project/up/web " + body,
            ])
        #expect(chains(report) == ["alpha", "bravo"])
        #expect(
            report.targets.map(\.effects) == [
                [.job(.up, ProjectName("web")!, JobID(1))], [.job(.up, ProjectName("web")!, JobID(1))],
            ])
        #expect(report.exitStatus == 0)
    }

    @Test func `restart and reserved ports are passed on`() async throws {
        let tree = FakeTree()
        let ports = [
            DirectorProject.PortRequest(interface: "em0", network: "10.0.0.0/24"),
            DirectorProject.PortRequest(interface: "lo0", network: nil),
        ]
        _ = try await apply(deployment(project(reservedPorts: ports), labels: ["main"]), to: tree, restart: true)
        #expect(
            await tree.deeds == [
                #"POST /v1/project/up/web {"director_file":"services: {}\n","environment":{},"restart":true,"reserve_port":{"em0":"10.0.0.0/24","lo0":null}}"#
            ])
    }

    @Test func `an excluded server is left alone`() async throws {
        let tree = FakeTree()
        let report = try await apply(deployment(project(), labels: ["web"], exclude: ["ssd"]), to: tree)
        #expect(chains(report) == ["alpha"])
    }

    @Test func `overlapping entry points deploy once`() async throws {
        let tree = FakeTree()
        let report = try await apply(deployment(project(), entrypoints: ["main.alpha", "main"]), to: tree)
        #expect(chains(report) == ["alpha", "alpha.charlie", "", "bravo"])
        #expect(await tree.deeds.count == 4)
    }

    @Test func `nothing matches: nothing is sent, and that is no failure`() async throws {
        let tree = FakeTree()
        let report = try await apply(deployment(project(), labels: ["gpu"]), to: tree)
        #expect(await tree.deeds.isEmpty)
        #expect(!report.hasEffect)
        #expect(report.exitStatus == 0)
    }

    // MARK: Environments

    @Test func `later levels win: labels in the order of the server, the chain, the data centre, the metadata`()
        async throws
    {
        let tree = FakeTree()
        await tree.setMetadata("env", #"{"FROM": "metadata", "NEW": "n"}"#, at: "bravo")
        let environment = ProjectEnvironment(
            common: variables(["FROM": "common", "COMMON": "c", "LABEL": "-", "CHAIN": "-", "CENTRE": "-"]),
            byLabel: [
                (Label("ssd")!, variables(["FROM": "ssd", "LABEL": "ssd"])),
                (Label("web")!, variables(["FROM": "web", "LABEL": "web", "CHAIN": "web"])),
            ],
            byChain: [(chain("bravo"), variables(["FROM": "chain", "CHAIN": "bravo", "CENTRE": "chain"]))],
            byDatacenter: [("main", variables(["FROM": "centre", "CENTRE": "main"]))], metadata: MetadataKey("env"))
        let report = try await apply(
            deployment(project(environment: environment), labels: ["ssd"]), to: tree)
        #expect(report.exitStatus == 0)
        // The server says all, web, ssd: so ssd wins over web, although the file has them the other way round.
        #expect(
            await tree.deeds.last
                == #"POST /v1/chain/bravo/project/up/web {"director_file":"services: {}\n","environment":{"FROM":"metadata","COMMON":"c","LABEL":"ssd","CHAIN":"bravo","CENTRE":"main","NEW":"n"},"restart":false,"reserve_port":{}}"#
        )
    }

    @Test func `chains are matched by their whole path, and the root has an entry of its own`() async throws {
        let tree = FakeTree()
        let environment = ProjectEnvironment(byChain: [
            (.root, variables(["AT": "root"])), (chain("alpha.charlie"), variables(["AT": "nested"])),
            (chain("charlie"), variables(["AT": "wrong"])),
        ])
        _ = try await apply(deployment(project(environment: environment)), to: tree)
        let sent = await tree.deeds.sorted().map {
            $0.split(separator: "\"environment\":")[1].prefix { $0 != "}" } + "}"
        }
        #expect(sent == [#"{"AT":"nested"}"#, "{}", "{}", #"{"AT":"root"}"#])
    }

    @Test func `an environment that cannot be read, is no mapping or holds no text skips its target only`() async throws
    {
        let tree = FakeTree()
        await tree.setMetadata("env", "[]", at: "alpha")
        await tree.setMetadata("env", "{", at: "alpha.charlie")
        await tree.setMetadata("env", #"{"A": 1}"#, at: "bravo")
        let report = try await apply(
            deployment(project(environment: ProjectEnvironment(metadata: MetadataKey("env")))), to: tree)
        #expect(
            sentences(report.problems) == [
                #"(datacenter:main, chain:None, metadata:env, exception:APIError) error obtaining the environment from the metadata: (status:404, reason:Not Found) {"status_code": 404, "message": "Metadata cannot be found."}"#,
                "(datacenter:main, chain:alpha, metadata:env) environment is not a dictionary!",
                "(datacenter:main, chain:alpha.charlie, metadata:env, exception:YAMLError) error parsing the environment: line 2, column 5: no value here",
                "(datacenter:main, chain:bravo, metadata:env, exception:TypeError) error parsing the environment: 'A' must be text",
            ])
        #expect(await tree.deeds.allSatisfy { $0.hasPrefix("GET ") })
        #expect(report.exitStatus == 69)
    }

    @Test func `the project file is read from the metadata of each target`() async throws {
        let tree = FakeTree()
        await tree.setMetadata("file", "services: {a: {}}", at: "bravo")
        let report = try await apply(
            deployment(project(file: .metadata(MetadataKey("file")!)), labels: ["web"]), to: tree)
        #expect(chains(report) == ["bravo"])
        #expect(sentences(report.problems).count == 1)
        #expect(
            await tree.deeds.last?.hasPrefix(
                #"POST /v1/chain/bravo/project/up/web {"director_file":"services: {a: {}}","#) == true)
    }

    // MARK: A scaled project

    @Test func `a scaled project becomes the document of the contract in the metadata of its target`() async throws {
        let tree = FakeTree()
        let content = project(
            environment: ProjectEnvironment(common: variables(["A": "1"])),
            autoScale: ["replicas": ["min": 3], "rules": ["vmemoryuse": 536_870_912]])
        let report = try await apply(deployment(content, labels: ["main"]), to: tree)
        #expect(
            await tree.nodes[""]?.metadata["overlord.autoscale.web"] == """
                {
                    "projectFile": "services: {}\\n",
                    "environment": {
                        "A": "1"
                    },
                    "autoScale": {
                        "replicas": {
                            "min": 3
                        },
                        "rules": {
                            "vmemoryuse": 536870912
                        }
                    },
                    "reserve_port": {}
                }
                """)
        #expect(
            await tree.deeds.map { $0.prefix(39) } == [
                "PUT /v1/metadata/overlord.autoscale.web", "POST /v1/metadata/overlord.autoscale.we",
            ])
        #expect(report.watches.isEmpty)
    }

    @Test func `a scaled project whose name makes no metadata key is refused before anything is sent`() async throws {
        let tree = FakeTree()
        await #expect(throws: ClientRefusal.notScalable(ProjectName("web-1")!)) {
            try await apply(deployment(project("web-1", autoScale: ["replicas": [:]])), to: tree)
        }
        #expect(await tree.requests.isEmpty)
    }

    @Test func `an empty autoScale is none`() async throws {
        let tree = FakeTree()
        _ = try await apply(deployment(project(autoScale: [:]), labels: ["main"]), to: tree)
        #expect(await tree.deeds.map { $0.prefix(23) } == ["POST /v1/project/up/web"])
    }

    // MARK: Metadata

    private static let metadata = Deployment.Content.metadata(
        MetadataDeployment(
            items: [
                MetadataDeployment.Item(key: MetadataKey("motd")!, value: "hello"),
                MetadataDeployment.Item(key: MetadataKey("index")!, value: "<h1>"),
            ],
            namespace: MetadataDeployment.Namespace(
                name: MetadataKey("website")!, mapping: [["directory": "/usr", "mode": 493]])))

    @Test func `an item that exists costs one request, a new one two, and the namespace follows the items`()
        async throws
    {
        let tree = FakeTree()
        await tree.setMetadata("motd", "old", at: "alpha")
        let report = try await apply(deployment(Self.metadata, labels: ["web"], exclude: ["ssd"]), to: tree)
        #expect(
            await tree.deeds == [
                #"PUT /v1/chain/alpha/metadata/motd {"value":"hello"}"#,
                #"PUT /v1/chain/alpha/metadata/index {"value":"<h1>"}"#,
                #"POST /v1/chain/alpha/metadata/index {"value":"<h1>"}"#,
                #"PUT /v1/chain/alpha/namespace/website {"mapping":[{"directory":"/usr","mode":493}]}"#,
            ])
        #expect(
            report.targets[0].effects == [
                .metadataWritten(MetadataKey("motd")!), .metadataWritten(MetadataKey("index")!),
                .namespaceWritten(MetadataKey("website")!),
            ])
    }

    @Test func `applying metadata twice leaves the same as once`() async throws {
        let tree = FakeTree()
        _ = try await apply(deployment(Self.metadata), to: tree)
        let once = await tree.nodes.mapValues(\.metadata)
        let again = try await apply(deployment(Self.metadata), to: tree)
        #expect(await tree.nodes.mapValues(\.metadata) == once)
        #expect(again.exitStatus == 0)
    }

    @Test func `an item that fails does not stop the next, and leaves the namespace alone`() async throws {
        let tree = FakeTree { $0.contains("metadata/motd") ? .status(400, ["message": "too long"]) : nil }
        let report = try await apply(deployment(Self.metadata, labels: ["main"]), to: tree)
        #expect(await tree.nodes[""]?.metadata == ["index": "<h1>"])
        #expect(await tree.nodes[""]?.namespaces.isEmpty == true)
        #expect(
            sentences(report.problems) == [
                #"(datacenter:main, chain:None, metadata:motd, exception:APIError) error writing the metadata: (status:400, reason:Bad Request) {"message": "too long"}"#,
                "(datacenter:main, chain:None, namespace:website) the namespace has not been written, because some of the metadata could not be",
            ])
    }

    // MARK: Failures

    @Test func `a chain that refuses does not stop the others, and the run is no success`() async throws {
        let tree = FakeTree { $0 == "POST /v1/chain/alpha/project/up/web" ? .status(403, ["message": "no"]) : nil }
        let report = try await apply(deployment(project(), labels: ["web"]), to: tree)
        #expect(chains(report) == ["bravo"])
        #expect(
            sentences(report.problems) == [
                #"(datacenter:main, chain:alpha, project:web, exception:APIError) error creating the project: (status:403, reason:Forbidden) {"message": "no"}"#
            ])
        #expect(report.exitStatus == 69)
    }

    @Test func `a chain whose labels are unknown gets nothing, and the run is no success`() async throws {
        let tree = FakeTree { $0 == "GET /v1/chain/alpha/labels" ? .failure(.readTimeout) : nil }
        let report = try await apply(deployment(project()), to: tree)
        #expect(chains(report) == ["", "alpha.charlie", "bravo"])
        #expect(report.exitStatus == 69)
    }

    @Test func `an answer without a job number is not taken for success`() async throws {
        let tree = FakeTree { $0.hasPrefix("POST") ? .status(200, ["status_code": 200]) : nil }
        let report = try await apply(deployment(project(), labels: ["main"]), to: tree)
        #expect(!report.hasEffect)
        #expect(report.exitStatus == 69)
    }

    @Test func `a read-only file is refused before anything is sent`() async throws {
        let tree = FakeTree()
        await #expect(throws: ClientRefusal.wrongKind("readOnly", .deploy)) {
            try await apply(deployment(.readOnly), to: tree)
        }
        #expect(await tree.requests.isEmpty)
    }

    @Test func `nothing is sent before the last server has been found`() async throws {
        let tree = FakeTree()
        let slow = FakeTree(["": FakeTree.Node(labels: ["all"], chains: [])], url: "http://slow:8888") { request in
            if request.hasPrefix("GET") { #expect(await tree.deeds.isEmpty) }
            return nil
        }
        _ = try await apply(
            deployment(project(), entrypoints: ["main", "slow"]), to: tree, others: [("slow", slow)])
        #expect(await tree.deeds.count == 4)
    }

    // MARK: The limit

    @Test(arguments: [(1, [""]), (2, ["", "alpha"]), (3, ["", "alpha", "alpha.charlie"])])
    func `the limit counts chains, in the order of the targets, and is not crossed`(
        maximum: Int, expected: [String]
    ) async throws {
        let tree = FakeTree()
        let report = try await apply(deployment(Self.metadata, maximum: maximum), to: tree)
        #expect(chains(report) == expected)
        #expect(report.limitReached == RunReport.Limit(made: maximum, allowed: maximum))
        #expect(await tree.nodes.values.count { !$0.metadata.isEmpty } == maximum)
    }

    @Test func `a chain that refused leaves its place to the next`() async throws {
        let tree = FakeTree { $0.hasPrefix("POST /v1/chain/alpha/") ? .status(503, ["message": "full"]) : nil }
        let report = try await apply(deployment(project(), maximum: 2), to: tree)
        #expect(chains(report) == ["", "alpha.charlie"])
        #expect(await tree.deeds.count == 3)
        #expect(report.limitReached == RunReport.Limit(made: 2, allowed: 2))
    }

    @Test func `a chain whose answer was lost keeps its place: it may have been deployed to`() async throws {
        let tree = FakeTree { $0.hasPrefix("POST /v1/chain/alpha/") ? .failure(.readTimeout) : nil }
        let report = try await apply(deployment(project(), maximum: 2), to: tree)
        #expect(chains(report) == [""])
        #expect(await tree.deeds.count == 2)
        #expect(report.limitReached == RunReport.Limit(made: 2, allowed: 2))
        #expect(report.exitStatus == 69)
    }

    @Test func `a limit above the number of targets is not reached`() async throws {
        let report = try await apply(deployment(project(), maximum: 5), to: FakeTree())
        #expect(report.limitReached == nil)
        #expect(report.targets.count == 4)
    }

    @Test(arguments: UInt64(1)...200)
    func `answers in any order choose the same targets and give the same report`(seed: UInt64) throws {
        let report = VirtualWorld.run(seed: seed) { world in
            let tree = FakeTree { request in
                try? await world.sleep(for: .milliseconds(world.draw(below: 50)))
                if request == "GET /v1/chain/alpha.charlie/labels" { return .failure(.readTimeout) }
                return request.hasPrefix("POST /v1/project/") ? .status(503, ["message": "busy"]) : nil
            }
            return try? await Applying(servers: servers(tree), readYAML: readJSON).apply(
                deployment(project(), maximum: 2), restart: false)
        }
        let found = try #require(report ?? nil, "seed \(seed)")
        #expect(chains(found) == ["alpha", "bravo"], "seed \(seed)")
        #expect(found.targets.map(\.target.node.chain.description) == ["", "alpha", "bravo"], "seed \(seed)")
        #expect(
            sentences(found.problems) == [
                "(datacenter:main, chain:alpha.charlie, exception:ReadTimeout) error obtaining API labels: no answer came in time",
                #"(datacenter:main, chain:None, project:web, exception:APIError) error creating the project: (status:503, reason:Service Unavailable) {"message": "busy"}"#,
            ], "seed \(seed)")
    }

    @Test func `a chain that swallows everything costs one time-out for finding and none for sending`() throws {
        let spent = VirtualWorld.run { world in
            let tree = FakeTree { request in
                guard request.contains("/chain/bravo/") else { return nil }
                try? await world.sleep(for: .seconds(120))
                return .failure(.readTimeout)
            }
            let report = try? await Applying(servers: servers(tree), readYAML: readJSON).apply(
                deployment(project()), restart: false)
            return (report?.targets.count, world.uptime)
        }
        #expect(spent?.0 == 3)
        #expect(spent?.1 == .seconds(120))
    }
}
