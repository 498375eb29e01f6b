import Domain
import Testing

@Suite struct `Mistakes in the story of a scenario` {
    @Test(arguments: [
        BrokenScenario(
            "unknown action", BrokenScenario.step("{at: 1s, ‸kil: alpha}"), "unknown key 'kil'", found: "kil",
            expected: "kill", hint: "did you mean 'kill'?"),
        BrokenScenario(
            "another word", BrokenScenario.step("{at: 1s, ‸partition: alpha}"), "unknown key", found: "partition",
            expected: "cut", hint: "did you mean 'cut'?"),
        BrokenScenario(
            "no action", BrokenScenario.step("‸{at: 1s, for: 2s}"), "must say what it is about", found: "a mapping",
            expected: "apply"),
        BrokenScenario(
            "two actions", BrokenScenario.step("{at: 1s, kill: alpha, ‸cut: alpha}"), "'kill' and 'cut'", found: "cut",
            expected: "one of the two", hint: "make two"),
        BrokenScenario("not a mapping", BrokenScenario.step("‸kill"), "text cannot stand here", found: "kill"),
        BrokenScenario(
            "steps no list", BrokenScenario.scenario("steps: ‸{at: 1s, kill: alpha}\n"), "a mapping cannot stand here",
            found: "a mapping", expected: "a list of steps"),
        BrokenScenario(
            "no time", BrokenScenario.step("‸{kill: alpha}"), "'at' is missing", expected: "10s..30s"),
        BrokenScenario(
            "time without a unit", BrokenScenario.step("{at: ‸10..30s, kill: alpha}"), "not a duration or a range",
            found: "10..30s", expected: "10s..30s", hint: "each number needs a unit"),
        BrokenScenario(
            "time backwards", BrokenScenario.step("{at: ‸30s..10s, kill: alpha}"), "not a duration or a range",
            found: "30s..10s", expected: "10s..30s", hint: "the shorter end comes first"),
        BrokenScenario(
            "time negative", BrokenScenario.step("{at: ‸-5s, kill: alpha}"), "not a duration", found: "-5s",
            expected: "10s..30s"),
        BrokenScenario(
            "a command that lasts", BrokenScenario.step("{at: 1s, apply: shop, ‸for: 1m}"),
            "'for' means nothing for 'apply': it is never undone", found: "for", expected: "restart"),
        BrokenScenario(
            "a runner that lives again", BrokenScenario.step("{at: 1s, kill-runner: alpha, ‸for: 1m}"),
            "'for' means nothing", found: "for", expected: "director"),
        BrokenScenario(
            "a rate of a kill", BrokenScenario.step("{at: 1s, kill: alpha, ‸rate: 20%}"),
            "'rate' means nothing for 'kill'", found: "rate", expected: "kill, at, for"),
        BrokenScenario(
            "chance of a step", BrokenScenario.step("{at: 1s, kill: alpha, ‸chance: 1/2}"), "only rules",
            found: "chance", expected: "kill"),
        BrokenScenario(
            "repetition without a number", BrokenScenario.step("{at: 1s, kill: alpha, for: 1s, ‸every: 1m}"),
            "'every' needs 'times'", found: "every", expected: "times: 5"),
        BrokenScenario(
            "never", BrokenScenario.step("{at: 1s, kill: alpha, times: ‸0}"), "out of range", found: "0",
            expected: "from 1"),
        BrokenScenario(
            "unknown server", BrokenScenario.step("{at: 1s, kill: ‸alhpa}"), "no server 'alhpa'", found: "alhpa",
            expected: "main, alpha, delta", hint: "did you mean 'alpha'?"),
        BrokenScenario(
            "unknown server of a list", BrokenScenario.step("{at: 1s, kill: [main, ‸omega]}"), "no server 'omega'",
            found: "omega", expected: "main"),
        BrokenScenario(
            "server twice", BrokenScenario.step("{at: 1s, kill: [alpha, ‸alpha]}"), "twice", found: "alpha"),
        BrokenScenario(
            "the root removed", BrokenScenario.step("{at: 1s, remove: ‸main}"), "the root cannot be removed",
            found: "main", expected: "below it"),
        BrokenScenario(
            "the root removed by its label", BrokenScenario.step("{at: 1s, remove: ‸{label: top}}"),
            "this means no other server", found: "a mapping", expected: "below it"),
        BrokenScenario(
            "no servers", BrokenScenario.step("{at: 1s, kill: ‸[]}"), "must not be empty", found: "a list",
            expected: "all, any"),
        BrokenScenario(
            "unknown label", BrokenScenario.step("{at: 1s, kill: {label: ‸wep}}"), "no server has the label 'wep'",
            found: "wep", expected: "all, top, web", hint: "did you mean 'web'?"),
        BrokenScenario(
            "unknown choice", BrokenScenario.step("{at: 1s, kill: {‸lable: web}}"), "unknown key 'lable'",
            found: "lable", expected: "label, any", hint: "did you mean 'label'?"),
        BrokenScenario(
            "nobody", BrokenScenario.step("{at: 1s, kill: ‸}"), "'kill' needs a value", found: "nothing"),
        BrokenScenario(
            "unknown deployment", BrokenScenario.step("{at: 1s, apply: ‸shopp}"), "no deployment 'shopp'",
            found: "shopp", expected: "shop, notes", hint: "did you mean 'shop'?"),
        BrokenScenario(
            "a file in place of a name", BrokenScenario.step("{at: 1s, apply: ‸files/web.yml}"), "no deployment",
            found: "files/web.yml", expected: "shop", hint: "give the file a name"),
        BrokenScenario(
            "nothing to apply", BrokenScenario.step("{at: 1s, apply: ‸nothing}"), "does not fit", found: "nothing",
            expected: "deploys something"),
        BrokenScenario(
            "nothing to cancel", BrokenScenario.step("{at: 1s, cancel: ‸notes}"), "kind 'metadata'", found: "notes",
            expected: "directorProject"),
        BrokenScenario(
            "no request", BrokenScenario.step("{at: 1s, request: ‸GET}"), "not a request", found: "GET",
            expected: "GET chain/alpha/ping"),
        BrokenScenario(
            "method in lower case", BrokenScenario.step("{at: 1s, request: ‸get ping}"), "no method 'get'",
            found: "get ping", expected: "GET", hint: "did you mean 'GET'?"),
        BrokenScenario(
            "path with its version", BrokenScenario.step("{at: 1s, forged-request: ‸GET /v1/ping}"), "begins with '/'",
            found: "GET /v1/ping", expected: "below /v1/", hint: "did you mean 'GET ping'?"),
        BrokenScenario(
            "an operator who is a server", BrokenScenario.step("{at: 1s, apply: shop, as: ‸alpha}"),
            "'alpha' is a server", found: "alpha", expected: "a person"),
        BrokenScenario(
            "direction", BrokenScenario.step("{at: 1s, cut: alpha, direction: ‸upp}"), "'upp'", found: "upp",
            expected: "both, down, up", hint: "did you mean 'up'?"),
        BrokenScenario(
            "no delay", BrokenScenario.step("‸{at: 1s, slow: alpha}"), "'delay' is missing", expected: "10s..30s"),
        BrokenScenario("no rate", BrokenScenario.step("‸{at: 1s, lose: alpha}"), "'rate' is missing", expected: "20%"),
        BrokenScenario(
            "rate above one", BrokenScenario.step("{at: 1s, lose: alpha, rate: ‸20}"), "above 1", found: "20",
            expected: "from 0 to 1", hint: "did you mean '20%'?"),
        BrokenScenario(
            "rate negative", BrokenScenario.step("{at: 1s, lose: alpha, rate: ‸-0.1}"), "not a probability",
            found: "-0.1", expected: "from 0 to 1"),
        BrokenScenario(
            "no call", BrokenScenario.step("‸{at: 1s, kill-at-call: main, when: after}"), "'call' is missing",
            expected: "beginning"),
        BrokenScenario(
            "unknown call", BrokenScenario.step("{at: 1s, kill-at-call: main, call: ‸state.finsh}"),
            "no call begins with 'state.finsh'", found: "state.finsh", expected: "state.begin",
            hint: "did you mean 'state.finish'?"),
        BrokenScenario(
            "unknown port", BrokenScenario.step("{at: 1s, kill-at-call: main, call: ‸database.}"),
            "no call begins with 'database.'", found: "database.", expected: "clock., server., peers., state."),
        BrokenScenario(
            "a port in another letter", BrokenScenario.step("{at: 1s, kill-at-call: main, call: ‸Runner.}"),
            "no call begins with 'Runner.'", found: "Runner.", expected: "runner.", hint: "did you mean 'runner.'?"),
        BrokenScenario(
            "no labels", BrokenScenario.step("‸{at: 1s, mislabel: alpha}"), "'say' is missing", expected: "[shop]"),
        BrokenScenario(
            "no time to read", BrokenScenario.step("‸{at: 1s, read-slowly: alpha}"), "'delay' is missing",
            expected: "10s..30s"),
        BrokenScenario(
            "reading upwards", BrokenScenario.step("{at: 1s, read-slowly: alpha, delay: 1s, ‸direction: up}"),
            "'direction' means nothing for 'read-slowly'", found: "direction", expected: "delay"),
        BrokenScenario(
            "between", BrokenScenario.step("{at: 1s, kill-at-call: main, call: state, when: ‸during}"), "'during'",
            found: "during", expected: "before, after"),
        BrokenScenario(
            "clock by nothing", BrokenScenario.step("‸{at: 1s, set-clock: alpha}"), "'by' is missing",
            expected: "-1h"),
        BrokenScenario(
            "upgrade to nowhere", BrokenScenario.step("{at: 1s, upgrade: alpha, to: ‸0.24}"), "'0.24'", found: "0.24",
            expected: "current, 0.25", hint: "did you mean '0.25'?"),
        BrokenScenario(
            "add one who is there", BrokenScenario.step("{at: 1s, add: ‸alpha}"), "there from the start",
            found: "alpha", expected: "absent", hint: "absent: true"),
        BrokenScenario(
            "remove the root", BrokenScenario.step("{at: 1s, remove: ‸main}"), "root cannot be removed", found: "main",
            expected: "below"),
        BrokenScenario(
            "runner of an unknown project", BrokenScenario.step("{at: 1s, kill-runner: alpha, project: ‸shp}"),
            "no deployment is about a project 'shp'", found: "shp", expected: "shop", hint: "did you mean 'shop'?"),
        BrokenScenario(
            "behaviour of a step", BrokenScenario.step("{at: 1s, host: alpha, behaviour: {‸directr: ok}}"),
            "unknown key 'directr'", found: "directr", expected: "director", hint: "did you mean 'director'?"),
    ])
    func `a mistake in a step is reported where it is`(_ file: BrokenScenario) throws { try file.check() }

