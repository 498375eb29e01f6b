import Domain
import Testing

/// Command-line contract, section 4.1. The expected texts are what Python 3 prints.
struct PythonTextTests {
    @Test(
        arguments: [
            (.null, "None"), (true, "True"), (false, "False"), (0, "0"), (-17, "-17"), ("web", "'web'"), ("", "''"),
            ("it's", "\"it's\""), ("say \"hi\"", "'say \"hi\"'"), ("it's \"it\"", "'it\\'s \"it\"'"),
            ("a\\b", "'a\\\\b'"), ("a\nb\tc\rd", "'a\\nb\\tc\\rd'"), ("\u{1B}[1m", "'\\x1b[1m'"), ("\u{7F}", "'\\x7f'"),
            ("\u{85}", "'\\x85'"), ("\u{A0}", "'\\xa0'"), ("\u{200B}", "'\\u200b'"), ("\u{2028}", "'\\u2028'"),
            ("\u{E0001}", "'\\U000e0001'"), ("żółw 🐢", "'żółw 🐢'"), ([], "[]"), (.object([:]), "{}"),
            ([1, "x", .null], "[1, 'x', None]"),
            (
                .object(["errlevel": 0, "message": .null, "failed": []]),
                "{'errlevel': 0, 'message': None, 'failed': []}"
            ),
            (.object(["a": ["b": [true]]]), "{'a': {'b': [True]}}"),
        ] as [(JSONValue, String)])
    func `values are written as repr writes them`(value: JSONValue, text: String) {
        #expect(PythonText.literal(value) == text)
    }

    @Test(arguments: [
        (0.0, "0.0"), (1.5, "1.5"), (-2.25, "-2.25"), (0.1, "0.1"), (1e15, "1000000000000000.0"),
        (1e16, "1e+16"), (1.5e16, "1.5e+16"), (-12_345_678_901_234_567.0, "-1.2345678901234568e+16"),
        (1e22, "1e+22"), (0.0001, "0.0001"), (0.00001, "1e-05"), (123456.789, "123456.789"),
    ])
    func `numbers with a fraction are written as repr writes them`(number: Double, text: String) {
        #expect(PythonText.literal(.double(number)) == text)
    }

    @Test func `text beside a key is raw, everything else as repr has it`() {
        #expect(PythonText.plain("it's\n") == "it's\n")
        #expect(PythonText.plain(["it's"]) == "[\"it's\"]")
        #expect(PythonText.plain(.null) == "None")
    }

    @Test(
        arguments: [
            ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\n\n", ["a", ""]), ("\n", [""]), ("a\r\nb", ["a", "b"]),
            ("a\rb", ["a", "b"]), ("a\n\rb", ["a", "", "b"]),
            ("a\u{0B}b\u{0C}c\u{1C}d\u{85}e\u{2028}f\u{2029}", Array("abcdef").map(String.init)),
            ("é\r\n\r\n", ["é", ""]),
        ] as [(String, [String])])
    func `lines are cut as splitlines cuts them`(text: String, lines: [String]) {
        #expect(PythonText.lines(of: text) == lines)
    }
}
