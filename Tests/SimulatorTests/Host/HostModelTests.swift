// Long because it is one table: the answers of Director, situation by situation.
import Domain
import Simulator
import Testing

@Suite("Modelled host: projects, jails and runs")
struct HostModelTests {
    private static let web = """
        options:
          - virtualnet: ':<random> default'
        services:
          web:
            name: web1
            options:
              - expose: '8080:80'
              - expose: '443 proto:tcp'
              - label: 'overlord.skydns.group:web'
              - label: overlord.vm
              - limits: 'vmemoryuse:deny=512M'
              - device: "path 'bpf*' unhide"
              - healthcheck: '"health_cmd:jail:true" "recover_cmd:jail:service web restart"'
              - volume: 'data mountpoint:/var/db owner:80 group:80'
              - nat:
            volumes:
              - db: /app/data
        volumes:
          db:
            device: /data
        """

    private static let slow = """
        {"defaults": {"call_seconds": 0, "up_seconds": 4, "down_seconds": 1}}
        """

    private static func described(_ world: HostWorld, _ project: String) -> String {
        guard let description = world.model.description(of: project) else { return "absent" }
        let statuses = description.services.map { String($0.status) }.joined(separator: ",")
        return "\(description.state)\(description.isLocked ? " locked" : "") \(statuses)"
    }

    // MARK: Output

