import Domain
import Testing

struct WaitingTests {
    /// What a chain shows of its job: pairs of the time from which on it shows it, and the record.
    private typealias Script = [(from: Duration, info: FakeTree.Answer)]

    private static func record(_ operation: String, _ job: Int = 1, rc: Int = 0) -> FakeTree.Answer {
        .status(
            200,
            [
                "info": [
                    "up": ["operation": .string(operation), "job_id": .integer(job), "output": ["rc": .integer(rc)]]
                ]
            ])
    }

    private static let unknown = FakeTree.Answer.status(404, ["message": "cannot be found."])

    private struct Run: Sendable {
        var statuses: [Waiting.Status]
        var snapshots: [[Waiting.Status]]
        var spent: Duration
        var polls: [Duration]
    }

    /// Waits for job 1 on each chain.
    private static func wait(
        _ scripts: [(chain: String, script: Script)], patience: Duration? = nil,
        limits: Waiting.Limits = Waiting.Limits(), pollTakes: Duration = .zero, seed: UInt64 = 0
    ) -> Run? {
        let scripts = scripts.map { ($0.chain, $0.script) }
        return VirtualWorld.run(seed: seed) { world in
            let polls = Polls()
            let tree = FakeTree { request in
                await polls.note(world.uptime)
                let script = scripts.first { request.contains("/chain/\($0.0)/") }!.1
                if pollTakes > .zero { try? await world.sleep(for: pollTakes) }
                return script.last { $0.from <= world.uptime }!.info
            }
            let watches = scripts.map { name, _ in
                JobWatch(
                    target: Target(
                        node: TreeNode(datacenter: "main", url: "http://s", chain: chain(name), labels: nil),
                        server: ChainServer(access: tree, chain: chain(name), timeout: .seconds(100))),
                    kind: .up, project: ProjectName("web")!, job: JobID(1))
            }
            var snapshots: [[Waiting.Status]] = []
            let statuses = await Waiting(clock: world, limits: limits).wait(for: watches, patience: patience) {
                snapshots.append($0)
            }
            return Run(statuses: statuses, snapshots: snapshots, spent: world.uptime, polls: await polls.times)
        }
    }

    private actor Polls {
        var times: [Duration] = []
        func note(_ time: Duration) { times.append(time) }
    }