    @Test(arguments: [
        BrokenScenario(
            "a command", BrokenScenario.fault("{‸apply: shop, every: 1m}"), "'apply' is not drawn", found: "apply",
            expected: "kill", hint: "make it a step"),
        BrokenScenario(
            "no pause", BrokenScenario.fault("‸{kill: any, for: 1s}"), "'every' is missing", expected: "10s..30s"),
        BrokenScenario(
            "no end", BrokenScenario.fault("‸{kill: any, every: 1m}"), "'for' is missing", expected: "10s..30s"),
        BrokenScenario(
            "pause too short", BrokenScenario.fault("{kill: any, every: ‸1ms, for: 1s}"), "out of range", found: "1ms",
            expected: "100ms"),
        BrokenScenario(
            "a time", BrokenScenario.fault("{‸at: 1s, kill: any, every: 1m, for: 1s}"), "draws its times", found: "at",
            expected: "chance"),
        BrokenScenario(
            "chance", BrokenScenario.fault("{kill: any, every: 1m, for: 1s, chance: ‸3/2}"), "above 1", found: "3/2",
            expected: "from 0 to 1"),
        BrokenScenario(
            "when", BrokenScenario.expectation("{when: ‸eventualy, whole-tree: true}"), "does not say when",
            found: "eventualy", expected: "within FROM..TO", hint: "did you mean 'eventually'?"),
        BrokenScenario(
            "when as a time", BrokenScenario.expectation("{when: ‸3m, whole-tree: true}"), "does not say when",
            found: "3m", expected: "at TIME", hint: "did you mean 'at 3m'?"),
        BrokenScenario(
            "at without a time", BrokenScenario.expectation("{when: ‸at, whole-tree: true}"), "needs one time",
            found: "at", expected: "at TIME"),
        BrokenScenario(
            "at a range", BrokenScenario.expectation("{when: ‸at 1m..2m, whole-tree: true}"), "not a range",
            found: "at 1m..2m", expected: "at TIME", hint: "did you mean 'within 1m..2m'?"),
        BrokenScenario(
            "eventually at a time", BrokenScenario.expectation("{when: ‸eventually 5m, whole-tree: true}"),
            "has no time", found: "eventually 5m", expected: "eventually"),
        BrokenScenario(
            "after the end", BrokenScenario.expectation("{when: ‸at 2h, whole-tree: true}"),
            "the run is over by then: it takes at most 45m", found: "at 2h", expected: "earlier"),
        BrokenScenario(
            "no when", BrokenScenario.expectation("‸{whole-tree: true}"), "'when' is missing", expected: "eventually"),
        BrokenScenario(
            "nothing", BrokenScenario.expectation("‸{when: eventually}"), "must say what it is about",
            found: "a mapping", expected: "whole-tree"),
        BrokenScenario(
            "two things", BrokenScenario.expectation("{when: eventually, whole-tree: true, ‸happens: x}"),
            "'whole-tree' and 'happens'", found: "happens", expected: "one of the two", hint: "make two"),
        BrokenScenario(
            "unknown condition", BrokenScenario.expectation("{when: eventually, ‸jail: alpha, count: 1}"),
            "unknown key 'jail'", found: "jail", expected: "jails", hint: "did you mean 'jails'?"),
        BrokenScenario(
            "happens always", BrokenScenario.expectation("{when: ‸always, happens: x}"), "happens at a moment",
            found: "always", expected: "sometimes"),
        BrokenScenario(
            "not below", BrokenScenario.expectation("{when: eventually, chains: alpha, are: [‸main]}"),
            "not directly below 'alpha'", found: "main", expected: "[]"),
        BrokenScenario(
            "on, which is a boolean",
            BrokenScenario.expectation("{when: eventually, whole-tree: true, ‸on: alpha}"), "a key must be text",
            found: "on", expected: "text", hint: "quote it"),
        BrokenScenario(
            "unknown project",
            BrokenScenario.expectation("{when: eventually, project: ‸shops, server: alpha, is: COMPLETED}"),
            "no deployment is about a project 'shops'", found: "shops", expected: "shop",
            hint: "did you mean 'shop'?"),
        BrokenScenario(
            "operation in lower case",
            BrokenScenario.expectation("{when: eventually, project: shop, server: alpha, is: ‸completed}"),
            "'completed'", found: "completed", expected: "COMPLETED", hint: "did you mean 'COMPLETED'?"),
        BrokenScenario(
            "neither is nor exists", BrokenScenario.expectation("‸{when: eventually, project: shop, server: alpha}"),
            "either 'is' or 'exists'", expected: "is, exists"),
        BrokenScenario(
            "unknown state",
            BrokenScenario.expectation("{when: always, jobs: alpha, state: ‸runing, count: 0..2}"), "'runing'",
            found: "runing", expected: "queued, running", hint: "did you mean 'running'?"),
        BrokenScenario(
            "count backwards", BrokenScenario.expectation("{when: always, jails: alpha, count: ‸2..0}"),
            "not a count", found: "2..0", expected: "0..2"),
        BrokenScenario(
            "bad key of metadata",
            BrokenScenario.expectation("{when: eventually, metadata: ‸1x, server: alpha, value: x}"),
            "not the key of a metadata item", found: "1x", expected: "groups", hint: "begins with '1'"),
        BrokenScenario(
            "unknown promise",
            BrokenScenario.expectation("{when: eventually, whole-tree: true, promise: ‸L9}"), "no promise 'L9'",
            found: "L9", expected: "L1", hint: "did you mean"),
    ])
    func `a mistake in a rule or an expectation is reported where it is`(_ file: BrokenScenario) throws {
        try file.check()
    }
}