    @Test func `describe prints what Director prints, to the byte`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        try world.up("web", "services:\n  web:\n    name: web1\n")
        let result = try world.run("web", [.describe])[0]
        #expect(
            result.output == """
                {
                  "name": "web",
                  "state": "DONE",
                  "last_log": "/root/.director/logs/2026-11-22_14h38m32s",
                  "locked": false,
                  "services": [
                    {
                      "name": "web",
                      "status": 0,
                      "jail": "web1"
                    }
                  ]
                }

                """)
        #expect(ProjectDescription(directorOutput: result.output) == world.model.description(of: "web"))
    }

    @Test func `a project without services or logs is described with empty places`() throws {
        var world = HostWorld()
        try world.up("none", "services: {}\n")
        let result = try world.run("none", [.describe])[0]
        #expect(result.output.contains("\"last_log\": null,\n"))
        #expect(result.output.hasSuffix("\"services\": []\n}\n"))
    }

    @Test(arguments: [("cut", 0), ("garbage", 0), ("fail", 70)])
    func `a describe that is cut or garbled is no description`(mode: String, status: Int) throws {
        var world = HostWorld()
        try world.up("web", Self.web)
        world.model.behaviour = try HostWorld.behaviour(#"{"projects": {"web": {"describe_call": "\#(mode)"}}}"#)
        let result = try world.run("web", [.describe])[0]
        #expect(result.exit == .status(status))
        #expect(ProjectDescription(directorOutput: result.output) == nil)
    }

    @Test func `output is cut to the limit of the runner at a whole character`() throws {
        var world = HostWorld(
            try HostWorld.behaviour(#"{"defaults": {"up_stderr": "äöü"}}"#), settings: .init(outputLimit: 5))
        let result = try world.up("p", "services: {}\n")
        #expect(result.errorOutput == "äö")
        #expect(result.output.utf8.count == 5)
    }

    // MARK: Jails

    @Test func `a jail shows the keywords that were asked for, in that order`() throws {
        var world = HostWorld()
        try world.up("web", Self.web)
        let keywords = ["version", "name", "bogus", "network_ip4", "ports", "status", "type", "dirty"]
        let record = try #require(world.model.record(ofJail: "web1", keywords: keywords))
        #expect(record.isRunning)
        #expect(
            record.info == [
                "version": "15.0-RELEASE", "name": "web1", "network_ip4": "10.0.0.2",
                "ports": "8080 -> 80/tcp,443/tcp", "status": "UP", "type": "thin", "dirty": "0",
            ])
    }

    @Test(
        arguments: [
            (
                JailExtra.expose, "hport jport protocol network_name on_if name",
                #"[{"hport":"8080","jport":"80","protocol":"tcp","network_name":"ajnet","on_if":"em0","name":null,"nro":"0"},{"hport":"443","jport":"443","protocol":"tcp","network_name":"ajnet","on_if":"em0","name":null,"nro":"1"}]"#
            ),
            (
                .labels, "value",
                #"[{"value":"web","name":"overlord.skydns.group"},{"value":null,"name":"overlord.vm"}]"#
            ),
            (
                .limits, "enabled name rule resource action per",
                #"[{"enabled":"1","name":null,"rule":"vmemoryuse:deny=512M","resource":"vmemoryuse","action":"deny","per":"512M","nro":"0"}]"#
            ),
            (.devfs, "enabled rule name", #"[{"enabled":"1","rule":"path 'bpf*' unhide","name":null,"nro":"0"}]"#),
            (
                .healthcheck, "status health_cmd health_type recover_cmd recover_type",
                #"[{"status":"healthy","health_cmd":"true","health_type":"jail","recover_cmd":"service web restart","recover_type":"jail","nro":"0"}]"#
            ),
            (
                .volumes, "mountpoint type uid gid perm",
                #"[{"mountpoint":"/var/db","type":"<pseudofs>","uid":"80","gid":"80","perm":null,"name":"data"}]"#
            ),
            (
                .nat, "rule",
                #"[{"rule":"nat on \"em0\" from 10.0.0.2 to any -> (\"em0:0\")","network":"ajnet"}]"#
            ),
            (
                .fstab, "enabled name device mountpoint type options dump pass",
                #"[{"enabled":"1","name":null,"device":"/data","mountpoint":"/app/data","type":"<pseudofs>","options":"rw","dump":"0","pass":"0","nro":"0"}]"#
            ),
        ] as [(JailExtra, String, String)])
    func `what is configured for a jail has the form of the API`(kind: JailExtra, keywords: String, json: String) throws
    {
        var world = HostWorld()
        try world.up("web", Self.web)
        let extras = world.model.extras(
            kind, ofJail: "web1", keywords: keywords.split(separator: " ").map { String($0) })
        #expect(JSONWriter.text(of: .array(extras)) == json)
    }

    @Test func `addresses are the lowest that are free, and come back`() throws {
        var world = HostWorld()
        let file = "options:\n  - virtualnet: default\nservices:\n  a: {name: a}\n  b: {name: b}\n"
        try world.up("p", file)
        #expect(world.model.jailNames.map { world.model.jail($0)?.address } == ["10.0.0.2", "10.0.0.3"])
        try world.run("p", [.destroy])
        try world.up(
            "q", "options:\n  - virtualnet: ':<random> address:10.0.0.50 default'\nservices:\n  c: {name: c}\n")
        try world.up("r", "services:\n  d: {name: d}\n")
        try world.up("s", "options:\n  - virtualnet: default\nservices:\n  e: {name: e}\n")
        #expect(world.model.jailNames.map { world.model.jail($0)?.address } == ["10.0.0.50", nil, "10.0.0.2"])
    }

    @Test func `counters are all there, whole, and those that count grow`() throws {
        let all = [
            "cputime", "datasize", "stacksize", "coredumpsize", "memoryuse", "memorylocked", "maxproc", "openfiles",
            "vmemoryuse", "pseudoterminals", "swapuse", "nthr", "msgqqueued", "msgqsize", "nmsgq", "nsem", "nsemop",
            "nshm", "shmsize", "wallclock", "pcpu", "readbps", "writebps", "readiops", "writeiops",
        ]
        var world = HostWorld()
        try world.up("web", Self.web)
        var last: [String: Int] = [:]
        for _ in 0..<50 {
            world.pass(.seconds(97))
            let now = world.model.statistics(ofJail: "web1", counters: all)
            #expect(now.map(\.name) == all)
            #expect(now.allSatisfy { $0.value >= 0 })
            let values = Dictionary(uniqueKeysWithValues: now.map { ($0.name, $0.value) })
            for counter in ["cputime", "wallclock", "memoryuse"] {
                #expect(try #require(values[counter]) >= last[counter] ?? 0)
            }
            last = values
        }
        #expect(last["wallclock"] == 50 * 97)
        #expect(
            world.model.statistics(ofJail: "web1", counters: ["pcpu", "bogus", "nthr"]).map(\.name) == ["pcpu", "nthr"])
    }

    @Test func `a stopped jail has no counters and no CPU set`() throws {
        var world = HostWorld(settings: .init(processors: 2))
        try world.up("web", Self.web)
        #expect(world.model.cpuset(ofJail: "web1") == "0, 1")
        try world.run("web", [.stop])
        #expect(world.model.cpuset(ofJail: "web1") == nil)
        #expect(world.model.statistics(ofJail: "web1", counters: ["pcpu"]).isEmpty)
        #expect(world.model.record(ofJail: "web1", keywords: ["status"])?.info == ["status": "DOWN"])
    }

    @Test func `the behaviour of a jail goes before the truth`() throws {
        var world = HostWorld()
        try world.up("web", Self.web)
        world.model.behaviour = try HostWorld.behaviour(
            #"{"jails": {"web*": {"keywords": {"dirty": "1"}, "stats": {"pcpu": 99}, "cpuset": "0-3"}}}"#)
        #expect(world.model.record(ofJail: "web1", keywords: ["dirty"])?.info == ["dirty": "1"])
        #expect(world.model.statistics(ofJail: "web1", counters: ["pcpu"]).map(\.value) == [99])
        #expect(world.model.cpuset(ofJail: "web1") == "0-3")
        world.model.behaviour = try HostWorld.behaviour(#"{"jails": {"web*": {"status": 66}}}"#)
        #expect(world.model.record(ofJail: "web1", keywords: []) == nil)
        #expect(Self.described(world, "web") == "DONE 66")
    }

    @Test func `a new project takes a jail of that name from whoever has it`() throws {
        var world = HostWorld()
        try world.up("first", "services:\n  a: {name: shared}\n")
        world.pass(.seconds(10))
        try world.up("second", "services:\n  b: {name: shared}\n")
        #expect(world.model.jailNames == ["shared"])
        #expect(world.model.jail("shared")?.created != VirtualClock.defaultStart)
    }

    // MARK: Changes

    @Test func `only what changed is built anew`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        let file = "services:\n  a: {name: a}\n  b: {name: b}\n"
        try world.up("p", file)
        let created = world.model.jailNames.map { world.model.jail($0)?.created }
        world.pass(.seconds(60))
        try world.up("p", file.replacing("b: {name: b}", with: "b: {name: b, makejail: other}"))
        #expect(world.model.jail("a")?.created == created[0])
        #expect(world.model.jail("b")?.created != created[1])
    }

    @Test func `other common options build all services that do not reset them`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        let file = "services:\n  a: {name: a}\n  b: {name: b, reset_options: true}\n"
        try world.up("p", file)
        let created = world.model.jailNames.map { world.model.jail($0)?.created }
        world.pass(.seconds(60))
        try world.up("p", "options:\n  - nat:\n" + file)
        #expect(world.model.jail("a")?.created != created[0])
        #expect(world.model.jail("b")?.created == created[1])
    }

    @Test func `a project that has nothing to do keeps the name of its last log`() throws {
        var world = HostWorld()
        try world.up("web", Self.web)
        let log = world.model.description(of: "web")?.lastLog
        world.pass(.seconds(60))
        try world.up("web", Self.web)
        #expect(world.model.description(of: "web")?.lastLog == log)
    }

    @Test func `services come up in the order of their priority while the project is locked`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        let file = "services:\n  late: {}\n  early: {priority: 1}\n"
        _ = try world.start("p", [.up], file: file)
        var seen: [String] = []
        for _ in 0..<3 {
            seen.append(Self.described(world, "p"))
            world.pass(.seconds(2))
        }
        #expect(seen == ["UNFINISHED locked 66,66", "UNFINISHED locked 66,0", "DONE 0,0"])
    }

    // MARK: Runs

    @Test func `a project has one runner at a time, projects run side by side`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        let first = try world.start("a", [.up], file: Self.web)
        let second = world.startIfIdle("a", [.up], file: Self.web)
        #expect(second == nil)
        _ = try world.start("b", [.up], file: "services:\n  x: {}\n")
        world.pass(.seconds(4))
        #expect(world.model.observation(of: first) != .running)
        _ = try world.start("a", [.up], file: Self.web)
    }

    @Test func `a run that was never started, or was forgotten, is gone`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        let ticket = try world.start("a", [.up], file: Self.web)
        world.model.discard(ticket)
        world.pass(.seconds(1))
        #expect(world.model.observation(of: ticket) == .running, "a run at work is not forgotten")
        world.pass(.seconds(9))
        world.model.discard(ticket)
        #expect(world.model.observation(of: ticket) == .gone)
        #expect(world.model.observation(of: RunTicket(job: JobID(99), attempt: 1, project: ticket.project)) == .gone)
        #expect(world.model.observation(of: RunTicket(job: ticket.job, attempt: 2, project: ticket.project)) == .gone)
    }

    @Test func `outcomes that nobody fetches are kept up to a limit, the newest of them`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow), settings: .init(outcomeLimit: 5))
        var tickets: [RunTicket] = []
        for number in 0..<9 {
            tickets.append(try world.start("p\(number)", [.describe]))
            world.pass(.seconds(1))
        }
        #expect(
            tickets.map { world.model.observation(of: $0) == .gone } == [true, true, true, true]
                + Array(repeating: false, count: 5))
    }

    @Test func `the time limit spans all steps`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        try world.up("p", "services:\n  x: {}\n")
        let ticket = try world.start("p", [.stop, .stop, .stop], timeLimit: .milliseconds(2_500))
        world.pass(.milliseconds(2_499))
        #expect(world.model.observation(of: ticket) == .running)
        world.pass(.milliseconds(1))
        guard case .ended(let outcome) = world.model.observation(of: ticket) else {
            Issue.record("the run goes on")
            return
        }
        #expect(outcome.results.map(\.exit) == [.status(0), .status(0), .timedOut])
        #expect(Self.described(world, "p") == "DESTROYING locked 1")
    }

    @Test func `a Director that is not installed leaves steps that were not started`() throws {
        var world = HostWorld(try HostWorld.behaviour(#"{"director": "absent"}"#))
        let results = try world.run("p", [.up, .describe], file: Self.web)
        #expect(results.count == 2)
        for result in results {
            guard case .notStarted = result.exit else {
                Issue.record("\(result.exit)")
                continue
            }
        }
    }

    @Test func `logs are listed by date and service, and an exception directly below its date`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        try world.up("web", Self.web)
        world.pass(.seconds(60))
        try world.up("web", "nonsense: 1\n")
        #expect(
            JSONWriter.text(of: .object(world.model.directorLogs))
                == #"{"2026-11-22_14h38m32s":{"web":["makejail.log"]},"2026-11-22_14h39m36s":{}}"#)
        #expect(
            world.model.directorLog(date: "2026-11-22_14h39m36s", service: nil, file: "exception.log")?
                .contains("InvalidSpec: <main>: Unknown key \"nonsense\".") == true)
        #expect(
            JSONWriter.text(of: .object(world.model.jailLogs))
                == #"{"jails":{"web1":{"startup-start":["2026-11-22.log"]}}}"#)
        #expect(
            world.model.jailLog(type: "jails", entity: "web1", subtype: "startup-start", file: "2026-11-22.log")
                == "[00:00:01] [ info  ] [web1] Starting web1...")
        #expect(world.model.jailLog(type: "jails", entity: "web1", subtype: "startup-start", file: "x.log") == nil)
        #expect(
            world.model.jailLog(type: "nets", entity: "web1", subtype: "startup-start", file: "2026-11-22.log") == nil)
    }

    @Test func `logs do not grow without end`() throws {
        var world = HostWorld(try HostWorld.behaviour(#"{"defaults": {"call_seconds": 0, "up_seconds": 1}}"#))
        for round in 0..<300 {
            try world.up("p", "services:\n  x:\n    makejail: m\(round)\n")
        }
        #expect(world.model.directorLogs.count == 200)
        #expect(world.model.description(of: "p")?.lastLog == world.model.directorLogs.names.last)
    }

    // MARK: Faults

    @Test func `a runner that is killed with its Director leaves lock and state, and no outcome`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        let ticket = try world.start("web", [.up], file: Self.web)
        world.pass(.seconds(1))
        let isKilled = world.model.killRunner(of: "web", director: .killed)
        #expect(isKilled)
        #expect(world.model.observation(of: ticket) == .gone)
        world.pass(.seconds(100))
        #expect(Self.described(world, "web") == "UNFINISHED locked 66")
        let finding = world.model.releaseStaleLock(of: "web")
        #expect(finding == .released)
        let isKilledAgain = world.model.killRunner(of: "web", director: .killed)
        #expect(!isKilledAgain)
    }

    @Test func `a Director that outlives its runner ends its work and holds its lock until then`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        let ticket = try world.start("web", [.up, .describe], file: Self.web)
        world.pass(.seconds(1))
        let isKilled = world.model.killRunner(of: "web", director: .carriesOn)
        #expect(isKilled)
        #expect(world.model.observation(of: ticket) == .gone)
        let finding = world.model.releaseStaleLock(of: "web")
        #expect(finding == .held)
        let second = try world.up("web", Self.web)
        #expect(second.errorOutput.contains("ProjectLocked"))
        world.pass(.seconds(10))
        #expect(Self.described(world, "web") == "DONE 0")
        #expect(world.model.observation(of: ticket) == .gone)
    }

    @Test func `a Director without its runner can still be cancelled`() throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        _ = try world.start("web", [.up], file: Self.web)
        world.pass(.seconds(1))
        _ = world.model.killRunner(of: "web", director: .carriesOn)
        let result = world.model.cancel("web")
        #expect(result == .done)
        #expect(Self.described(world, "web") == "FAILED 66")
    }

    @Test func `a jail that vanishes is a service with status 66, one that was stopped has 1`() throws {
        var world = HostWorld()
        try world.up("p", "services:\n  a: {name: a}\n  b: {name: b}\n")
        let isGone = world.model.vanish(jail: "a")
        let isGoneAgain = world.model.vanish(jail: "a")
        #expect(isGone && !isGoneAgain)
        world.model.setRunning(false, jail: "b")
        #expect(Self.described(world, "p") == "DONE 66,1")
        try world.up("p", "services:\n  a: {name: a}\n  b: {name: b}\n")
        #expect(Self.described(world, "p") == "DONE 0,0")
    }

    @Test(arguments: [true, false])
    func `after a power loss nothing runs but what starts at boot`(clearsLocks: Bool) throws {
        var world = HostWorld(try HostWorld.behaviour(Self.slow))
        try world.up("p", "services:\n  a: {options: [{boot: }]}\n  b: {}\n")
        let ticket = try world.start("web", [.up], file: Self.web)
        world.pass(.seconds(1))
        world.model.reboot(clearsLocks: clearsLocks)
        world.pass(.seconds(100))
        #expect(world.model.observation(of: ticket) == .gone)
        #expect(Self.described(world, "p") == "DONE 0,1")
        #expect(Self.described(world, "web") == (clearsLocks ? "UNFINISHED 66" : "UNFINISHED locked 66"))
    }

    @Test func `time that is given in one piece or in many leads to the same host`() throws {
        for seed in 0..<200 as Range<UInt64> {
            let chance = SeededChance(seed: seed, concern: "host")
            var once = try Self.busyHost(chance)
            var often = once
            let end = once.model.now + .seconds(30)
            once.model.advance(to: end)
            while often.model.now < end {
                often.model.advance(to: min(end, often.model.now + .milliseconds(chance.integer(in: 0...700))))
            }
            #expect(once.model == often.model, "seed \(seed)")
        }
    }

    @Test func `a host that is stored and restored goes on as if nothing had been`() throws {
        for seed in 0..<200 as Range<UInt64> {
            let chance = SeededChance(seed: seed, concern: "host")
            let world = try Self.busyHost(chance)
            let text = JSONWriter.text(of: world.model.json)
            var restored = try HostModel(json: try JSONReader.value(of: text), behaviour: world.model.behaviour)
            var original = world.model
            #expect(restored == original, "seed \(seed)")
            let end = original.now + .seconds(chance.integer(in: 1...60))
            original.advance(to: end)
            restored.advance(to: end)
            #expect(restored == original, "seed \(seed)")
            #expect(restored.json == original.json, "seed \(seed)")
        }
    }

    /// A host in the middle of drawn work.
    private static func busyHost(_ chance: SeededChance) throws -> HostWorld {
        let ups = HostBehaviour.Up.allCases.map(\.rawValue)
        let downs = HostBehaviour.Down.allCases.map(\.rawValue)
        var world = HostWorld()
        for _ in 0..<chance.integer(in: 3...12) {
            let up = ups[chance.integer(in: 0...ups.count - 1)]
            let down = downs[chance.integer(in: 0...downs.count - 1)]
            world.model.behaviour = try HostWorld.behaviour(
                """
                {"defaults": {"up": "\(up)", "down": "\(down)", "up_seconds": \(chance.integer(in: 0...9)),
                  "removal_seconds": \(chance.integer(in: 0...2)), "down_seconds": \(chance.integer(in: 0...3)),
                  "call_seconds": \(chance.integer(in: 0...1)), "up_fail_service": "b"}}
                """)
            let project = "p\(chance.integer(in: 0...3))"
            switch chance.integer(in: 0...5) {
            case 0: _ = world.startIfIdle(project, [.stop, .describe], timeLimit: .seconds(chance.integer(in: 1...9)))
            case 1: _ = world.startIfIdle(project, [.destroy])
            case 2: _ = world.model.killRunner(of: project, director: .carriesOn)
            case 3: _ = world.model.cancel(project)
            default:
                let file = "services:\n  a: {makejail: m\(chance.integer(in: 0...2))}\n  b: {name: b\(project)}\n"
                _ = world.startIfIdle(project, [.up, .describe], file: file)
            }
            world.pass(.milliseconds(chance.integer(in: 0...4_000)))
        }
        return world
    }

    @Test(
        arguments: [
            "null", "{}", #"{"version": 2}"#, #"{"version": 1, "now": "x"}"#,
            #"{"version":1,"now":0,"last_pid":1,"named_jails":0,"projects":[{}],"jails":[],"runs":[],"orphans":[],"director_logs":[],"jail_logs":[]}"#,
        ])
    func `a stored state that is none is corrupt, not guessed at`(text: String) throws {
        let json = try JSONReader.value(of: text)
        let error = #expect(throws: StorageFailure.self) { try HostModel(json: json) }
        guard case .corrupt = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a run that is over keeps neither its file nor its environment`() throws {
        var world = HostWorld()
        let variable = JobRequest.Variable(name: "TOKEN", value: "very-secret")
        let ticket = try world.start("p", [.up], file: "services:\n  web: {makejail: m}\n", environment: [variable])
        #expect(JSONWriter.text(of: world.model.json).contains("very-secret"))
        world.pass(.seconds(60))
        #expect(world.model.observation(of: ticket) != .running)
        #expect(!JSONWriter.text(of: world.model.json).contains("very-secret"))
    }

    @Test(
        arguments: [
            (0, "1970-01-01 00:00:00"), (951_782_400, "2000-02-29 00:00:00"), (1_795_358_312, "2026-11-22 14:38:32"),
            (4_102_444_799, "2099-12-31 23:59:59"), (-1, "1969-12-31 23:59:59"), (4_107_542_400, "2100-03-01 00:00:00"),
        ])
    func `calendar`(seconds: Int, text: String) {
        #expect(CivilTime(WallTime(microseconds: Int64(seconds) * 1_000_000)).dateAndTime == text)
    }
}
