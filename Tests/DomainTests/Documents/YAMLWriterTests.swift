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

    @Test(
        arguments: [
            (["": 1, "a": 2], "? ''\n: 1\na: 2\n"), (["x\ny": 1], "? 'x\n\n  y'\n: 1\n"),
            ([String(repeating: "k", count: 122): 1], String(repeating: "k", count: 122) + ": 1\n"),
            ([String(repeating: "k", count: 123): 1], "? " + String(repeating: "k", count: 123) + "\n: 1\n"),
            (["": ["a": [1, ["b": 2]], "c": [:]]], "? ''\n: a:\n  - 1\n  - b: 2\n  c: {}\n"),
            (["": [1, [2]], "b": ["": [:]]], "? ''\n: - 1\n  - - 2\nb:\n  ? ''\n  : {}\n"),
            ([["": "v"], ["a\nb": [1]]], "- ? ''\n  : v\n- ? 'a\n\n    b'\n  : - 1\n"),
            (["x\ny": "a\nb"], "? 'x\n\n  y'\n: 'a\n\n  b'\n"),
            (
                [String(repeating: "word ", count: 30) + "end": "v"],
                "? word word word word word word word word word word word word word word word word\n"
                    + "  word word word word word word word word word word word word word word end\n: v\n"
            ),
            (
                [String(repeating: "é", count: 22) + String(repeating: "x", count: 101): nil],
                "? \"" + String(repeating: "\\xE9", count: 20) + "\\\n  \\xE9\\xE9" + String(repeating: "x", count: 101)
                    + "\"\n: null\n"
            ),
        ] as [(JSONValue, String)])
    func `a key that is empty, long or of several lines stands behind a question mark`(
        value: JSONValue, written: String
    ) {
        #expect(YAMLWriter.text(of: value) == written)
    }

    @Test(arguments: [(1.5, "1.5"), (1e20, "1.0e+20"), (1e-7, "1.0e-07"), (-0.001, "-0.001")])
    func `a number keeps its point`(number: Double, written: String) {
        #expect(YAMLWriter.text(of: ["k": .double(number)]) == "k: \(written)\n")
    }
}
