import Domain
import Testing

@testable import Adapters

@Suite struct `Mistakes in a configuration` {
    private static let chain = "chains:\n  a:\n    entrypoint: 'http://h'\n    access_token: t\n"

    @Test(arguments: [
        ("- a", 1, 1, ""), ("prot: 80", 1, 1, "prot"), ("on: 1", 1, 1, "on"), ("serverid: 5", 1, 11, "serverid"),
        ("port: 0", 1, 7, "port"), ("port: 65536", 1, 7, "port"), ("port: '80'", 1, 7, "port"),
        ("port: true", 1, 7, "port"), ("tls: {keyfile: /k}", 1, 6, "tls"), ("tls: {port: 0}", 1, 13, "tls.port"),
        ("tls: {key: /k}", 1, 7, "tls.key"), ("tls: 5", 1, 6, "tls"), ("debug: 1", 1, 8, "debug"),
        ("compress_response: 'no'", 1, 20, "compress_response"), ("labels: all", 1, 9, "labels"),
        ("labels: []", 1, 9, "labels"), ("labels: [a-1]", 1, 10, "labels[0]"), ("labels: [on]", 1, 10, "labels[0]"),
        ("secret_key: ''", 1, 13, "secret_key"), ("secret_key: 5", 1, 13, "secret_key"),
        ("polling: {jails: -1}", 1, 18, "polling.jails"), ("polling: {jail: 1}", 1, 11, "polling.jail"),
        ("polling: {heartbeat: x}", 1, 22, "polling.heartbeat"), ("polling: {skew: 5}", 1, 17, "polling.skew"),
        ("polling: {skew: [1]}", 1, 17, "polling.skew"), ("polling: {skew: [5, 1]}", 1, 17, "polling.skew"),
        ("polling: {skew: [a, 1]}", 1, 18, "polling.skew[0]"), ("polling: {skew: [-1, 1]}", 1, 18, "polling.skew[0]"),
        ("polling: {adaptive: {max_idle_penalty: 0}}", 1, 40, "polling.adaptive.max_idle_penalty"),
        ("polling: {keywords: {jail: [foo]}}", 1, 29, "polling.keywords.jail[0]"),
        ("polling: {keywords: {jails: []}}", 1, 22, "polling.keywords.jails"),
        ("memcache: {connections: x}", 1, 25, "memcache.connections"),
        ("memcache: {retry_attempts: 0}", 1, 28, "memcache.retry_attempts"),
        ("beanstalkd_addr: 'h:x'", 1, 18, "beanstalkd_addr"), ("max_watch_commands: 0", 1, 21, "max_watch_commands"),
        ("execution_time: x", 1, 17, "execution_time"), ("chains: []", 1, 9, "chains"),
        ("chains: {'a b': {entrypoint: 'http://h', access_token: t}}", 1, 10, "chains.a b"),
        ("chains: {a: {access_token: t}}", 1, 10, "chains.a.entrypoint"),
        ("chains: {a: {entrypoint: 'http://h'}}", 1, 10, "chains.a.access_token"),
        ("chains: {a: {entrypoint: h, access_token: t}}", 1, 26, "chains.a.entrypoint"),
        ("chains: {a: }", 1, 13, "chains.a"), (chain + "    disabled: yes", 5, 5, "chains.a.disabled"),
        (chain + "    disable: 1", 5, 14, "chains.a.disable"),
        (chain + "    retry: {backoff_jitter: 2}", 5, 29, "chains.a.retry.backoff_jitter"),
        ("autodisable: {failures: 0}", 1, 25, "autodisable.failures"),
        ("autodisable: {max_increase: 1}", 1, 15, "autodisable.max_increase"),
        ("autodisable: {max-increase: x}", 1, 29, "autodisable.max-increase"),
        ("director: {lo: x}", 1, 12, "director.lo"),
        ("appjail: {jails: 5}", 1, 18, "appjail.jails"), ("metadata: {size: 1023}", 1, 18, "metadata.size"),
        ("dataplaneapi: {entrypoint: 'http://h'}", 1, 15, "dataplaneapi.auth"),
        ("dataplaneapi: {auth: }", 1, 22, "dataplaneapi.auth"),
        ("dataplaneapi: {auth: {username: u}}", 1, 15, "dataplaneapi.auth.password"),
        ("haproxy_stats: {auth: {username: u, password: p}}", 1, 16, "haproxy_stats.entrypoint"),
        ("skydns: {zone: 5}", 1, 16, "skydns.zone"), ("etcd: {h: {port: 0}}", 1, 18, "etcd.h.port"),
        ("etcd: {h: {portt: 1}}", 1, 12, "etcd.h.portt"), ("max_autoscale_logs: x", 1, 21, "max_autoscale_logs"),
        ("autoscale_logs_expire_time: 0", 1, 29, "autoscale_logs_expire_time"), ("body_limit: 1", 1, 13, "body_limit"),
        ("log_config: 5", 1, 13, "log_config"), ("log_level: debug", 1, 1, "log_level"),
        ("log: {level: verbose}", 1, 14, "log.level"), ("log: {levels: {jbos: debug}}", 1, 16, "log.levels.jbos"),
        ("log: {levels: {jobs: all}}", 1, 22, "log.levels.jobs"), ("log: {format: xml}", 1, 15, "log.format"),
        ("log: {file: ''}", 1, 13, "log.file"), ("listen: '[::1]'", 1, 9, "listen"),
        (chain.replacing(" t\n", with: " 'a b'\n"), 4, 19, "chains.a.access_token"),
        ("tls: {keyfile: /k, certfile: /c, port: 8888}", 1, 40, "tls.port"),
        ("port: 9331\ntls: {keyfile: /k, certfile: /c}", 1, 7, "port"),
        (chain + "    read_timeout: 0", 5, 19, "chains.a.read_timeout"),
        (chain + "    max_connections: 0", 5, 22, "chains.a.max_connections"),
        ("dataplaneapi: {entrypoint: h, auth: {username: u, password: p}}", 1, 28, "dataplaneapi.entrypoint"),
        ("etcd: {h: {protocol: ftp}}", 1, 22, "etcd.h.protocol"), ("etcd: {h: {cert: /c}}", 1, 18, "etcd.h.cert"),
        ("etcd: {h: }", 1, 11, "etcd.h"), ("skydns: {zone: 'a..b'}", 1, 16, "skydns.zone"),

        ("port: !ENV tag:yaml.org,2002:int ${N:x}", 1, 7, "port"), ("port: '${N:80}'", 1, 7, "port"),
        ("port: !ENV '${N:eighty}'", 1, 7, "port"),

    ])
    func `have a place`(text: String, line: Int, column: Int, path: String) throws {
        let errors = try ConfigurationFixture.mistakes(of: text).filter { $0.severity == .error }
        #expect(errors.count == 1, "\(errors)")
        #expect(errors.first?.position == SourcePosition(line: line, column: column), "\(errors)")
        #expect(errors.first?.path == path)
        #expect(errors.first?.expected != nil)
        #expect(errors.first?.file == "overlord.yml")
    }

