import Domain
import Testing

struct TreeSurveyTests {
    private func survey(_ entrypoints: [String], _ servers: Servers) async throws -> TreeSurvey {
        try await TreeSurvey.of(entrypoints.map(entrypoint), servers: servers, readingLabels: true)
    }

    private func names(_ survey: TreeSurvey) -> [String] {
        survey.visited.map { "\($0.node.datacenter):\($0.node.chain)" }
    }

    @Test func `entry points come in their order, each with its tree`() async throws {
        let other = FakeTree(["": FakeTree.Node(labels: ["all"], chains: [])])
        let found = try await survey(["other", "main.alpha"], servers(FakeTree(), others: [("other", other)]))
        #expect(names(found) == ["other:", "main:alpha", "main:alpha.charlie"])
    }

    @Test func `a server that several entry points lead to is visited once, where it came first`() async throws {
        let found = try await survey(["main.alpha", "main", "main.alpha.charlie", "main"], servers(FakeTree()))
        #expect(names(found) == ["main:alpha", "main:alpha.charlie", "main:", "main:bravo"])
    }

    @Test func `two names of one address are one tree`() async throws {
        let tree = FakeTree()
        let main = Datacenter(name: "main", entrypoint: "http://127.0.0.1:26881", accessToken: "a")
        let again = Datacenter(name: "again", entrypoint: "http://127.0.0.1:26881/", accessToken: "b")
        let found = try await survey(["again", "main"], Servers([(main, tree), (again, tree)]))
        #expect(names(found) == ["again:", "again:alpha", "again:alpha.charlie", "again:bravo"])
    }

    @Test func `a server that one data centre may not see is seen through another one`() async throws {
        let refusing = FakeTree { _ in .status(401, ["message": "no"]) }
        let bad = Datacenter(name: "bad", entrypoint: "http://127.0.0.1:26881", accessToken: "a")
        let good = Datacenter(name: "good", entrypoint: "http://127.0.0.1:26881", accessToken: "b")
        let found = try await survey(["bad", "good"], Servers([(bad, refusing), (good, FakeTree())]))
        #expect(names(found) == ["good:", "good:alpha", "good:alpha.charlie", "good:bravo"])
        #expect(found.visited.allSatisfy { $0.node.labels != nil })
        // What went wrong is said all the same.
        #expect(found.problems.map(\.datacenter) == ["bad", "bad"])
        let reversed = try await survey(["good", "bad"], Servers([(bad, refusing), (good, FakeTree())]))
        #expect(names(reversed) == names(found))
        #expect(reversed.problems.isEmpty)
    }

    @Test func `a password in an address is not carried on into what is printed`() async throws {
        let main = Datacenter(name: "main", entrypoint: "https://me:secret@example.org/prefix", accessToken: "a")
        let found = try await survey(["main"], Servers([(main, FakeTree())]))
        #expect(found.visited.map(\.node.url).allSatisfy { $0 == "https://********@example.org/prefix" })
    }

    @Test func `an unknown data centre is refused before anything is sent`() async throws {
        let tree = FakeTree()
        await #expect(throws: ClientRefusal.unknownDatacenter("nowhere")) {
            try await survey(["main", "nowhere.alpha"], servers(tree))
        }
        #expect(await tree.requests.isEmpty)
    }

    @Test func `what could not be seen is reported in the order of the walk`() async throws {
        let tree = FakeTree { request in
            switch request {
            case "GET /v1/chain/bravo/chains", "GET /v1/chain/bravo/labels": .failure(.connect("refused"))
            case "GET /v1/chain/alpha/labels": .failure(.readTimeout)
            default: nil
            }
        }
        let found = try await survey(["main"], servers(tree))
        #expect(
            sentences(found.problems) == [
                "(datacenter:main, chain:alpha, exception:ReadTimeout) error obtaining API labels: no answer came in time",
                "(entrypoint:http://127.0.0.1:26881, chain:bravo, exception:ConnectError) error obtaining the chains: refused",
                "(datacenter:main, chain:bravo, exception:ConnectError) error obtaining API labels: refused",
            ])
    }
}

struct TargetSelectionTests {
    private func node(_ path: String, _ labels: [String]?) -> TreeNode {
        TreeNode(datacenter: "main", url: "http://s", chain: chain(path), labels: labels)
    }

    @Test(
        arguments: [
            (["web"], [], true), (["db"], [], false), (["db", "ssd"], [], true), (["web"], ["ssd"], false),
            (["web"], ["db"], true), (["all"], [], true),
        ] as [([String], [String], Bool)])
    func `any wanted label selects, and any excluded one rules out`(wanted: [String], excluded: [String], isMeant: Bool)
    {
        let selection = TargetSelection(
            labels: LabelSelection(wanted: wanted.map { Label($0)! }, excluded: excluded.map { Label($0)! }))
        #expect(selection.includes(node("bravo", ["all", "web", "ssd"])) == isMeant)
    }

    @Test func `a server whose labels are not known is not meant, unless labels do not matter`() {
        #expect(!TargetSelection(labels: LabelSelection()).includes(node("bravo", nil)))
        #expect(TargetSelection(labels: nil).includes(node("bravo", nil)))
    }

    @Test(
        arguments: [
            ([], false, "", true), ([], false, "alpha", true), ([], true, "alpha", true),
            (["alpha"], false, "alpha", true), (["alpha"], false, "alpha.charlie", false),
            (["alpha"], false, "", false),
            (["alpha"], true, "", true), (["alpha.charlie"], false, "alpha.charlie", true),
            (["charlie"], false, "alpha.charlie", false), (["bravo", "alpha"], false, "alpha", true),
        ] as [([String], Bool, String, Bool)])
    func `a chain filter means whole paths, and the root only when it is named`(
        chains: [String], includesRoot: Bool, path: String, isMeant: Bool
    ) {
        let filter = ChainFilter(chains: chains.map(chain), includesRoot: includesRoot)
        #expect(filter.includes(chain(path)) == isMeant)
        #expect(ChainFilter(texts: chains, includesRoot: includesRoot) == filter)
    }

    @Test(arguments: ["a.*", "a..c", "", "-a", "a b"])
    func `a text that is no path is a filter that no chain passes`(text: String) {
        let filter = ChainFilter(texts: [text], includesRoot: false)
        for path in ["", "alpha", "alpha.charlie"] { #expect(!filter.includes(chain(path))) }
        #expect(ChainFilter(texts: [text], includesRoot: true).includes(chain("")))
        #expect(ChainFilter(texts: [text, "alpha"], includesRoot: false) == ChainFilter(chains: [chain("alpha")]))
    }
}
