import Adapters
import Domain
import Testing

/// What the client of 0.25 asked for when it applied a template, asked by ours of the same answers.
struct AppFlowTests {
    /// A server that answers as the recorded one did, and writes down what it is asked.
    private actor RecordedServer: ServerAccess {
        private let exchanges: [Recording]
        private(set) var requests: [String] = []

        init(_ exchanges: [Recording]) { self.exchanges = exchanges }

        func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerResponse {
            requests.append(AppFlowTests.line(request.method, request.path, request.body))
            guard let known = exchanges.first(where: { $0.method == request.method && $0.path == request.path }) else {
                throw .protocolViolation("not recorded: \(request.method) \(request.path)")
            }
            return PeerResponse(
                status: known.status ?? 0, body: known.json.map { JSONWriter.bytes(of: $0) } ?? [], url: request.path)
        }
    }

    private static func line(_ method: String, _ path: String, _ body: JSONValue?) -> String {
        "\(method) \(path) \(body.map { JSONWriter.text(of: $0) } ?? "")"
    }

    @Test func `apply of a template asks what 0_25 asked, and sends what it sent`() async throws {
        let exchanges = try #require(try Recording.document("flow-apply-app")["exchanges"]?.array)
            .enumerated().map { Recording("flow-apply-app \($0)", $1) }
        let server = RecordedServer(exchanges)
        let folder = try TemporaryFolder()
        let path = try folder.write(
            """
            kind: appConfig
            datacenters: {main: {entrypoint: 'http://127.0.0.1:26881', access_token: TOKEN}}
            deployIn: {labels: [web]}
            appName: blog
            appFrom: blog-template
            appConfig: {makejail: gh+AppJail-makejails/ghost}
            """, to: "app.yml")
        let (deployment, _) = try DeploymentFiles.load(path: path) { _ in nil }
        guard case .appConfig(let application) = deployment.content else { Issue.record("no template"); return }
        let servers = Servers([(deployment.datacenters[0], server)])
        let reader = Expanding.Reader(
            yaml: { (text: String, name: String) throws(DiagnosticList) -> Document? in
                try YAMLReader.read(text: text, file: name, environment: .refuse).document
            }, sources: { DeploymentFiles.sources(ofRendered: $0, name: $1) })
        let expanding = Expanding(servers: servers, reader: reader, library: TemplateFolders(["."]))
        let expansion = try await expanding.render(application, of: deployment)
        let expanded = try expanding.judge(#require(expansion.rendered), isCancelled: false).get().deployment
        let report = try await Applying(servers: servers) { _ throws(DiagnosticList) in Document(.null, at: .start) }
            .apply(expanded, restart: false)
        #expect(report.problems.isEmpty && report.hasEffect)
        let recorded = exchanges.map { exchange in
            let body = exchange.body.flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
            return "\(exchange.method) \(exchange.path) \(body ?? "")"
        }
        let asked = await server.requests
        #expect(asked.filter { !recorded.contains($0) } == [])
        #expect(recorded.filter { !asked.contains($0) } == [])
        // 0.25 stops to read labels at the first server that has the template; here all are read at once.
        #expect(Set(asked).count == Set(recorded).count)
        let writes = { (lines: [String]) in lines.filter { $0.hasPrefix("POST") }.sorted() }
        #expect(writes(asked) == writes(recorded))
    }
}
