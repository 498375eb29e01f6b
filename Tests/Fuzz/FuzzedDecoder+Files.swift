import Adapters
import Domain

extension FuzzedDecoder {
    static let environmentFile = FuzzedDecoder(
        name: "environment-file",
        corpus: [
            "A=1\nexport B='two words'\nC=\"x\\ny\" # comment\nD=${A}/${B:-z}\n# comment\n\nE\n",
            "ENTRYPOINT=http://127.0.0.1:8888\nTOKEN=eyJhbGciOiJIUzI1NiJ9.e30.c2ln\n",
            "'A B'=1\r\nB = 2 \r\nC=\"a\nb\"\n",
        ].map { Array($0.utf8) },
        words: [
            "A", "B=", "=", "'", "\"", "\\'", "\\\"", "\\", "\\n", "export ", "#", " #", "\n", "\r\n", "\r", " ", "\t",
            "${",
            "${A}", "${A:-", "}", ":-", "$", "\u{FEFF}", "\u{A0}", "\u{2028}",
        ], longest: 1 << 20,
        growth: [
            Growth("assignments") { size in lines(size) { "A\($0)=b" } },
            Growth("one assignment again") { size in lines(size) { _ in "A=b" } },
            Growth("a long value") { "A=" + run("b", $0) },
            Growth("a long name") { run("b", $0) + "=a" },
            Growth("names alone") { size in lines(size) { "A\($0)" } },
            Growth("lines that are nothing") { size in lines(size) { _ in "= x" } },
            Growth("quotes that are not closed") { size in lines(size) { $0 % 2 == 0 ? "A='" : "B=\"" } },
            Growth("escaped quotes that are not closed") { size in lines(size) { _ in "A='\\'" } },
            Growth("quotes") { "A=" + run("'", $0) },
            Growth("lines with a quote as name") { size in lines(size) { _ in "'" } },
            Growth("references") { "A=" + run("${B}", $0) },
            Growth("references that are not closed") { "A=" + run("${", $0) },
            Growth("defaults that are not closed") { "A=" + run("${B:-", $0) },
            Growth("dollars") { "A=" + run("$", $0) },
            Growth("comments") { size in lines(size) { _ in "# comment" } },
            Growth("number signs in a value") { "A=a" + run(" #", $0) },
            Growth("blanks") { run(" ", $0) + "A=" + run(" ", $0) },
            Growth("exports") { run("export ", $0) },
            Growth("values of values") { size in "A0=xx\n" + lines(size) { "A\($0 + 1)=${A\($0)}" } },
            Growth("values that double") { size in
                "A0=xx\n" + lines(size) { "A\($0 + 1)=${A\($0)}${A\($0)}" }
            },
            Growth("a colon that no reference can pass") { "A=" + run("${", $0) + ":x}" },
            Growth("backslashes") { "A=\"" + run("\\", $0) + "\"" },
        ]
    ) { bytes in
        let text = text(bytes)
        let (variables, findings) = EnvironmentFile.parse(text, file: "fuzz.env", environment: ["SET": "x"])
        try check(findings, of: text)
        try demand(Set(variables.map(\.name)).count == variables.count, "a variable is set twice")
        for (name, _) in variables { try demand(name != "SET" && !name.isEmpty, "a variable is set that must not be") }
    }

