import Testing

@testable import Adapters
@testable import Domain

/// Reads configurations as `serve` does, for root on a machine of two processors.
enum ConfigurationFixture {
    static let place = Configuration.Place(home: "/root", isRoot: true, processors: 2)

    static func read(
        _ text: String, variables: [String: String] = [:]
    ) throws -> (configuration: Configuration, warnings: [Diagnostic]) {
        let (document, findings) = YAMLReader.examine(
            text: text, file: "overlord.yml", environment: .resolve { variables[$0] })
        return try ConfigurationDecoder.decode(document, file: "overlord.yml", place: place, findings: findings)
    }

    static func mistakes(of text: String) throws -> [Diagnostic] {
        do {
            let (_, warnings) = try read(text)
            Issue.record("the configuration was accepted, with \(warnings)")
            return []
        } catch let list as DiagnosticList {
            return list.diagnostics
        }
    }

    static func printed(_ configuration: Configuration) -> String {
        JSONWriter.text(of: .object(configuration.json), layout: .indented) + "\n"
    }
}

@Suite struct `The configuration of a server` {
    private static let variables = [
        "LIMA_TOKEN": "l", "QUITO_TOKEN": "q", "DPA_PASS": "d", "STATS_PASS": "s", "WORKERS": "3",
    ]

