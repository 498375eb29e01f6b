import Domain
import Testing

@Suite struct NamespaceTreeTests {
    private static let values = [MetadataKey("motd")!: "hello\n", MetadataKey("other")!: "x"]

    private static func tree(_ mapping: JSONValue) throws -> NamespaceTree {
        try NamespaceTree(NamespaceMapping(mapping), values: values)
    }

    /// One line an entry: path, permissions, and the content of a file.
    private static func shown(_ tree: NamespaceTree) -> [String] {
        tree.entries.map { entry in
            "/\(entry.path) \(String(entry.permissions, radix: 8))" + (entry.content.map { " \($0)" } ?? "")
        }
    }

    @Test func `the folders above an entry are made, before it`() throws {
        let tree = try Self.tree([["file": "other:usr/local/www/x"], ["directory": "etc", "mode": 0o700]])
        #expect(
            Self.shown(tree) == [
                "/ 755", "/etc 700", "/usr 755", "/usr/local 755", "/usr/local/www 755", "/usr/local/www/x 644 x",
            ])
    }

    @Test func `the last item for an entry wins, member by member`() throws {
        let tree = try Self.tree([
            ["file": "motd:a", "mode": 0o600, "owner": 5], ["file": "other:a", "group": 7],
        ])
        #expect(Self.shown(tree) == ["/ 755", "/a 600 x"])
        #expect(tree.entries[1].owner == .number(5) && tree.entries[1].group == .number(7))
    }

    @Test func `the folder of the namespace itself can be given a mode`() throws {
        #expect(Self.shown(try Self.tree([["directory": "/", "mode": 0o711]])) == ["/ 711"])
    }

    @Test(
        arguments: [
            ([["file": "motd:a"], ["file": "motd:a/b"]], "'a' is a file, and nothing can be in it", 2),
            ([["file": "motd:a"], ["directory": "a"]], "'a' is a file already", 2),
            ([["file": "motd:a/b"], ["file": "motd:a"]], "'a' is a folder already", 2),
            ([["file": "nobody:a"]], "there is no metadata item 'nobody'", 1),
        ] as [(JSONValue, String, Int)])
    func `what cannot stand together is refused`(mapping: JSONValue, what: String, item: Int) {
        #expect(throws: NamespaceMapping.Mistake.item(item, what)) { try Self.tree(mapping) }
    }

    @Test func `a tree has a limit of bytes`() throws {
        let big = MetadataKey("big")!
        let mapping = try NamespaceMapping([["file": "big:a"], ["file": "big:b"]])
        let half = String(repeating: "x", count: NamespaceTree.mostBytes / 2)
        _ = try NamespaceTree(mapping, values: [big: half])
        #expect(throws: NamespaceMapping.Mistake.self) { try NamespaceTree(mapping, values: [big: half + "x"]) }
    }

    @Test func `a listing goes folder by folder`() throws {
        let paths = ["usr/local/www/index.html", "usr/local/www", "etc/motd", "usr/local", "usr", "etc"]
        let entries = try paths.map {
            NamespaceEntry(path: try NamespacePath($0), isDirectory: true, owner: 0, group: 0, permissions: 0o755)
        }
        #expect(
            NamespaceEntry.listed(entries).map(\.path.description) == [
                "etc", "usr", "etc/motd", "usr/local", "usr/local/www", "usr/local/www/index.html",
            ])
        #expect(entries[0].mode == 16877)
    }
}
