import Domain
import Testing

@Suite struct `Mistakes in the common keys` {
    @Test(arguments: [
        BrokenFile("1 empty", "# nothing\n", 1, 1, "", "holds no deployment", expected: "'kind'"),
        BrokenFile("2 list", "- a\n", 1, 1, "", "must be a mapping", found: "a list", expected: "a mapping"),
        BrokenFile("3 text", "hello\n", 1, 1, "", "must be a mapping", found: "hello"),
        BrokenFile(
            "4 second document", "kind: readOnly\n---\nkind: readOnly\n", 2, 1, "", "a second one begins", found: "---",
            hint: "a file of its own"),
        BrokenFile(
            "5 tab", "kind: readOnly\ndeployIn:\n\tlabels: [a]\n", 3, 1, "", "a tab cannot", found: "a tab",
            expected: "blanks", hint: "replace the tab"),
        BrokenFile(
            "6 unclosed list", "deployIn: {labels: [a}\n", 1, 22, "", "column 20 is not closed", expected: "']'"),
        BrokenFile(
            "7 unknown tag", "kind: !foo readOnly\n" + DeploymentFixtures.head, 1, 7, "kind", "unknown tag !foo",
            found: "!foo", hint: "!ENV"),
        BrokenFile(
            "8 !ENV on a list", BrokenFile.placement("labels: !ENV [a]"), 6, 11, "deployIn.labels", "!ENV takes a text",
            found: "!ENV", hint: "before each item"),
        BrokenFile(
            "9 undefined alias", BrokenFile.placement("labels: *x"), 6, 11, "", "there is no anchor 'x'", found: "*x"),
        BrokenFile(
            "10 impossible date", BrokenFile.project("environment: {D: 2024-02-30}\n"), 10, 18, "environment.D",
            "one that does not exist", found: "2024-02-30", hint: "quote it: '2024-02-30'"),
        BrokenFile(
            "11 duplicate key", BrokenFile.readOnly("kind: readOnly\n"), 8, 1, "kind", "it stands at line 1, column 1",
            found: "kind", hint: "remove one"),
        BrokenFile(
            "12 no kind", DeploymentFixtures.head, 1, 1, "kind", "'kind' is missing", expected: "directorProject"),
        BrokenFile("13 null kind", "kind:\n" + DeploymentFixtures.head, 1, 6, "kind", "'kind' is missing"),
        BrokenFile(
            "14 kind in the wrong case", "kind: Metadata\n" + DeploymentFixtures.head, 1, 7, "kind",
            "unknown kind 'Metadata'", found: "Metadata", expected: "vmJail, readOnly, appConfig",
            hint: "did you mean 'metadata'?"),
        BrokenFile(
            "15 kind a number", "kind: 5\n" + DeploymentFixtures.head, 1, 7, "kind", "must be a text", found: "5",
            expected: "metadata"),
        BrokenFile(
            "16 misspelt root key", BrokenFile.project("projectname: x\n"), 10, 1, "projectname",
            "unknown key 'projectname' for kind 'directorProject'", found: "projectname", expected: "projectName",
            hint: "did you mean 'projectName'?"),
        BrokenFile(
            "17 key of another kind", BrokenFile.metadata("metadata: {}\nprojectName: x\n"), 9, 1, "projectName",
            "unknown key 'projectName' for kind 'metadata'", found: "projectName"),
        BrokenFile(
            "18 boolean root key", BrokenFile.project("on: 1\n"), 10, 1, "on", "a key must be text", found: "on",
            expected: "text", hint: "quote it: 'on'"),
        BrokenFile(
            "19 unknown key in readOnly", BrokenFile.readOnly("projectName: x\n"), 8, 1, "projectName",
            "for kind 'readOnly'", found: "projectName"),
        BrokenFile(
            "20 helper key for anchors", BrokenFile.readOnly("x-env: &e {a: b}\n"), 8, 1, "x-env",
            "unknown key 'x-env'",
            found: "x-env"),
    ])
    func `of the file and its kind have a place`(file: BrokenFile) throws { try file.check() }