    @Test(arguments: ["", "# nothing\n", "null\n", "{}\n", "polling:\n", "polling: {}\n"])
    func `has the defaults of 0.25`(text: String) throws {
        let (configuration, warnings) = try ConfigurationFixture.read(text)
        #expect(warnings.isEmpty)
        #expect(
            ConfigurationFixture.printed(configuration)
                == (try DeploymentFixtures.text("configuration/default.json")))
    }

    @Test func `is printed as a server of 0.25 printed it`() throws {
        let (configuration, _) = try ConfigurationFixture.read(
            try DeploymentFixtures.text("configuration/recorded.yml"))
        #expect(
            ConfigurationFixture.printed(configuration)
                == (try DeploymentFixtures.text("configuration/recorded.json")))
    }

    @Test func `with every key of the contract has the values of the file`() throws {
        let (configuration, _) = try ConfigurationFixture.read(
            try DeploymentFixtures.text("configuration/complete.yml"), variables: Self.variables)
        #expect(configuration.port == 8888)
        #expect(configuration.tls?.port == 9443)
        #expect(configuration.tls?.keyFile == "/usr/local/etc/overlord/tls/node.key")
        #expect(configuration.listen == "127.0.0.1")
        #expect(configuration.labels.map(\.text) == ["all", "edge", "vm-only"])
        #expect(configuration.chains.map(\.name.text) == ["lima", "quito"])
        let lima = try #require(configuration.chains.first)
        #expect(lima.entrypoint == "https://lima.example.net:9443")
        #expect(lima.accessToken == "l")
        #expect(lima.timeouts == ClientTimeouts(connect: .seconds(5), read: .seconds(20)))
        #expect(
            configuration.smartTimeouts
                == SmartTimeouts.Settings(
                    failures: 3, interval: .seconds(90), increase: .seconds(30), largestIncrease: .seconds(900)))
        #expect(configuration.pause("heartbeat") == .seconds(30))
        #expect(configuration.pause("jails") == .seconds(5))
        #expect(configuration.skew == 1...4)
        #expect(configuration.keywords("jail").last == "dirty")
        #expect(configuration.executionTime == .seconds(7200))
        #expect(configuration.parallelJobs == 3)
        #expect(configuration.metadataSize == 2_097_152)
        #expect(configuration.namespaceFolder == "/var/db/overlord/namespaces")
        #expect(configuration.serverIdentifierFile == "/var/db/overlord/serverid")
    }

    @Test(arguments: ["skydns.yml", "etcd.yml", "dataplaneapi-provider.yml", "dataplaneapi-centralita.yml"])
    func `of the article loads without a word`(name: String) throws {
        let (_, warnings) = try ConfigurationFixture.read(try DeploymentFixtures.text("examples/config/\(name)"))
        #expect(warnings.isEmpty, "\(warnings)")
    }

    @Test(arguments: [
        ("debug: true", "debug"), ("log_config: {version: 1}", "log_config"), ("memcache: {timeout: 8}", "memcache"),
        ("beanstalkd_addr: 'unix:/x'", "beanstalkd_addr"), ("beanstalkd_secret: /x", "beanstalkd_secret"),
    ])
    func `says once of a setting without meaning what does its work`(text: String, path: String) throws {
        let (_, warnings) = try ConfigurationFixture.read(text)
        #expect(warnings.map(\.path) == [path])
        #expect(warnings.map(\.severity) == [.warning])
        #expect(warnings.first?.hint?.isEmpty == false)
        #expect(warnings.first?.position == .start)
    }

    @Test func `says once of a setting that stands at every chain`() throws {
        let chain = "{entrypoint: 'http://h', access_token: t, pool_timeout: 1, keepalive_expiry: 2}"
        let (_, warnings) = try ConfigurationFixture.read("chains:\n  a: \(chain)\n  b: \(chain)\n")
        #expect(warnings.map(\.path) == ["chains.a.pool_timeout", "chains.a.keepalive_expiry"])
    }

    @Test func `keeps the short keywords when the section of polling is there`() throws {
        let (configuration, _) = try ConfigurationFixture.read("polling: {jails: 1, keywords: {nat: [rule]}}")
        #expect(configuration.keywords("jail") == ["name", "network_ip4", "ports", "status", "type", "version"])
        #expect(configuration.keywords("label") == ["value"])
        #expect(configuration.pause("jails") == .seconds(1))
        #expect(configuration.pause("heartbeat") == nil)
    }

    @Test func `honours what 0.25 ignores by mistake`() throws {
        let (configuration, _) = try ConfigurationFixture.read(
            """
            chains:
              a: {entrypoint: 'https://h', access_token: t, timeout: 9, cacert: /ca.pem, max_connections: 2}
            autodisable: {max-increase: 5}
            """)
        let chain = try #require(configuration.chains.first)
        #expect(chain.timeouts.total == .seconds(9))
        #expect(chain.timeouts.maximumConnections == 2)
        #expect(chain.caFile == "/ca.pem")
        #expect(configuration.smartTimeouts.largestIncrease == .seconds(5))
    }

    @Test func `knows keys of its own, printed only when given`() throws {
        let text = "listen: 10.0.0.1\nstate: /s\nbody_limit: 65536\ndirector: {projects: /p, locks: /l}\n"
        let (configuration, warnings) = try ConfigurationFixture.read(text)
        #expect(warnings.isEmpty)
        #expect(configuration.listen == "10.0.0.1")
        #expect(configuration.stateFolder == "/s")
        #expect(configuration.bodyLimit == 65536)
        #expect(configuration.directorProjects == "/p")
        #expect(configuration.directorLocks == "/l")
        let (standard, _) = try ConfigurationFixture.read("")
        #expect(standard.listen == nil)
        #expect(standard.stateFolder == "/var/db/overlord")
        #expect(standard.bodyLimit == 16 << 20)
        #expect(standard.directorProjects == "/root/.director/projects")
        #expect(standard.directorLocks == "/tmp/director/locks")
        #expect(standard.json["state"] == nil)
        #expect(standard.json["director"]?.object?.names == ["logs"])
    }

    @Test func `takes no limit for the time of a job`() throws {
        let (configuration, _) = try ConfigurationFixture.read("execution_time:\n")
        #expect(configuration.executionTime == nil)
        #expect(try ConfigurationFixture.read("").configuration.executionTime == .seconds(10_800))
    }

    @Test func `takes integers and booleans from variables`() throws {
        let (configuration, _) = try ConfigurationFixture.read(
            "port: !ENV '${P:80}'\ncompress_response: !ENV '${C:no}'\n")
        #expect(configuration.port == 80)
        #expect(!configuration.isCompressing)
    }

    /// Configuration contract, section 2.
    @Test(arguments: [
        ("!ENV '${A}'", "a"), ("!ENV '${A:b}'", "a"), ("!ENV '${GONE:b:c}'", "b:c"),
        ("!ENV 'x${A}y${GONE:1}z'", "xay1z"),
        ("!ENV '${GONE:}s'", "s"), ("'${A}'", "${A}"), ("!ENV ${A}", "a"), ("!ENV '${DOLLAR}'", "${A}"),
    ])
    func `takes texts from variables`(value: String, expected: String) throws {
        let (configuration, _) = try ConfigurationFixture.read(
            "serverid: \(value)\n", variables: ["A": "a", "DOLLAR": "${A}"])
        #expect(configuration.serverIdentifierFile == expected)
    }

    @Test(arguments: ["!ENV tag:yaml.org,2002:int ${N:4}", "!ENV 'tag:yaml.org,2002:int ${N:4}'", "!ENV '${N:4}'"])
    func `takes integers from variables, quoted or not`(value: String) throws {
        let text = "max_watch_commands: \(value)\n"
        #expect(try ConfigurationFixture.read(text).configuration.parallelJobs == 4)
        #expect(try ConfigurationFixture.read(text, variables: ["N": "7"]).configuration.parallelJobs == 7)
    }

    @Test func `knows the log`() throws {
        #expect(try ConfigurationFixture.read("").configuration.log == Configuration.Log())
        let text = "log: {level: warning, file: /var/log/o.log, format: json, levels: {jobs: debug, http: error}}"
        let log = try ConfigurationFixture.read(text).configuration.log
        #expect(
            log
                == Configuration.Log(
                    level: .warning, levels: [.jobs: .debug, .http: .error], file: "/var/log/o.log", format: .json))
        #expect(log.level(of: .jobs) == .debug)
        #expect(log.level(of: .requests) == .warning)
    }

    @Test func `keeps what balancers, name servers and autoscaling will need`() throws {
        let (configuration, warnings) = try ConfigurationFixture.read(
            """
            dataplaneapi:
              entrypoint: http://10.0.0.2:5555
              auth: {username: u, password: p}
              read_timeout: -1
              timeout: 7
              max_connections: 3
              cacert: /ca
            haproxy_stats: {entrypoint: 'http://10.0.0.2:8404/stats', auth: {username: v, password: q}}
            skydns: {path: /dns, zone: svc.example.net.}
            etcd:
              10.0.0.1: {port: 1, protocol: https, ca_cert: /ca, cert: /c, cert_key: /k, timeout: 5, api_path: /v3}
              fd00::1: {}
            polling: {autoscale: 3}
            max_autoscale_logs: 9
            components: /c
            appjail: {images: /i}
            """)
        #expect(warnings.isEmpty, "\(warnings)")
        #expect(
            configuration.dataPlane
                == Configuration.Balancer(
                    entrypoint: "http://10.0.0.2:5555", username: "u", password: "p",
                    timeouts: ClientTimeouts(
                        connect: .seconds(10), read: nil, total: .seconds(7), maximumConnections: 3),
                    authorityFile: "/ca"))
        #expect(configuration.balancerStatistics?.entrypoint == "http://10.0.0.2:8404/stats")
        #expect(configuration.discovery == Configuration.Discovery(path: "/dns", zone: DNSZone("svc.example.net.")!))
        #expect(configuration.etcdServers.map(\.host) == ["10.0.0.1", "fd00::1"])
        #expect(
            configuration.etcdServers.first
                == Configuration.EtcdServer(
                    host: "10.0.0.1", port: 1, isSecure: true, authorityFile: "/ca", certificateFile: "/c",
                    keyFile: "/k", timeout: .seconds(5), gatewayPath: "/v3"))
        #expect(configuration.etcdServers.last?.port == 2379)
        #expect(configuration.pause("autoscale") == .seconds(3))
        #expect(configuration.autoscaleLogLimit == 9)
        #expect(configuration.componentsFolder == "/c")
        #expect(configuration.imagesFolder == "/i")
        let (standard, _) = try ConfigurationFixture.read("etcd: {}\n")
        #expect(standard.etcdServers.isEmpty)
        #expect(standard.dataPlane == nil && standard.balancerStatistics == nil)
        #expect(try ConfigurationFixture.read("").configuration.etcdServers.map(\.host) == ["localhost"])
    }

    @Test(arguments: [
        ("secret_key: short", "secret_key"), ("secret_key: 0123456789abcdef\nsecret_keyfile: /k", "secret_keyfile"),
        ("skydns: {path: dns}", "skydns.path"), ("etcd: {h: {cert_key: /k}}", "etcd.h.cert_key"),
        ("max_watch_commands: 010", "max_watch_commands"),
    ])
    func `warns of what is probably not meant`(text: String, path: String) throws {
        let (_, warnings) = try ConfigurationFixture.read(text)
        #expect(warnings.map(\.path) == [path])
        #expect(warnings.first?.severity == .warning)
    }

    @Test func `can be printed whole, with settings that 0.25 does not know`() throws {
        let (standard, _) = try ConfigurationFixture.read("")
        #expect(standard.json["log"] == nil)
        #expect(standard.complete["log"]?["level"] == "info")
        #expect(standard.complete["director"]?["projects"] == "/root/.director/projects")
        #expect(standard.complete["stop_grace"] == 15)
        let (given, _) = try ConfigurationFixture.read(
            "etcd: {h: {}}\nlog: {format: json}\nchains: {a: {entrypoint: 'http://h', access_token: t}}")
        #expect(given.complete["etcd"]?.object?.names == ["h"])
        #expect(given.complete["chains"]?.object?.names == ["a"])
        #expect(given.complete["log"]?["format"] == "json")
        #expect(given.complete["log"]?["level"] == "info")
    }
}