    static let configuration = FuzzedDecoder(
        name: "configuration",
        corpus: files(below: "AdapterTests/Deployments/Files/configuration")
            + files(below: "AdapterTests/Deployments/Files/examples/config"),
        words: yamlWords + [
            "serverid: ", "port: ", "tls: ", "keyfile: ", "polling: ", "skew: ", "[1, 2]", "[2, 1]", "keywords: ",
            "jail: ",
            "chains: ", "a: ", "entrypoint: ", "http://h:1/", "access_token: ", "labels: ", "etcd: ", "log: ",
            "levels: ",
            "jobs: ", "debug", "retry: ", "total: ", "skydns: ", "zone: ", "beanstalkd_addr: ", "h:1", "unix:/x",
            "execution_time: ", "dataplaneapi: ", "auth: ", "username: ", "password: ", "memcache: ", "log_config: ",
            "max-increase: ", "state: ", "director: ",
        ], longest: 4 << 20,
        growth: [
            Growth("chains") { size in
                "chains:\n" + lines(size) { "  c\($0): {entrypoint: 'http://h', access_token: t}" }
            },
            Growth("chains that are wrong") { size in "chains:\n" + lines(size) { "  c\($0): {}" } },
            Growth("chains with bad names") { size in "chains:\n" + lines(size) { "  c \($0): {}" } },
            Growth("labels") { size in "labels: [" + (0..<size).map { "l\($0), " }.joined() + "all]" },
            Growth("bad labels") { size in "labels: [" + (0..<size).map { "\($0), " }.joined() + "all]" },
            Growth("hosts of etcd") { size in "etcd:\n" + lines(size) { "  h\($0): {}" } },
            Growth("unknown keys") { size in lines(size) { "key\($0): 1" } },
            Growth("keywords") { "polling: {keywords: {jail: [" + run("name, ", $0) + "name]}}" },
            Growth("unknown keywords") { "polling: {keywords: {jail: [" + run("nome, ", $0) + "name]}}" },
            Growth("settings of Python's log") { size in "log_config:\n" + lines(size) { "  k\($0): [a, b]" } },
            Growth("a long zone") { "skydns: {zone: " + run("a.", $0) + "}" },
            Growth("a long address") { "chains: {a: {access_token: t, entrypoint: 'http://" + run("a.", $0) + "'}}" },
            Growth("a long queue address") { "beanstalkd_addr: 'h" + run(":", $0) + "'" },
        ]
    ) { bytes in
        let text = text(bytes)
        let (document, findings) = YAMLReader.examine(
            text: text, file: "overlord.yml", environment: .resolve { $0 == "A" ? "a" : nil })
        let place = Configuration.Place(home: "/root", isRoot: true, processors: 2)
        let decoded: (configuration: Configuration, warnings: [Diagnostic])
        do throws(DiagnosticList) {
            decoded = try ConfigurationDecoder.decode(
                document, file: "overlord.yml", place: place, findings: findings)
        } catch {
            try demand(error.diagnostics.contains { $0.severity == .error }, "a file is refused without an error")
            return try check(error.diagnostics, of: text)
        }
        try demand(decoded.warnings.allSatisfy { $0.severity == .warning }, "an error is taken")
        try checkUse(of: decoded.configuration)
        try check(decoded.warnings, of: text)
    }

    /// Everything that the server takes out of its configuration can be taken, and is what it must be.
    private static func checkUse(of configuration: Configuration) throws {
        try demand((1...65_535).contains(configuration.port), "the port is \(configuration.port)")
        try demand(!configuration.labels.isEmpty, "there are no labels")
        try demand(configuration.parallelJobs > 0, "no job may run")
        try demand(configuration.executionTime.map { $0 > .zero } ?? true, "no job has time")
        try demand(configuration.skew.lowerBound >= 0, "a pause may be negative")
        let written = configuration.json["chains"]?.object?.count ?? 0
        try demand(configuration.chains.count == written, "\(written) chains became \(configuration.chains.count)")
        for chain in configuration.chains { try demand(chain.timeLimit > .zero, "a chain has no time") }
        _ = (configuration.smartTimeouts, configuration.adaptive, configuration.log, configuration.etcdServers)
        try demand(configuration.discovery != nil, "there is no zone")
        _ = JSONWriter.text(of: .object(configuration.complete), layout: .indented)
    }

    /// Without files beside the deployment.
    private struct NoFiles: DeploymentSources {
        func include(_ path: String) -> IncludedFile { .unreadable(path: path, reason: "there is no such file") }

        func directorFile(in scalar: Document) -> (document: Document?, findings: [Diagnostic]) {
            guard case .string(let text) = scalar.content else { return (nil, []) }
            return YAMLReader.examine(
                text: text, file: "fuzz.yml", environment: .keep, dialect: .foreign, origin: .scalar(scalar.position))
        }
    }

    private static let head =
        "datacenters: {main: {entrypoint: 'http://h', access_token: t}}\ndeployIn: {labels: [web]}\n"
    private static let project = head + "kind: directorProject\nprojectName: web\n"
    private static let projectWithFile = project + "projectFile: \"services: {a: {makejail: b}}\"\n"