    @Test(arguments: [
        ("port: 2024-01-31", 1, 7, "port"), ("port: !ENV '${NOBODY}'", 1, 7, "port"),
        ("port: 1\nport: 2", 2, 1, "port"),
        ("port: !!set {}", 1, 7, "port"), ("port: *a", 1, 7, ""), ("port: [", 2, 1, ""),
        ("port: 1\n---\nport: 2", 2, 1, ""),
    ])
    func `of the YAML are told once`(text: String, line: Int, column: Int, path: String) throws {
        let errors = try ConfigurationFixture.mistakes(of: text).filter { $0.severity == .error }
        #expect(errors.first?.position == SourcePosition(line: line, column: column), "\(errors)")
        #expect(errors.filter { $0.position == errors.first?.position }.count == 1, "\(errors)")
        #expect(errors.first?.path == path)
    }

    @Test func `are all told in one run`() throws {
        let text =
            "port: 0\nlabels: [A]\nchains: {a: {entrypoint: h}}\nsurplus: 1\nstate: 2024-01-31\nserverid: !ENV '${X}'\n"
        let lines = try ConfigurationFixture.mistakes(of: text).filter { $0.severity == .error }.map(\.position.line)
        #expect(Set(lines) == [1, 2, 3, 4, 5, 6])
        #expect(lines == lines.sorted())
    }

    @Test(
        arguments: [
            ("h", "it must begin with http:// or https://"), ("ftp://x", "it must begin with http:// or https://"),
            ("http://x/path?q=1", "'?', character 14, is not allowed"),
            ("http://x#f", "'#', character 9, is not allowed"),
            ("http://x y", "a blank, character 9, is not allowed"),
            ("http://exämple.org", "'ä', character 10, is not allowed"),
            ("http:///x", "there is no host in it"), ("http://:80/", "there is no host in it"),
            ("http://x:99999", "a port is a number from 1 to 65535"),
            ("http://u:p@x:y", "a port is a number from 1 to 65535"),
            ("http://[::1", "in brackets stands an address of IPv6"),
            ("http://[::1]:x", "a port is a number from 1 to 65535"),
        ])
    func `say what is wrong with an address`(address: String, hint: String) throws {
        let mistakes = try ConfigurationFixture.mistakes(
            of: "chains: {a: {entrypoint: '\(address)', access_token: t}}")
        #expect(mistakes.map(\.hint) == [hint])
    }

