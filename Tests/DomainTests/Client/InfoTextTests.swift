import Domain
import Testing

struct InfoTextTests {
    private static let node = TreeNode(datacenter: "main", url: "http://s", chain: .root, labels: [])

    private func metadata(_ value: String) -> [String] {
        let block = InfoReport.Block(node: Self.node, content: .metadata([InfoReport.Named(name: "key", value: value)]))
        return Array(InfoText.lines(of: InfoReport(blocks: [block], problems: [])).dropFirst(3))
    }

    @Test func `a server without labels has no line for them`() {
        let block = InfoReport.Block(node: Self.node, content: .chain)
        #expect(
            InfoText.lines(of: InfoReport(blocks: [block], problems: [])) == [
                "datacenter: http://s", "  entrypoint: main", "  chain: None",
            ])
    }

    @Test(
        arguments: [
            ("", []), ("\n", ["    key: "]), ("one", ["    key: one"]), ("one\n", ["    key: one"]),
            ("one\n\ntwo", ["    key: |", "      one", "      ", "      two"]),
        ] as [(String, [String])])
    func `metadata is laid out by its number of lines`(value: String, lines: [String]) {
        #expect(metadata(value) == ["  metadata:"] + lines)
    }

    @Test func `an empty text of a jail is shown, with the blank before it`() {
        let facts = InfoReport.JailFacts(item: .cpuset, value: "")
        let block = InfoReport.Block(node: Self.node, content: .jails([InfoReport.Named(name: "j", value: [facts])]))
        #expect(
            InfoText.lines(of: InfoReport(blocks: [block], problems: [])).suffix(3) == [
                "  jails:", "    j:", "      cpuset: ",
            ])
    }
}

struct TreeTextTests {
    private func nodes(_ paths: [String], url: String = "http://127.0.0.1:8888") -> [TreeNode] {
        paths.map { TreeNode(datacenter: "main", url: url, chain: chain($0), labels: nil) }
    }

    @Test func `a tree is drawn as in the contract`() {
        #expect(
            TreeText.lines(of: nodes(["", "centralita", "centralita.delta", "r2"])) == [
                "http://127.0.0.1:8888", " +-- centralita", " |   +-- delta", " +-- r2",
            ])
    }

    @Test func `below a last child there are blanks`() {
        #expect(
            TreeText.lines(of: nodes(["a", "a.b", "a.b.c", "a.b.d", "a.e", "f", "f.g", "f.g.h"])) == [
                "http://127.0.0.1:8888", " +-- a", " |   +-- b", " |   |   +-- c", " |   |   +-- d", " |   +-- e",
                " +-- f",
                "     +-- g", "         +-- h",
            ])
    }

    @Test func `a server whose parent was not selected is drawn below its parent's name`() {
        #expect(TreeText.lines(of: nodes(["a.b"])) == ["http://127.0.0.1:8888", " +-- a", "     +-- b"])
    }

    @Test func `a root alone is no tree`() {
        #expect(TreeText.lines(of: nodes([""])) == [])
    }

    @Test func `every address has its tree, and entries of one address share it`() {
        let all = nodes(["a"], url: "http://1") + nodes(["b"], url: "http://2") + nodes(["c"], url: "http://1")
        #expect(TreeText.lines(of: all) == ["http://1", " +-- a", " +-- c", "http://2", " +-- b"])
    }
}
