import Domain
import Testing

/// How a deployment of a template becomes the one that it describes.
struct ExpandingTests {
    static let template =
        #"{"kind": "directorProject", "projectName": "${appName}", "projectFile": "services: {}", "environment": {"A": "${a or 'none'}"}}"#

    private struct NoFiles: DeploymentSources {
        func include(_ path: String) -> IncludedFile { .unreadable(path: path, reason: "not here") }
        func directorFile(in scalar: Document) -> (document: Document?, findings: [Diagnostic]) {
            do throws(DiagnosticList) {
                return (try readJSON(#"{"services": {"a": {"makejail": "m"}}}"#), [])
            } catch {
                return (nil, error.diagnostics)
            }
        }
    }

    private static let reader = Expanding.Reader(
        yaml: { (text: String, name: String) throws(DiagnosticList) -> Document? in try readJSON(text) },
        sources: { _, _ in NoFiles() })

    private func application(_ parameters: [TemplateParameter] = []) throws -> AppDeployment {
        AppDeployment(
            name: "blog", template: try #require(MetadataKey("blog-template")), parameters: parameters,
            common: [
                entry(
                    "datacenters",
                    .mapping([
                        entry(
                            "main",
                            .mapping([
                                entry("entrypoint", .string("http://127.0.0.1:26881")),
                                entry("access_token", .string("secret")),
                            ]))
                    ])),
                entry("deployIn", .mapping([entry("labels", .sequence([Document(.string("web"), at: .start)]))])),
            ])
    }

    private func entry(_ name: String, _ content: Document.Content) -> Document.Entry {
        Document.Entry(key: Document(.string(name), at: .start), value: Document(content, at: .start))
    }

    private func expand(
        _ tree: FakeTree, _ parameters: [TemplateParameter] = [], chains: ChainFilter = ChainFilter()
    ) async throws -> (expanding: Expanding, expansion: Expansion) {
        let application = try application(parameters)
        let expanding = Expanding(servers: servers(tree), reader: Self.reader, library: NoTemplates())
        let expansion = try await expanding.render(
            application, of: deployment(.appConfig(application), labels: ["web"]), chains: chains)
        return (expanding, expansion)
    }

    private func sentences(_ expansion: Expansion) -> [String] {
        expansion.troubles.map { ProblemText(style: .answer).text(of: $0.problem) }
    }

    @Test func `the first target that delivers a template decides, and no other is asked`() async throws {
        let tree = FakeTree()
        await tree.setMetadata("blog-template", Self.template, at: "alpha")
        await tree.setMetadata("blog-template", "not asked for", at: "bravo")
        let (expanding, expansion) = try await expand(tree, [TemplateParameter(name: "a", value: "1")])
        #expect(await tree.deeds == ["GET /v1/chain/alpha/metadata/blog-template"])
        let rendered = try #require(expansion.rendered)
        #expect(rendered.document["maximumDeployments"]?.content == .integer(0))
        let made = try expanding.judge(rendered, isCancelled: false).get().deployment
        guard case .directorProject(let project) = made.content else { Issue.record("no project"); return }
        #expect(project.name.text == "blog" && project.environment.common == variables(["A": "1"]))
        #expect(made.datacenters.map(\.accessToken) == ["secret"])
        #expect(made.deployIn.selection.wanted == [Label("web")!])
    }

    @Test func `the whole of apply asks what 0_25 asked`() async throws {
        let tree = FakeTree()
        await tree.setMetadata("blog-template", Self.template, at: "alpha")
        let (expanding, expansion) = try await expand(tree)
        let made = try expanding.judge(#require(expansion.rendered), isCancelled: false).get().deployment
        let report = try await Applying(servers: servers(tree), readYAML: readJSON).apply(made, restart: true)
        #expect(report.exitStatus == 0)
        let body = #"{"director_file":"services: {}","environment":{"A":"none"},"restart":true,"reserve_port":{}}"#
        let walk = ["", "/chain/alpha", "/chain/alpha.charlie", "/chain/bravo"].flatMap {
            ["GET /v1\($0)/chains", "GET /v1\($0)/labels"]
        }
        #expect(
            await tree.requests.sorted()
                == (walk + walk + [
                    "GET /v1/chain/alpha/metadata/blog-template", "POST /v1/chain/alpha/project/up/blog " + body,
                    "POST /v1/chain/bravo/project/up/blog " + body,
                ]).sorted())
    }

    @Test func `a target without a template, with a bad one or with no mapping is passed over`() async throws {
        let nodes: [(String, String?)] = [("alpha", nil), ("bravo", Self.template)]
        let tree = FakeTree()
        for (chain, text) in nodes { if let text { await tree.setMetadata("blog-template", text, at: chain) } }
        var (_, expansion) = try await expand(tree)
        #expect(expansion.rendered?.place.chain == chain("bravo"))
        #expect(
            sentences(expansion) == [
                "(datacenter:main, chain:alpha, metadata:blog-template, exception:APIError) error obtaining the template from the metadata: (status:404, reason:Not Found) {\"status_code\": 404, \"message\": \"Metadata cannot be found.\"}"
            ])
        for (text, sentence, exception) in [
            ("${nope}", "blog-template:1:3: 'nope' is not defined and cannot be printed", "MakoException"),
            ("% if x\n${a b}", "blog-template:1:1: the colon at the end of '% if' is missing", "MakoException"),
            ("[1]", "it does not render to a mapping", "MakoException"),
            ("null", "it does not render to a mapping", "MakoException"),
            ("{", "metadata:2:5: no value here", "YAMLError"),
        ] {
            await tree.setMetadata("blog-template", text, at: "alpha")
            (_, expansion) = try await expand(tree)
            #expect(
                sentences(expansion) == [
                    "(datacenter:main, chain:alpha, metadata:blog-template, exception:\(exception)) error parsing the template: \(sentence)"
                ])
            #expect(expansion.rendered?.place.chain == chain("bravo"))
        }
    }

