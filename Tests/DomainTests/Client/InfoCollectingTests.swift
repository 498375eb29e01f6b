import Domain
import Testing

/// The whole way from the answers of the servers to the printed lines, against recorded sessions of 0.25.
struct InfoCollectingTests {
    private func report(
        _ subject: InfoQuery.Subject, of file: Deployment = deployment(.readOnly), filters: [String] = [],
        isPerProject: Bool = false, ignoresLabels: Bool = false, usesAutoscaleLabels: Bool = false,
        jailItems: [JailItem] = [], from tree: FakeTree
    ) async throws -> InfoReport {
        let query = try InfoQuery(
            subject, of: file, filters: filters, isPerProject: isPerProject, ignoresLabels: ignoresLabels,
            usesAutoscaleLabels: usesAutoscaleLabels, jailItems: jailItems)
        return try await InfoCollecting(servers: servers(tree)).collect(query, of: file)
    }

    private func text(_ report: InfoReport) -> String { InfoText.lines(of: report).joined(separator: "\n") }

    // MARK: Chains

    @Test func `all chains`() async throws {
        #expect(text(try await report(.chains, from: FakeTree())) == Recorded.chains)
    }

    @Test func `chains by label and exclusion`() async throws {
        let file = deployment(.readOnly, labels: ["web"], exclude: ["ssd"])
        #expect(text(try await report(.chains, of: file, from: FakeTree())) == Recorded.chainsWebNotSSD)
    }

    @Test func `chains below an entry point`() async throws {
        let file = deployment(.readOnly, entrypoints: ["main.alpha"])
        #expect(text(try await report(.chains, of: file, from: FakeTree())) == Recorded.chainsFromAlpha)
    }

    @Test func `chains by pattern, without labels, which are not asked for then`() async throws {
        let tree = FakeTree()
        let found = try await report(.chains, filters: ["charlie"], ignoresLabels: true, from: tree)
        #expect(text(found) == Recorded.chainsFiltered)
        #expect(await tree.requests.allSatisfy { $0.hasSuffix("/chains") })
    }

    @Test func `the root has no name and passes no pattern`() async throws {
        let found = try await report(.chains, filters: [".", "None"], from: FakeTree())
        #expect(found.blocks.map(\.node.chain.description) == ["alpha", "alpha.charlie", "bravo"])
    }

    @Test func `the labels of the autoscaler select instead of those of the deployment`() async throws {
        let file = deployment(
            project(autoScale: ["replicas": [:]], autoScaleLabels: ["web", "db"]), labels: ["main"], exclude: ["ssd"])
        let found = try await report(.chains, of: file, usesAutoscaleLabels: true, from: FakeTree())
        #expect(found.blocks.map(\.node.chain.description) == ["alpha", "alpha.charlie"])
        let other = try await report(
            .chains, of: deployment(.readOnly, labels: ["web"]), usesAutoscaleLabels: true, from: FakeTree())
        #expect(other.blocks.count == 4)
    }

    // MARK: Statistics

    @Test func `statistics of a chain`() async throws {
        let tree = FakeTree { request in
            request == "GET /v1/chain/alpha.charlie/stats" ? .status(200, ["stats": Samples.statistics]) : nil
        }
        let found = try await report(.chainStatistics, filters: ["charlie"], ignoresLabels: true, from: tree)
        #expect(text(found) == Recorded.statistics)
        #expect(await tree.deeds == ["GET /v1/chain/alpha.charlie/stats"])
    }

    @Test func `a chain without counters shows nothing`() async throws {
        let tree = FakeTree { $0.hasSuffix("/stats") ? .status(200, ["stats": [:]]) : nil }
        #expect(try await report(.chainStatistics, from: tree).blocks.isEmpty)
    }

    // MARK: Projects

    @Test func `all projects of all chains`() async throws {
        let found = try await report(.projects, from: Samples.tree(Samples.projects))
        #expect(text(found) == Recorded.projects)
    }

