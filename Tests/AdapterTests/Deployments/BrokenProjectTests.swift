import Domain
import Testing

@Suite struct `Mistakes in projects` {
    @Test(arguments: [
        BrokenFile(
            "57 no name", "kind: directorProject\n" + DeploymentFixtures.head + "projectFile: 'services: {}'\n", 1, 1,
            "projectName", "'projectName' is missing", expected: "letters"),
        BrokenFile(
            "58 name with a blank",
            "kind: directorProject\n" + DeploymentFixtures.head + "projectName: 'a b'\nprojectFile: 'services: {}'\n",
            8, 14, "projectName", "not the name of a project", found: "a b", expected: "letters",
            hint: "a blank, character 2"),
        BrokenFile(
            "59 neither source", "kind: directorProject\n" + DeploymentFixtures.head + "projectName: a\n", 1, 1, "",
            "the project itself is missing", expected: "'projectFile' and 'projectFromMetadata'"),
        BrokenFile(
            "60 both sources", BrokenFile.project("projectFromMetadata: m\n"), 10, 1, "projectFromMetadata",
            "exclude each other", found: "projectFromMetadata", hint: "remove one"),
        BrokenFile(
            "source is no key",
            "kind: directorProject\n" + DeploymentFixtures.head + "projectName: a\nprojectFromMetadata: '1/x'\n", 9, 22,
            "projectFromMetadata", "not a metadata key", found: "1/x", expected: "groups", hint: "begins with '1'"),
        BrokenFile(
            "61 no block scalar",
            "kind: directorProject\n" + DeploymentFixtures.head + "projectName: a\nprojectFile:\n  services: {}\n", 10,
            3, "projectFile", "a mapping cannot stand here", found: "a mapping", expected: "text", hint: "add '|'"),
        BrokenFile(
            "62 environment a list", BrokenFile.project("environment: [A=1]\n"), 10, 14, "environment",
            "a list cannot stand here", found: "a list", expected: "a mapping"),
        BrokenFile(
            "63 value a number", BrokenFile.project("environment: {PORT: 80}\n"), 10, 21, "environment.PORT",
            "an integer cannot stand here", found: "80", expected: "text", hint: "quote it: '80'"),
        BrokenFile(
            "64 value a boolean", BrokenFile.project("environment: {X: no}\n"), 10, 18, "environment.X",
            "a boolean cannot stand here", found: "no", expected: "text", hint: "quote it: 'no'"),
        BrokenFile(
            "65 value looks like hours", BrokenFile.project("environment: {P: 22:22}\n"), 10, 18, "environment.P",
            "an integer cannot stand here", found: "22:22", expected: "text", hint: "base 60; quote it: '22:22'"),
        BrokenFile(
            "66 value null", BrokenFile.project("environment: {X: }\n"), 10, 18, "environment.X",
            "nothing cannot stand here", found: "nothing", expected: "text", hint: "write ''"),
        BrokenFile(
            "name with =", BrokenFile.project("environment: {'A=B': x}\n"), 10, 15, "environment.A=B",
            "not the name of a variable", found: "A=B", expected: "no '='"),
        BrokenFile(
            "value with NUL", BrokenFile.project("environment: {A: \"x\\0\"}\n"), 10, 18, "environment.A", "NUL",
            found: "x\0"),
        BrokenFile(
            "69 chain with a blank", BrokenFile.project("chainsEnvironment: {'a b': {}}\n"), 10, 21,
            "chainsEnvironment.a b", "not a chain", found: "a b", expected: "<root>"),
        BrokenFile(
            "root without brackets", BrokenFile.project("chainsEnvironment: {a..b: {}}\n"), 10, 21,
            "chainsEnvironment.a..b", "not a chain", found: "a..b", expected: "joined by '.'"),
        BrokenFile(
            "70 label's environment null", BrokenFile.project("labelsEnvironment: {eu: }\n"), 10, 25,
            "labelsEnvironment.eu", "nothing cannot stand here", found: "nothing", expected: "a mapping"),
        BrokenFile(
            "71 bad label", BrokenFile.project("labelsEnvironment: {EU: {}}\n"), 10, 21, "labelsEnvironment.EU",
            "not a label", found: "EU", hint: "did you mean 'eu'?"),
        BrokenFile(
            "72 unknown data centre", BrokenFile.project("datacentersEnvironment: {mein: {}}\n"), 10, 26,
            "datacentersEnvironment.mein", "there is no data centre 'mein'", found: "mein", expected: "main",
            hint: "did you mean 'main'?"),
        BrokenFile(
            "73 environment's item a number", BrokenFile.project("environFromMetadata: 5\n"), 10, 22,
            "environFromMetadata", "an integer cannot stand here", found: "5", expected: "text", hint: "quote it"),
        BrokenFile(
            "74 the internal name", BrokenFile.project("environmentFromMetadata: m\n"), 10, 1,
            "environmentFromMetadata",
            "unknown key", found: "environmentFromMetadata", hint: "did you mean 'environFromMetadata'?"),
        BrokenFile(
            "75 ports a list", BrokenFile.project("reserve_port: [em0]\n"), 10, 15, "reserve_port",
            "a list cannot stand here", found: "a list", expected: "a mapping"),
        BrokenFile(
            "76 port a number", BrokenFile.project("reserve_port: {em0: 5}\n"), 10, 21, "reserve_port.em0",
            "an integer cannot stand here", found: "5", expected: "an IP network"),
        BrokenFile(
            "77 port no network", BrokenFile.project("reserve_port: {em0: zz}\n"), 10, 21, "reserve_port.em0",
            "not a network", found: "zz", expected: "10.0.0.0/8"),
        BrokenFile(
            "no interface", BrokenFile.project("reserve_port: {'em 0': }\n"), 10, 16, "reserve_port.em 0",
            "not the name of an interface", found: "em 0"),
        BrokenFile(
            "name that cannot be scaled",
            "kind: directorProject\n" + DeploymentFixtures.head
                + "projectName: web-1\nprojectFile: 'services: {}'\nautoScale: {replicas: {min: 1}}\n", 8, 14,
            "projectName", "cannot be scaled", found: "web-1", expected: "groups", hint: "begins with '1'"),
    ])
    func `have a place`(file: BrokenFile) throws { try file.check() }

