import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct `Deployments of templates` {
    private static func file(_ rest: String) -> String { "kind: appConfig\n" + DeploymentFixtures.head + rest }

    @Test func `have all their parts in the value`() throws {
        let (deployment, _) = try DeploymentFixtures.load("contract/app-full.yml")
        guard case .appConfig(let application) = deployment.content else { Issue.record("no template"); return }
        #expect(deployment.kind == "appConfig" && deployment.maximumDeployments == 3)
        #expect(application.name == "shop" && application.template.text == "web.template")
        #expect(
            application.allParameters.map { "\($0.name)=\($0.value)" } == [
                "ports=8080:80, 8443:443", "domain=example.org", "hosts=a b", "tls=yes", "workers=4", "appName=shop",
            ])
        #expect(
            application.common.map(\.key.content) == [
                .string("datacenters"), .string("deployIn"), .string("maximumDeployments"),
            ])
    }

    @Test func `may have no parameters, or nothing where they would stand`() throws {
        for rest in [
            "appName: a\nappFrom: b\n", "appName: a\nappFrom: b\nappConfig:\n",
            "appName: ''\nappFrom: b\nappConfig: {}\n",
        ] {
            let (deployment, warnings) = try DeploymentFixtures.load(text: Self.file(rest))
            guard case .appConfig(let application) = deployment.content else { Issue.record("no template"); return }
            #expect(application.parameters.isEmpty && warnings.isEmpty)
            #expect(deployment.specification["appConfig"] == [:])
        }
    }

    @Test(arguments: [
        BrokenFile(
            "173 no appName", file("appFrom: b\n"), 1, 1, "appName", "the required key 'appName' is missing",
            expected: "the name of the application"),
        BrokenFile(
            "174 no appFrom", file("appName: b\nappFrom:\n"), 9, 1, "appFrom", "the required key 'appFrom' is missing",
            expected: "the metadata key of the template"),
        BrokenFile(
            "175 appFrom a path", file("appName: b\nappFrom: '1/x'\n"), 9, 10, "appFrom", "this is not a metadata key",
            found: "1/x", expected: "groups of letters", hint: "begins with '1'"),
        BrokenFile(
            "176 a number", file("appName: a\nappFrom: b\nappConfig: {port: 80}\n"), 10, 19, "appConfig.port",
            "an integer cannot stand here", found: "80", expected: "text", hint: "quote it: '80'"),
        BrokenFile(
            "a boolean", file("appName: a\nappFrom: b\nappConfig: {tls: yes}\n"), 10, 18, "appConfig.tls",
            "a boolean cannot stand here", found: "yes", expected: "text", hint: "quote it: 'yes'"),
        BrokenFile(
            "177 a list", file("appName: a\nappFrom: b\nappConfig: {ports: [80, 81]}\n"), 10, 20, "appConfig.ports",
            "a list cannot stand here", found: "a list", expected: "text",
            hint: "write one text, '80, 81', and take it apart in the template: ports.split(',')"),
        BrokenFile(
            "179 a reserved name", file("appName: a\nappFrom: b\nappConfig: {loop: x}\n"), 10, 13, "appConfig.loop",
            "'loop' is a name of the template language", found: "loop", expected: "a name other than"),
        BrokenFile(
            "180 appName among the parameters", file("appName: a\nappFrom: b\nappConfig: {appName: x}\n"), 10, 13,
            "appConfig.appName", "'appName' is set by the key of its own", found: "appName", expected: "another name",
            hint: "remove it here"),
        BrokenFile(
            "parameters in a list", file("appName: a\nappFrom: b\nappConfig: [x]\n"), 10, 12, "appConfig",
            "a list cannot stand here", found: "a list", expected: "a mapping of names to texts"),
        BrokenFile(
            "an unknown key", file("appName: a\nappFrom: b\nappconfig: {}\n"), 10, 1, "appconfig",
            "unknown key 'appconfig' for kind 'appConfig'", found: "appconfig", expected: "appConfig",
            hint: "did you mean 'appConfig'?"),
    ])
    func `with one mistake say it`(_ file: BrokenFile) throws { try file.check() }

    @Test func `with several mistakes say them all`() throws {
        let found = try DeploymentFixtures.mistakes(
            of: Self.file("appName: 5\nappFrom: '1'\nappConfig: {loop: 1, a: [2], appName: x}\nother: 1\n"))
        #expect(
            found.map(\.path) == [
                "appName", "appFrom", "appConfig.loop", "appConfig.loop", "appConfig.a", "appConfig.appName", "other",
            ])
    }

    @Test func `warn of a name that no expression can hold`() throws {
        let (_, warnings) = try DeploymentFixtures.load(
            text: Self.file("appName: a\nappFrom: b\nappConfig: {a-b: x, if: y}\n"))
        #expect(
            warnings.map(\.message) == [
                "a template can read this only as context['a-b']", "a template can read this only as context['if']",
            ])
    }
}
