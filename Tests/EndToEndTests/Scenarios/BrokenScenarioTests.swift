import Domain
import Foundation
import Testing

@Suite struct `Mistakes in scenarios` {
    @Test(arguments: [
        BrokenScenario("empty", "‸", "holds no scenario", expected: "a mapping"),
        BrokenScenario("a list", "‸[a]\n", "must be a mapping", found: "a list", expected: "'name'"),
        BrokenScenario("no name", "‸servers: {main: {}}\n", "'name' is missing", expected: "one line"),
        BrokenScenario("empty name", "name: ‸''\nservers: {main: {}}\n", "must not be empty", found: "''"),
        BrokenScenario(
            "name of two lines", "name: ‸\"a\\nb\"\nservers: {main: {}}\n", "cannot be the name", found: "a…",
            expected: "200", hint: "'learn'"),
        BrokenScenario(
            "name of blanks", "name: ‸'  '\nservers: {main: {}}\n", "cannot be the name", found: "  ",
            expected: "not all of them blanks"),
        BrokenScenario(
            "promise twice", BrokenScenario.scenario("promises: [S1, ‸S1]\n"), "'S1' stands in the list twice",
            found: "S1"),
        BrokenScenario(
            "server expected twice",
            BrokenScenario.scenario("expect: [{when: eventually, chains: main, are: [alpha, ‸alpha]}]\n"),
            "'alpha' stands in the list twice", found: "alpha"),
        BrokenScenario(
            "no exit status", BrokenScenario.scenario("host: {defaults: {up: fail, up_errlevel: ‸256}}\n"),
            "cannot stand here", found: "256", expected: "from 0 to 255"),
        BrokenScenario(
            "unknown key", BrokenScenario.scenario("‸stepps: []\n"), "unknown key 'stepps'", found: "stepps",
            expected: "steps", hint: "did you mean 'steps'?"),
        BrokenScenario(
            "a synonym", BrokenScenario.scenario("‸description: text\n"), "unknown key", found: "description",
            expected: "learn", hint: "did you mean 'learn'?"),
        BrokenScenario(
            "key twice", BrokenScenario.scenario("quiet: 1m\n‸quiet: 2m\n"), "'quiet'", found: "quiet",
            hint: "remove one of the two"),
        BrokenScenario(
            "unknown promise", BrokenScenario.scenario("promises: [S1, ‸S99]\n"), "no promise 'S99'", found: "S99",
            expected: "S1, S2", hint: "did you mean"),
        BrokenScenario(
            "promise in lower case", BrokenScenario.scenario("promises: [‸l2]\n"), "no promise 'l2'", found: "l2",
            expected: "S1, S2", hint: "did you mean 'L2'?"),
        BrokenScenario(
            "seeds backwards", BrokenScenario.scenario("seeds: ‸9..1\n"), "not a range of seeds", found: "9..1",
            expected: "1..1000"),
        BrokenScenario(
            "too many seeds", BrokenScenario.scenario("seeds: ‸1..10000001\n"), "more than 10000000 seeds",
            found: "1..10000001", expected: "range"),
        BrokenScenario(
            "quiet without a unit", BrokenScenario.scenario("quiet: ‸20\n"), "not a duration", found: "20",
            expected: "20s", hint: "did you mean '20s'?"),
        BrokenScenario(
            "fraction of a second", BrokenScenario.scenario("quiet: ‸1.5s\n"), "not a duration", found: "1.5s",
            expected: "20s", hint: "1s500ms"),
        BrokenScenario(
            "unknown unit", BrokenScenario.scenario("quiet: ‸5min\n"), "not a duration", found: "5min", expected: "20s",
            hint: "'min' is no unit"),
        BrokenScenario(
            "units backwards", BrokenScenario.scenario("quiet: ‸30m1h\n"), "not a duration", found: "30m1h",
            expected: "20s", hint: "larger units come first"),
        BrokenScenario(
            "quiet a list", BrokenScenario.scenario("quiet: ‸[1m]\n"), "a list cannot stand here", found: "a list",
            expected: "duration"),
        BrokenScenario(
            "a run too long", BrokenScenario.scenario("quiet: ‸31d\n"), "out of range", found: "31d",
            expected: "720h"),
        BrokenScenario(
            "a run too long together",
            BrokenScenario.scenario("faults: [{kill: any, every: 1h, for: 1s}]\nstorm: ‸0s..20d\nquiet: 20d\n"),
            "may take up to 960h1s", expected: "720h"),
        BrokenScenario(
            "too many events",
            BrokenScenario.scenario("storm: 10d\nfaults: ‸[{kill: any, every: 1s, for: 1s}]\n"), "may draw",
            expected: "100000", hint: "'every' longer"),
        BrokenScenario(
            "environment", BrokenScenario.scenario("quiet: ‸!ENV '${QUIET}'\n"), "nothing of the environment",
            found: "!ENV", expected: nil),
        BrokenScenario(
            "a tag that is none", BrokenScenario.scenario("quiet: ‸!env '${QUIET}'\n"), "unknown tag !env",
            found: "!env", hint: "can be used are !!str"),
    ])
    func `a mistake at the top is reported where it is`(_ file: BrokenScenario) throws { try file.check() }

