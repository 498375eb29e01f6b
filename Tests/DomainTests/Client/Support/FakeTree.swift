import Domain

/// A data centre in memory: main → alpha → charlie, main → bravo unless told otherwise, with the labels of the recorded
/// sessions. It behaves like servers of 0.25 and writes down what it was asked.
actor FakeTree: ServerAccess {
    struct Node {
        var labels: [String]
        var chains: [String]
        var metadata: [String: String] = [:]
        var namespaces: [String: JSONValue] = [:]
        var jobs = 0
    }

    enum Answer: Sendable {
        case status(Int, JSONValue? = nil)
        case failure(PeerFailure)
    }

    typealias Override = @Sendable (_ request: String) async -> Answer?

    static let recorded: [String: Node] = [
        "": Node(labels: ["all", "main"], chains: ["alpha", "bravo"]),
        "alpha": Node(labels: ["all", "web"], chains: ["charlie"]),
        "alpha.charlie": Node(labels: ["all", "db", "db-only"], chains: []),
        "bravo": Node(labels: ["all", "web", "ssd"], chains: []),
    ]

    let url: String
    private(set) var nodes: [String: Node]
    /// `METHOD path` of every request, in the order of arrival, with the body after a blank where there is one.
    private(set) var requests: [String] = []
    private let override: Override?

    /// - Parameter override: Asked first, with `METHOD path`; `nil` means the usual answer. May take its time.
    init(
        _ nodes: [String: Node] = FakeTree.recorded, url: String = "http://127.0.0.1:26881", override: Override? = nil
    ) {
        self.nodes = nodes
        self.url = url
        self.override = override
    }

    /// Requests other than the two that every walk makes of every node.
    var deeds: [String] { requests.filter { !$0.hasSuffix("/chains") && !$0.hasSuffix("/labels") } }

    func setMetadata(_ key: String, _ value: String, at chain: String) { nodes[chain]?.metadata[key] = value }

    func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerResponse {
        let line = "\(request.method) \(request.path)"
        requests.append(line + (request.body.map { " " + JSONWriter.text(of: $0) } ?? ""))
        let answer = await override?(line) ?? usualAnswer(to: request)
        switch answer {
        case .failure(let failure): throw failure
        case .status(let status, let body):
            return PeerResponse(
                status: status, body: body.map { JSONWriter.bytes(of: $0) } ?? [], url: url + request.path)
        }
    }

    private func usualAnswer(to request: PeerRequest) -> Answer {
        var parts = request.path.split(separator: "/").map(String.init)
        guard parts.first == "v1" else { return .status(404) }
        parts.removeFirst()
        var chain = ""
        if parts.first == "chain" {
            chain = parts[1]
            parts.removeFirst(2)
        }
        guard let node = nodes[chain] else { return .status(404, ["status_code": 404, "message": "Not found."]) }
        switch (request.method, parts.first ?? "", parts.count) {
        case ("GET", "chains", 1): return .status(200, ["chains": .array(node.chains.map { .string($0) })])
        case ("GET", "labels", 1): return .status(200, ["labels": .array(node.labels.map { .string($0) })])
        case (_, "metadata", 2): return metadata(request, key: parts[1], chain: chain)
        case (_, "namespace", 2): return namespace(request, name: parts[1], chain: chain)
        case ("POST", "project", 3), ("POST", "vm", 2):
            nodes[chain]!.jobs += 1
            return .status(200, ["job_id": .integer(nodes[chain]!.jobs)])
        default: return .status(404, ["status_code": 404, "message": .string("'\(request.path)' cannot be found.")])
        }
    }

    private func metadata(_ request: PeerRequest, key: String, chain: String) -> Answer {
        let value = nodes[chain]!.metadata[key]
        switch (request.method, value) {
        case ("GET", let value?): return .status(200, ["metadata": .string(value)])
        case ("HEAD", let value): return .status(value == nil ? 404 : 200)
        case ("PUT", _?), ("POST", nil):
            nodes[chain]!.metadata[key] = request.body?["value"]?.string
            return .status(value == nil ? 201 : 200, ["message": "written"])
        case ("DELETE", _?):
            nodes[chain]!.metadata[key] = nil
            return .status(204)
        default: return .status(404, ["status_code": 404, "message": "Metadata cannot be found."])
        }
    }

    private func namespace(_ request: PeerRequest, name: String, chain: String) -> Answer {
        let value = nodes[chain]!.namespaces[name]
        switch (request.method, value) {
        case ("HEAD", let value): return .status(value == nil ? 404 : 200)
        case ("PUT", _), ("POST", nil):
            nodes[chain]!.namespaces[name] = request.body?["mapping"]
            return .status(value == nil ? 201 : 200, ["message": "written"])
        case ("DELETE", _?):
            nodes[chain]!.namespaces[name] = nil
            return .status(204)
        default: return .status(404, ["status_code": 404, "message": "Namespace cannot be found."])
        }
    }
}