    static let deployment = FuzzedDecoder(
        name: "deployment",
        corpus: files(below: "AdapterTests/Deployments/Files") { $0.hasSuffix(".yml") }
            + [Array(projectWithFile.utf8)],
        words: yamlWords + [
            "kind: ", "directorProject", "metadata", "readOnly", "vmJail", "appConfig", "datacenters: ", "main: ",
            "entrypoint: ", "access_token: ", "deployIn: ", "labels: ", "entrypoints: ", "exclude: ", "projectName: ",
            "projectFile: ", "services: ", "makejail: ", "environment: ", "labelsEnvironment: ", "chainsEnvironment: ",
            "datacentersEnvironment: ", "environFromMetadata: ", "metadata: ", "metadataPrefix: ", "autoScale: ",
            "replicas: ", "min: ", "maximumDeployments: ", "reserve_port: ", "include: ", "<root>", "main.alpha",
            "options:\n",
        ], longest: 4 << 20,
        growth: [
            Growth("data centres") { size in
                "kind: readOnly\ndatacenters:\n" + lines(size) { "  d\($0): {entrypoint: 'http://h', access_token: t}" }
                    + "deployIn: {labels: [all]}"
            },
            Growth("entry points that are wrong") { size in
                "kind: readOnly\ndatacenters:\n" + lines(size) { "  d\($0): {entrypoint: 'http://h', access_token: t}" }
                    + "deployIn:\n  entrypoints:\n" + lines(size) { "  - e\($0)" }
            },
            Growth("entry points") { size in
                "kind: readOnly\n" + head.replacing("deployIn: {labels: [web]}\n", with: "deployIn:\n  entrypoints:\n")
                    + lines(size) { "  - main.c\($0)" }
            },
            Growth("labels") { size in
                "kind: readOnly\n" + head.replacing("[web]", with: "[" + (0..<size).map { "l\($0), " }.joined() + "a]")
            },
            Growth("metadata") { size in head + "kind: metadata\nmetadata:\n" + lines(size) { "  k\($0): v" } },
            Growth("bad metadata") { size in head + "kind: metadata\nmetadata:\n" + lines(size) { "  k-\($0)!: v" } },
            Growth("environment") { size in
                projectWithFile + "environment:\n" + lines(size) { "  - V\($0): v" }
            },
            Growth("environment as a mapping") { size in
                projectWithFile + "environment:\n" + lines(size) { "  V\($0): v" }
            },
            Growth("environments of labels") { size in
                projectWithFile + "labelsEnvironment:\n" + lines(size) { "  l\($0): [{V: v}]" }
            },
            Growth("environments of chains") { size in
                projectWithFile + "chainsEnvironment:\n" + lines(size) { "  c\($0): [{V: v}]" }
            },
            Growth("environments of data centres") { size in
                projectWithFile + "datacentersEnvironment:\n" + lines(size) { "  d\($0): [{V: v}]" }
            },
            Growth("many data centres and their environments") { size in
                "kind: directorProject\nprojectName: web\nprojectFile: \"services: {a: {makejail: b}}\"\ndatacenters:\n"
                    + lines(size) { "  d\($0): {entrypoint: 'http://h', access_token: t}" }
                    + "deployIn:\n  entrypoints:\n" + lines(size) { "  - d\($0)" } + "datacentersEnvironment:\n"
                    + lines(size) { "  d\($0): [{V: v}]" }
            },
            Growth("services") { size in
                project + "projectFile: |\n  services:\n" + lines(size) { "    s\($0): {makejail: b}" }
            },
            Growth("services that are wrong") { size in
                project + "projectFile: |\n  services:\n" + lines(size) { "    s\($0): {makejial: b}" }
            },
            Growth("dates in a project file") { size in
                project + "projectFile: |\n  services:\n" + lines(size) { "    s\($0): 2024-01-01" }
            },
            Growth("a long line of a project file") { project + "projectFile: |\n  " + run("a ", $0) },
            Growth("unknown keys") { size in projectWithFile + lines(size) { "key\($0): 1" } },
            Growth("includes") { size in projectWithFile + "include: [" + run("x, ", size) + "x]" },
        ]
    ) { bytes in
        let text = text(bytes)
        let (document, findings) = YAMLReader.examine(
            text: text, file: "fuzz.yml", environment: .resolve { $0 == "A" ? "a" : nil })
        let decoded: (deployment: Deployment, warnings: [Diagnostic])
        do throws(DiagnosticList) {
            decoded = try DeploymentDecoder.decode(
                document, file: "fuzz.yml", sources: NoFiles(), findings: findings)
        } catch {
            try demand(error.diagnostics.contains { $0.severity == .error }, "a file is refused without an error")
            return try check(error.diagnostics, of: text)
        }
        try demand(decoded.warnings.allSatisfy { $0.severity == .warning }, "an error is taken")
        try demand(decoded.deployment.maximumDeployments >= 0, "a limit is negative")
        try check(decoded.warnings, of: text)
        _ = JSONWriter.text(of: .object(decoded.deployment.specification), layout: .indented)
    }
}