    @Test(arguments: [
        BrokenScenario("none", "‸name: a\n", "there are no servers", expected: "'tree'"),
        BrokenScenario("empty", BrokenScenario.servers("servers: ‸{}"), "there are no servers", found: "a mapping"),
        BrokenScenario(
            "both forms", BrokenScenario.servers("servers: {main: {}}\n‸tree: {fan-out: 2, depth: 1}"),
            "exclude each other", found: "tree", expected: "one of them", hint: "remove one"),
        BrokenScenario(
            "a list", BrokenScenario.servers("servers: ‸[main]"), "a list cannot stand here", found: "a list",
            expected: "a mapping of names"),
        BrokenScenario(
            "bad name", BrokenScenario.servers("servers: {‸a b: {}}"), "not the name of a server", found: "a b",
            expected: "letters", hint: "a blank, character 2"),
        BrokenScenario(
            "a word of steps as a name", BrokenScenario.servers("servers: {main: {}, ‸any: {below: main}}"),
            "chooses servers", found: "any", expected: "another name"),
        BrokenScenario(
            "unknown key", BrokenScenario.servers("servers: {main: {}, alpha: {below: main, ‸lables: [web]}}"),
            "unknown key 'lables'", found: "lables", expected: "labels", hint: "did you mean 'labels'?"),
        BrokenScenario(
            "parent", BrokenScenario.servers("servers: {main: {}, alpha: {below: main, ‸parent: main}}"),
            "unknown key 'parent'", found: "parent", expected: "below", hint: "did you mean 'below'?"),
        BrokenScenario(
            "unknown server above", BrokenScenario.servers("servers: {main: {}, alpha: {below: ‸mian}}"),
            "no server 'mian'", found: "mian", expected: "main, alpha", hint: "did you mean 'main'?"),
        BrokenScenario(
            "two roots", BrokenScenario.servers("servers:\n  main: {}\n  ‸alpha: {}"), "second root beside 'main'",
            expected: "one server", hint: "below"),
        BrokenScenario(
            "no root", BrokenScenario.servers("‸servers: {alpha: {below: bravo}, bravo: {below: alpha}}"),
            "every server is below another", expected: "the root"),
        BrokenScenario(
            "circle",
            BrokenScenario.servers("servers:\n  main: {}\n  alpha: {below: ‸bravo}\n  bravo: {below: alpha}"),
            "in a circle", found: "bravo", expected: "main"),
        BrokenScenario(
            "root absent", BrokenScenario.servers("servers: {main: {absent: ‸true}}"), "root cannot be absent",
            found: "true"),
        BrokenScenario(
            "bad label", BrokenScenario.servers("servers: {main: {labels: [‸Web]}}"), "not a label", found: "Web",
            expected: "lower-case", hint: "did you mean 'web'?"),
        BrokenScenario(
            "unknown version", BrokenScenario.servers("servers: {main: {version: ‸0.26}}"), "'0.26'", found: "0.26",
            expected: "current, 0.25", hint: "did you mean '0.25'?"),
        BrokenScenario(
            "drift without a unit", BrokenScenario.servers("servers: {main: {drift: ‸200}}"), "not a drift",
            found: "200", expected: "ppm", hint: "did you mean '200ppm'?"),
        BrokenScenario(
            "drift too large", BrokenScenario.servers("servers: {main: {drift: ‸100001ppm}}"), "out of range",
            found: "100001ppm", expected: "100000ppm"),
        BrokenScenario(
            "tree without depth", BrokenScenario.servers("‸tree: {fan-out: 3}"), "'depth' is missing",
            expected: "levels"),
        BrokenScenario(
            "tree too large", BrokenScenario.servers("tree: ‸{fan-out: 13, depth: 3}"), "more than 2000 servers",
            found: "a mapping", expected: "smaller"),
        BrokenScenario(
            "tree too deep", BrokenScenario.servers("tree: {fan-out: 1, depth: ‸17}"), "out of range", found: "17",
            expected: "16"),
        BrokenScenario(
            "heartbeat of nothing", BrokenScenario.scenario("settings: {heartbeat: ‸0s}\n"), "out of range",
            found: "0s", expected: "1ms"),
        BrokenScenario(
            "unknown setting", BrokenScenario.scenario("settings: {smart-timeouts: {‸intervall: 1m}}\n"),
            "unknown key 'intervall'", found: "intervall", expected: "interval", hint: "did you mean 'interval'?"),
        BrokenScenario(
            "no jobs", BrokenScenario.scenario("settings: {parallel-jobs: ‸0}\n"), "out of range", found: "0",
            expected: "from 1"),
        BrokenScenario(
            "unknown behaviour", BrokenScenario.scenario("host: {projects: {'we/b*': {‸upp: fail}}}\n"),
            "unknown key 'upp'", found: "upp", expected: "up_seconds", hint: "did you mean 'up'?"),
        BrokenScenario(
            "unknown word of a behaviour", BrokenScenario.scenario("host: {director: ‸hangs}\n"),
            "cannot stand here", found: "hangs", expected: "ok, fail", hint: "did you mean 'hang'?"),
        BrokenScenario(
            "no deployment file", BrokenScenario.servers("servers: {main: {}}\ndeployments: {shop: ‸5}"),
            "an integer cannot stand here", found: "5", expected: "text", hint: "quote it"),
    ])
    func `a mistake in the tree is reported where it is`(_ file: BrokenScenario) throws { try file.check() }

