import Adapters
import Domain

extension FuzzedDecoder {
    static let yaml = FuzzedDecoder(
        name: "yaml", corpus: files(below: "AdapterTests/Deployments/Files"), words: yamlWords, longest: 4 << 20,
        growth: yamlGrowth
    ) { bytes in
        let text = text(bytes)
        let (document, findings) = YAMLReader.examine(
            text: text, file: "fuzz.yml", environment: .resolve { $0 == "A" ? "a" : nil })
        try check(findings, of: text)
        guard let document, findings.isEmpty, isPlain(document, depth: 0) else { return }
        // What was read is written as JSON, which is YAML too, and must be read as the same.
        let json = document.json
        let written = JSONWriter.text(of: json, layout: .indented)
        let (again, mistakes) = YAMLReader.examine(text: written, file: "again.yml", environment: .refuse)
        try demand(mistakes.isEmpty, "what was read is not read again: \(mistakes)")
        try demand(again.map(\.json) ?? .null == json, "what was read again is something else")
    }

    /// Whether JSON can express the document, and YAML reads the form that JSON has for it.
    private static func isPlain(_ document: Document, depth: Int) -> Bool {
        switch document.content {
        case .double: false
        case .string(let text): text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }
        case .sequence(let items): depth < 90 && items.allSatisfy { isPlain($0, depth: depth + 1) }
        case .mapping(let entries):
            depth < 90
                && entries.allSatisfy {
                    // A longer key would have to be written after a question mark.
                    guard case .string(let key) = $0.key.content, key.utf8.count <= 1000 else { return false }
                    return isPlain($0.key, depth: depth + 1) && isPlain($0.value, depth: depth + 1)
                }
        default: true
        }
    }

    static let yamlWords: [String] = [
        "\t", "  ", "\n", "\n  ", ": ", "- ", "- - ", "[", "]", "{", "}", "'", "\"", "|\n", "|2-\n", ">+\n", "&a ",
        "*a",
        "!ENV ", "!ENV '${A}'", "!x ", "!!int ", "!!str ", "!!binary ", "!<tag:yaml.org,2002:int> ", "<<: ", "<<: *a",
        "? ",
        "# x\n", "%YAML 1.1\n---\n", "%TAG ! tag:x,2000:\n", "---\n", "...\n", "0x", "0x_", "0o7", "017", "1:30",
        "2024-01-01",
        "2024-13-01T00:00:00Z", ".nan", ".inf", "-.inf", "~", "yes", "no", "on", "1_000", "1.5", "1e3", "+1", "=", "<<",
        "${",
        "${A:", "}", ",", "\\", "\\x41", "\\u263A", "\\U0010FFFF", "\\N", "a", "key", "b: c", "{a: b}", "[1, 2]", "@",
        "`", "%",
        "\u{FEFF}", "\r", "\r\n", "\u{85}", "\u{2028}", "{a:}", "b:, ", "|\n  \tx\n", "\\ud83d\\ude00", "\u{E000}",
        "%YAML 1.3\n---\n", "%X y\n", "99999999999999999999",
    ]

    private static let yamlGrowth: [Growth] = [
        Growth("open brackets") { run("[", $0) },
        Growth("open braces") { run("{a: ", $0) },
        Growth("nested block lists") { run("- ", $0) },
        Growth("question marks") { run("? ", $0) },
        Growth("indented mappings") { size in lines(size) { run(" ", min($0, 200)) + "a:" } },
        Growth("a list in one line") { "[" + run("a, ", $0) + "a]" },
        Growth("a list of lists in one line") { "[" + run("[a], ", $0) + "a]" },
        Growth("a block list") { size in lines(size) { "- \($0)" } },
        Growth("a mapping") { size in lines(size) { "key\($0): value" } },
        Growth("a mapping in one line") { size in "{" + (0..<size).map { "k\($0): v" }.joined(separator: ", ") + "}" },
        Growth("the same key") { size in lines(size) { _ in "key: value" } },
        Growth("a long plain text") { run("a", $0) },
        Growth("a long key") { run("a", $0) + ": b" },
        Growth("words over many lines") { size in lines(size) { _ in "  word word" } },
        Growth("a quoted text") { "'" + run("a''", $0) + "'" },
        Growth("a text with escapes") { "\"" + run("\\x41\\n", $0) + "\"" },
        Growth("a quote that is not closed") { "\"" + run("a b\n  ", $0) },
        Growth("a literal block") { size in "a: |\n" + lines(size) { _ in "  text" } },
        Growth("a folded block with empty lines") { size in "a: >\n" + lines(size) { _ in "  text\n" } },
        Growth("blanks") { "a:" + run(" ", $0) + "b" },
        Growth("empty lines") { run("\n", $0) + "a" },
        Growth("comments") { size in lines(size) { _ in "# a comment" } },
        Growth("anchors") { size in lines(size) { "- &a\($0) x" } },
        Growth("the same anchor") { size in lines(size) { _ in "- &a x" } },
        Growth("aliases") { size in "- &a [x, y]\n" + lines(size) { _ in "- *a" } },
        Growth("aliases without anchors") { size in lines(size) { "- *a\($0)" } },
        Growth("aliases that are no anchors among many") { size in
            lines(size) { "- &anchor\($0) x" } + lines(size) { "- *anker\($0)" }
        },
        Growth("aliases of aliases") { size in
            "- &a0 [x, x]\n" + lines(size) { "- &a\($0 + 1) [*a\($0), *a\($0)]" }
        },
        Growth("merges of one mapping") { size in "- &a {b: 1, c: 2}\n" + lines(size) { _ in "- <<: *a" } },
        Growth("merges into one mapping") { size in
            "x: &a {b: 1, c: 2}\ny:\n" + lines(size) { _ in "  <<: *a" }
        },
        Growth("a merge of a long list") { size in
            "x: &a {b: 1}\ny:\n  <<: [" + run("*a, ", size) + "*a]\n"
        },
        Growth("unknown tags") { size in lines(size) { _ in "- !x y" } },
        Growth("a long tag") { "!" + run("x", $0) + " y" },
        Growth("directives") { size in lines(size) { "%TAG !a\($0)! tag:x,2000:" } + "---\na" },
        Growth("documents") { size in lines(size) { _ in "---\na" } },
        Growth("variables") { size in lines(size) { _ in "- !ENV '${A}${B:x}'" } },
        Growth("digits") { run("1", $0) },
        Growth("a number in base 60") { "1" + run(":1", $0) },
        Growth("underscores") { "0x" + run("_", $0) },
        Growth("mistakes in one line") { "[" + run("2024-01-01, ", $0) + "a]" },
        Growth("secrets in one line") { "[" + run("token=a=", $0) + ", 2024-01-01, 2024-01-01, 2024-01-01]" },
        Growth("addresses in one line") { "- 2024-01-01 # " + run("a://b@c ", $0) },
        Growth("keys without blanks in one line") { size in "{" + (0..<size).map { "k\($0):," }.joined() + "}" },
        Growth("keys without blanks in lines") { size in lines(size) { "- {a\($0):, b:[c:]}" } },
        Growth("keys without blanks far to the right") { size in
            run(" ", min(size, 2000)) + "a: [" + run("b:,", size) + "c]"
        },
        Growth("keys without blanks in many collections") { size in "- " + run("[", min(size, 90)) + run("b:,", size) },
        Growth("blocks that begin with a tab") { size in lines(size) { "- |\n\n  \tx\($0)" } },
        Growth("a block that begins with a tab far to the right") { size in
            lines(size / 50) { _ in "- |\n" + run(" ", 2000) + "\tx" }
        },
        Growth("surrogates in one text") { "\"" + run("\\ud83d\\ude00", $0) + "\"" },
        Growth("surrogates in many texts") { size in lines(size) { _ in "- \"\\ud83d\\ude00\"" } },
        Growth("halves of surrogates") { size in lines(size) { _ in "- \"\\ud83d\\ude00\\ud83d\"" } },
        Growth("unknown directives") { size in lines(size) { "%A\($0)" } + "---\na" },
        Growth("keys without blanks that are keys") { size in lines(size) { "{a\($0):}: {b:}" } },
        Growth("wide characters") { run("👩‍👩‍👧", $0) },
        Growth("combining characters") { "a" + run("\u{301}", $0) },
        Growth("line ends of all kinds") { run("\r\n\u{85}\u{2028}\r", $0) },
    ]

    static let environmentTag = FuzzedDecoder(
        name: "environment-tag",
        corpus: [
            "${A}", "${A:b}", "x${A}y${B:1}z", "${A:}", "tag:yaml.org,2002:int ${N:4}",
            "tag:yaml.org,2002:bool ${A:yes}",
            "http://${HOST:localhost}:${PORT:80}/", "$${A}", "${A", "${ A }",
        ].map { Array($0.utf8) },
        words: [
            "${", "}", ":", "$", "A", "B", "${A}", "${A:", "${B:c}", "tag:yaml.org,2002:", "int", "float", "bool",
            "str",
            "null", " ", "tag:", "1", "yes", "{", "}}", "\\", "'",
        ], longest: 1 << 20,
        growth: [
            Growth("references") { run("${A}", $0) },
            Growth("references with defaults") { run("${B:c}", $0) },
            Growth("references that are not closed") { run("${", $0) },
            Growth("defaults that are not closed") { run("${B:", $0) },
            Growth("names that are not closed") { run("${B", $0) },
            Growth("dollars") { run("$", $0) },
            Growth("marks of types") { run("tag:yaml.org,2002:", $0) },
            Growth("marks of types with words") { run("tag:yaml.org,2002:aaaa", $0) },
            Growth("a long type") { "tag:yaml.org,2002:" + run("a", $0) + " x" },
            Growth("starts of marks") { run("tag:yaml.org,2002", $0) },
            Growth("a long default") { "${B:" + run("b", $0) + "}" },
            Growth("variables that are not set") { run("${C}", $0) },
            Growth("quotes") { run("'", $0) },
        ]
    ) { bytes in
        // As a text in single quotes, so that every input reaches the tag.
        let content = text(bytes).replacing("'", with: "''").replacing("\n", with: "\n\n")
        let whole = "!ENV '\(content)'"
        for policy in [YAMLReader.EnvironmentPolicy.resolve { $0 == "A" ? "${A}" : nil }, .keep, .refuse] {
            let (document, findings) = YAMLReader.examine(text: whole, file: "fuzz.yml", environment: policy)
            try check(findings, of: whole)
            if case .string(let result)? = document?.content {
                // What a variable holds is not searched again: nothing grows beyond its replacement.
                try demand(result.utf8.count <= 2 * whole.utf8.count, "a tag has grown to \(result.utf8.count) bytes")
            }
        }
    }
}
