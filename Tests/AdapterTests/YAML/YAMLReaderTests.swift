import Domain
import Testing

@testable import Adapters

/// Reads a text as our own, with no variable set.
func readYAML(
    _ text: String, limits: YAMLLimits = YAMLLimits(), dialect: YAMLReader.Dialect = .own,
    variables: [String: String] = [:]
) -> (document: Document?, findings: [Diagnostic]) {
    YAMLReader.examine(
        text: text, file: "test.yml", environment: .resolve { variables[$0] }, dialect: dialect, limits: limits)
}

@Suite struct `YAML documents` {
    @Test(arguments: [
        ("merge key", "b: &b {x: 1, y: 2}\nc: {<<: *b, y: 3}\n", #"{"b":{"x":1,"y":2},"c":{"x":1,"y":3}}"#),
        ("merge after the key", "b: &b {x: 1}\nc: {x: 3, <<: *b}\n", #"{"b":{"x":1},"c":{"x":3}}"#),
        (
            "merge list, first wins", "a: &a {x: 1}\nb: &b {x: 2, z: 9}\nc: {<<: [*a, *b]}\n",
            #"{"a":{"x":1},"b":{"x":2,"z":9},"c":{"x":1,"z":9}}"#
        ),
        (
            "two merge keys", "a: &a {x: 1}\nb: &b {y: 2}\nc: {<<: *a, <<: *b}\n",
            #"{"a":{"x":1},"b":{"y":2},"c":{"x":1,"y":2}}"#
        ),
        ("quoted <<", "b: &b {x: 1}\nc: {'<<': *b}\n", #"{"b":{"x":1},"c":{"<<":{"x":1}}}"#),
        ("alias", "a: &x [1]\nb: *x\n", #"{"a":[1],"b":[1]}"#),
        ("numbers and texts are two keys", "1: a\n'1': b\n", #"{"1":"b"}"#),
        ("leading ---", "---\na: 1\n", #"{"a":1}"#),
        ("... at the end", "a: 1\n...\n", #"{"a":1}"#),
        ("%YAML 1.2", "%YAML 1.2\n---\na: yes\n", #"{"a":true}"#),
        ("list document", "- a\n", #"["a"]"#),
        ("tab in a block", "a: |\n  x\n  \ty\n", #"{"a":"x\n\ty\n"}"#),
        ("byte order mark", "\u{FEFF}a: 1\n", #"{"a":1}"#),
        ("CR LF", "a: 1\r\nb: |\r\n  x\r\n", #"{"a":1,"b":"x\n"}"#),
        ("escapes", #"a: "\x07\u00e9\U0001F600""#, #"{"a":"\u0007é😀"}"#),
        ("no blank after the colon", "a:b\n", #""a:b""#),
        ("flow pair without blank", "{a:1}\n", #"{"a:1":null}"#),
        ("flow pair with quoted key", #"{"a":1}"#, #"{"a":1}"#),
        ("trailing comma", "[a, b,]\n", #"["a","b"]"#),
        ("missing value", "a:\nb: 1\n", #"{"a":null,"b":1}"#),
        ("list at the same indent", "a:\n- x\n", #"{"a":["x"]}"#),
        ("literal, clip", "a: |\n  x\n\n\nb: 1\n", #"{"a":"x\n","b":1}"#),
        ("literal, keep", "a: |+\n  x\n\n\nb: 1\n", #"{"a":"x\n\n\n","b":1}"#),
        ("literal, strip", "a: |-\n  x\n\n", #"{"a":"x"}"#),
        ("literal without last line end", "a: |\n  x", #"{"a":"x"}"#),
        ("literal with indent hint", "a: |2\n    x\n", #"{"a":"  x\n"}"#),
        ("literal, empty", "a: |\nb: 1\n", #"{"a":"","b":1}"#),
        ("folded", "a: >\n  x\n  y\n\n  z\n    more\n  k\n", #"{"a":"x y\nz\n  more\nk\n"}"#),
        ("--- in a literal", "a: |\n  ---\n  x\n", #"{"a":"---\nx\n"}"#),
        ("plain on two lines", "a: x\n  y\n", #"{"a":"x y"}"#),
        ("quoted on lines", "a: \"x\n  y\n\n  z\\\n  w\"\n", #"{"a":"x y\nzw"}"#),
        ("!!str", "a: !!str 5\n", #"{"a":"5"}"#),
        ("!!int", "a: !!int '5'\n", #"{"a":5}"#),
        ("!!float", "a: !!float 5\n", #"{"a":5.0}"#),
        ("!!bool", "a: !!bool oN\n", #"{"a":true}"#),
        ("!!null", "a: !!null x\n", #"{"a":null}"#),
        ("!!seq and !!map", "a: !!seq [!!map {b: 1}]\n", #"{"a":[{"b":1}]}"#),
        ("non-specific tag", "a: ! 5\n", #"{"a":5}"#),
        ("%TAG", "%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 5\n", #"{"a":"5"}"#),
        ("= as a key", "=: 1\n", #"{"=":1}"#),
        ("comment", "v: #x\n", #"{"v":null}"#), ("no comment", "v: x#c\n", #"{"v":"x#c"}"#),
        (
            "looks like", "v: [-x, 'a', a:b, http://h:80/x]\nw: ?x\n",
            #"{"v":["-x","a","a:b","http://h:80/x"],"w":"?x"}"#
        ),
    ])
    func `are read as PyYAML reads them`(name: String, text: String, expected: String) throws {
        let (document, findings) = readYAML(text)
        #expect(findings.isEmpty, "\(name): \(findings)")
        // Names occur once in our JSON; of equal ones the last stays.
        #expect(JSONWriter.text(of: try #require(document).json) == expected, "\(name)")
    }

    @Test(arguments: [
        ("tab first in a literal", "a: |\n  \tx\n  y\n", #"{"a":"\tx\ny\n"}"#),
        ("tab first, then blanks", "a: |\n \t x\n  y\n", #"{"a":"\t x\n y\n"}"#),
        ("tab first behind empty lines", "a: |\n\n  \n  \tx\n  y", #"{"a":"\n\n\tx\ny"}"#),
        ("tab first in a folded block", "a: >\n  \tx\n  y\n  z\n", #"{"a":"\tx\ny z\n"}"#),
        ("tab first in a folded block, behind an empty line", "a: >-\n\n  \tx\n", #"{"a":"\n\tx"}"#),
        ("tab first, stripped and kept", "a: |-\n  \tx\n\nb: |+\n  \ty\n\n", #"{"a":"\tx","b":"\ty\n\n"}"#),
        ("nothing but a tab", "a: |\n  \t\nb: 1\n", #"{"a":"\t\n","b":1}"#),
        ("tab first in a list", "- |\n \tx\n- |\r\n   \ty\r\n", #"["\tx\n","\ty\n"]"#),
        ("tab first at the root", "|\n \tx\n", #""\tx\n""#),
        ("tab first behind an anchor, a tag and a comment", "a: &x !!str | # c\n  \tx\n", #"{"a":"\tx\n"}"#),
        ("tab first in a block of twelve columns", "a: |\n            \tx\n", #"{"a":"\tx\n"}"#),
        (
            "a character for private use beside it", "a: |\n  \t\u{E000}\n  \u{E000}\n",
            "{\"a\":\"\\t\u{E000}\\n\u{E000}\\n\"}"
        ),
        ("key without a value in a flow mapping", "{nat:}", #"{"nat":null}"#),
        ("and another behind it", "x: {nat:, b: c}", #"{"x":{"nat":null,"b":"c"}}"#),
        ("at the end", "x: {b: c,nat:}", #"{"x":{"b":"c","nat":null}}"#),
        ("key without a value in a flow list", "[a:, b, c:]", #"[{"a":null},"b",{"c":null}]"#),
        ("a collection right behind the colon", "{a:[1], b:{c: 1}}", #"{"a":[1],"b":{"c":1}}"#),
        ("colons in such a key", "[http://x:, a:b:]", #"[{"http://x":null},{"a:b":null}]"#),
        (
            "with an anchor, a tag, a question mark", "[&a x:, {!!str y:}, {? z:}]",
            #"[{"x":null},{"y":null},{"z":null}]"#
        ),
        ("within and without", "{a: [b:], c:}", #"{"a":[{"b":null}],"c":null}"#),
        ("%YAML 1.3", "%YAML 1.3\n---\na: yes\n", #"{"a":true}"#),
        ("%YAML 1.10", "%YAML 1.10 # c\n---\na: yes\n", #"{"a":true}"#),
        ("an unknown directive", "%FOO bar\n%YAML 1.1\n---\na: 1\n", #"{"a":1}"#),
        ("a pair of surrogates", #"a: "x\ud83d\ude00y\uD83D\uDE00""#, #"{"a":"x😀y😀"}"#),
        ("pairs over lines", "a: \"\\ud83d\\ude00\n  é\\\\\\ud83d\\ude00\" # \"\\ud83d\\ude00\"", #"{"a":"😀 é\\😀"}"#),
    ])
    func `are read as PyYAML reads them where libyaml would not`(name: String, text: String, expected: String) throws {
        let (document, findings) = readYAML(text)
        #expect(findings.isEmpty, "\(name): \(findings)")
        #expect(JSONWriter.text(of: try #require(document, "\(name)").json) == expected, "\(name)")
    }

    @Test(arguments: [
        ("a: |\n  \tx\nb: 2024-01-31\n", 3, 4), ("a: |\n  \tx\nb: >\n\n  \ty\nc: !x y\n", 6, 4),
        ("{a:, b: .nan}", 1, 9), ("{a:, b:, c: .nan}", 1, 13), ("- {a:, b:}\n- [c:, .nan]\n", 2, 8),
        (#"{a: "\ud83d\ude00", b: "\ud83d\ude00", c: .nan}"#, 1, 43),
        ("a: |\n  \tx\nb: {c:}\nd: [e:, .inf]\n", 4, 9), ("a: |\n  \tx\nb: [1\n", 4, 1),
        ("%FOO\n---\na: .nan\n", 3, 4),
    ])
    func `of that kind have their places`(text: String, line: Int, column: Int) throws {
        let findings = readYAML(text).findings
        #expect(findings.map(\.position) == [SourcePosition(line: line, column: column)], "\(findings)")
    }

    @Test func `of that kind have their places within other files`() {
        let text = "a: |\n  \tx\nb: {c:, d: !x y}\n"
        let (_, findings) = YAMLReader.examine(
            text: text, file: "test.yml", environment: .keep, origin: .block(lines: 10, columns: 4))
        #expect(findings.map(\.position) == [SourcePosition(line: 13, column: 16)], "\(findings)")
        let (_, others) = YAMLReader.examine(
            text: text, file: "test.yml", environment: .keep, origin: .scalar(SourcePosition(line: 7, column: 2)))
        #expect(others.map(\.message) == ["unknown tag !x (line 3 of the text)"])
    }

    @Test(arguments: [
        "a: |\n\tx\n", "a: |\n     \n  \tx\n", "a: |2\n \tx\n", "a: |\n  x\n \ty\n", "- a: |\n  \tx\n",
        "{a:?b}", "[a: b:]", "[:]", "{: a}", #"a: "\ud83d""#, #"a: "\ud83dx\ude00""#, "%YAML 2.0\n---\na",
        "%YAML 12.1\n---\na",
        "%YAML 1.1\n%YAML 1.3\n---\na",
    ])
    func `that PyYAML does not take are refused too`(text: String) {
        let (document, findings) = readYAML(text)
        #expect(document == nil)
        #expect(findings.count == 1, "\(findings)")
    }

    @Test(arguments: ["a: |\n  \tx\n", "{a:}", #""\ud83d\ude00""#])
    func `of that kind end at a bound`(piece: String) {
        let (document, findings) = readYAML(piece, limits: YAMLLimits(rereadings: 0))
        #expect(document == nil)
        #expect(findings.count == 1)
        #expect(readYAML(piece).findings.isEmpty)
    }

    @Test(arguments: [
        ("keys in one line", "{", "k§:,", "z: .nan}"), ("keys in many lines", "[\n", "a:,\n", ".nan]"),
        ("lists in a block", "", "- {a:, b:}\n", "- .nan\n"),
        ("keys of a block", "", "{a§:}: {b:}\n", "c: .nan\n"),
        ("lists within others", "- - ? - [\n", "  {a:[1], b:{c:}},\n", "  ]\n- .nan\n"),
        ("complex keys", "", "? {a§:}\n: - {b:}\n", "? c\n: .nan\n"),
        ("blocks", "x:\n", "  - |\n    \tx\n", "y: .nan\n"),
        ("blocks of keys", "", "k§: >\n\n  \tx\n", "y: .nan\n"),
        ("surrogates in quotes", "[", #""é\ud83d\ude00\ud83d\ude00","#, ".nan]"),
        ("surrogates as keys", "", "\"\\ud83d\\ude00§\": [\"\\ud83d\\ude00\"]\n", "y: .nan\n"),
        ("directives", "", "%FOO bar\n", "---\n- {a:}\n- .nan\n"),
        (
            "all of them", "%YAML 1.3\n---\n",
            "a§:\n  - {b:, \"\\ud83d\\ude00\": [c:]} # {d:}\n  - |\n    \tx {e:}\n  - 'f:,'\n", "y: .nan\n"
        ),
    ])
    func `are mended at thousands of places in one more reading`(
        name: String, head: String, piece: String, tail: String
    ) {
        let count = 4_000
        let pieces = (0..<count).map { piece.replacing("§", with: "\($0)") }.joined()
        let text = head + pieces + tail
        let (document, findings) = readYAML(text, limits: YAMLLimits(rereadings: 8))
        // The last value is a mistake, and it is found where it stands.
        let place = text.utf8.count - tail.utf8.count + (tail.prefix { $0 != "." }).utf8.count
        #expect(document != nil, "\(name): \(findings)")
        #expect(findings.last?.position == SourcePosition(offset: place, in: Array(text.utf8)), "\(name)")
        #expect(findings.last?.found == ".nan", "\(name)")
    }

    @Test func `are mended in texts of megabytes`() {
        let lines = "- a: 0123456789012345678901234567890123456789\n"
        let text = "- {a:}\n" + String(repeating: lines, count: 60_000) + "- {a:}\n"
        let (document, findings) = readYAML(text)
        #expect(findings.isEmpty)
        #expect(document?.json.array?.count == 60_002)
    }

    /// What is written in two ways is the same document, and its mistakes stand at the places of what was read.
    @Test func `are the same with and without the blanks that libyaml asks for`() {
        for seed: UInt64 in 0..<300 {
            var writer = YAMLInTwoWays(seed: seed)
            writer.block(depth: 3, indent: 0)
            let (ours, ourFindings) = readYAML(writer.dense)
            let (theirs, theirFindings) = readYAML(writer.wide)
            #expect(ours?.json == theirs?.json, "seed \(seed):\n\(writer.dense)")
            #expect(ourFindings.map(\.message) == theirFindings.map(\.message), "seed \(seed):\n\(writer.dense)")
            #expect(ourFindings.map(\.position) == writer.mistakes, "seed \(seed):\n\(writer.dense)")
        }
    }

    @Test(arguments: [
        ("9223372036854775808", "9223372036854775808"), ("-9223372036854775809", "-9223372036854775809"),
        ("0x1_0000_0000_0000_0000", "18446744073709551616"), ("01000000000000000000000", "9223372036854775808"),
        ("100000000000000000000:30", "6000000000000000000030"), ("+00_9", nil),
        ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"),
        ("1:0:7:14:21:28:35:42:49:56:3:10:17:24:31:38:45:52", "1696069754186703879751777075552"),
        ("!!int '5:123456789012345678901:7:8:9:10:11:59'", "5759999948160000008807404860719"),
        ("!!int '36893488147419103232'", "36893488147419103232"),
        ("!ENV 'tag:yaml.org,2002:int ${N:36893488147419103232}'", "36893488147419103232"),
    ])
    func `keep integers of any size`(text: String, digits: String?) throws {
        let document = try #require(readYAML("v: \(text)\n").document)
        guard let digits else { return #expect(document["v"]?.kind == "text") }
        #expect(document["v"]?.content == .largeInteger(digits))
        #expect(JSONWriter.text(of: document.json) == "{\"v\":\(digits)}")
        #expect(YAMLWriter.text(of: document.json) == "v: \(digits)\n")
        #expect(YAMLTextWriter.text(of: document.json) == "v: \(digits)\n")
    }

    @Test(arguments: ["", "# only a comment\n", "---\n", "null\n", "~", "\u{FEFF}", "\n\n"])
    func `that hold nothing are no document`(text: String) {
        let (document, findings) = readYAML(text)
        #expect(document == nil)
        #expect(findings.isEmpty)
    }

    @Test func `know where every value stands`() throws {
        let text = "a: 1\nbé: [x, {y: 'z'}]\nc: |\n  text\nd: !!str 5\ne: &k v\n"
        let document = try #require(readYAML(text).document)
        func place(_ document: Document?) -> String {
            document.map { "\($0.position.line):\($0.position.column)" } ?? ""
        }
        #expect(place(document) == "1:1")
        #expect(place(document["a"]) == "1:4")
        #expect(place(document["bé"]) == "2:5")
        guard case .sequence(let items)? = document["bé"]?.content else { Issue.record("no list"); return }
        #expect(place(items[0]) == "2:6")
        #expect(place(items[1]["y"]) == "2:13")
        #expect(place(document["c"]) == "3:4")
        #expect(place(document["d"]) == "5:4")
        #expect(place(document["e"]) == "6:4")
    }

    @Test func `keep the text as it stands`() throws {
        let document = try #require(readYAML("a: 22:22\nb: '22:22'\nc: 0644\n").document)
        #expect(document["a"]?.source == "22:22")
        #expect(document["a"]?.content == .integer(1342))
        #expect(document["b"]?.content == .string("22:22"))
        #expect(document["c"]?.source == "0644")
    }

    @Test(arguments: [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate key 'a'; it stands at line 1, column 1"),
        ("m: {x: 1, x: 2}\n", 1, 11, "duplicate key 'x'; it stands at line 1, column 5"),
        ("true: a\nyes: b\n", 2, 1, "duplicate key 'yes'"),
        ("1: a\n1.0: b\n", 2, 1, "duplicate key '1.0'"),
        ("1: a\ntrue: b\n", 2, 1, "duplicate key 'true'"),
        ("c: {<<: 5}\n", 1, 9, "only mappings can be merged"),
        ("c: {<<: [1]}\n", 1, 10, "only mappings can be merged"),
        ("a: *nope\n", 1, 4, "there is no anchor 'nope'"),
        ("a: &x 1\nb: &x 2\n", 2, 4, "the anchor 'x' is defined twice; the first time at line 1, column 4"),
        ("a: &x [*x]\n", 1, 8, "the value 'x' contains itself"),
        ("a: &x {b: [*x]}\n", 1, 12, "the value 'x' contains itself"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second one begins"),
        ("a: 1\n---\n", 2, 1, "a second one begins"),
        ("%YAML 2.0\n---\na: 1\n", 1, 1, "incompatible"),
        ("a:\n\tb: 1\n", 2, 1, "a tab cannot"),
        ("a: \"x\u{07}\"\n", 1, 6, "a character that may not stand"),
        ("ok: 1\na: \u{7F}\n", 2, 4, "a character that may not stand"),
        (#"a: "\q""#, 1, 5, "unknown escape"),
        ("[a, , b]\n", 1, 5, "no YAML"),
        ("? [a]\n: 1\n", 1, 3, "a list cannot be a key"),
        ("? {a: 1}\n: 1\n", 1, 3, "a mapping cannot be a key"),
        ("a:\n   - x\n  - y\n", 3, 3, "does not belong to the mapping"),
        ("a: b: c\n", 1, 5, "a key and its value cannot stand here"),
        ("a: [1\n", 2, 1, "the list that begins at line 1, column 4 is not closed"),
        ("deployIn: {labels: [a}\n", 1, 22, "the list that begins at line 1, column 20 is not closed"),
        ("a: {b: 1\n", 2, 1, "the mapping that begins at line 1, column 4 is not closed"),
        ("a: 'x\n", 1, 4, "the quote is not closed"),
        ("a: |\n   x\n  y\n", 3, 3, ""),
        ("a: !!bool maybe\n", 1, 4, "this is no value of the type !!bool"),
        ("a: !!int x\n", 1, 4, "this is no value of the type !!int"),
        ("a: !!binary aGk=\n", 1, 4, "values of the type !!binary cannot be used here"),
        ("a: !!set {x}\n", 1, 4, "values of the type !!set"),
        ("a: !!omap [x: 1]\n", 1, 4, "values of the type !!omap"),
        ("a: !!timestamp 2024-01-01\n", 1, 4, "values of the type !!timestamp"),
        ("a: !local x\n", 1, 4, "unknown tag !local"),
        ("a: !!python/name:os.system ''\n", 1, 4, "values of the type !!python/name:os.system"),
        ("a: !!map [1]\n", 1, 4, "values of the type !!map"),
        ("v: 2024-01-31\n", 1, 4, "unquoted, this is a date"),
        ("v: 2024-02-30\n", 1, 4, "one that does not exist"),
        ("2024-01-31: v\n", 1, 1, "unquoted, this is a date"),
        ("v: .nan\n", 1, 4, "a number must have a value"),
        ("v: -.inf\n", 1, 4, "a number must have a value"),
        ("v: " + String(repeating: "9", count: 4301) + "\n", 1, 4, "the integer is too large"),
        ("a: |\n  x\nb\nc: 1\n", 3, 1, "this should be a key and has no colon behind it"),
        ("{a:?b}\n", 1, 3, "there is no blank behind the colon"),
        (#"a: "\ud83d""#, 1, 7, "this escape stands for no character"),
        ("v: 0x_\n", 1, 4, "looks like a number"),
        ("v: =\n", 1, 4, "'='"), ("v: <<\n", 1, 4, "'<<'"),
        ("v: @x\n", 1, 4, "a text cannot begin with this character"),
        ("v: %x\n", 1, 4, "a text cannot begin with this character"),
        ("v: `x`\n", 1, 4, "a text cannot begin with this character"),
        (String(repeating: "k", count: 1025) + ": 1\n", 1, 1026, ""),
    ])
    func `with a mistake are refused where it is`(text: String, line: Int, column: Int, message: String) throws {
        let findings = readYAML(text).findings
        let first = try #require(findings.first { $0.severity == .error }, "\(findings)")
        #expect(first.position == SourcePosition(line: line, column: column), "\(first)")
        #expect(first.message.contains(message), "\(first)")
        #expect(first.file == "test.yml")
    }

    @Test func `tell all mistakes of values at once`() {
        let text = """
            a: 2024-01-31
            b: !foo x
            c: [.nan, *nope]
            a: !ENV '${NOPE}'
            d: &x 1
            e: {<<: *x, f: &x 2}
            """
        let messages = readYAML(text).findings.map { "\($0.position.line) \($0.path) \($0.message)" }
        #expect(messages.count == 8, "\(messages)")
        #expect(Set(readYAML(text).findings.map(\.position.line)) == [1, 2, 3, 4, 5, 6])
    }

    @Test func `of other programs may repeat keys and hold dates`() throws {
        let (document, findings) = readYAML("a: 1\na: 2024-01-31\nb: .nan\nc: 9223372036854775808\n", dialect: .foreign)
        #expect(findings.map(\.severity) == [.warning])
        #expect(try #require(document)["a"]?.content == .string("2024-01-31"))
        #expect(try #require(document)["b"]?.content == .string(".nan"))
    }

    @Test func `that came over a network cannot read the environment`() throws {
        let (_, findings) = YAMLReader.examine(text: "a: !ENV '${HOME}'", file: "x", environment: .refuse)
        #expect(findings.first?.message.contains("!ENV is not allowed here") == true)
    }

    @Test func `throw their errors and return their warnings`() throws {
        let (document, warnings) = try YAMLReader.read(
            text: "a: 1\na: 2\n", file: "x", environment: .keep, dialect: .foreign)
        #expect(document?["a"]?.content == .integer(2))
        #expect(warnings.count == 1)
        #expect(throws: DiagnosticList.self) {
            try YAMLReader.read(text: "a: 1\na: 2\n", file: "x", environment: .keep)
        }
    }
}

@Suite struct `YAML limits` {
    @Test func `stop a text that is too large`() {
        let findings = readYAML("a: bcd", limits: YAMLLimits(bytes: 5)).findings
        #expect(findings.first?.message.contains("larger than") == true)
    }

    @Test(arguments: [(100, 0), (101, 1)])
    func `stop nesting`(depth: Int, errors: Int) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(readYAML(text).findings.count == errors)
    }

    @Test func `stop nesting through aliases`() {
        var text = "a0: &a0 [x]\n"
        for index in 1...150 { text += "a\(index): &a\(index) [*a\(index - 1)]\n" }
        let findings = readYAML(text).findings
        #expect(findings.contains { $0.message.contains("nested deeper") })
    }

    @Test func `stop a text of deep nesting before it is read`() {
        let text = String(repeating: "[", count: 200_000)
        #expect(readYAML(text).findings.count == 1)
    }

    @Test func `stop values without end`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for index in 1...12 {
            let alias = "*a\(index - 1)"
            text += "a\(index): &a\(index) [" + Array(repeating: alias, count: 10).joined(separator: ", ") + "]\n"
        }
        let findings = readYAML(text).findings
        #expect(findings.contains { $0.message.contains("written out") })
    }

    @Test(arguments: ["list", "mapping", "duplicates", "text"])
    func `let large texts through in linear time`(shape: String) {
        let text =
            switch shape {
            case "list": "[" + Array(repeating: "x", count: 50_000).joined(separator: ", ") + "]"
            case "mapping": (0..<25_000).map { "k\($0): v\n" }.joined()
            case "duplicates": Array(repeating: "k: v\n", count: 25_000).joined()
            default: String(repeating: "a", count: 4_000_000)
            }
        #expect(readYAML(text, dialect: .foreign).document != nil)
    }

    @Test func `stop too many values`() {
        let text = "[" + Array(repeating: "x", count: 20).joined(separator: ", ") + "]"
        #expect(readYAML(text, limits: YAMLLimits(nodes: 20)).findings.first?.message.contains("more than 20") == true)
        #expect(readYAML(text, limits: YAMLLimits(nodes: 21)).findings.isEmpty)
    }

    @Test func `takes no more directives than anybody writes`() {
        let directives = (0..<101).map { "%TAG !a\($0)! tag:x,2000:\n" }.joined()
        let (document, findings) = readYAML(directives + "---\na: 1\n")
        #expect(document == nil)
        #expect(findings.map(\.position) == [SourcePosition(line: 101, column: 1)], "\(findings)")
        // Where none can stand they are text.
        let text = readYAML("a: |\n" + String(repeating: "  %TAG x\n", count: 200))
        #expect(text.findings.isEmpty, "\(text.findings)")
    }
}