    @Test func `all mistakes are reported in one run`() throws {
        let diagnostics = try ScenarioFixtures.mistakes(
            of: """
                nam: a scenario
                servers:
                  main: {lables: [web]}
                  alpha: {below: mian}
                host: {director: hangs, apjail: ok, defaults: {up_seconds: soon}}
                deployments: {shop: shop.yml}
                steps:
                  - {at: 5, apply: shopp}
                  - {at: 1s, kill: alhpa, fro: 10s}
                  - {at: 1s, lose: all, rate: 200%}
                faults:
                  - {upgrade: all, every: 1m}
                expect:
                  - {when: eventually, project: shop, server: bravo, is: DONE}
                seeds: 0
                quiet: never
                """)
        let places = diagnostics.map { "\($0.position.line):\($0.position.column)" }
        #expect(
            places == [
                "1:1", "1:1", "3:10", "4:18", "5:18", "5:25", "5:60", "8:10", "8:20", "9:20", "9:27", "10:31",
                "12:6", "14:47", "14:58", "16:8",
            ], "\(diagnostics.map { "\($0.position): \($0.message)" })")
    }

    @Test func `a deployment file with mistakes is reported as itself and where it is named`() throws {
        let diagnostics = try ScenarioFixtures.mistakes(
            of: BrokenScenario.servers(
                "servers: {main: {}}\ndeployments: {shop: broken.yml, gone: gone.yml}\n"
                    + "steps: [{at: 1s, apply: shop}, {at: 2s, kill-runner: main, project: unknown}]"))
        let own = diagnostics.filter { $0.file.hasSuffix("scenario.yml") }
        #expect(own.map(\.position) == [.init(line: 3, column: 21), .init(line: 3, column: 39)])
        #expect(own.first?.message == "this deployment file has 2 mistakes")
        #expect(own.last?.message == "this deployment file has a mistake")
        let others = diagnostics.filter { !$0.file.hasSuffix("scenario.yml") }
        #expect(others.map { ($0.file as NSString).lastPathComponent } == ["broken.yml", "broken.yml", "gone.yml"])
        #expect(others.contains { $0.message.contains("unknown key 'projectNam'") })
        #expect(others.last?.message == "there is no such file")
    }

    @Test func `what has no effect is a warning`() throws {
        let (_, warnings) = try ScenarioFixtures.load(
            BrokenScenario.scenario("steps: [{at: 1s, apply: shop}]\nstorm: 5m\n"))
        #expect(
            warnings.map { "\($0.position.line):\($0.position.column) \($0.message)" } == [
                "2:71 this server is absent and no step adds it", "3:31 no step uses this deployment",
                "3:49 no step uses this deployment", "5:8 a storm without faults changes nothing",
            ])
        #expect(warnings.allSatisfy { $0.severity == .warning })
    }

    @Test func `a file full of wrong names is judged quickly and whole`() throws {
        let names = (0..<2_000).map { "server-number-\($0)" }
        let servers = names.map { "  \($0): \($0 == names[0] ? "{}" : "{below: \(names[0])}")\n" }.joined()
        let steps = (0..<1_000).map { "  - {at: 1s, kill: [nobody-\($0), no-one-\($0)]}\n" }.joined()
        let mistakes = try ScenarioFixtures.mistakes(of: "name: a\nservers:\n\(servers)steps:\n\(steps)")
        #expect(mistakes.count == 2_000)
    }
}