    @Test(arguments: [
        BrokenFile(
            "78 unknown key", BrokenFile.scaled("minReplicas: 1\n"), 11, 3, "autoScale.minReplicas",
            "unknown key 'minReplicas'", found: "minReplicas", hint: "did you mean 'replicas.min'?"),
        BrokenFile(
            "79 replicas a number", BrokenFile.scaled("replicas: 3\n"), 11, 13, "autoScale.replicas",
            "an integer cannot stand here", found: "3", expected: "'min'"),
        BrokenFile(
            "80 zero", BrokenFile.scaled("replicas: {min: 0}\n"), 11, 19, "autoScale.replicas.min", "out of range",
            found: "0", expected: "> 0"),
        BrokenFile(
            "boolean", BrokenFile.scaled("replicas: {min: true}\n"), 11, 19, "autoScale.replicas.min",
            "a boolean cannot stand here", found: "true", expected: "> 0"),
        BrokenFile(
            "81 max below min", BrokenFile.scaled("replicas: {min: 5, max: 2}\n"), 11, 27, "autoScale.replicas.max",
            "'max' is below 'min'", found: "2", expected: "≥ 5"),
        BrokenFile(
            "82 unknown type", BrokenFile.scaled("type: all\n"), 11, 9, "autoScale.type", "unknown type 'all'",
            found: "all", expected: "any-jail, any-project, average, percent-jail, percent-project"),
        BrokenFile(
            "83 percent without value", BrokenFile.scaled("type: percent-jail\n"), 11, 9, "autoScale.value",
            "needs 'value'", expected: "1 to 100"),
        BrokenFile(
            "84 percent as text", BrokenFile.scaled("type: percent-jail\n  value: 60%\n"), 12, 10, "autoScale.value",
            "text cannot stand here", found: "60%", expected: "an integer from 1 to 100"),
        BrokenFile(
            "85 percent out of range", BrokenFile.scaled("type: percent-jail\n  value: -60\n"), 12, 10,
            "autoScale.value",
            "out of range", found: "-60", expected: "1 to 100"),
        BrokenFile(
            "86 value without percent", BrokenFile.scaled("type: average\n  value: x\n"), 12, 3, "autoScale.value",
            "no meaning for the type 'average'", found: "value", expected: "percent-jail", hint: "remove it"),
        BrokenFile(
            "87 unknown resource", BrokenFile.scaled("rules: {ram: 1}\n"), 11, 11, "autoScale.rules.ram", "unknown key",
            found: "ram", expected: "memoryuse", hint: "did you mean 'memoryuse'?"),
        BrokenFile(
            "89 negative limit", BrokenFile.scaled("rules: {pcpu: -1}\n"), 11, 17, "autoScale.rules.pcpu",
            "out of range",
            found: "-1", expected: "≥ 0"),
        BrokenFile(
            "90 count as text", BrokenFile.scaled("economy: {pcpu: '50'}\n"), 11, 19, "autoScale.economy.pcpu",
            "text cannot stand here", found: "50", expected: "an integer", hint: "remove the quotes: 50"),
        BrokenFile(
            "91 bad unit", BrokenFile.scaled("rules: {memoryuse: 512x}\n"), 11, 22, "autoScale.rules.memoryuse",
            "unknown unit 'x'", found: "512x", expected: "one of k, m, g"),
        BrokenFile(
            "no size", BrokenFile.scaled("rules: {memoryuse: much}\n"), 11, 22, "autoScale.rules.memoryuse",
            "not a size", found: "much", expected: "512m"),
        BrokenFile(
            "too large", BrokenFile.scaled("rules: {memoryuse: 9y}\n"), 11, 22, "autoScale.rules.memoryuse",
            "does not fit", found: "9y"),
        BrokenFile(
            "92 fraction of a byte", BrokenFile.scaled("rules: {memoryuse: 1.5}\n"), 11, 22,
            "autoScale.rules.memoryuse",
            "a number with a fraction cannot stand here", found: "1.5", expected: "a size"),
        BrokenFile(
            "93 labels empty", BrokenFile.scaled("labels: []\n"), 11, 11, "autoScale.labels", "must not be empty",
            found: "a list"),
        BrokenFile(
            "94 bad metadata key", BrokenFile.scaled("metadata: [1a]\n"), 11, 14, "autoScale.metadata[0]",
            "not a metadata key", found: "1a", expected: "groups", hint: "begins with '1'"),
        BrokenFile(
            "95 unknown side", BrokenFile.scaled("load-balancer: {foo: {}}\n"), 11, 19, "autoScale.load-balancer.foo",
            "unknown key 'foo'", found: "foo", expected: "frontend, backend"),
        BrokenFile(
            "96 side null", BrokenFile.scaled("load-balancer: {frontend: }\n"), 11, 29,
            "autoScale.load-balancer.frontend", "nothing cannot stand here", found: "nothing", expected: "'name'"),
        BrokenFile(
            "97 no name of the proxy", BrokenFile.scaled("load-balancer: {frontend: {rules: {or: {}}}}\n"), 11, 19,
            "autoScale.load-balancer.frontend.name", "'name' is missing", expected: "HAProxy"),
        BrokenFile(
            "98 no rules", BrokenFile.scaled("load-balancer: {frontend: {name: w}}\n"), 11, 19,
            "autoScale.load-balancer.frontend.rules", "'rules' is missing", expected: "'or'"),
        BrokenFile(
            "rules empty", BrokenFile.scaled("load-balancer: {frontend: {name: w, rules: {}}}\n"), 11, 46,
            "autoScale.load-balancer.frontend.rules", "at least one key", found: "a mapping", expected: "'or'"),
        BrokenFile(
            "99 unknown group", BrokenFile.scaled("load-balancer: {backend: {name: w, rules: {xor: {}}}}\n"), 11, 46,
            "autoScale.load-balancer.backend.rules.xor", "unknown key 'xor'", found: "xor", expected: "or, and",
            hint: "did you mean 'or'?"),
        BrokenFile(
            "100 rule a number", BrokenFile.rule("scur: 5\n"), 16, 17, "autoScale.load-balancer.frontend.rules.or.scur",
            "an integer cannot stand here", found: "5", expected: "'value'"),
        BrokenFile(
            "101 rule null", BrokenFile.rule("scur:\n"), 16, 16, "autoScale.load-balancer.frontend.rules.or.scur",
            "nothing cannot stand here", found: "nothing", expected: "'value'"),
        BrokenFile(
            "102 range of one", BrokenFile.rule("a: {value: [1]}\n"), 16, 22,
            "autoScale.load-balancer.frontend.rules.or.a.value", "needs two integers, and here are 1", found: "a list"),
        BrokenFile(
            "103 range reversed", BrokenFile.rule("a: {value: [5, 1]}\n"), 16, 23,
            "autoScale.load-balancer.frontend.rules.or.a.value[0]", "begins above its end", found: "5",
            expected: "≤ 1", hint: "[1, 5]"),
        BrokenFile(
            "104 fraction", BrokenFile.rule("a: {value: 1.5}\n"), 16, 22,
            "autoScale.load-balancer.frontend.rules.or.a.value", "fraction cannot stand here", found: "1.5",
            expected: "a range"),
        BrokenFile(
            "no value", BrokenFile.rule("a: {each: 1}\n"), 16, 11,
            "autoScale.load-balancer.frontend.rules.or.a.value", "'value' is missing", expected: "an integer"),
        BrokenFile(
            "105 each as text", BrokenFile.rule("a: {value: 1, each: abc}\n"), 16, 31,
            "autoScale.load-balancer.frontend.rules.or.a.each", "text cannot stand here", found: "abc", expected: "> 0"),
        BrokenFile(
            "106 each zero", BrokenFile.rule("a: {value: 1, each: 0}\n"), 16, 31,
            "autoScale.load-balancer.frontend.rules.or.a.each", "out of range", found: "0", expected: "> 0"),
        BrokenFile(
            "107 unknown key of a side",
            BrokenFile.scaled("load-balancer: {frontend: {name: w, foo: 1, rules: {or: {}}}}\n"), 11, 39,
            "autoScale.load-balancer.frontend.foo", "unknown key 'foo'", found: "foo", expected: "name, rules"),
    ])
    func `of scaling have a place`(file: BrokenFile) throws { try file.check() }

