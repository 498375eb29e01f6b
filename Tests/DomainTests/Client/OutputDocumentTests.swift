import Domain
import Testing

/// The schema that docs/output.md promises.
struct OutputDocumentTests {
    private static let root = TreeNode(datacenter: "main", url: "http://s", chain: .root, labels: nil)
    private static let alpha = TreeNode(datacenter: "main", url: "http://s", chain: chain("alpha"), labels: ["all"])

    private func server(_ content: InfoReport.Content, _ subject: InfoQuery.Subject) -> JSONValue? {
        let report = InfoReport(blocks: [InfoReport.Block(node: Self.alpha, content: content)], problems: [])
        let document = OutputDocument.of(report, subject)
        #expect(document.names == ["version", "command", "type", "servers", "problems"])
        #expect(document["version"] == 1 && document["command"] == "get-info")
        #expect(document["type"]?.string == subject.rawValue)
        let server = document["servers"]?.array?.first
        #expect(server?["datacenter"] == "main" && server?["url"] == "http://s" && server?["chain"] == "alpha")
        #expect(server?["labels"] == ["all"])
        return server
    }

    @Test func `each type has its member`() {
        func named<Value: Equatable & Sendable>(_ value: Value) -> [InfoReport.Named<Value>] {
            [InfoReport.Named(name: "n", value: value)]
        }
        #expect(server(.chain, .chains)?.object?.count == 4)
        #expect(server(.statistics(["pcpu": 1]), .chainStatistics)?["stats"] == ["pcpu": 1])
        #expect(
            server(.projects(named(["state": "DONE"])), .projects)?["projects"] == [
                ["name": "n", "info": ["state": "DONE"]]
            ])
        #expect(
            server(.virtualMachines(named(["job_id": 1])), .virtualMachines)?["vm"] == [
                ["name": "n", "status": ["job_id": 1]]
            ])
        #expect(
            server(.autoscale(named(["logs": []])), .autoscale)?["autoscale"] == [
                ["name": "n", "status": ["logs": []]]
            ])
        #expect(server(.metadata(named("v\n")), .metadata)?["metadata"] == [["name": "n", "value": "v\n"]])
        #expect(
            server(.namespaces(named([["mode": 33188]])), .namespaces)?["namespaces"] == [
                ["name": "n", "entries": [["mode": 33188]]]
            ])
        #expect(server(.logs(["a/b/c"]), .projectLogs)?["logs"] == ["a/b/c"])
        let facts = [
            InfoReport.JailFacts(item: .stats, value: ["pcpu": 1]), InfoReport.JailFacts(item: .cpuset, value: "0"),
        ]
        #expect(server(.jails(named(facts)), .jails)?["jails"] == [["name": "n", "stats": ["pcpu": 1], "cpuset": "0"]])
    }

    @Test func `a problem tells its facts and its sentence`() {
        let refusal = CallFailure.refused(
            CallFailure.Refusal(method: "GET", url: "http://s/v1/labels", status: 401, body: ""))
        let problems = [
            ClientProblem(node: Self.root, activity: .readingLabels, failure: refusal),
            ClientProblem(node: Self.root, activity: .listingChains, failure: .noAnswer(.readTimeout)),
        ]
        let document = OutputDocument.of(InfoReport(blocks: [], problems: problems), .chains)
        let found = document["problems"]?.array ?? []
        #expect(found.count == 2)
        #expect(found.first?["chain"] == .some(.null))
        #expect(found.first?["status"] == 401 && found.first?["exception"] == "HTTPStatusError")
        #expect(found.first?["message"]?.string?.contains("401 Unauthorized") == true)
        #expect(found.last?["status"] == .some(.null) && found.last?["exception"] == "ReadTimeout")
    }

    @Test func `a run tells what was done where, and how jobs ended`() async throws {
        let tree = FakeTree { $0 == "POST /v1/chain/bravo/project/up/web" ? .status(500, ["message": "no"]) : nil }
        var file = deployment(project("web"), labels: ["web"])
        file.maximumDeployments = 2
        let report = try await Applying(servers: servers(tree), readYAML: readJSON).apply(file, restart: false)
        let conclusion = JobConclusion(operation: "FAILED", status: 70, reason: "full")
        let waits = report.watches.map { _ in
            Waiting.Status(sight: .ended(conclusion), verdict: .failed(conclusion), elapsed: .seconds(1))
        }
        let document = OutputDocument.of(report, "apply", waits: waits)
        #expect(document.names == ["version", "command", "servers", "problems", "jobs"])
        let targets = document["servers"]?.array ?? []
        #expect(targets.map { $0["chain"] } == ["alpha", "bravo"])
        #expect(
            targets.first?["effects"] == [["effect": "job", "kind": "up", "project": "web", "job_id": 1]])
        #expect(targets.last?["effects"] == [])
        #expect(targets.last?["problems"]?.array?.first?["status"] == 500)
        let job = document["jobs"]?.array?.first
        #expect(job?["chain"] == "alpha" && job?["result"] == "failed" && job?["operation"] == "FAILED")
        #expect(job?["status"] == 70 && job?["reason"] == "full" && job?["job_id"] == 1)
        #expect(job?["labels"] == nil)
    }

    @Test func `a limit that was reached is told`() async throws {
        var file = deployment(project("web"))
        file.maximumDeployments = 1
        let report = try await Applying(servers: servers(FakeTree()), readYAML: readJSON).apply(file, restart: false)
        let document = OutputDocument.of(report, "apply")
        #expect(document["limit"] == ["made": 1, "allowed": 1])
        #expect(document["jobs"] == nil)
    }
}
