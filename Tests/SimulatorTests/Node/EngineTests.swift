import Domain
import Simulator
import TestSupport
import Testing

/// The real engines of three nodes under virtual time: the same code as in production, over simulated ports.
@Suite("Engines in virtual time", .offPool)
struct EngineTests {
    private static let file: JSONValue = "services:\n  web:\n    name: web1\n    makejail: Makejail\n"

    /// What an operator saw in an hour with a crash in the middle of a deployment.
    private struct Sight: Equatable, Sendable {
        var job = 0
        var hidden = Duration.zero
        var healed = Duration.zero
        var completed = Duration.zero
        var record = JSONValue.null
        var ends: [JobSummary] = []
        var services = JSONValue.null

        static func == (left: Sight, right: Sight) -> Bool {
            left.job == right.job && left.hidden == right.hidden && left.healed == right.healed
                && left.completed == right.completed && left.record == right.record && left.ends == right.ends
        }
    }

    /// An apply; bravo dies 20 s into the 60 s of the deployment; it is hidden; it comes back, is listed again, and
    /// the deployment is found completed; then quiet until an hour is over.
    private static func hour(_ world: EngineWorld) async throws -> Sight {
        var sight = Sight()
        try await world.sleep(1)
        let up = try await world.ask("POST", "chain/alpha.bravo/project/up/shop", ["director_file": file])
        sight.job = up?.body["job_id"]?.integer ?? -1
        try await world.sleep(20)
        world.bravo.crash()
        // Two failures hide a neighbour; it is its parent that counts them.
        for _ in 0..<2 { _ = try await world.ask("GET", "chain/alpha.bravo/ping") }
        sight.hidden = try await world.until("chain/alpha/chains") { $1["chains"] == [] }
        try await world.sleep(60)
        world.bravo.restart()
        sight.healed = try await world.until("chain/alpha/chains") { $1["chains"] == ["bravo"] }
        sight.completed = try await world.until("chain/alpha.bravo/project/info/shop") { status, body in
            status == 200 && body["info"]?["up"]?["operation"] == "COMPLETED"
        }
        let info = try await world.ask("GET", "chain/alpha.bravo/project/info/shop")?.body["info"]
        sight.record = info?["up"]?["output"] ?? .null
        sight.services = info?["services"] ?? .null
        try await world.simulation.executor.sleep(until: .seconds(3600))
        sight.ends = world.bravo.disk.contents.jobs.all.map(\.summary)
        return sight
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `an apply, a crash in the middle, a restart and a healed chain end as promised`(seed: UInt64) async throws {
        let report = try await OffPool.run { EngineWorld.run(seed: seed) { try await Self.hour($0) } }
        let sight = try report.value()
        #expect(sight.job == 1, "seed \(seed)")
        // S2: one end, and the run that was under way is the one that ended: it was not begun anew.
        #expect(sight.ends.map(\.state) == [.ended(.completed)], "seed \(seed)")
        #expect(sight.ends.map(\.attempts) == [1], "seed \(seed)")
        #expect(sight.record["rc"] == 0, "seed \(seed)")
        #expect(sight.services.array?.map { $0["status"] } == [0], "seed \(seed)")
        // L3: listed again within the bound of its absence, which is two minutes after two failures.
        #expect(sight.healed - sight.hidden <= .seconds(121), "seed \(seed)")
        #expect(report.virtualTime >= .seconds(3600), "seed \(seed)")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the same seed tells the same story, step for step`(seed: UInt64) async throws {
        let first = try await OffPool.run { EngineWorld.run(seed: seed) { try await Self.hour($0) } }
        let second = try await OffPool.run { EngineWorld.run(seed: seed) { try await Self.hour($0) } }
        #expect(try first.value() == second.value(), "seed \(seed)")
        #expect(first.traceHash == second.traceHash, "seed \(seed)")
        #expect(first.scheduleHash == second.scheduleHash, "seed \(seed)")
    }

    @Test func `another seed takes other turns`() {
        let hashes = [1, 2].map { seed in EngineWorld.run(seed: UInt64(seed)) { try await Self.hour($0) }.scheduleHash }
        #expect(hashes[0] != hashes[1])
    }

    /// Printed, so that a run in debug and one in release can be laid side by side.
    @Test func `servers that nobody asks do nothing until a look is due, and whoever asks is soon told the truth`()
        throws
    {
        let sight = try EngineWorld.run(seed: 1) { world in
            let executor = world.simulation.executor
            _ = try await world.ask("POST", "chain/alpha.bravo/project/up/shop", ["director_file": Self.file])
            // The window of three minutes after the start and the job is over, and so is the round in which it ended.
            try await world.sleep(400)
            let before = executor.steps
            try await world.sleep(300)
            let idle = executor.steps - before
            let isGone = try await world.bravo.host.alter { $0.vanish(jail: "web1") }
            let path = "chain/alpha.bravo/jails"
            let old = try await world.ask("GET", path)?.body["jails"]
            let asked = world.simulation.now
            return (idle, isGone, old, try await world.until(path) { $1["jails"] == [] } - asked)
        }.value()
        // The test's own sleeps are among them.
        #expect(sight.0 < 10)
        #expect(sight.1)
        #expect(sight.2 == ["web1"])
        #expect(sight.3 < .seconds(3))
    }

    @Test func `the hashes of the story are printed for comparison between builds`() async throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            let report = try await OffPool.run { EngineWorld.run(seed: seed) { try await Self.hour($0) } }
            _ = try report.value()
            #expect(report.lines.count > 10)
            print("engine story, seed \(seed): trace \(String(report.traceHash, radix: 16))")
        }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `crashes at any moment lose no acknowledged job and end each exactly once`(seed: UInt64) async throws {
        let report = try await OffPool.run {
            EngineWorld.run(seed: seed, building: .seconds(2)) { world in
                try await world.sleep(1)
                let chance = world.simulation.chance("storm")
                async let storm: Void = {
                    for _ in 0..<8 {
                        try await world.simulation.clock().sleep(for: .milliseconds(chance.integer(in: 100...4000)))
                        world.main.crash()
                        try await world.simulation.clock().sleep(for: .milliseconds(chance.integer(in: 0...500)))
                        world.main.restart()
                    }
                }()
                var acknowledged: [Int] = []
                for number in 0..<30 {
                    let answer = try await world.ask(
                        "POST", "project/up/p\(number % 7)",
                        ["director_file": .string("services:\n  s:\n    name: j\(number % 7)\n")])
                    if let job = answer?.body["job_id"]?.integer { acknowledged.append(job) }
                    try await world.simulation.clock().sleep(for: .milliseconds(chance.integer(in: 0...900)))
                }
                try await storm
                try await world.sleep(600)
                return (acknowledged, world.main.disk.contents.jobs.all.map(\.summary))
            }
        }
        let (acknowledged, jobs) = try report.value()
        let stored = Set(jobs.map(\.id.number))
        #expect(!acknowledged.isEmpty, "seed \(seed)")
        #expect(Set(acknowledged).isSubset(of: stored), "seed \(seed): an acknowledged job is lost")
        for job in jobs { #expect(job.state == .ended(.completed), "seed \(seed): job \(job.id) is \(job.state)") }
    }

    /// Requests through main, which knows alpha only, while the link on the way to a node is a black hole; alpha is
    /// listed or not afterwards.
    private static func listing(after requests: [String], cut link: (from: String, to: String)) throws -> JSONValue {
        try EngineWorld.run(seed: 1) { world in
            try await world.sleep(1)
            world.network.cut(from: link.from, to: link.to)
            for request in requests { _ = try await world.ask("GET", request) }
            return try await world.ask("GET", "chains")?.body["chains"] ?? .null
        }.value()
    }

    @Test func `a neighbour is not blamed for silence behind it, and for its own whoever a request is for`() throws {
        let behind = Array(repeating: "chain/alpha.bravo/ping", count: 4)
        #expect(try Self.listing(after: behind, cut: (from: "bravo", to: "alpha")) == ["alpha"])
        #expect(try Self.listing(after: behind, cut: (from: "alpha", to: "main")) == ["alpha"])
        #expect(try Self.listing(after: behind, cut: (from: "main", to: "alpha")) == [])
        let itself = Array(repeating: "chain/alpha/ping", count: 4)
        #expect(try Self.listing(after: itself, cut: (from: "alpha", to: "main")) == [])
    }

    @Test func `an answer counts at once, though the request that follows it hangs`() throws {
        let listed = try EngineWorld.run(seed: 1) { world in
            try await world.sleep(1)
            world.network.cut(from: "main", to: "alpha")
            _ = try await world.ask("GET", "chain/alpha/ping")
            world.network.heal()
            // A PUT that is answered with 404 is followed by a POST, and that one gets lost.
            world.simulation.trace.listen { [network = world.network] line in
                if line.text.contains("answer 404") { network.cut(from: "main", to: "alpha") }
            }
            let write = try await world.ask("PUT", "chain/alpha/metadata/motto", ["value": "x"])
            world.simulation.trace.stopTelling()
            #expect(write?.status == 503)
            return try await world.ask("GET", "chains")?.body["chains"] ?? .null
        }.value()
        #expect(listed == ["alpha"])
    }

    @Test func `what lies behind a hidden neighbour is tried, and its answer lists the neighbour again`() throws {
        let statuses = try EngineWorld.run(seed: 1) { world in
            try await world.sleep(1)
            world.network.cut(from: "main", to: "alpha")
            for _ in 0..<2 { _ = try await world.ask("GET", "chain/alpha/ping") }
            world.network.heal()
            var statuses: [Int?] = []
            for request in ["chain/alpha/ping", "chain/alpha.bravo/ping", "chain/alpha/ping"] {
                statuses.append(try await world.ask("GET", request)?.status)
            }
            return statuses
        }.value()
        #expect(statuses == [503, 200, 200])
    }

    /// What a broken AppJail on alpha lets main see.
    private struct Blindness: Sendable {
        var cpusets: [Int?] = []
        var values: [JSONValue?] = []
        var slowest = Duration.zero
        var jails: Int?
        var record: JSONValue?
        var chains: JSONValue?
    }

    private static func blindness(_ mode: HostBehaviour.Call) throws -> Blindness {
        try EngineWorld.run(seed: 3, building: .seconds(5)) { world in
            var seen = Blindness()
            try await world.sleep(1)
            _ = try await world.ask("POST", "chain/alpha/project/up/shop", ["director_file": file])
            _ = try await world.until("chain/alpha/project/info/shop") {
                $1["info"]?["up"]?["operation"] == "COMPLETED"
            }
            _ = try await world.until("chain/alpha/jails") { $1["jails"]?.array?.isEmpty == false }
            let jail = try await world.ask("GET", "chain/alpha/jails")?.body["jails"]?.array?.first?.string ?? ""
            var behaviour = HostBehaviour()
            behaviour.appjail = mode
            await world.alpha.host.setBehaviour(behaviour)
            for _ in 0..<4 {
                let began = world.simulation.now
                let answer = try await world.ask("GET", "chain/alpha/jail/cpuset/\(jail)")
                seen.cpusets.append(answer?.status)
                seen.values.append(answer?.body["cpuset"])
                seen.slowest = max(seen.slowest, world.simulation.now - began)
            }
            // A server that has just started has never seen its jails.
            world.alpha.crash()
            world.alpha.restart()
            try await world.sleep(1)
            let began = world.simulation.now
            seen.jails = try await world.ask("GET", "chain/alpha/jails")?.status
            seen.slowest = max(seen.slowest, world.simulation.now - began)
            seen.record = try await world.ask("GET", "chain/alpha/project/info/shop")?.body["info"]?["up"]?["operation"]
            seen.chains = try await world.ask("GET", "chains")?.body["chains"]
            return seen
        }.value()
    }

    @Test func `one jail whose command fails says nothing of its server`() throws {
        let seen = try Self.blindness(.fail)
        #expect(seen.cpusets == [200, 200, 200, 200])
        #expect(seen.values == Array(repeating: .null, count: 4))
        // What jails there are is not known, which is not overload; what became of the job is known.
        #expect(seen.jails == 500)
        #expect(seen.record == "COMPLETED")
        #expect(seen.chains == ["alpha"])
    }

    @Test func `one jail whose command hangs holds up nobody for longer than a neighbour waits`() throws {
        let seen = try Self.blindness(.hang)
        #expect(seen.cpusets == [200, 200, 200, 200])
        #expect(seen.values == Array(repeating: .null, count: 4))
        #expect(seen.jails == 500)
        #expect(seen.record == "COMPLETED")
        #expect(seen.chains == ["alpha"])
        #expect(seen.slowest < .seconds(10))
    }

    @Test(arguments: ["..", "%2e%2e", "%2fetc%2fpasswd", "a%00b"])
    func `what can be no log is not asked of a neighbour`(name: String) throws {
        let answer = try EngineWorld.run(seed: 1) { world in
            try await world.sleep(1)
            return try await world.ask("GET", "chain/alpha/jail/log/jails/\(name)/start/x.log")?.body
        }.value()
        #expect(answer?["message"] == "Log cannot be found.")
        #expect(answer?["entrypoint"] == nil)
    }

    @Test func `a restart whose end of the old jails dies each time is tried at a measured pace, and ends`() throws {
        let report = EngineWorld.run(seed: 5, building: .seconds(5)) { world in
            try await world.sleep(1)
            _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file])
            _ = try await world.until("project/info/shop") { $1["info"]?["up"]?["operation"] == "COMPLETED" }
            var behaviour = HostBehaviour()
            behaviour.defaults.down = .crash
            await world.main.host.setBehaviour(behaviour)
            _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file, "restart": true])
            try await world.sleep(600)
            let attempts = world.main.disk.contents.jobs.all.last?.summary.attempts ?? 0
            let end = try await world.until("project/info/shop") { $1["info"]?["up"]?["operation"] == "FAILED" }
            return (attempts: attempts, end: end)
        }
        let seen = try report.value()
        #expect((5..<310).contains(seen.attempts), "\(seen.attempts) attempts")
        // As long as a job may run.
        #expect(seen.end < .seconds(3 * 3600 + 700))
    }

    @Test func `a runner that is killed costs an attempt, not the job`() throws {
        let report = EngineWorld.run(seed: 5) { world in
            try await world.sleep(1)
            _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file])
            try await world.sleep(10)
            try await world.main.host.alter { _ = $0.killRunner(of: EngineWorld.shop.text, director: .killed) }
            _ = try await world.until("project/info/shop") { $1["info"]?["up"]?["operation"] == "COMPLETED" }
            return world.main.disk.contents.jobs.all.map(\.summary)
        }
        let jobs = try report.value()
        #expect(jobs.map(\.state) == [.ended(.completed)])
        #expect((jobs.first?.attempts ?? 0) >= 2)
    }

    @Test func `a job that waited long for a lock is run again when its runner dies for the first time after that`()
        throws
    {
        let report = EngineWorld.run(seed: 7) { world in
            try await world.sleep(1)
            _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file])
            try await world.sleep(10)
            try await world.main.host.alter { _ = $0.killRunner(of: EngineWorld.shop.text, director: .carriesOn) }
            try await world.sleep(40)
            // So that the run after that of the orphan has something to do.
            try await world.sleep(11)
            try await world.main.host.alter { host in for jail in host.jailNames { _ = host.vanish(jail: jail) } }
            _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file])
            try await world.sleep(20)
            try await world.main.host.alter { _ = $0.killRunner(of: EngineWorld.shop.text, director: .killed) }
            try await world.sleep(600)
            return world.main.disk.contents.jobs.all.map(\.summary)
        }
        let jobs = try report.value()
        #expect(jobs.map(\.state) == [.ended(.completed), .ended(.completed)])
        #expect((jobs.first?.attempts ?? 0) > JobRecovery.mostDeaths)
    }

    @Test func `a job that queued for longer than a job may run still waits for a lock`() throws {
        let report = EngineWorld.run(seed: 7, building: .seconds(6000)) { world in
            try await world.sleep(1)
            for project in ["one", "two", "shop"] {
                _ = try await world.ask("POST", "project/up/\(project)", ["director_file": Self.file])
            }
            // Two run at a time: the last was queued for 6,000 s, and runs since then.
            try await world.sleep(11_000)
            try await world.main.host.alter { _ = $0.killRunner(of: EngineWorld.shop.text, director: .carriesOn) }
            try await world.sleep(9_000)
            return world.main.disk.contents.jobs.all
        }
        let jobs = try report.value()
        #expect(jobs.map(\.summary.state) == Array(repeating: .ended(.completed), count: 3))
        #expect((jobs.last?.turnedAway ?? 0) > 4)
    }

    @Test func `a destroy that lost its power in the middle goes on where it was`() throws {
        let report = EngineWorld.run(seed: 8) { world in
            var behaviour = HostBehaviour()
            behaviour.defaults.downTime = .seconds(30)
            await world.main.host.setBehaviour(behaviour)
            try await world.sleep(1)
            _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file])
            _ = try await world.until("project/info/shop") { $1["info"]?["up"]?["operation"] == "COMPLETED" }
            _ = try await world.ask("POST", "project/down/shop")
            try await world.sleep(10)
            world.main.crash()
            try await world.main.host.alter { _ = $0.killRunner(of: EngineWorld.shop.text, director: .killed) }
            let left = await world.main.host.snapshot().description(of: EngineWorld.shop.text)?.state
            world.main.restart()
            try await world.sleep(300)
            let jobs = world.main.disk.contents.jobs.all.map(\.summary.state)
            return (left: left, jobs: jobs, projects: await world.main.host.snapshot().projectNames)
        }
        let end = try report.value()
        #expect(end.left == "DESTROYING")
        #expect(end.jobs == [.ended(.completed), .ended(.completed)])
        #expect(end.projects == [])
    }

    @Test func `jobs behind one that waits for a lock in vain do not wait as long again`() throws {
        let report = EngineWorld.run(seed: 7) { world in
            var behaviour = HostBehaviour()
            behaviour.defaults.up = .hang
            await world.main.host.setBehaviour(behaviour)
            try await world.sleep(1)
            for _ in 0..<5 { _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file]) }
            try await world.sleep(10)
            // The Director that hangs lives on and has the project locked for ever.
            try await world.main.host.alter { _ = $0.killRunner(of: EngineWorld.shop.text, director: .carriesOn) }
            try await world.sleep(3 * 3600 + 600)
            return world.main.disk.contents.jobs.all.map(\.summary.state)
        }
        #expect(try report.value() == Array(repeating: .ended(.failed), count: 5))
    }

    @Test func `a clock that jumps past the execution time ends no job that waits for a lock`() throws {
        let report = EngineWorld.run(seed: 7) { world in
            try await world.sleep(1)
            _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file])
            try await world.sleep(10)
            try await world.main.host.alter { _ = $0.killRunner(of: EngineWorld.shop.text, director: .carriesOn) }
            try await world.sleep(6)
            world.main.clock.step(by: .seconds(5 * 3600))
            try await world.sleep(600)
            return world.main.disk.contents.jobs.all
        }
        let jobs = try report.value()
        #expect(jobs.map(\.summary.state) == [.ended(.completed)])
        // It was still turned away after the jump.
        #expect((jobs.first?.turnedAway ?? 0) > 4)
    }

    @Test func `a cancel ends a running deployment at once and withdraws what waits`() throws {
        let report = EngineWorld.run(seed: 6) { world in
            try await world.sleep(1)
            for _ in 0..<2 { _ = try await world.ask("POST", "project/up/shop", ["director_file": Self.file]) }
            try await world.sleep(5)
            _ = try await world.ask("POST", "project/cancel/shop")
            try await world.sleep(30)
            return world.main.disk.contents.jobs.all.map(\.summary).sorted { $0.id < $1.id }
        }
        #expect(try report.value().map(\.state) == [.ended(.cancelled), .ended(.cancelled), .ended(.completed)])
    }
}