    @Test func `the project of the file is asked for by its name, without a listing`() async throws {
        let tree = Samples.tree(Samples.webAlone)
        let found = try await report(
            .projects, of: deployment(project(), labels: ["web"]), filters: ["other"], isPerProject: true, from: tree)
        #expect(text(found) == Recorded.projectsPerProject)
        #expect(
            await tree.deeds.sorted() == [
                "GET /v1/chain/alpha/project/info/web", "GET /v1/chain/bravo/project/info/web",
            ])
    }

    @Test func `a project that no server knows shows nothing and is no failure`() async throws {
        let found = try await report(.projects, filters: ["nothere"], from: FakeTree())
        #expect(found == InfoReport(blocks: [], problems: []))
    }

    @Test func `a listing that fails leaves out its chain, in the words of the library`() async throws {
        let tree = FakeTree { request in
            switch request {
            case "GET /v1/chain/alpha/projects": .status(503, ["message": "no"])
            case let other where other.hasSuffix("/projects"): .status(200, ["projects": []])
            default: nil
            }
        }
        let found = try await report(.projects, from: tree)
        #expect(
            found.problems.map { ProblemText(style: .library).text(of: $0) } == [
                """
                (function:get_projects, exception:HTTPStatusError) error executing the remote call: Server error '503 Service Unavailable' for url 'http://127.0.0.1:26881/v1/chain/alpha/projects'
                For more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/503
                """
            ])
        #expect(found.exitStatus == 69)
    }

    @Test func `a name that is none is refused before anything is sent`() {
        #expect(throws: InfoQueryError.badProjectName("../x")) {
            try InfoQuery(.projects, of: deployment(.readOnly), filters: ["web", "../x"])
        }
    }

    // MARK: Metadata

    private static let content = Deployment.Content.metadata(
        MetadataDeployment(
            items: ["makejail", "motd", "index"].map { MetadataDeployment.Item(key: MetadataKey($0)!, value: "") }))

    @Test func `the metadata of a file`() async throws {
        let file = deployment(Self.content, labels: ["web", "db"])
        #expect(text(try await report(.metadata, of: file, from: Samples.metadata())) == Recorded.metadata)
    }

    @Test func `metadata by pattern`() async throws {
        let file = deployment(Self.content, labels: ["web", "db"])
        let found = try await report(.metadata, of: file, filters: ["motd"], from: Samples.metadata())
        #expect(text(found) == Recorded.metadataFiltered)
    }

    @Test func `a file of another kind shows every item`() async throws {
        let found = try await report(.metadata, of: deployment(.readOnly, labels: ["ssd"]), from: Samples.metadata())
        guard case .metadata(let items) = found.blocks.first?.content else {
            Issue.record("no metadata")
            return
        }
        #expect(items.map(\.name) == ["other", "makejail", "motd", "index"])
    }

    @Test func `a listing that fails with 500 is a failure, not an empty list`() async throws {
        let tree = FakeTree { $0 == "GET /v1/chain/bravo/metadata" ? .status(500, ["message": "no directory"]) : nil }
        let found = try await report(.metadata, of: deployment(.readOnly, labels: ["ssd"]), from: tree)
        #expect(found.problems.map(\.activity) == [.reading(function: "metadata_list")])
        #expect(found.exitStatus == 69)
    }

    @Test(arguments: [
        (InfoQuery.Subject.chainStatistics, "get_server_stats"), (.projectLogs, "get_projects_logs"),
        (.jailLogs, "get_jails_logs"), (.projects, "get_projects"), (.namespaces, "namespaces_list"),
    ])
    func `what every server has is missed where it is not there`(
        subject: InfoQuery.Subject, function: String
    ) async throws {
        let found = try await report(subject, of: deployment(.readOnly, labels: ["ssd"]), from: FakeTree())
        #expect(found.problems.map(\.activity) == [.reading(function: function)])
        #expect(found.exitStatus == 69)
    }

    // MARK: Jails

    @Test func `a jail with everything`() async throws {
        let found = try await report(
            .jails, of: deployment(.readOnly, entrypoints: ["main.centralita"]), filters: ["2a67806954"],
            from: Samples.jail())
        let expected = RecordedJail.text.replacing("http://127.0.0.1:8888", with: "http://127.0.0.1:26881")
        #expect(text(found) == expected)
    }

    @Test func `only the items that are wanted are asked for, and shown in their own order`() async throws {
        let tree = Samples.jail()
        let found = try await report(
            .jails, of: deployment(.readOnly, entrypoints: ["main.centralita"]), jailItems: [.cpuset, .info], from: tree
        )
        #expect(
            await tree.deeds.sorted() == [
                "GET /v1/chain/centralita/jail/cpuset/2a67806954", "GET /v1/chain/centralita/jail/cpuset/quiet",
                "GET /v1/chain/centralita/jail/info/2a67806954", "GET /v1/chain/centralita/jail/info/quiet",
                "GET /v1/chain/centralita/jails",
            ])
        #expect(text(found).contains("      info:\n        name: 2a67806954"))
        #expect(text(found).hasSuffix("      cpuset: 0, 1"))
        #expect(!text(found).contains("quiet"))
    }

    @Test func `not more requests than the bound are under way, however many jails there are`() {
        let most = VirtualWorld.run { world in
            let meter = Meter()
            let jails = JSONValue.array((0..<30).map { .string("j\($0)") })
            let tree = FakeTree { request in
                await meter.enter()
                try? await world.sleep(for: .milliseconds(1 + world.draw(below: 9)))
                await meter.leave()
                return request.hasSuffix("/jails") ? .status(200, ["jails": jails]) : nil
            }
            let file = deployment(.readOnly)
            let limits = TreeWalk.Limits(concurrency: 6)
            if let query = try? InfoQuery(.jails, of: file) {
                _ = try? await InfoCollecting(servers: servers(tree), limits: limits).collect(query, of: file)
            }
            return await (meter.most, tree.requests.count)
        }
        #expect(most?.0 == 6)
        #expect(most?.1 == 8 + 4 + 4 * 30 * 11)
    }
}
