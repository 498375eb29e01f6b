import Domain
import Testing

@Suite struct NamespacePathTests {
    @Test(arguments: [
        ("/etc/motd", "etc/motd"), ("etc/motd", "etc/motd"), ("///etc//motd/", "etc/motd"), ("./a/./b", "a/b"),
        ("a/../b", "b"), ("a/b/../../c", "c"), ("", ""), ("/", ""), (".", ""), ("a/..", ""), ("...", "..."),
        ("a b/é", "a b/é"), (".hidden", ".hidden"), ("-rf", "-rf"),
    ])
    func `a path is read as 0.25 reads it`(text: String, expected: String) throws {
        #expect(try NamespacePath(text).description == expected)
    }

    @Test(arguments: ["..", "../x", "/../x", "a/../../x", "../../../etc/passwd", "a/b/../../../c"])
    func `no path leads out`(text: String) {
        #expect(throws: NamespacePath.Mistake.outside) { try NamespacePath(text) }
    }

    @Test(arguments: [
        "a\0b", String(repeating: "n", count: 256), String(repeating: "a/", count: 65),
        String(repeating: "a", count: 1025),
    ])
    func `what no file system takes is refused`(text: String) {
        #expect(throws: NamespacePath.Mistake.self) { try NamespacePath(text) }
    }

    @Test func `the longest path is taken`() throws {
        #expect(try NamespacePath(String(repeating: "a/", count: 64)).names.count == 64)
        #expect(try NamespacePath(String(repeating: "n", count: 255)).names.count == 1)
    }

    @Test func `whatever is read, no name leads anywhere but down`() {
        var random = SplitMix64(seed: 20_261_125)
        let pieces = ["a", "..", ".", "/", "//", "b.c", "...", " ", "é", "-"]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            guard let path = try? NamespacePath(text) else { continue }
            for name in path.names {
                #expect(!["", ".", ".."].contains(name) && !name.contains("/"), "\(text) gives \(path.names)")
            }
        }
    }
}