    @Test func `only the chains that are meant are asked`() async throws {
        let tree = FakeTree()
        await tree.setMetadata("blog-template", Self.template, at: "alpha")
        let (_, expansion) = try await expand(tree, chains: ChainFilter(chains: [chain("bravo")]))
        #expect(expansion.rendered == nil && expansion.troubles.count == 1)
        #expect(await tree.deeds == ["GET /v1/chain/bravo/metadata/blog-template"])
    }

    @Test(arguments: [
        (
            #"{"a": 1}"#,
            "(datacenter:main, chain:alpha, appFrom:blog-template) 'kind' is required but hasn't been specified.",
            Int32(70)
        ),
        (
            #"{"kind": "metadata", "metadata": {}}"#,
            "(datacenter:main, chain:alpha, appFrom:blog-template, kind:metadata): appConfig deployment only accepts the following deployments: directorProject and vmJail",
            70
        ),
        (#"{"kind": "appConfig"}"#, "(kind:appConfig) loop detected in an appConfig deployment!", 78),
    ])
    func `a template must describe a project or a machine`(text: String, sentence: String, status: Int32) async throws {
        let tree = FakeTree()
        await tree.setMetadata("blog-template", text, at: "alpha")
        let (expanding, expansion) = try await expand(tree)
        let rendered = try #require(expansion.rendered)
        let refusal = #expect(throws: ClientRefusal.self) { _ = try expanding.judge(rendered, isCancelled: false) }
        #expect(refusal?.text == sentence && refusal?.exitStatus == status)
    }

    @Test func `what is rendered is judged like a file`() async throws {
        let tree = FakeTree()
        await tree.setMetadata(
            "blog-template", #"{"kind": "directorProject", "projectName": "a/b", "projectfile": "x"}"#, at: "alpha")
        let (expanding, expansion) = try await expand(tree)
        guard case .failure(let error) = try expanding.judge(#require(expansion.rendered), isCancelled: false) else {
            Issue.record("accepted")
            return
        }
        #expect(error.diagnostics.allSatisfy { $0.file == "blog-template (rendered)" })
        #expect(Set(error.diagnostics.map(\.path)).isSuperset(of: ["projectName", "projectfile"]))
    }

    @Test func `commands refuse a template that was not expanded`() async throws {
        let content = Deployment.Content.appConfig(try application())
        let all = servers(FakeTree())
        await #expect(throws: ClientRefusal.templateLoop) {
            _ = try await Applying(servers: all, readYAML: readJSON).apply(deployment(content), restart: false)
        }
        await #expect(throws: ClientRefusal.templateLoop) {
            _ = try await Destroying(servers: all, readYAML: readJSON).destroy(
                deployment(content), force: false, chains: ChainFilter())
        }
        await #expect(throws: ClientRefusal.templateLoop) {
            _ = try await Cancelling(servers: all).cancel(deployment(content), chains: ChainFilter())
        }
    }
}
