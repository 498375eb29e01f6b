import Domain
import Testing

struct TreeWalkTests {
    private func findings(
        _ tree: FakeTree, from start: String = "", limits: TreeWalk.Limits = TreeWalk.Limits(),
        readingLabels: Bool = true
    ) async -> [TreeWalk.Finding] {
        await TreeWalk(limits: limits).findings(
            from: ChainServer(access: tree, chain: chain(start), timeout: .seconds(1)), readingLabels: readingLabels)
    }

    @Test func `a tree is walked depth first, parents before children, in the order of the servers`() async {
        let found = await findings(FakeTree())
        #expect(found.map(\.chain.description) == ["", "alpha", "alpha.charlie", "bravo"])
        #expect(
            found.map(\.labels) == [
                ["all", "main"], ["all", "web"], ["all", "db", "db-only"], ["all", "web", "ssd"],
            ])
        #expect(found.flatMap(\.troubles) == [])
    }

    @Test func `each server is asked once for its children and once for its labels`() async {
        let tree = FakeTree()
        _ = await findings(tree)
        #expect(
            await tree.requests.sorted() == [
                "GET /v1/chain/alpha.charlie/chains", "GET /v1/chain/alpha.charlie/labels",
                "GET /v1/chain/alpha/chains", "GET /v1/chain/alpha/labels", "GET /v1/chain/bravo/chains",
                "GET /v1/chain/bravo/labels", "GET /v1/chains", "GET /v1/labels",
            ])
    }

    @Test func `labels that nobody wants are not asked for`() async {
        let tree = FakeTree()
        let found = await findings(tree, readingLabels: false)
        #expect(found.map(\.labels) == [nil, nil, nil, nil])
        #expect(await tree.requests.count == 4)
    }

    @Test func `a walk starts at the chain of its entry point, which is part of it`() async {
        let found = await findings(FakeTree(), from: "alpha")
        #expect(found.map(\.chain.description) == ["alpha", "alpha.charlie"])
    }

    @Test func `a server that does not list its children is visited itself, and the others go on`() async {
        let refusal = JSONValue.object(["status_code": 503, "message": "no"])
        let tree = FakeTree { $0 == "GET /v1/chain/alpha/chains" ? .status(503, refusal) : nil }
        let found = await findings(tree)
        #expect(found.map(\.chain.description) == ["", "alpha", "bravo"])
        let expected = CallFailure.refused(
            CallFailure.Refusal(
                method: "GET", url: "http://127.0.0.1:26881/v1/chain/alpha/chains", status: 503,
                body: #"{"status_code":503,"message":"no"}"#))
        #expect(found[1].troubles == [.children(expected)])
    }

    @Test func `a listing that is no list of texts is unreadable, and no guess is made`() async {
        let tree = FakeTree { $0 == "GET /v1/chain/bravo/labels" ? .status(200, ["labels": ["web", 7]]) : nil }
        let found = await findings(tree)
        #expect(found[3].labels == nil)
        #expect(found[3].troubles == [.labels(.unreadable(url: "http://127.0.0.1:26881/v1/chain/bravo/labels"))])
    }

    @Test func `two servers that list each other do not keep the walk going`() async {
        let tree = FakeTree([
            "": FakeTree.Node(labels: ["all"], chains: ["alpha"]),
            "alpha": FakeTree.Node(labels: ["all"], chains: ["bravo"]),
            "alpha.bravo": FakeTree.Node(labels: ["all"], chains: ["alpha", "charlie"]),
            "alpha.bravo.charlie": FakeTree.Node(labels: ["all"], chains: []),
        ])
        let found = await findings(tree)
        #expect(found.map(\.chain.description) == ["", "alpha", "alpha.bravo", "alpha.bravo.charlie"])
        #expect(found[2].troubles == [.loop(ChainName("alpha")!)])
    }

    @Test func `a name that is listed twice is visited once, and what is no name is left out`() async {
        let tree = FakeTree([
            "": FakeTree.Node(labels: [], chains: ["alpha", "../up", "alpha"]),
            "alpha": FakeTree.Node(labels: [], chains: []),
        ])
        let found = await findings(tree)
        #expect(found.map(\.chain.description) == ["", "alpha"])
        #expect(found[0].troubles == [.badName("../up")])
    }

    @Test func `nothing is followed below the deepest level that a path can name`() async {
        let tree = Endless { depth in ["n\(depth)"] }
        let found = await TreeWalk().findings(
            from: ChainServer(access: tree, chain: .root, timeout: .seconds(1)), readingLabels: false)
        #expect(found.count == ChainPath.deepest + 1)
        #expect(found.last?.troubles == [.tooDeep(ChainName("n32")!)])
    }

    @Test func `a tree with more servers than the limit is refused as a whole`() async {
        let tree = Endless { depth in (0..<10).map { "n\(depth)-\($0)" } }
        let found = await TreeWalk(limits: TreeWalk.Limits(nodes: 500)).findings(
            from: ChainServer(access: tree, chain: .root, timeout: .seconds(1)), readingLabels: false)
        #expect(found.map(\.troubles) == [[.tooManyNodes(limit: 500)]])
    }

    @Test func `no more requests than the bound are under way at once, and the bound is used`() throws {
        let most = VirtualWorld.run { world -> Int in
            let meter = Meter()
            let names = (0..<40).map { "n\($0)" }
            var nodes = ["": FakeTree.Node(labels: ["all"], chains: names)]
            for name in names { nodes[name] = FakeTree.Node(labels: ["all"], chains: []) }
            let tree = FakeTree(nodes) { _ in
                await meter.enter()
                try? await world.sleep(for: .milliseconds(10))
                await meter.leave()
                return nil
            }
            _ = await TreeWalk(limits: TreeWalk.Limits(concurrency: 5)).findings(
                from: ChainServer(access: tree, chain: .root, timeout: .seconds(1)), readingLabels: true)
            return await meter.most
        }
        #expect(most == 5)
    }

    @Test func `a server that swallows everything costs one time-out, however much is asked of it`() throws {
        let result = VirtualWorld.run { world -> (found: [TreeWalk.Finding], spent: Duration) in
            let tree = FakeTree { request in
                guard request.contains("/chain/bravo/") else { return nil }
                try? await world.sleep(for: .seconds(120))
                return .failure(.readTimeout)
            }
            let found = await TreeWalk().findings(
                from: ChainServer(access: tree, chain: .root, timeout: .seconds(120)), readingLabels: true)
            return (found, world.uptime)
        }
        let (found, spent) = try #require(result)
        #expect(spent == .seconds(120))
        #expect(found.map(\.chain.description) == ["", "alpha", "alpha.charlie", "bravo"])
        #expect(found[3].troubles == [.children(.noAnswer(.readTimeout)), .labels(.noAnswer(.readTimeout))])
    }

    @Test(arguments: UInt64(1)...200)
    func `answers in any order give the same result`(seed: UInt64) async throws {
        let plain = await findings(bushy())
        let shuffled = VirtualWorld.run(seed: seed) { world in
            let tree = bushy { request in
                try? await world.sleep(for: .milliseconds(world.draw(below: 50)))
                if request.hasSuffix("a.b/labels") { return .failure(.connect("refused")) }
                return nil
            }
            return await TreeWalk(limits: TreeWalk.Limits(concurrency: 1 + world.draw(below: 9))).findings(
                from: ChainServer(access: tree, chain: .root, timeout: .seconds(1)), readingLabels: true)
        }
        #expect(shuffled == plain, "seed \(seed)")
    }

    /// A tree of three levels, one of whose servers gives no labels.
    private func bushy(_ override: FakeTree.Override? = nil) -> FakeTree {
        var nodes: [String: FakeTree.Node] = [:]
        func add(_ path: [String], depth: Int) {
            let children = depth == 3 ? [] : ["c", "a", "d", "b"].filter { !path.contains($0) }
            nodes[path.joined(separator: ".")] = FakeTree.Node(labels: ["all"] + path, chains: children)
            for child in children { add(path + [child], depth: depth + 1) }
        }
        add([], depth: 0)
        return FakeTree(
            nodes, override: override ?? { $0.hasSuffix("a.b/labels") ? .failure(.connect("refused")) : nil })
    }
}

/// A tree without an end.
private struct Endless: ServerAccess {
    let children: @Sendable (_ depth: Int) -> [String]

    init(_ children: @escaping @Sendable (_ depth: Int) -> [String]) { self.children = children }

    func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerResponse {
        let parts = request.path.split(separator: "/")
        let depth = parts.count > 2 ? parts[2].split(separator: ".").count : 0
        let body = JSONValue.object(["chains": .array(children(depth).map { .string($0) })])
        return PeerResponse(status: 200, body: JSONWriter.bytes(of: body), url: request.path)
    }
}

/// Counts who is inside.
actor Meter {
    private(set) var most = 0
    private var inside = 0

    func enter() {
        inside += 1
        most = max(most, inside)
    }

    func leave() { inside -= 1 }
}
