import Domain
import Testing

struct VirtualMachineCommandTests {
    private static let body =
        #"{"template":{"cpu":"1"},"cloud-init":{},"diskLayout":{"driver":"nvme","size":"4G","from":{"type":"img","imgFile":"disk.img"}},"options":[],"script-environment":[],"start-environment":[],"start-arguments":[],"build-environment":[],"build-arguments":[],"restart":"#

    private func apply(_ tree: FakeTree, restart: Bool = false, labels: [String] = ["web"]) async throws -> RunReport {
        try await Applying(servers: servers(tree), readYAML: readJSON).apply(
            deployment(machine(), labels: labels), restart: restart)
    }

    @Test(arguments: [false, true])
    func `a machine is asked of every target, all its members told`(restart: Bool) async throws {
        let tree = FakeTree()
        let report = try await apply(tree, restart: restart)
        let rest = "\(restart),\"overwrite\":false,\"poweroff\":false,\"makejail\":\"Makejail\"}"
        #expect(
            await tree.deeds.sorted() == [
                "POST /v1/chain/alpha/vm/vm1 " + Self.body + rest, "POST /v1/chain/bravo/vm/vm1 " + Self.body + rest,
            ])
        #expect(
            report.targets.map(\.effects) == [
                [.virtualMachine(VirtualMachineName("vm1")!, JobID(1))],
                [.virtualMachine(VirtualMachineName("vm1")!, JobID(1))],
            ])
        #expect(report.exitStatus == 0)
    }

    @Test func `a target that refuses is said by the name of the machine, and the others go on`() async throws {
        let tree = FakeTree { request in
            request == "POST /v1/chain/alpha/vm/vm1" ? .status(400, ["status_code": 400, "message": "no"]) : nil
        }
        let report = try await apply(tree)
        #expect(
            sentences(report.problems) == [
                #"(datacenter:main, chain:alpha, VM:vm1, exception:APIError) error creating the VM: (status:400, reason:Bad Request) {"status_code": 400, "message": "no"}"#
            ])
        #expect(report.targets.map(\.effects.count) == [0, 1])
        #expect(report.exitStatus == 69)
    }

    @Test(arguments: [false, true])
    func `a machine is brought down as a project without an environment`(force: Bool) async throws {
        let tree = FakeTree()
        let report = try await Destroying(servers: servers(tree), readYAML: readJSON).destroy(
            deployment(machine(), labels: ["main"]), force: force, chains: ChainFilter())
        #expect(await tree.deeds == ["POST /v1/project/down/vm1 {\"environment\":{},\"force\":\(force)}"])
        #expect(report.targets.flatMap(\.effects) == [.job(.down, ProjectName("vm1")!, JobID(1))])
    }

    @Test func `a machine that cannot be brought down is said by its name`() async throws {
        let tree = FakeTree { $0.hasPrefix("POST") ? .failure(.connectTimeout) : nil }
        let report = try await Destroying(servers: servers(tree), readYAML: readJSON).destroy(
            deployment(machine(), labels: ["main"]), force: false, chains: ChainFilter())
        #expect(
            sentences(report.problems) == [
                "(datacenter:main, chain:None, VM:vm1, exception:ConnectTimeout) error destroying the VM: the connection was not made in time"
            ])
    }

    @Test func `the making of a machine is cancelled as that of a project`() async throws {
        let tree = FakeTree()
        let report = try await Cancelling(servers: servers(tree)).cancel(
            deployment(machine()), chains: ChainFilter(chains: [chain("alpha")]))
        #expect(await tree.deeds == ["POST /v1/chain/alpha/project/cancel/vm1"])
        #expect(report.targets.flatMap(\.effects) == [.job(.cancel, ProjectName("vm1")!, JobID(1))])
    }

    @Test func `a limit counts machines`() async throws {
        let tree = FakeTree()
        let report = try await Applying(servers: servers(tree), readYAML: readJSON).apply(
            deployment(machine(), maximum: 3), restart: false)
        #expect(await tree.deeds.count == 3)
        #expect(report.limitReached == RunReport.Limit(made: 3, allowed: 3))
    }

    @Test func `the project of a machine is the one to be told of`() throws {
        #expect(try InfoQuery(.projects, of: deployment(machine()), isPerProject: true).names == ["vm1"])
    }

    // MARK: Waiting

    private func sight(_ status: JSONObject?) async throws -> JobSight {
        let report = try await apply(FakeTree(), labels: ["main"])
        let watch = try #require(report.watches.first)
        #expect(watch.source.segments == ["vm", "vm1"])
        #expect(watch.source.member == "status")
        return watch.sight(in: status)
    }

    @Test func `the record of the machine tells how its job ends`() async throws {
        #expect(try await sight(nil) == .queued)
        #expect(try await sight(["operation": "RUNNING", "job_id": 1]) == .running)
        #expect(try await sight(["operation": "COMPLETED", "job_id": 0]) == .queued)
        guard
            case .ended(let good) = try await sight(["operation": "COMPLETED", "job_id": 1, "output": "installed"]),
            case .ended(let bad) = try await sight(["operation": "FAILED", "job_id": 1, "output": "no space"])
        else {
            Issue.record("both have ended")
            return
        }
        #expect(good.isSuccess)
        #expect(!bad.isSuccess)
        #expect(bad.reason == "no space")
    }

    @Test func `a wait names the machine`() async throws {
        let watch = try #require(try await apply(FakeTree(), labels: ["main"]).watches.first)
        let line = WaitText.line(of: watch, Waiting.Status())
        #expect(line.place == "(datacenter:main, chain:None, VM:vm1, job:1)")
    }
}