/// The data centre `main` behind a fake, and others by name.
func servers(_ tree: any ServerAccess, others: [(String, any ServerAccess)] = []) -> Servers {
    let main = Datacenter(name: "main", entrypoint: "http://127.0.0.1:26881", accessToken: "secret")
    return Servers(
        [(main, tree)]
            + others.map { name, access in
                (Datacenter(name: name, entrypoint: "http://\(name):8888", accessToken: "secret"), access)
            })
}

/// A path as text; empty for the root.
func chain(_ text: String) -> ChainPath { text.isEmpty ? .root : ChainPath(text)! }

func entrypoint(_ text: String) -> Entrypoint {
    let parts = text.split(separator: ".", maxSplits: 1)
    return Entrypoint(datacenter: String(parts[0]), chain: parts.count > 1 ? chain(String(parts[1])) : .root)
}

/// A deployment into the data centre `main`.
func deployment(
    _ content: Deployment.Content, labels: [String] = ["all"], exclude: [String] = [],
    entrypoints: [String] = ["main"], maximum: Int = 0
) -> Deployment {
    Deployment(
        datacenters: [Datacenter(name: "main", entrypoint: "http://127.0.0.1:26881", accessToken: "secret")],
        deployIn: DeployIn(
            entrypoints: entrypoints.map(entrypoint),
            selection: LabelSelection(wanted: labels.map { Label($0)! }, excluded: exclude.map { Label($0)! })),
        maximumDeployments: maximum, content: content, specification: [:])
}

func project(
    _ name: String = "web", file: TextSource = .inline("services: {}\n"),
    environment: ProjectEnvironment = ProjectEnvironment(), autoScale: JSONObject? = nil,
    autoScaleLabels: [String] = ["all"], reservedPorts: [DirectorProject.PortRequest] = []
) -> Deployment.Content {
    .directorProject(
        DirectorProject(
            name: ProjectName(name)!, file: file, environment: environment, autoScale: autoScale,
            scaling: AutoScale(labels: autoScaleLabels.map { Label($0)! }), reservedPorts: reservedPorts))
}

/// A virtual machine with the least that it needs.
func machine(_ name: String = "vm1") -> Deployment.Content {
    .vmJail(
        VirtualMachineDeployment(
            name: VirtualMachineName(name)!, makejail: .reference("Makejail"), template: variables(["cpu": "1"]),
            diskLayout: DiskLayout(driver: .nvme, size: "4G", source: .image(file: "disk.img"))))
}

func variables(_ pairs: KeyValuePairs<String, String>) -> [ProjectEnvironment.Variable] {
    pairs.map { ProjectEnvironment.Variable(name: $0.key, value: $0.value) }
}

/// Stands for the reader of YAML: takes JSON, which is YAML too.
let readJSON: TargetEnvironment.YAMLReader = { (text: String) throws(DiagnosticList) -> Document in
    guard let value = try? JSONReader.value(of: text) else {
        throw DiagnosticList([
            Diagnostic(file: "metadata", position: SourcePosition(line: 2, column: 5), message: "no value here")
        ])
    }
    return document(value)
}

private func document(_ value: JSONValue) -> Document {
    let content: Document.Content =
        switch value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .largeInteger(let digits): .largeInteger(digits)
        case .double(let number): .double(number)
        case .string(let text): .string(text)
        case .array(let items): .sequence(items.map(document))
        case .object(let object):
            .mapping(
                object.members.map { Document.Entry(key: document(.string($0.name)), value: document($0.value)) })
        }
    return Document(content, at: .start)
}

/// The facts of a problem that tests compare: where, and the sentence.
func sentences(_ problems: [ClientProblem]) -> [String] {
    problems.map { ProblemText(style: .answer).text(of: $0) }
}