    @Test(arguments: [
        BrokenFile(
            "21 absent", "kind: readOnly\ndeployIn: {labels: [web]}\n", 1, 1, "datacenters", "'datacenters' is missing",
            expected: "a mapping"),
        BrokenFile(
            "null", "kind: readOnly\ndatacenters:\ndeployIn: {labels: [web]}\n", 2, 1, "datacenters",
            "'datacenters' is missing"),
        BrokenFile(
            "22 a list", "kind: readOnly\ndatacenters: []\ndeployIn: {labels: [web]}\n", 2, 14, "datacenters",
            "a list cannot stand here", found: "a list", expected: "a mapping"),
        BrokenFile(
            "23 empty", "kind: readOnly\ndatacenters: {}\ndeployIn: {labels: [web]}\n", 2, 14, "datacenters",
            "at least one data centre", found: "a mapping"),
        BrokenFile(
            "24 a URL", "kind: readOnly\ndatacenters:\n  main: 'http://h'\ndeployIn: {labels: [web]}\n", 3, 9,
            "datacenters.main", "text cannot stand here", found: "http://h", expected: "'entrypoint'"),
        BrokenFile(
            "25 one is null", "kind: readOnly\ndatacenters:\n  main:\ndeployIn: {labels: [web]}\n", 3, 8,
            "datacenters.main", "nothing cannot stand here", found: "nothing", expected: "'entrypoint'"),
        BrokenFile(
            "26 no entrypoint", BrokenFile.datacenter("access_token: t"), 3, 3, "datacenters.main.entrypoint",
            "'entrypoint' is missing", expected: "http"),
        BrokenFile(
            "27 no scheme", BrokenFile.datacenter("entrypoint: 127.0.0.1:8888\n    access_token: t"), 4, 17,
            "datacenters.main.entrypoint", "not the address of a server", found: "127.0.0.1:8888", expected: "http",
            hint: "did you mean 'http://127.0.0.1:8888'?"),
        BrokenFile(
            "a query", BrokenFile.datacenter("entrypoint: 'http://h/?x=1'\n    access_token: t"), 4, 17,
            "datacenters.main.entrypoint", "not the address of a server", found: "http://h/?x=1", expected: "'?'"),
        BrokenFile(
            "28 no token", BrokenFile.datacenter("entrypoint: 'http://h'"), 3, 3, "datacenters.main.access_token",
            "'access_token' is missing", expected: "gen-token"),
        BrokenFile(
            "token a number", BrokenFile.datacenter("entrypoint: 'http://h'\n    access_token: 12345"), 5, 19,
            "datacenters.main.access_token", "an integer cannot stand here", expected: "text"),
        BrokenFile(
            "token empty", BrokenFile.datacenter("entrypoint: 'http://h'\n    access_token: ''"), 5, 19,
            "datacenters.main.access_token", "must not be empty"),
        BrokenFile(
            "token with a line end", BrokenFile.datacenter("entrypoint: 'http://h'\n    access_token: \"a\\nb\""), 5,
            19,
            "datacenters.main.access_token", "cannot hold this", expected: "ASCII"),
        BrokenFile(
            "29 variable unset", BrokenFile.datacenter("entrypoint: !ENV '${NOPE}'\n    access_token: t"), 4, 17,
            "datacenters.main.entrypoint", "the environment variable 'NOPE' is not set", found: "${NOPE}",
            hint: "${NOPE:default}"),
        BrokenFile(
            "30 unknown key", BrokenFile.setting("token: x"), 6, 5, "datacenters.main.token", "unknown key 'token'",
            found: "token", expected: "access_token", hint: "did you mean 'access_token'?"),
        BrokenFile(
            "31 name a number",
            "kind: readOnly\ndatacenters:\n  1: {entrypoint: 'http://h', access_token: t}\ndeployIn: {labels: [a]}\n",
            3, 3, "datacenters.1", "a key must be text", found: "1", expected: "text", hint: "quote it: '1'"),
        BrokenFile(
            "32 name with a dot",
            "kind: readOnly\ndatacenters:\n  a.b: {entrypoint: 'http://h', access_token: t}\ndeployIn: {labels: [a]}\n",
            3, 3, "datacenters.a.b", "not a name that an entry point can hold", found: "a.b", expected: "letters",
            hint: "split at dots"),
        BrokenFile(
            "33 time-out as text", BrokenFile.setting("timeout: '5'"), 6, 14, "datacenters.main.timeout",
            "text cannot stand here", found: "5", expected: "seconds", hint: "remove the quotes: 5"),
        BrokenFile(
            "34 time-out with a fraction", BrokenFile.setting("read_timeout: 1.5"), 6, 19,
            "datacenters.main.read_timeout",
            "a number with a fraction cannot stand here", found: "1.5"),
        BrokenFile(
            "35 time-out as boolean", BrokenFile.setting("connect_timeout: yes"), 6, 22,
            "datacenters.main.connect_timeout", "a boolean cannot stand here", found: "yes"),
        BrokenFile(
            "time-out from a variable that is none", BrokenFile.setting("timeout: !ENV '${T:soon}'"), 6, 14,
            "datacenters.main.timeout", "the variable holds no integer", found: "soon", expected: "seconds"),
        BrokenFile(
            "no time at all", BrokenFile.setting("read_timeout: 0"), 6, 19, "datacenters.main.read_timeout",
            "every request fails", found: "0", expected: "-1 for no limit"),
        BrokenFile(
            "no connections", BrokenFile.setting("max_connections: 0"), 6, 22, "datacenters.main.max_connections",
            "out of range", found: "0", expected: "from 1"),
        BrokenFile(
            "idle limit as text", BrokenFile.setting("keepalive_expiry: x"), 6, 23,
            "datacenters.main.keepalive_expiry", "text cannot stand here", found: "x"),
        BrokenFile(
            "37 cacert a number", BrokenFile.setting("cacert: 5"), 6, 13, "datacenters.main.cacert",
            "an integer cannot stand here", found: "5", expected: "text", hint: "quote it: '5'"),
    ])
    func `of data centres have a place`(file: BrokenFile) throws { try file.check() }