    @Test func `never show a secret`() throws {
        let text = """
            secret_key: [s3cr3t]
            chains: {a: {entrypoint: h, access_token: 's3cr3t', x: 1}}
            dataplaneapi: {auth: {username: u, password: {a: s3cr3t}}}
            """
        let diagnostics = try ConfigurationFixture.mistakes(of: text)
        #expect(diagnostics.count >= 3)
        #expect(!DiagnosticPrinter().text(of: diagnostics) { _ in text }.contains("s3cr3t"))
    }

    /// A secret that stands where a reader of one line, or of right YAML only, does not find it.
    @Test(arguments: [
        "secret_key : s3cr3t\n", "secret_key : [s3cr3t]\n", "secret_key\t: [s3cr3t]\n",
        "chains: {a: {access_token : s3cr3t, foo: 1, entrypoint: 'http://x'}}\n",
        "chains: {a: {\"access_token\" : s3cr3t, foo: 1, entrypoint: 'http://x'}}\n",
        "chains: {a: {access_token:\n   s3cr3t, foo: 1, entrypoint: 'http://x'}}\n",
        "chains: {a: {access_token: 'x\n   s3cr3t', foo: 1, entrypoint: 'http://x'}}\n",
        "chains:\n  a:\n    ? access_token\n    : s3cr3t \u{7}\n",
        "secret_key: \"x\n   s3cr3t \\q\"\n", "chains:\n  a:\n    access_token:s3cr3t\n    entrypoint: 'http://x'\n",
        "chains:\n  a:\n    access_token = s3cr3t\n    entrypoint: 'http://x'\n",
        "chains:\n  a:\n    access_token: |\n\ts3cr3t\n    entrypoint: 'http://x'\n",
        "chains:\n  a:\n    access_token: |\n   s3cr3t\n    entrypoint: 'http://x'\n",
        "chains:\n  a:\n    access_token:\n    s3cr3t\n    entrypoint: 'http://x'\n",
        "secret_key=s3cr3t\n", "chains: {a: {access_token: *s3cr3t, entrypoint: 'http://x'}}\n",
        "chains: {a: {entrypoint: 'http://u:s3 cr3t@h/', access_token: t}}\n",
        "chains: {a: {entrypoint: 'http://u:p/s3cr3t@h/', access_token: t}}\n",
        "chains: {a: {entrypoint: 'http://u:s3cr3t#@h/', access_token: t}}\n",
        "chains: {a: {entrypoint: 'u:s3cr3t@h:80', access_token: t}}\n",
    ])
    func `never show a secret, however it is written`(text: String) throws {
        let (document, findings) = YAMLReader.examine(text: text, file: "f", environment: .refuse)
        var diagnostics = findings
        do throws(DiagnosticList) {
            diagnostics += try ConfigurationDecoder.decode(
                document, file: "f", place: ConfigurationFixture.place, findings: findings
            ).warnings
        } catch {
            diagnostics = error.diagnostics
        }
        #expect(!diagnostics.isEmpty)
        let printed = DiagnosticPrinter().text(of: diagnostics) { _ in text }
        #expect(!printed.contains("s3cr3t") && !printed.contains("cr3t"), "\(printed)")
        for diagnostic in DiagnosticPrinter.withoutSecrets(diagnostics, source: { _ in text }) {
            #expect(!"\(diagnostic.found ?? "") \(diagnostic.hint ?? "")".contains("cr3t"), "\(diagnostic)")
        }
    }

    @Test func `are not hidden with a secret that is over`() throws {
        let text = "chains:\n  a:\n    access_token: 'x y'\n    entrypont: 'http://x'\nprot: 80\n"
        let printed = DiagnosticPrinter().text(of: try ConfigurationFixture.mistakes(of: text)) { _ in text }
        #expect(printed.contains("4 |     entrypont: 'http://x'") && printed.contains("5 | prot: 80"), "\(printed)")
        #expect(!printed.contains("x y"))
    }

    @Test func `are not hidden beside a secret of the same item of a list`() {
        let text = "- access_token: s3cr3t\n  entrypont: x\n- access_token:\n    s3cr3t\n  entrypont: y\n"
        let diagnostics = (1...5).map { line in
            Diagnostic(file: "f", position: SourcePosition(line: line, column: 5), message: "m")
        }
        let printed = DiagnosticPrinter().text(of: diagnostics) { _ in text }
        #expect(printed.contains("2 |   entrypont: x") && printed.contains("5 |   entrypont: y"), "\(printed)")
        #expect(!printed.contains("s3cr3t"))
    }
}
