import Domain
import Testing

/// YAML as PyYAML 6.0.3 writes it; the recordings are from it.
struct YAMLWriterTests {
    @Test func `keys are sorted, lists stand under their keys`() {
        let value: JSONValue = [
            "kind": "x", "list": [1, "a", ["b", ["c"]], ["k": "v", "l": [1, 2]], [:], [], nil],
            "a": ["z": true, "b": [:]],
        ]
        #expect(
            YAMLWriter.text(of: value) == """
                a:
                  b: {}
                  z: true
                kind: x
                list:
                - 1
                - a
                - - b
                  - - c
                - k: v
                  l:
                  - 1
                  - 2
                - {}
                - []
                - null

                """)
    }

    @Test(arguments: [
        ("", "''"), ("yes", "'yes'"), ("1", "'1'"), ("a: b", "'a: b'"), ("a #b", "'a #b'"), ("#x", "'#x'"),
        ("- x", "'- x'"),
        ("it's", "it's"), ("'x", "'''x'"), ("é", #""\xE9""#), ("\t", #""\t""#), (" lead", "' lead'"), ("=", "'='"),
        ("<<", "'<<'"), ("~", "'~'"), ("2024-01-31", "'2024-01-31'"), ("1:30", "'1:30'"), ("0o10", "0o10"),
        ("a#b", "a#b"), ("a, b", "a, b"), ("[a]", "'[a]'"), ("?x", "?x"), ("? x", "'? x'"), ("--- x", "'--- x'"),
        ("services:\n  blog:\n    makejail: x\n", #""services:\n  blog:\n    makejail: x\n""#),
        ("\u{1F600}", #""\U0001F600""#),
        ("x\ny", "'x\n\n  y'"), ("http://127.0.0.1:8888", "http://127.0.0.1:8888"),
    ])
    func `a text is quoted where it must be`(text: String, written: String) {
        #expect(YAMLWriter.text(of: ["k": .string(text)]) == "k: \(written)\n")
    }

    @Test func `long lines are folded`() {
        let words = String(repeating: "word ", count: 20) + "end"
        #expect(
            YAMLWriter.text(of: ["k": .string(words)])
                == "k: word word word word word word word word word word word word word word word word word\n"
                + "  word word word end\n"
                || !YAMLWriter.text(of: ["k": .string(words)]).contains(String(repeating: "word ", count: 18)))
        let lines = String(repeating: "x\n  y ", count: 20)
        #expect(YAMLWriter.text(of: ["k": .string(lines)]).split(separator: "\n").allSatisfy { $0.count < 90 })
    }

    @Test(arguments: [(1.5, "1.5"), (1e20, "1.0e+20"), (1e-7, "1.0e-07"), (-0.001, "-0.001")])
    func `a number keeps its point`(number: Double, written: String) {
        #expect(YAMLWriter.text(of: ["k": .double(number)]) == "k: \(written)\n")
    }
}
