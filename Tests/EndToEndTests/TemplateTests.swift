import Domain
import Foundation
import TestSupport
import Testing

/// main → alpha, where alpha takes what is deployed.
enum TemplateTree {
    static let shape = Tree.Shape(
        name: "main", labels: "all, main", settings: WholeTree.shape.settings,
        children: [Tree.Shape(name: "alpha", labels: "all, web", settings: WholeTree.shape.settings)])
}

/// Deployments of templates, with the program against servers.
@Suite(.serialized, .tree(TemplateTree.shape))
struct TemplateTests {
    private static let template = """
        kind: directorProject
        projectName: ${appName}
        projectFile: |
          services:
          % for name in names.split():
            ${name}:
              name: ${name}
              makejail: Makejail
          % endfor
        <%include file="environment.mako"/>
        """

    private func tree() throws -> Tree { try #require(Tree.current) }

    /// Runs the client on a deployment file, in a folder with a template to include.
    private func run(_ arguments: String..., file: String) async throws -> Program.Outcome {
        let folder = try TemporaryFolder()
        let path = try folder.write(try await tree().datacenter() + "\n" + file, to: "file.yml")
        _ = try folder.write("environment:\n  APP: ${appName | json}\n", to: "environment.mako")
        return try await Program.run([arguments[0], "-f", path] + arguments.dropFirst(), in: folder)
    }

    private func file(_ name: String, template: String = "web-template") -> String {
        """
        kind: appConfig
        deployIn: {labels: [web]}
        appName: \(name)
        appFrom: \(template)
        appConfig: {names: 'one two'}
        """
    }

    private func store(_ text: String, as key: String) async throws {
        let answer = try await tree().caller("alpha").call("POST", "/v1/metadata/\(key)", ["value": .string(text)])
        #expect([201, 409].contains(answer.status))
    }

    @Test func `a template is printed, applied and destroyed`() async throws {
        try await store(Self.template, as: "web-template")
        let printed = try await run("print-template", "--hide-secrets", file: file("shop"))
        #expect(printed.status == 0 && printed.complaints == "", "\(printed.complaints)")
        let entrypoint = try #require(printed.output.split(separator: "\n").first { $0.contains("entrypoint: ") })
        #expect(
            printed.output == """
                datacenters:
                  main:
                    access_token: '\(SecretName.mask)'
                \(entrypoint)
                deployIn:
                  labels:
                  - web
                environment:
                  APP: shop
                kind: directorProject
                maximumDeployments: 0
                projectFile: "services:\\n  one:\\n    name: one\\n    makejail: Makejail\\n  two:\\n \\
                  \\   name: two\\n    makejail: Makejail\\n"
                projectName: shop


                """)
        let framed = try await run("print-template", "--hide-secrets", "--output", "json", file: file("shop"))
        let value = try JSONReader.value(of: framed.output)
        #expect(value["command"] == "print-template" && value["version"] == 1)
        #expect(value["document"].map { YAMLWriter.text(of: $0) + "\n" } == printed.output)
        let applied = try await run("apply", "--wait", file: file("shop"))
        #expect(applied.status == 0, "\(applied.complaints)")
        let caller = try await tree().caller("alpha")
        #expect(try await caller.call("HEAD", "/v1/project/info/shop").status == 200)
        #expect(try await tree().caller().call("HEAD", "/v1/project/info/shop").status == 404)
        let destroyed = try await run("destroy", file: file("shop"))
        #expect(destroyed.status == 0, "\(destroyed.complaints)")
        _ = try await caller.settled("shop", "down")
        let cancelled = try await run("cancel", file: file("shop"))
        #expect(cancelled.status == 0, "\(cancelled.complaints)")
    }

    @Test func `what is wrong with a template is shown with its line`() async throws {
        try await store("kind: directorProject\nprojectName: ${open('/etc/passwd').read()}\n", as: "bad-template")
        let applied = try await run("apply", file: file("shop", template: "bad-template"))
        #expect(applied.status == 69)
        #expect(
            applied.complaints.contains(
                ", exception:MakoException) error parsing the template: bad-template:2:16: unsupported"))
        #expect(applied.complaints.contains("  2 | projectName: ${open('/etc/passwd').read()}\n"))
        try await store("kind: directorProject\nprojectName: a/b\nprojectfile: x\n", as: "wrong-template")
        let wrong = try await run("apply", file: file("shop", template: "wrong-template"))
        #expect(wrong.status == 70)
        #expect(wrong.complaints.contains("wrong-template (rendered):2:14: error:"), "\(wrong.complaints)")
        #expect(wrong.complaints.contains("  2 | projectName: a/b\n"))
        try await store("kind: metadata\nmetadata: {a: b}\n", as: "kind-template")
        #expect(try await run("apply", file: file("shop", template: "kind-template")).status == 70)
        try await store("kind: appConfig\n", as: "loop-template")
        #expect(try await run("apply", file: file("shop", template: "loop-template")).status == 78)
        let other = try await run("print-template", file: "kind: readOnly\ndeployIn: {labels: [web]}\n")
        #expect(other.status == 78)
        #expect(other.complaints == "(kind:readOnly) Only appConfig deployments are accepted!\n")
    }

    @Test func `a template cannot read the variables of the client`() async throws {
        try await store("kind: directorProject\nprojectName: !ENV '<%text>${HOME}</%text>'\n", as: "env-template")
        let printed = try await run("print-template", file: file("shop", template: "env-template"))
        #expect(printed.status == 69 && printed.output == "")
    }

    @Test func `templates are examined without a server`() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("${a} ${b or 'c'}\n<%include file='part'/>", to: "good")
        _ = try folder.write("${d}", to: "part")
        _ = try folder.write("<% import os %>\n${x.foo()}\n", to: "bad")
        let good = try await Program.run(["template", "check", "good"], in: folder)
        #expect(good.status == 0 && good.output == "good: reads a, b, d\n" && good.complaints == "")
        let bad = try await Program.run(["template", "check", "bad", "good"], in: folder)
        #expect(bad.status == 70 && bad.output == "good: reads a, b, d\n")
        #expect(
            bad.complaints.contains("bad:1:4: error: unsupported template construct: a block of Python with 'import'"))
        #expect(bad.complaints.contains("bad:2:5: error: unsupported template construct: the method 'foo'"))
        let none = try await Program.run(["template", "check", "none"], in: folder)
        #expect(none.status == 70)
        #expect(none.complaints.hasPrefix("none: error: there is no such file\n"), "\(none.complaints)")
        let framed = try await Program.run(["template", "check", "bad", "good", "--output", "json"], in: folder)
        #expect(framed.status == 70 && framed.complaints == bad.complaints)
        let value = try JSONReader.value(of: framed.output)
        #expect(value["command"] == "template check" && value["valid"] == false)
        #expect(value["templates"]?.array?.map { $0["parameters"] } == [.null, ["a", "b", "d"]])
        #expect(value["templates"]?.array?.first?["findings"]?.array?.map { $0["line"] } == [1, 2])
    }
}
