import Domain
import Testing

@Suite struct NamespaceMappingTests {
    @Test func `both forms of a file are the same`() throws {
        let text = try NamespaceMapping([["file": "motd:/etc/motd"]])
        let pair = try NamespaceMapping([["file": ["motd", "/etc/motd"]]])
        #expect(text == pair)
        #expect(text.items[0].content == .file(MetadataKey("motd")!))
        #expect(text.items[0].path.description == "etc/motd")
    }

    @Test func `a path may contain colons`() throws {
        #expect(try NamespaceMapping([["file": "motd:a:b"]]).items[0].path.description == "a:b")
    }

    @Test func `owner, group and mode are read, umask and prefix taken`() throws {
        let item = try NamespaceMapping([
            ["directory": "x", "owner": 80, "group": "www", "mode": 0o2755, "umask": 18, "prefix": true]
        ]).items[0]
        #expect(item.owner == .number(80))
        #expect(item.group == .name("www"))
        #expect(item.permissions == 0o2755)
    }

    @Test(arguments: [(33188, 0o644), (0o040755, 0o755), (0o104711, 0o4711)])
    func `a mode may be one of a listing, type included`(mode: Int, permissions: Int) throws {
        let item = try NamespaceMapping([["directory": "x", "mode": .integer(mode)]]).items[0]
        #expect(item.permissions == permissions)
    }

    @Test func `owner and group -1 are left as they are`() throws {
        let item = try NamespaceMapping([["directory": "x", "owner": -1, "group": -1]]).items[0]
        #expect(item.owner == nil && item.group == nil)
    }

    @Test func `what is null is absent`() throws {
        let item = try NamespaceMapping([
            ["directory": "x", "owner": nil, "group": nil, "mode": nil, "umask": nil, "prefix": nil]
        ]).items[0]
        #expect(item.owner == nil && item.group == nil && item.permissions == nil)
    }

    @Test func `the keys are told once, in their order`() throws {
        let mapping = try NamespaceMapping([
            ["file": "b:1"], ["directory": "d"], ["file": "a:2"], ["file": "b:3"],
        ])
        #expect(mapping.keys.map(\.text) == ["b", "a"])
    }

    /// A JSON text, the item that is wrong, and what is said of it.
    private static let mistakes: [(String, Int, String)] = [
        (#"["x"]"#, 1, "is no object"),
        (#"[{"directory": "x"}, {"colour": "red"}]"#, 2, "has the unknown member 'colour'"),
        (#"[{}]"#, 1, "has neither 'file' nor 'directory'"),
        (#"[{"file": "a:b", "directory": "c"}]"#, 1, "has both 'file' and 'directory'"),
        (#"[{"file": "a"}]"#, 1, "'file' names no path behind the metadata item"),
        (#"[{"file": ["a"]}]"#, 1, "'file' is neither a text nor a list of a metadata item and a path"),
        (#"[{"file": null}]"#, 1, "'file' is neither a text nor a list of a metadata item and a path"),
        (#"[{"directory": 5}]"#, 1, "'directory' is no text"),
        (#"[{"file": "../x:y"}]"#, 1, "'../x' is no key of metadata"),
        (#"[{"file": "a:/"}]"#, 1, "'/' is the folder of the namespace, not a file in it"),
        (#"[{"directory": "a\u0000b"}]"#, 1, "the path contains NUL"),
        (#"[{"directory": "x", "owner": -2}]"#, 1, "'owner' is no number of an account"),
        (#"[{"directory": "x", "group": 4294967295}]"#, 1, "'group' is no number of an account"),
        (#"[{"directory": "x", "owner": true}]"#, 1, "'owner' is neither a name nor a number"),
        (#"[{"directory": "x", "owner": ""}]"#, 1, "'owner' is no name of an account"),
        (#"[{"directory": "x", "owner": "a\u0000"}]"#, 1, "'owner' is no name of an account"),
        (#"[{"directory": "x", "mode": "0755"}]"#, 1, "'mode' is no whole number from 0 to 4095"),
        (#"[{"directory": "x", "mode": 4096}]"#, 1, "'mode' is no whole number from 0 to 4095"),
        (#"[{"directory": "x", "mode": -1}]"#, 1, "'mode' is no whole number from 0 to 4095"),
        (#"[{"directory": "x", "mode": 65536}]"#, 1, "'mode' is no whole number from 0 to 4095"),
        (#"[{"directory": "x", "umask": "x"}]"#, 1, "'umask' is no whole number"),
        (#"[{"directory": "x", "prefix": 5}]"#, 1, "'prefix' is neither a text nor a truth value"),
    ]

    @Test(arguments: mistakes)
    func `a mistake is told with its item`(json: String, item: Int, what: String) throws {
        let value = try JSONReader.value(of: json)
        #expect(throws: NamespaceMapping.Mistake.item(item, what)) { try NamespaceMapping(value) }
    }

    @Test(arguments: [#""x""#, "{}", "null"])
    func `what is no list is refused`(json: String) throws {
        let value = try JSONReader.value(of: json)
        #expect(throws: NamespaceMapping.Mistake.noList) { try NamespaceMapping(value) }
    }

    @Test func `an empty list is refused`() {
        #expect(throws: NamespaceMapping.Mistake.empty) { try NamespaceMapping([]) }
    }

    @Test(arguments: [#"[{"file": "a:/../x"}]"#, #"[{"directory": "../x"}]"#])
    func `a path that leads out is told without its leading slashes`(json: String) throws {
        let value = try JSONReader.value(of: json)
        #expect(throws: NamespaceMapping.Mistake.outside(path: "../x")) { try NamespaceMapping(value) }
    }

    @Test func `a mapping has a limit`() throws {
        let item: JSONValue = ["directory": "x"]
        let most = NamespaceMapping.mostItems
        _ = try NamespaceMapping(.array(Array(repeating: item, count: most)))
        #expect(throws: NamespaceMapping.Mistake.tooMany(most + 1)) {
            try NamespaceMapping(.array(Array(repeating: item, count: most + 1)))
        }
    }
}