    @Test(arguments: [
        BrokenFile(
            "38 absent", "kind: readOnly\ndatacenters:\n  main: {entrypoint: 'http://h', access_token: t}\n", 1, 1,
            "deployIn", "'deployIn' is missing", expected: "labels"),
        BrokenFile(
            "39 empty",
            "kind: readOnly\ndatacenters:\n  main: {entrypoint: 'http://h', access_token: t}\ndeployIn: {}\n", 4, 11,
            "deployIn", "at least one key is needed", found: "a mapping", expected: "entrypoints"),
        BrokenFile(
            "40 unknown key", BrokenFile.placement("label: [a]"), 6, 3, "deployIn.label", "unknown key 'label'",
            found: "label", expected: "labels", hint: "did you mean 'labels'?"),
        BrokenFile(
            "41 labels a text", BrokenFile.placement("labels: all"), 6, 11, "deployIn.labels", "text cannot stand here",
            found: "all", expected: "a list", hint: "[all]"),
        BrokenFile(
            "42 labels empty", BrokenFile.placement("labels: []"), 6, 11, "deployIn.labels", "must not be empty",
            found: "a list", expected: "at least one"),
        BrokenFile(
            "43 upper case", BrokenFile.placement("labels: [Web]"), 6, 12, "deployIn.labels[0]", "not a label",
            found: "Web", expected: "lower-case", hint: "did you mean 'web'?"),
        BrokenFile(
            "44 underscore", BrokenFile.placement("labels: [a, a_b]"), 6, 15, "deployIn.labels[1]", "not a label",
            found: "a_b", hint: "'_', character 2, is not allowed"),
        BrokenFile(
            "45 digit first", BrokenFile.placement("labels: [eu-1]"), 6, 12, "deployIn.labels[0]", "not a label",
            found: "eu-1", hint: "begins with '1'"),
        BrokenFile(
            "46 a boolean", BrokenFile.placement("labels: [on]"), 6, 12, "deployIn.labels[0]",
            "a boolean cannot stand here", found: "on", expected: "text", hint: "quote it: 'on'"),
        BrokenFile(
            "47 from an unset variable", BrokenFile.placement("labels: [!ENV '${NOPE}']"), 6, 12, "deployIn.labels[0]",
            "'NOPE' is not set", found: "${NOPE}", hint: "default"),
        BrokenFile(
            "48 a line end", BrokenFile.placement("labels: [\"a\\n\"]"), 6, 12, "deployIn.labels[0]", "not a label",
            found: "a…", hint: "a line end, character 2"),
        BrokenFile(
            "49 bad exclusion", BrokenFile.placement("exclude: [A]"), 6, 13, "deployIn.exclude[0]", "not a label",
            found: "A", hint: "did you mean 'a'?"),
        BrokenFile(
            "50 entry points a text", BrokenFile.placement("entrypoints: main"), 6, 16, "deployIn.entrypoints",
            "text cannot stand here", found: "main", expected: "a list", hint: "[main]"),
        BrokenFile(
            "51 empty segment", BrokenFile.placement("entrypoints: [main..a]"), 6, 17, "deployIn.entrypoints[0]",
            "a part of the entry point is empty", found: "main..a", expected: "CHAIN"),
        BrokenFile(
            "52 braces", BrokenFile.placement("entrypoints: ['main.{a}']"), 6, 17, "deployIn.entrypoints[0]",
            "'{a}' is not the name of a chain", found: "main.{a}", hint: "braces of the manual"),
        BrokenFile(
            "53 unknown data centre", BrokenFile.placement("entrypoints: [mian.alpha]"), 6, 17,
            "deployIn.entrypoints[0]", "there is no data centre 'mian'", found: "mian.alpha",
            expected: "main, backup", hint: "did you mean 'main'?"),
        BrokenFile(
            "54 negative maximum", BrokenFile.readOnly("maximumDeployments: -1\n"), 8, 21, "maximumDeployments",
            "out of range", found: "-1", expected: "≥ 0"),
        BrokenFile(
            "55 maximum as text", BrokenFile.readOnly("maximumDeployments: '2'\n"), 8, 21, "maximumDeployments",
            "text cannot stand here", found: "2", expected: "an integer", hint: "remove the quotes: 2"),
        BrokenFile(
            "maximum as boolean", BrokenFile.readOnly("maximumDeployments: true\n"), 8, 21, "maximumDeployments",
            "a boolean cannot stand here", found: "true", expected: "an integer"),
    ])
    func `of the place of a deployment have a place`(file: BrokenFile) throws { try file.check() }

