import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct `Deployment files in use` {
    @Test(arguments: [
        "filebrowser/filebrowser.yml", "etcd/etcd.yml", "haproxy/metadata.yml", "haproxy/haproxy.yml",
        "coredns/metadata.yml", "coredns/coredns.yml", "vm/metadata.yml", "info.yml", "hello-http/autoscaled.yml",
        "hello-http/by-dns.yml", "hello-http/balanced.yml", "tor/tor.yml", "tor/metadata.yml", "homebox/homebox.yml",
        "vm/vm.yml",
    ])
    func `of the article load without a word, with the variables of their file`(name: String) throws {
        let path = DeploymentFixtures.path(name == "vm/vm.yml" ? "examples/vm/.profile-vmtest.env" : "examples/.env")
        let (variables, _) = try EnvironmentFile.load(path: path, isExplicit: true, environment: [:])
        let table = Dictionary(uniqueKeysWithValues: variables.map { ($0.name, $0.value) })
        let (deployment, warnings) = try DeploymentFixtures.load("examples/\(name)", variables: table)
        #expect(warnings.isEmpty, "\(warnings)")
        #expect(deployment.datacenters.map(\.entrypoint) == ["http://127.0.0.1:8888"])
        #expect(deployment.datacenters.map(\.accessToken) == ["<access token>"])
    }

    @Test(arguments: [
        "project-min", "project-full", "project-meta", "metadata-min", "metadata-full", "readonly-min", "readonly-full",
        "vm-min", "vm-full", "template-metadata",
        "app-min", "app-full",
    ])
    func `of the contract load without a word`(name: String) throws {
        let (_, warnings) = try DeploymentFixtures.load("contract/\(name).yml")
        #expect(warnings.isEmpty, "\(warnings)")
    }

    @Test(arguments: [
        "app", "db", "everywhere", "failing", "info-alpha", "info-web", "info", "nolabel", "refused", "scaled",
        "skydns", "slow", "template", "unknown-chain", "web", "bad-token", "vm",
    ])
    func `that 0.25 was recorded with load without a word`(name: String) throws {
        let (_, warnings) = try DeploymentFixtures.load("specs/\(name).yml")
        #expect(warnings.isEmpty, "\(warnings)")
    }

    @Test(arguments: ["app", "metadata", "scaled"])
    func `are printed as 0.25 prints them`(name: String) throws {
        let (deployment, _) = try DeploymentFixtures.load("specs/\(name).yml")
        let text = JSONWriter.text(of: .object(deployment.specification), layout: .indented) + "\n"
        #expect(text == (try DeploymentFixtures.text("specs/\(name).json")))
    }

    @Test func `keep blanks and backslashes at line ends of a block`() throws {
        let (deployment, _) = try DeploymentFixtures.load("examples/haproxy/metadata.yml")
        guard case .metadata(let metadata) = deployment.content else { Issue.record("no metadata"); return }
        #expect(metadata.items.map(\.key.text) == ["haproxy.makejail", "haproxy.conf"])
        #expect(metadata.items[0].value.contains("RUN daemon \\\n        -r \\\n"))
        #expect(metadata.items[0].value.contains("SYSRC haproxy_config=/haproxy.conf\n\nSERVICE"))
    }

    @Test func `have all their parts in the value`() throws {
        let (deployment, _) = try DeploymentFixtures.load("contract/project-full.yml")
        #expect(
            deployment.datacenters == [
                Datacenter(
                    name: "main", entrypoint: "http://127.0.0.1:26881", accessToken: "<TOKEN>",
                    timeouts: ClientTimeouts(connect: .seconds(5), read: .seconds(60), maximumConnections: 50),
                    caFile: "/usr/local/etc/ssl/ca.pem"),
                Datacenter(name: "backup", entrypoint: "https://10.0.0.2:9331", accessToken: "none"),
            ])
        let chain = try #require(ChainPath("alpha.bravo"))
        #expect(
            deployment.deployIn.entrypoints == [
                Entrypoint(datacenter: "main", chain: .root), Entrypoint(datacenter: "backup", chain: chain),
            ])
        #expect(deployment.deployIn.selection.wanted.map(\.text) == ["controllers"])
        #expect(deployment.deployIn.selection.excluded.map(\.text) == ["maintenance"])
        #expect(deployment.maximumDeployments == 2)
        #expect(deployment.kind == "directorProject")
        guard case .directorProject(let project) = deployment.content else { Issue.record("no project"); return }
        #expect(project.name.text == "shop")
        guard case .inline(let file) = project.file else { Issue.record("no text"); return }
        #expect(file.hasPrefix("options:\n  - virtualnet: ':<random> default'\n"))
        #expect(file.contains("makejail: !ENV '${OVERLORD_METADATA}/shop.makejail'"))
        #expect(project.environment.common.map(\.name) == ["REGION", "REPLICA"])
        #expect(project.environment.byLabel.map(\.label.text) == ["eu"])
        #expect(project.environment.byChain.map(\.chain.description) == ["alpha"])
        #expect(project.environment.byDatacenter.map(\.datacenter) == ["backup"])
        #expect(project.environment.metadata?.text == "shop.environment")
        #expect(project.isScaled)
        #expect(project.autoScaleLabels.map(\.text) == ["workers"])
        try check(project.scaling)
        #expect(
            project.reservedPorts == [
                .init(interface: "em0", network: "10.0.0.0/8"), .init(interface: "lo1", network: nil),
            ])
        let scale = JSONWriter.text(of: .object(try #require(project.autoScale)))
        #expect(scale.contains(#""rules":{"memoryuse":2147483648,"pcpu":300}"#), "\(scale)")
        #expect(scale.contains(#""economy":{"vmemoryuse":17179869184,"openfiles":50000}"#))
        #expect(scale.hasPrefix(#"{"replicas":{"min":2,"max":6},"type":"percent-project","value":80,"#))
    }

    private func check(_ scaling: AutoScale?) throws {
        let scaling = try #require(scaling)
        #expect(scaling.replicas == AutoScale.Replicas(minimum: 2, maximum: 6))
        #expect(scaling.measure == .percentProject(80))
        #expect(scaling.rules.map(\.resource) == ["memoryuse", "pcpu"])
        #expect(scaling.rules.map(\.amount) == [2_147_483_648, 300])
        #expect(scaling.economy.map(\.resource) == ["vmemoryuse", "openfiles"])
        #expect(scaling.economy.map(\.amount) == [17_179_869_184, 50000])
        #expect(scaling.labels.map(\.text) == ["workers"])
        #expect(scaling.metadata.map(\.text) == ["shop.makejail", "shop.environment"])
        #expect(scaling.loadBalancer.map(\.side) == [.frontend, .backend])
        #expect(scaling.loadBalancer.map(\.name) == ["web", "shop"])
        let frontend = try #require(scaling.loadBalancer.first)
        #expect(frontend.any.isEmpty)
        #expect(
            frontend.all == [
                AutoScale.MetricRule(metric: "scur", condition: .atLeast(500)),
                AutoScale.MetricRule(metric: "req_tot", condition: .within(1000...2000), each: 5000),
            ])
        let backend = try #require(scaling.loadBalancer.last)
        #expect(backend.all.isEmpty)
        #expect(
            backend.any == [
                AutoScale.MetricRule(metric: "qcur", condition: .atLeast(10)),
                AutoScale.MetricRule(metric: "status", condition: .differs("UP")),
            ])
    }

    @Test func `have their names with prefix once`() throws {
        let (deployment, _) = try DeploymentFixtures.load("contract/metadata-full.yml")
        guard case .metadata(let metadata) = deployment.content else { Issue.record("no metadata"); return }
        #expect(
            metadata.items.map(\.key.text) == [
                "shop.makejail", "shop.nginx.conf", "shop.token", "shop.robots.txt", "shop.version",
            ])
        #expect(metadata.items.map(\.value).suffix(2) == ["User-agent: *\nDisallow: /\n", "3"])
        let namespace = try #require(metadata.namespace)
        #expect(namespace.name.text == "shop")
        let mapping = JSONWriter.text(of: .array(namespace.mapping))
        #expect(
            mapping == """
                [{"directory":"etc/shop","owner":"root","group":"wheel","mode":493},\
                {"file":["shop.nginx.conf","etc/shop/nginx.conf"],"owner":0,"group":0,"mode":420,"umask":18},\
                {"file":["common.motd","etc/motd"]},\
                {"file":["platform.ca.pem","etc/ssl/ca.pem"]}]
                """)
        let specification = deployment.specification
        #expect(
            specification["metadata"]?.object?.names == metadata.items.map(\.key.text))
        #expect(
            specification.names == ["kind", "datacenters", "deployIn", "maximumDeployments", "metadata", "namespace"])
        #expect(specification["namespace"]?["mapping"]?.array == namespace.mapping)
    }

    @Test func `without entry points mean all data centres in their order`() throws {
        let text = """
            kind: readOnly
            datacenters:
              b: {entrypoint: 'http://b', access_token: t}
              a: {entrypoint: 'http://a', access_token: t}
            deployIn: {exclude: [old]}
            """
        let (deployment, _) = try DeploymentFixtures.load(text: text)
        #expect(deployment.deployIn.entrypoints.map(\.datacenter) == ["b", "a"])
        #expect(deployment.deployIn.selection.wanted == [.all])
        #expect(deployment.specification["deployIn"] == ["exclude": ["old"]])
    }

    @Test func `may use where they are`() throws {
        let folder = try DocumentFolder()
        let text =
            "kind: metadata\n" + DeploymentFixtures.head
            + "metadata:\n  folder: !ENV '${OVERLORD_WRKDIR}'\n  file: !ENV '${OVERLORD_FILE}'\n"
        let path = try folder.write(text, to: "real/app.yml")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link.yml"), withDestinationPath: path)
        let (deployment, _) = try DeploymentFiles.load(path: folder.path("link.yml")) { _ in nil }
        guard case .metadata(let metadata) = deployment.content else { Issue.record("no metadata"); return }
        #expect(metadata.items.map(\.value) == [folder.path("real"), path])
    }

    @Test func `that cannot be read are diagnostics too`() throws {
        let folder = try DocumentFolder()
        for (path, message) in [(folder.path("nope.yml"), "there is no such file"), (folder.root, "this is a folder")] {
            let list = #expect(throws: DiagnosticList.self) { try DeploymentFiles.load(path: path) { _ in nil } }
            #expect(list?.diagnostics.map(\.message) == [message])
            #expect(list?.diagnostics.first?.file == path)
        }
        try Data([0x61, 0x3A, 0x20, 0xFF]).write(to: URL(fileURLWithPath: folder.path("latin.yml")))
        let list = #expect(throws: DiagnosticList.self) {
            try DeploymentFiles.load(path: folder.path("latin.yml")) { _ in nil }
        }
        #expect(list?.diagnostics.first?.position == SourcePosition(line: 1, column: 4))
    }
}
