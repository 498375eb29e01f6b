import Domain
import Testing

@testable import Adapters

@Suite struct `The tag !ENV` {
    private static let variables = [
        "A": "alpha", "B": "beta", "PORT": "8080", "EMPTY": "", "REF": "${B}", "YES": "yes", "F": "1.5", "ML": "l1\nl2",
    ]

    @Test(arguments: [
        ("v: !ENV ${A}", #""alpha""#), ("v: !ENV '${A}'", #""alpha""#), (#"v: !ENV "${A}""#, #""alpha""#),
        ("v: ${A}", #""${A}""#), ("v: '${A}'", #""${A}""#), ("v: !ENV '${A}-${B}'", #""alpha-beta""#),
        ("v: !ENV '${A}${A}'", #""alphaalpha""#),
        ("v: !ENV 'http://${A}:${PORT}/x'", #""http://alpha:8080/x""#), ("v: !ENV '${NOPE:dflt}'", #""dflt""#),
        ("v: !ENV '${NOPE:http://h:80/x}'", #""http://h:80/x""#),
        ("v: !ENV '${NOPE:  two words  }'", #""  two words  ""#), ("v: !ENV '${NOPE:-x}'", #""-x""#),
        ("v: !ENV '${NOPE:}'", #""""#), ("v: !ENV '${A:dflt}'", #""alpha""#), ("v: !ENV '${A:}'", #""alpha""#),
        ("v: !ENV '${EMPTY:dflt}'", #""""#), ("v: !ENV '${}'", #""${}""#), ("v: !ENV '${:x}'", #""${:x}""#),
        ("v: !ENV '$A'", #""$A""#), ("v: !ENV '$${A}'", #""$alpha""#), (#"v: !ENV '\${A}'"#, #""\\alpha""#),
        ("v: !ENV 'plain'", #""plain""#), ("v: !ENV", #""""#), ("v: !ENV ~", #""~""#), ("v: !ENV true", #""true""#),
        ("v: !ENV 5", #""5""#), ("v: !ENV '${PORT}'", #""8080""#), ("v: !ENV '${YES}'", #""yes""#),
        ("v: !ENV '${ML}'", #""l1\nl2""#), ("v: !ENV '${A:b}c}'", #""alphac}""#),
        ("v: !ENV '${NOPE:a${A}b}'", #""a${Ab}""#), ("v: !ENV '${REF}'", #""${B}""#),
        // 0.25 searches what a variable holds again, and answers betabeta.
        ("v: !ENV '${REF}${B}'", #""${B}beta""#), ("v: !ENV '${B}${REF}'", #""beta${B}""#),
        ("v: !ENV '${NOPE:a}${NOPE:b}'", #""ab""#), ("v: !ENV '${x{${A}'", #""${x{alpha""#),
        ("v: !ENV '${A'", #""${A""#), ("v: !ENV '${NOPE:x'", #""${NOPE:x""#),
        ("v: !ENV |\n  x ${A}\n  y ${B}\n", #""x alpha\ny beta\n""#),
        ("v: !ENV >-\n  x ${A}\n  y\n", #""x alpha y""#), ("v: &k !ENV '${A}'\nw: *k", #""alpha""#),
        ("v: [!ENV '${A}', {k: !ENV '${B}'}]", #"["alpha",{"k":"beta"}]"#),
        ("v: !ENV 'tag:yaml.org,2002:int ${PORT}'", "8080"), ("v: !ENV tag:yaml.org,2002:int ${PORT}", "8080"),
        ("v: !ENV 'tag:yaml.org,2002:bool ${YES}'", "true"), ("v: !ENV 'tag:yaml.org,2002:float ${F}'", "1.5"),
        ("v: !ENV 'tag:yaml.org,2002:null ${A}'", "null"), ("v: !ENV 'tag:yaml.org,2002:int ${NOPE:7}'", "7"),
        ("v: !ENV 'tag:yaml.org,2002:int ${NOPE:0644}'", "420"),
        ("v: !ENV 'tag:yaml.org,2002:int ${NOPE:1:30}'", "90"),
        // 0.25 stops after the first reference.
        ("v: !ENV 'tag:yaml.org,2002:str ${A}-${B}'", #""alpha-beta""#),
        ("v: !ENV 'tag:yaml.org,2002:int 80'", #""80""#), ("v: !ENV 'tag:yaml.org,2002:nosuch 80'", #""80""#),
        ("v: !ENV 'tag:yaml.org,2002:int  ${PORT} '", "8080"), ("v: !ENV 'tag:yaml.org,2002:int  ${NOPE:010}'", "10"),
        ("v: !ENV 'tag:yaml.org,2002:int  ${NOPE:-00}'", "0"), ("v: !ENV 'tag:yaml.org,2002:int ${NOPE:010} '", "8"),
        ("v: !ENV 'tag:yaml.org,2002:float  ${F} '", "1.5"),
        ("v: !ENV '${PORT}tag:yaml.org,2002:int '", "8080"),
        ("v: !ENV 'tag:yaml.org,2002:int'", #""tag:yaml.org,2002:int""#),
    ])
    func `is resolved in one pass`(text: String, expected: String) throws {
        let (document, findings) = readYAML(text, variables: Self.variables)
        #expect(findings.isEmpty, "\(findings)")
        #expect(JSONWriter.text(of: try #require(document?["v"]).json) == expected)
    }

    @Test func `may stand at a key`() throws {
        let document = try #require(readYAML("!ENV '${A}': 1", variables: Self.variables).document)
        #expect(document["alpha"]?.content == .integer(1))
    }

    @Test func `marks what it made`() throws {
        let document = try #require(readYAML("v: !ENV '${PORT}'\nw: '8080'", variables: Self.variables).document)
        #expect(document["v"]?.isFromEnvironment == true)
        #expect(document["w"]?.isFromEnvironment == false)
    }

    @Test(arguments: [
        ("v: !ENV '${NOPE}'", 4, "the environment variable 'NOPE' is not set"),
        ("v: !ENV 'pre-${NOPE}-post'", 4, "the environment variable 'NOPE' is not set"),
        ("v: !ENV '${ A }'", 4, "the environment variable ' A ' is not set"),
        ("v: !ENV [a, b]", 4, "!ENV takes a text, and this is a list"),
        ("v: !ENV {a: b}", 4, "!ENV takes a text, and this is a mapping"),
        ("v: !env '${A}'", 4, "unknown tag !env"),
        ("v: [!ENV ${A}]", 11, "the list that begins"),
        ("v: !ENV !!int '${PORT}'", 9, "does not belong to the mapping"),
        ("v: !ENV 'tag:yaml.org,2002:int ${NOPE}'", 4, "the environment variable 'NOPE' is not set"),
        ("v: !ENV 'tag:yaml.org,2002:int ${A}'", 4, "does not hold what the type 'int' needs"),
        ("v: !ENV 'tag:yaml.org,2002:int  ${NOPE:0x1F}'", 4, "does not hold what the type 'int' needs"),
        ("v: !ENV 'tag:yaml.org,2002:bool  ${YES}'", 4, "does not hold what the type 'bool' needs"),
        ("v: !ENV 'tag:yaml.org,2002:bool ${A}'", 4, "does not hold what the type 'bool' needs"),
        ("v: !ENV 'tag:yaml.org,2002:float ${A}'", 4, "does not hold what the type 'float' needs"),
        ("v: !ENV 'tag:yaml.org,2002:seq ${A}'", 4, "'seq' is no type"),
        ("v: !ENV 'tag:yaml.org,2002:nosuch ${A}'", 4, "'nosuch' is no type"),
    ])
    func `reports what it cannot resolve`(text: String, column: Int, message: String) throws {
        let finding = try #require(readYAML(text, variables: Self.variables).findings.first)
        #expect(finding.message.contains(message), "\(finding)")
        #expect(finding.position == SourcePosition(line: 1, column: column))
    }

    @Test func `reports every missing variable of a text`() {
        let findings = readYAML("v: !ENV '${X} ${A} ${Y}'", variables: Self.variables).findings
        #expect(findings.map(\.found) == ["${X}", "${Y}"])
    }

    @Test func `hints at blanks within the braces`() {
        let findings = readYAML("v: !ENV '${ A }'", variables: Self.variables).findings
        #expect(findings.first?.hint?.contains("there is a variable 'A'") == true)
    }

    @Test func `is kept as text for another program`() throws {
        let (document, findings) = YAMLReader.examine(
            text: "v: !ENV '${NOPE}'", file: "x", environment: .keep, dialect: .foreign)
        #expect(findings.isEmpty)
        #expect(document?["v"]?.content == .string("${NOPE}"))
        #expect(document?["v"]?.isFromEnvironment == true)
    }

    @Test func `does not grow beyond its bound`() {
        let large = String(repeating: "x", count: 1 << 20)
        let text = "!ENV '" + String(repeating: "${A}", count: 100) + "'"
        let (_, findings) = YAMLReader.examine(text: text, file: "test.yml", environment: .resolve { _ in large })
        #expect(findings.count == 1 && findings.first?.message.contains("is longer than") == true, "\(findings)")
    }

    @Test func `names a variable that is not set once, and not more than twenty of them`() {
        let many = (0..<100).map { "${V\($0)}" }.joined()
        for (text, count) in [("${V}${W}${V}", 2), (many, 20)] {
            let findings = readYAML("v: !ENV '\(text)'", variables: [:]).findings
            #expect(findings.count == count, "\(findings.count)")
        }
    }
}
