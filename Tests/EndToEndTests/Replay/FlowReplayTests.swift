import Domain
import Testing

/// What the client of 0.25 asked for, command by command, asked of ours in the same order.
@Suite(.serialized, .tree(WireReplay.shape))
struct FlowReplayTests {
    /// One command.
    struct Flow: Sendable, CustomTestStringConvertible {
        let recording: String
        /// Whether the answers are equal; else only their statuses are, as they tell of other jails and jobs.
        var isWhole = false
        /// Answers that are others by intention, by path.
        var differences: [String: Int] = [:]
        var before: @Sendable (Tree) async throws -> Void = { _ in }
        var after: @Sendable (Tree) async throws -> Void = { _ in }

        var testDescription: String { recording }
    }

    private static let file = "services:\n  one:\n    makejail: Makejail\n"

    @Sendable private static func settled(_ project: String, _ chains: String...)
        -> @Sendable (Tree) async throws -> Void
    {
        { tree in for chain in chains { _ = try await tree.caller().settled(project, chain: chain) } }
    }

    /// In an order in which each finds what it found then.
    static let flows = [
        Flow(recording: "flow-chains", isWhole: true),
        Flow(recording: "flow-apply-metadata", isWhole: true),
        Flow(recording: "flow-apply-metadata-again", isWhole: true),
        Flow(recording: "flow-get-metadata", isWhole: true),
        Flow(recording: "flow-get-namespaces", isWhole: true),
        Flow(recording: "flow-apply-project", after: settled("web", "alpha", "bravo")),
        Flow(recording: "flow-get-projects"),
        Flow(
            recording: "flow-get-all-projects",
            // A virtual machine is refused and leaves no project.
            differences: ["/v1/project/info/vm1": 404]
        ) { tree in
            let caller = try await tree.caller()
            for name in ["slow", "web"] {
                _ = try await caller.call("POST", "/v1/project/up/\(name)", ["director_file": .string(file)])
            }
            _ = try await caller.call("POST", "/v1/chain/alpha.charlie/project/up/db", ["director_file": .string(file)])
            _ = try await caller.settled("db", chain: "alpha.charlie")
        },
        Flow(recording: "flow-get-jails-logs"),
        Flow(recording: "flow-get-projects-logs"),
        Flow(recording: "flow-get-stats"),
        Flow(recording: "flow-apply-vm"),
        Flow(recording: "flow-get-vm") { tree in
            let caller = try await tree.caller()
            _ = try await eventually("the record of vm1") {
                try await caller.get("/v1/chain/alpha.charlie/vm/vm1").status == 200 ? true : nil
            }
        },
        Flow(recording: "flow-apply-app") { tree in
            let value = "kind: directorProject\nprojectName: ${appName}\n"
            _ = try await tree.caller("alpha").call("POST", "/v1/metadata/blog-template", ["value": .string(value)])
        },
        Flow(recording: "flow-apply-scaled", isWhole: true),
        Flow(recording: "flow-destroy-project"),
        Flow(recording: "flow-destroy-metadata", isWhole: true),
    ]

    @Test(arguments: flows)
    func `a command of 0.25 is answered as it was`(flow: Flow) async throws {
        let tree = try #require(Tree.current)
        try await flow.before(tree)
        let caller = try await tree.caller()
        let exchanges = try #require(try Recording.document(flow.recording)["exchanges"]?.array)
        #expect(!exchanges.isEmpty)
        for (number, document) in exchanges.enumerated() {
            let exchange = Recording("\(flow.recording) \(number)", document)
            let answer = try await caller.call(
                exchange.method, exchange.path, body: try #require(exchange.body), headers: exchange.headers)
            let comment = Comment(rawValue: "\(exchange.name): \(exchange.method) \(exchange.path)")
            #expect(answer.status == flow.differences[exchange.path] ?? exchange.status, comment)
            guard flow.isWhole else { continue }
            #expect(
                answer.json?.comparable(without: []).sorted == exchange.json?.comparable(without: []).sorted, comment)
        }
        try await flow.after(tree)
    }

    @Test func `every command is replayed, and once`() throws {
        let names = try Recording.names().filter { $0.hasPrefix("flow-") }
        #expect(Self.flows.map(\.recording).sorted() == names)
    }
}

extension JSONValue {
    /// With lists of texts in order, which 0.25 gives in any.
    fileprivate var sorted: JSONValue {
        switch self {
        case .array(let items) where items.allSatisfy({ $0.string != nil }):
            .array(items.compactMap(\.string).sorted().map { .string($0) })
        case .array(let items): .array(items.map(\.sorted))
        case .object(let object): .object(JSONObject(object.members.map { (name: $0.name, value: $0.value.sorted) }))
        default: self
        }
    }
}