    @Test func `are not seen where the manual is right and 0.25 is wrong`() throws {
        let text = BrokenFile.project(
            "chainsEnvironment: {<root>: {A: r}, a.b: {A: n}}\nprojectFromMetadata:\nautoScale: {}\n"
                + "reserve_port: {em0: 10.0.0.1/8, lo0: , em1: 'fd00::/8'}\n")
        let (deployment, warnings) = try DeploymentFixtures.load(text: text)
        guard case .directorProject(let project) = deployment.content else { Issue.record("no project"); return }
        #expect(project.environment.byChain.map(\.chain) == [.root, try #require(ChainPath("a.b"))])
        #expect(!project.isScaled)
        #expect(warnings.isEmpty)
        #expect(deployment.specification["chainsEnvironment"] == ["<root>": ["A": "r"], "a.b": ["A": "n"]])
    }

    @Test func `are not seen in a resource that 0.25 does not know, but it is mentioned`() throws {
        let (_, warnings) = try DeploymentFixtures.load(text: BrokenFile.scaled("rules: {msgqsize: 1k}\n"))
        #expect(warnings.map(\.path) == ["autoScale.rules.msgqsize"])
    }

    @Test func `are not seen in variables that stand for integers, which travel as integers`() throws {
        let (deployment, _) = try DeploymentFixtures.load(
            text: BrokenFile.scaled("replicas: {min: !ENV '${N:2}'}\n  rules: {memoryuse: !ENV '${M:1k}'}\n"))
        #expect(
            deployment.specification["autoScale"] == ["replicas": ["min": 2], "rules": ["memoryuse": 1024]])
    }

    @Test func `of a project from metadata are looked for in its key only`() throws {
        let (deployment, _) = try DeploymentFixtures.load("contract/project-meta.yml")
        guard case .directorProject(let project) = deployment.content else { Issue.record("no project"); return }
        #expect(project.file == .metadata(try #require(MetadataKey("hello.project"))))
        #expect(deployment.specification["projectFile"] == .null)
    }
}