    @Test func `are all told in one run, in the order of the file`() throws {
        let text = """
            kind: metadata
            datacenters:
              main:
                entrypoint: 127.0.0.1
                token: x
              other: !ENV '${NOPE}'
            deployIn:
              labels: [Web, ok, on]
              entrypoints: [mian]
            maximumDeployments: -1
            metadata:
              1a: x
              port: 80
              day: 2024-01-31
            surplus: 1
            """
        let diagnostics = try DeploymentFixtures.mistakes(of: text)
        let places = diagnostics.map { "\($0.position.line):\($0.position.column) \($0.path)" }
        #expect(
            places == [
                "3:3 datacenters.main.access_token", "4:17 datacenters.main.entrypoint", "5:5 datacenters.main.token",
                "6:10 datacenters.other", "8:12 deployIn.labels[0]", "8:21 deployIn.labels[2]",
                "9:17 deployIn.entrypoints[0]", "10:21 maximumDeployments", "12:3 metadata.1a", "13:9 metadata.port",
                "14:8 metadata.day", "15:1 surplus",
            ])
    }

    @Test func `of an unknown kind do not hide those of the common keys`() throws {
        let diagnostics = try DeploymentFixtures.mistakes(
            of: "kind: nothing\ndatacenters: []\ndeployIn: {labels: [A]}\nsurplus: 1\n")
        #expect(diagnostics.map(\.position.line) == [1, 2, 3])
    }

    @Test func `are told once for a value that an alias shows again`() throws {
        let text =
            "kind: readOnly\ndatacenters:\n  a: &a {entrypoint: h, access_token: t}\n  b: *a\n"
            + "deployIn: {labels: [web]}\n"
        #expect(try DeploymentFixtures.mistakes(of: text).count == 1)
    }

    @Test(arguments: [
        ("maximumDeployments: 010", "a leading zero makes this octal: it is read as 8"),
        ("maximumDeployments: 1:30", "this is read in base 60, as 90"),
    ])
    func `that are none but look odd are warnings`(line: String, message: String) throws {
        let (_, warnings) = try DeploymentFixtures.load(text: BrokenFile.readOnly(line + "\n"))
        #expect(warnings.map(\.message) == [message])
        #expect(warnings.map(\.severity) == [.warning])
    }

    @Test(arguments: [
        ("timeout: 5", ClientTimeouts(total: .seconds(5))), ("timeout: 0", ClientTimeouts()),
        ("timeout: -1", ClientTimeouts()), ("read_timeout: -1", ClientTimeouts(read: nil)),
        ("connect_timeout: -5", ClientTimeouts(connect: nil)),
        ("connect_timeout: !ENV '${T:7}'", ClientTimeouts(connect: .seconds(7))),
        ("connect_timeout: !ENV 'tag:yaml.org,2002:int ${T:7}'", ClientTimeouts(connect: .seconds(7))),
        ("write_timeout: 0", ClientTimeouts()), ("read_timeout:", ClientTimeouts()),
        ("max_connections: 3", ClientTimeouts(maximumConnections: 3)),
    ])
    func `are not seen in time-outs that are right`(line: String, expected: ClientTimeouts) throws {
        let (deployment, warnings) = try DeploymentFixtures.load(text: BrokenFile.setting(line))
        #expect(deployment.datacenters.map(\.timeouts) == [expected])
        #expect(warnings.isEmpty)
    }

    @Test func `are not seen in a variable that stands for an integer, which is printed as one`() throws {
        let text = BrokenFile.setting("timeout: !ENV '${T:7}'") + "maximumDeployments: !ENV '${M: 3 }'\n"
        let (deployment, _) = try DeploymentFixtures.load(text: text)
        #expect(deployment.maximumDeployments == 3)
        #expect(deployment.specification["datacenters"]?["main"]?["timeout"] == 7)
        #expect(deployment.specification["maximumDeployments"] == 3)
    }

    @Test(arguments: [
        "main", "main.a", " main . a ", "main.a.b.c.d",
    ])
    func `are not seen in entry points`(text: String) throws {
        let (deployment, _) = try DeploymentFixtures.load(
            text: BrokenFile.placement("entrypoints: ['\(text)', '\(text)']"))
        #expect(deployment.deployIn.entrypoints.count == 1)
        #expect(deployment.deployIn.entrypoints.first?.datacenter == "main")
    }

    @Test func `never show a token, wherever it stands`() throws {
        let text = """
            kind: readOnly
            datacenters:
              main: {entrypoint: h, access_token: s3cr3t, other: 1}
              more:
                entrypoint: 'http://user:s3cr3t@'
                access_token: [s3cr3t]
              last:
                entrypoint: 'http://h'
                access_token: !ENV 'tag:yaml.org,2002:int ${T:s3cr3t}'
            deployIn: {labels: [web]}
            """
        let diagnostics = try DeploymentFixtures.mistakes(of: text)
        #expect(diagnostics.count >= 5)
        #expect(!DiagnosticPrinter().text(of: diagnostics) { _ in text }.contains("s3cr3t"))
    }
}
