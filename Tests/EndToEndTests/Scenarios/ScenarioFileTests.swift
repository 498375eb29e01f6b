import Adapters
import Domain
import Foundation
import Simulator
import TestSupport
import Testing

@testable import overlord_sim

/// The scenarios of the project, and the forms that scenario files can have.
@Suite struct `Scenario files` {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("scenarios").path

    static let files: [String] = {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yml") }.sorted()
        } catch {
            return []
        }
    }()

    @Test func `there are scenarios`() { #expect(Self.files.count >= 30) }

    @Test(arguments: files)
    func `a scenario of the project has no mistakes and is written as it was read`(file: String) throws {
        let path = "\(Self.folder)/\(file)"
        let (scenario, warnings) = try ScenarioFiles.load(path: path)
        #expect(warnings.isEmpty)
        #expect(!scenario.purpose.isEmpty && !scenario.promises.isEmpty && !scenario.expectations.isEmpty)
        #expect(try ScenarioRoundTrip.read(ScenarioWriter.text(scenario), like: scenario).scenario == scenario)
        for seed: UInt64 in 1...5 {
            let plan = Plan(scenario, seed: seed)
            let kept = try ScenarioRoundTrip.read(ScenarioWriter.text(scenario, plan: plan), like: scenario).scenario
            let again = Plan(kept, seed: 99)
            #expect(again.length == plan.length)
            #expect(again.entries.map(\.at) == plan.entries.map(\.at))
            #expect(again.entries.map(\.action) == plan.entries.map(\.action))
            #expect(again.entries.map(\.servers) == plan.entries.map(\.servers))
            #expect(again.entries.map(\.operator) == plan.entries.map(\.operator) || !scenario.faults.isEmpty)
        }
    }

    @Test func `the documented table of promises and faults is the one of the scenarios, without an empty cell`() throws
    {
        let matrix = PromiseMatrix(
            try Self.files.map { try ScenarioFiles.load(path: "\(Self.folder)/\($0)").scenario })
        #expect(matrix.empty.map { "\($0.promise.rawValue) × \($0.fault.rawValue)" } == [])
        let page = URL(fileURLWithPath: Self.folder).deletingLastPathComponent().appendingPathComponent(
            "docs/promises.md")
        #expect(try String(contentsOf: page, encoding: .utf8).contains(matrix.markdown))
    }

    @Test func `the template has no mistakes`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(ScenarioTemplate.deployment, to: ScenarioTemplate.deploymentFile)
        let path = try folder.write(ScenarioTemplate.text(title: "A new \"scenario\": on"), to: "new.yml")
        let (scenario, warnings) = try ScenarioFiles.load(path: path)
        #expect(warnings.isEmpty)
        #expect(scenario.name == "A new \"scenario\": on")
        #expect(scenario.steps.count == 2 && scenario.faults.count == 1 && scenario.expectations.count == 3)
        let result = try await OffPool.run { World.run(scenario, seed: 1) }
        #expect(result.outcome == .passed)
    }

    // MARK: - Forms

    @Test func `servers are read with all their keys`() throws {
        let (scenario, _) = try ScenarioFixtures.load(
            """
            name: a
            servers:
              bravo: {below: alpha, labels: [all, web], clock: -1h30m, drift: -50ppm, version: 0.25, absent: true}
              main:
              alpha: {below: main, host: {director: hang}, version: current}
            """)
        var host = HostBehaviour()
        host.director = .hang
        let main = try #require(ChainName("main"))
        let alpha = try #require(ChainName("alpha"))
        #expect(
            scenario.topology
                == Topology(servers: [
                    .init(name: main, parent: nil), .init(name: alpha, parent: main, host: host),
                    .init(
                        name: try #require(ChainName("bravo")), parent: alpha,
                        labels: [.all, try #require(Label("web"))],
                        version: .python, skew: .seconds(-5400), driftPartsPerMillion: -50, isAbsent: true),
                ]))
    }

    @Test func `a tree has labels by level and by rack`() throws {
        let (scenario, _) = try ScenarioFixtures.load(
            "name: a\ntree: {fan-out: 2, depth: 2, labels: [[top], [], [leaf, web]], rack-size: 4}\n")
        let labels = scenario.topology.servers.map { "\($0.name): \($0.labels.map(\.text).joined(separator: " "))" }
        #expect(
            labels == [
                "s: all top", "s-0: all rack0", "s-1: all rack0", "s-0-0: all leaf web rack0",
                "s-0-1: all leaf web rack0", "s-1-0: all leaf web rack1", "s-1-1: all leaf web rack1",
            ])
    }

    @Test func `settings are read with their units`() throws {
        let (scenario, _) = try ScenarioFixtures.load(
            """
            name: a
            learn: b
            promises: [S1, L7]
            servers: {main: {}}
            settings:
              heartbeat: 500ms
              execution-time: 10m
              parallel-jobs: 3
              queue: 200
              history: 50
              request-time: 5s
              patience: 1m
              smart-timeouts:
                {failures: 3, interval: 1m30s, increase: 2m, largest: 1h, strict: false, enabled: false}
            host: {defaults: {up_seconds: 0.3}}
            storm: 1m..2m
            quiet: 1h
            seeds: 7
            """)
        var host = HostBehaviour()
        host.defaults.upTime = .milliseconds(300)
        #expect(
            scenario.settings
                == ScenarioSettings(
                    heartbeat: .milliseconds(500),
                    smartTimeouts: .init(
                        isEnabled: false, failures: 3, interval: .seconds(90), increase: .seconds(120),
                        largestIncrease: .seconds(3600), isStrict: false),
                    executionTime: .seconds(600), parallelJobs: 3, queueLimit: 200, historyLimit: 50,
                    timeLimit: .seconds(5), operatorPatience: .seconds(60), host: host))
        #expect(scenario.purpose == "b" && scenario.promises == [.s1, .l7])
        #expect(scenario.storm == .seconds(60)...(.seconds(120)))
        #expect(scenario.quiet == .seconds(3600))
        #expect(scenario.seeds == 7...7)
    }

    @Test func `what is not said is as usual`() throws {
        let (scenario, warnings) = try ScenarioFixtures.load("name: a\nservers: {main: {}}\n")
        #expect(warnings.isEmpty)
        #expect(
            scenario
                == Scenario(
                    name: "a", topology: Topology(servers: [.init(name: try #require(ChainName("main")), parent: nil)]))
        )
    }

    private static func seconds(_ low: Int, _ high: Int? = nil) -> ClosedRange<Duration> {
        .seconds(low)...(.seconds(high ?? low))
    }

    @Test(arguments: [
        (
            "{at: 1s, apply: shop, restart: true, as: ann}",
            ScenarioStep(at: seconds(1), .apply(deployment: "shop", restart: true), operator: "ann")
        ),
        (
            "{at: 1s, destroy: shop, force: true}",
            ScenarioStep(at: seconds(1), .destroy(deployment: "shop", force: true))
        ),
        (
            "{at: 1s, request: PUT metadata/a, body: {value: [1, x, null]}}",
            ScenarioStep(
                at: seconds(1), .request(method: "PUT", path: "metadata/a", body: ["value": [1, "x", nil]]))
        ),
        (
            "{at: 1s, forged-request: GET chain/alpha/ping}",
            ScenarioStep(at: seconds(1), .forgedRequest(method: "GET", path: "chain/alpha/ping", body: nil))
        ),
        (
            "{at: 30s..90s, kill: any, for: 1s..30s, times: 5, every: 10s..60s}",
            ScenarioStep(
                at: seconds(30, 90), lasts: seconds(1, 30), .kill, servers: .any, times: 5, every: seconds(10, 60))
        ),
        (
            "{at: 5s, kill-at-call: main, call: state.begin, when: after, for: 1s}",
            ScenarioStep(
                at: seconds(5), lasts: seconds(1), .killAtCall("state.begin", isAfter: true),
                servers: .named([ChainName("main")!]))
        ),
        (
            "{at: 5s, cut: {label: web}, direction: down}",
            ScenarioStep(at: seconds(5), .link(.cut, .down), servers: .labelled(Label("web")!))
        ),
        (
            "{at: 5s, slow: {any: web}, delay: 2s..5s}",
            ScenarioStep(at: seconds(5), .link(.slow(seconds(2, 5)), .both), servers: .anyLabelled(Label("web")!))
        ),
        ("{at: 5s, lose: all, rate: 20%}", ScenarioStep(at: seconds(5), .link(.lose(Ratio(20, of: 100)), .both))),
        (
            "{at: 5s, duplicate: all, rate: 0.25}",
            ScenarioStep(at: seconds(5), .link(.duplicate(Ratio(25, of: 100)), .both))
        ),
        ("{at: 5s, garble: all, rate: 1/3}", ScenarioStep(at: seconds(5), .link(.garble(Ratio(1, of: 3)), .both))),
        ("{at: 5s, reset: all, rate: 1}", ScenarioStep(at: seconds(5), .link(.reset(.always), .both))),
        (
            "{at: 5s, fill-disk: [main, alpha]}",
            ScenarioStep(at: seconds(5), .disk(.full), servers: .named([ChainName("main")!, ChainName("alpha")!]))
        ),
        ("{at: 5s, fail-sync: all}", ScenarioStep(at: seconds(5), .disk(.uncertain))),
        ("{at: 5s, fail-read: all}", ScenarioStep(at: seconds(5), .disk(.unreadable))),
        ("{at: 5s, slow-disk: all, delay: 1s}", ScenarioStep(at: seconds(5), .disk(.slow(seconds(1))))),
        ("{at: 5s, set-clock: all, by: -1h}", ScenarioStep(at: seconds(5), .setClock(.seconds(-3600)))),
        ("{at: 5s, drift: all, by: 500ppm}", ScenarioStep(at: seconds(5), .drift(partsPerMillion: 500))),
        (
            "{at: 5s, kill-runner: all, project: shop, director: survives}",
            ScenarioStep(at: seconds(5), .killRunner(project: "shop", directorSurvives: true))
        ),
        ("{at: 5s, lose-jail: all}", ScenarioStep(at: seconds(5), .loseJail(project: nil))),
        ("{at: 5s, upgrade: all, to: 0.25}", ScenarioStep(at: seconds(5), .upgrade(.python))),
        ("{at: 5s, add: delta}", ScenarioStep(at: seconds(5), .add, servers: .named([ChainName("delta")!]))),
        ("{at: 5s, remove: alpha}", ScenarioStep(at: seconds(5), .remove, servers: .named([ChainName("alpha")!]))),
        ("{at: 5s, power-off: all, for: 1s}", ScenarioStep(at: seconds(5), lasts: seconds(1), .powerOff)),
        ("{at: 5s, tear-files: all, for: 1s}", ScenarioStep(at: seconds(5), lasts: seconds(1), .tearFiles)),
        ("{at: 5s, expire-token: all}", ScenarioStep(at: seconds(5), .expireToken)),
        ("{at: 5s, mislabel: all, say: [web, db]}", ScenarioStep(at: seconds(5), .mislabel(["web", "db"]))),
        ("{at: 5s, mislabel: all, say: {no: labels}}", ScenarioStep(at: seconds(5), .mislabel(["no": "labels"]))),
        (
            "{at: 5s, read-slowly: all, delay: 1s..9s}",
            ScenarioStep(at: seconds(5), .link(.readSlowly(seconds(1, 9)), .up))
        ),
        (
            "{at: 5s, stop-jail: all, project: shop, for: 9s}",
            ScenarioStep(at: seconds(5), lasts: seconds(9), .stopJail(project: "shop"))
        ),
    ])
    func `a step is read`(text: String, step: ScenarioStep) throws {
        let scenario = try ScenarioFixtures.load(BrokenScenario.step(text)).scenario
        #expect(scenario.steps == [step])
    }

    @Test func `every kind of action has a form`() throws {
        for kind in ActionKind.allCases {
            let (value, parameters) =
                switch kind {
                case .apply, .destroy, .cancel: ("shop", "")
                case .request, .forgedRequest: ("GET ping", "")
                case .killAtCall: ("alpha", ", call: state")
                case .setClock: ("alpha", ", by: 1h")
                case .drift: ("alpha", ", by: 1ppm")
                case .slow, .slowDisk, .readSlowly: ("alpha", ", delay: 1s")
                case .mislabel: ("alpha", ", say: [web]")
                case .lose, .duplicate, .reset, .garble: ("alpha", ", rate: 1%")
                case .upgrade: ("alpha", ", to: current")
                case .host: ("alpha", ", behaviour: {}")
                case .add: ("delta", "")
                default: ("alpha", "")
                }
            let text = "{at: 1s, \(kind.rawValue): \(value)\(parameters)}"
            #expect(try ScenarioFixtures.load(BrokenScenario.step(text)).scenario.steps.map(\.action.kind) == [kind])
        }
    }

    @Test func `rules and expectations are read`() throws {
        let scenario = try ScenarioFixtures.load(
            BrokenScenario.scenario(
                """
                faults:
                  - {kill: any, every: 1m..3m, for: 1s..30s}
                  - {kill-runner: any, every: 2m, chance: 0.5}
                storm: 5m
                expect:
                  - {when: at 3m, chains: main, are: [alpha]}
                  - {when: within 1m..5m, happens: job adopted}
                  - {when: always, jobs: main, state: running, count: 0..2, promise: S2}
                  - {when: always 1m..2m, jails: alpha, count: 2}
                  - {when: eventually, project: shop, server: alpha, is: COMPLETED}
                  - {when: eventually, project: shop, server: alpha, exists: false}
                  - {when: eventually, metadata: a.b, server: alpha, value: 'text'}
                  - {when: eventually, metadata: a.b, server: alpha, exists: false}
                  - {when: sometimes, whole-tree: true}
                """)
        ).scenario
        #expect(
            scenario.faults == [
                FaultRule(.kill, servers: .any, every: Self.seconds(60, 180), lasts: Self.seconds(1, 30)),
                FaultRule(
                    .killRunner(project: nil, directorSurvives: false), servers: .any, every: Self.seconds(120),
                    lasts: Self.seconds(0), chance: Ratio(5, of: 10)),
            ])
        #expect(scenario.storm == Self.seconds(0, 300))
        let main = try #require(ChainName("main"))
        let alpha = try #require(ChainName("alpha"))
        let shop = try #require(ProjectName("shop"))
        let key = try #require(MetadataKey("a.b"))
        #expect(
            scenario.expectations == [
                Expectation(.at(.seconds(180)), .chains(on: main, [alpha])),
                Expectation(.within(Self.seconds(60, 300)), .happens("job adopted")),
                Expectation(
                    .always(Self.seconds(0, 30 * 86_400)), .jobs(on: main, state: "running", 0...2), promise: .s2),
                Expectation(.always(Self.seconds(60, 120)), .jails(on: alpha, 2...2)),
                Expectation(.eventually, .operation(of: shop, on: alpha, "COMPLETED")),
                Expectation(.eventually, .project(shop, on: alpha, exists: false)),
                Expectation(.eventually, .metadata(key, on: alpha, "text")),
                Expectation(.eventually, .metadata(key, on: alpha, nil)),
                Expectation(.sometimes, .wholeTree),
            ])
    }
}