    @Test func `a job is watched from the queue to its end`() throws {
        let run = try #require(
            Self.wait([
                (
                    "alpha",
                    [
                        (.zero, Self.unknown), (.seconds(2), Self.record("RUNNING")),
                        (.seconds(5), Self.record("COMPLETED")),
                    ]
                )
            ]))
        #expect(run.statuses.map(\.verdict) == [.succeeded])
        var sights: [JobSight] = []
        for sight in run.snapshots.map({ $0[0].sight }) where sights.last != sight { sights.append(sight) }
        #expect(
            sights == [
                .queued, .running,
                .ended(JobConclusion(operation: "COMPLETED", status: 0, reason: nil)),
            ])
        #expect(Waiting.exitStatus(of: run.statuses) == 0)
    }

    @Test func `the pause between two looks grows to a second and stays there`() throws {
        let run = try #require(
            Self.wait([("alpha", [(.zero, Self.record("RUNNING")), (.milliseconds(3500), Self.record("COMPLETED"))])]))
        #expect(run.polls == [0, 100, 300, 700, 1500, 2500, 3500].map { .milliseconds($0) })
    }

    @Test func `one failure makes the run a failure, and the others are waited for`() throws {
        let run = try #require(
            Self.wait([
                ("alpha", [(.zero, Self.record("INCOMPLETED", rc: 65))]),
                ("bravo", [(.zero, Self.record("RUNNING")), (.seconds(60), Self.record("COMPLETED"))]),
            ]))
        #expect(
            run.statuses.map(\.verdict) == [
                .failed(JobConclusion(operation: "INCOMPLETED", status: 65, reason: nil)), .succeeded,
            ])
        #expect(run.statuses[0].elapsed < .seconds(1))
        #expect(run.statuses[1].elapsed >= .seconds(60))
        #expect(Waiting.exitStatus(of: run.statuses) == 70)
    }

    @Test func `when time is over, what has not ended is told apart from what has`() throws {
        let run = try #require(
            Self.wait(
                [("alpha", [(.zero, Self.record("COMPLETED"))]), ("bravo", [(.zero, Self.record("RUNNING"))])],
                patience: .seconds(10)))
        #expect(run.statuses.map(\.verdict) == [.succeeded, .timedOut])
        #expect(run.spent == .seconds(10))
        #expect(Waiting.exitStatus(of: run.statuses) == 75)
    }

    @Test func `a look that is under way does not keep the wait beyond its time`() throws {
        let run = try #require(
            Self.wait([("alpha", [(.zero, Self.record("RUNNING"))])], patience: .seconds(3), pollTakes: .seconds(50)))
        #expect(run.statuses.map(\.verdict) == [.timedOut])
        #expect(run.statuses[0].elapsed == .seconds(3))
    }

    @Test func `a chain that is silent for a while is asked again`() throws {
        let run = try #require(
            Self.wait([
                (
                    "alpha",
                    [
                        (.zero, .failure(.connect("refused"))), (.seconds(100), .status(503, ["message": "hidden"])),
                        (.seconds(200), Self.record("COMPLETED")),
                    ]
                )
            ]))
        #expect(run.statuses.map(\.verdict) == [.succeeded])
        #expect(run.snapshots.contains { $0[0].sight == .unseen(.noAnswer(.connect("refused"))) })
    }

    @Test func `a chain that stays silent is given up, and that is no success`() throws {
        let run = try #require(Self.wait([("alpha", [(.zero, .failure(.connectTimeout))])]))
        #expect(run.statuses.map(\.verdict) == [.lost(.noAnswer(.connectTimeout))])
        #expect(run.spent >= .seconds(300) && run.spent <= .seconds(302))
        #expect(Waiting.exitStatus(of: run.statuses) == 69)
    }

    @Test func `a job whose place another has taken did not succeed as far as can be seen`() throws {
        let run = try #require(
            Self.wait([("alpha", [(.zero, Self.record("RUNNING")), (.seconds(2), Self.record("COMPLETED", 2))])]))
        #expect(run.statuses.map(\.verdict) == [.untold(.replaced(by: JobID(2)))])
        #expect(Waiting.exitStatus(of: run.statuses) == Exit.unavailable)
    }

    @Test func `a job that the server has forgotten is given up after a while, and is no success`() throws {
        let run = try #require(
            Self.wait([("alpha", [(.zero, Self.record("RUNNING")), (.seconds(2), Self.unknown)])]))
        #expect(run.statuses.map(\.verdict) == [.untold(.forgotten)])
        #expect(Waiting.exitStatus(of: run.statuses) == Exit.unavailable)
        #expect(run.spent >= .seconds(300) && run.spent < .seconds(310))
    }

    @Test func `a record that is gone for a moment does not end the wait`() throws {
        let run = try #require(
            Self.wait([
                (
                    "alpha",
                    [
                        (.zero, Self.record("RUNNING")), (.seconds(2), Self.unknown),
                        (.seconds(200), Self.record("COMPLETED")),
                    ]
                )
            ]))
        #expect(run.statuses.map(\.verdict) == [.succeeded])
    }

    @Test func `a chain that refuses to tell is not asked again`() throws {
        let run = try #require(Self.wait([("alpha", [(.zero, .status(403, ["message": "no"]))])]))
        #expect(run.polls.count == 1)
        #expect(Waiting.exitStatus(of: run.statuses) == 69)
    }

    @Test func `progress comes at least every second, also while a look hangs`() throws {
        let run = try #require(
            Self.wait([("alpha", [(.zero, Self.record("COMPLETED"))])], pollTakes: .seconds(20)))
        #expect(run.snapshots.count >= 20)
        #expect(run.snapshots.map { $0[0].elapsed }.contains(.seconds(19)))
    }

    @Test func `no more looks than the bound are under way at once, and nobody is forgotten`() throws {
        let scripts = (0..<20).map {
            (chain: "n\($0)", script: [(from: Duration.zero, info: Self.record("COMPLETED"))])
        }
        let run = try #require(
            Self.wait(scripts, limits: Waiting.Limits(concurrency: 4), pollTakes: .seconds(1)))
        #expect(run.statuses.map(\.verdict) == Array(repeating: .succeeded, count: 20))
        #expect(Dictionary(grouping: run.polls, by: { $0 }).values.map(\.count).max() == 4)
        #expect(run.spent == .seconds(5))
    }

    @Test func `nothing to wait for is over at once`() throws {
        let run = try #require(Self.wait([]))
        #expect(run.spent == .zero)
        #expect(Waiting.exitStatus(of: run.statuses) == 0)
    }

    @Test(arguments: UInt64(1)...50)
    func `whatever the order of events, each job gets its own verdict`(seed: UInt64) throws {
        let run = try #require(
            Self.wait(
                [
                    ("alpha", [(.zero, Self.unknown), (.seconds(1), Self.record("COMPLETED"))]),
                    ("bravo", [(.zero, Self.record("FAILED"))]), ("charlie", [(.zero, Self.record("RUNNING"))]),
                    ("delta", [(.zero, .failure(.readTimeout)), (.seconds(3), Self.record("COMPLETED", 2))]),
                ], patience: .seconds(8), pollTakes: .milliseconds(130), seed: seed))
        #expect(
            run.statuses.map(\.verdict) == [
                .succeeded, .failed(JobConclusion(operation: "FAILED", status: 0, reason: nil)),
                .timedOut, .untold(.replaced(by: JobID(2))),
            ], "seed \(seed)")
    }
}
