import Testing

@testable import Domain

@Suite("Chain paths")
struct ChainPathTests {
    @Test func `a path is split at its dots`() {
        #expect(ChainPath("alpha.charlie.delta")?.names.map(\.text) == ["alpha", "charlie", "delta"])
    }

    @Test(arguments: ["", "a..b", "a.", ".a", "a.-b", "a/b", "a b"])
    func `a path with a part that is no name is refused`(text: String) {
        #expect(ChainPath(text) == nil)
    }

    @Test func `a path of more hops than the bound is refused, which ends every loop`() {
        let hops = { (count: Int) in Array(repeating: "a", count: count).joined(separator: ".") }
        #expect(ChainPath(hops(ChainPath.deepest)) != nil)
        #expect(ChainPath(hops(ChainPath.deepest + 1)) == nil)
        #expect(ChainPath(hops(100_000)) == nil)
    }

    @Test func `the next hop of a path is its first name and the rest is left for it`() {
        let hop = ChainPath("alpha.charlie")?.nextHop
        #expect(hop?.neighbour.text == "alpha")
        #expect(hop?.rest.description == "charlie")
        #expect(ChainPath.root.nextHop == nil)
    }

    @Test(arguments: [
        (["all"], [String](), ["all", "db"], true), (["web"], [], ["all", "db"], false),
        (["web", "db"], [], ["db"], true), (["all"], ["old"], ["all", "old"], false), (["all"], ["old"], ["all"], true),
        (["all"], [], [], false),
    ])
    func `any wanted label selects a node and any excluded one rules it out`(
        wanted: [String], excluded: [String], reported: [String], isSelected: Bool
    ) {
        let selection = LabelSelection(
            wanted: wanted.compactMap { Label($0) }, excluded: excluded.compactMap { Label($0) })
        #expect(selection.matches(reported) == isSelected)
    }
}
