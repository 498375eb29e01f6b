import Testing

@testable import Domain

@Suite struct `Printed diagnostics` {
    private func print(
        _ diagnostic: Diagnostic, _ source: String? = nil, isColoured: Bool = false
    ) -> String {
        DiagnosticPrinter(isColoured: isColoured).text(of: diagnostic, source: source)
    }

    private func at(_ line: Int, _ column: Int) -> SourcePosition { SourcePosition(line: line, column: column) }

    @Test func `show the place, the line, a mark, and what to do`() {
        let diagnostic = Diagnostic(
            file: "app.yml", position: at(2, 12), path: "deployIn.labels[0]", message: "this is not a label",
            found: "Web", expected: "lower-case letters", hint: "did you mean 'web'?")
        let expected = """
            app.yml:2:12: error: this is not a label (deployIn.labels[0])
              2 |   labels: [Web]
                |            ^
              found: Web
              expected: lower-case letters
              hint: did you mean 'web'?

            """
        #expect(print(diagnostic, "deployIn:\n  labels: [Web]\n") == expected)
    }

    @Test func `say what they know when the file is gone`() {
        let diagnostic = Diagnostic(
            severity: .warning, file: "app.yml", position: at(9, 1), message: "odd", found: "x")
        #expect(print(diagnostic) == "app.yml:9:1: warning: odd\n  found: x\n")
        #expect(print(diagnostic, "one line") == "app.yml:9:1: warning: odd\n  found: x\n")
    }

    @Test func `put the mark under the column also behind tabs and wide escapes`() {
        let diagnostic = Diagnostic(file: "f", position: at(1, 4), message: "m")
        #expect(print(diagnostic, "\ta\u{07}bc") == "f:1:4: error: m\n  1 |     a\\u{7}bc\n    |           ^\n")
    }

    @Test func `cut a long line around the mark`() {
        let line = String(repeating: "a", count: 400) + "X" + String(repeating: "b", count: 400)
        let text = print(Diagnostic(file: "f", position: at(1, 401), message: "m"), line)
        let lines = text.split(separator: "\n")
        #expect(lines[1].count < 140)
        let mark = lines[2].distance(from: lines[2].startIndex, to: lines[2].firstIndex(of: "^") ?? lines[2].endIndex)
        #expect(Array(lines[1])[mark] == "X")
    }

    @Test func `leave out a line that no person wrote`() {
        let line = String(repeating: "=", count: 1_000_000)
        #expect(print(Diagnostic(file: "f", position: at(1, 9), message: "m"), line) == "f:1:9: error: m\n")
    }

    @Test func `show a line that is full of mistakes twenty times, and the next as if nothing had been`() {
        let diagnostics = (1...30).map { Diagnostic(file: "f", position: at(1, $0), message: "m") }
        let next = Diagnostic(file: "f", position: at(2, 1), message: "n")
        let text = DiagnosticPrinter().text(of: diagnostics + [next]) { _ in "one\ntwo" }
        #expect(text.split(separator: "\n").count { $0 == "  1 | one" } == 20)
        #expect(text.split(separator: "\n").count { $0.hasPrefix("f:1:") } == 30)
        #expect(text.hasSuffix("f:2:1: error: n\n  2 | two\n    | ^\n"))
    }

    @Test func `take line ends of all systems`() {
        let diagnostic = Diagnostic(file: "f", position: at(2, 1), message: "m")
        #expect(print(diagnostic, "a\r\nb\r\n").contains("2 | b\n"))
        #expect(print(diagnostic, "a\nb").contains("2 | b\n"))
    }

    @Test func `write control characters as escapes everywhere`() {
        let diagnostic = Diagnostic(
            file: "a\u{1B}[31m", position: at(1, 1), path: "p\u{07}", message: "m\u{9B}", found: "f\n\u{202E}",
            expected: "e\u{0}", hint: "h\u{7F}")
        let text = print(diagnostic, "line\u{1B}]0;x\u{07}")
        let forbidden = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) }
        #expect(forbidden.isEmpty)
        #expect(!text.unicodeScalars.contains("\u{202E}"))
        #expect(text.contains("\\u{1B}"))
    }

    @Test func `are coloured only on request`() {
        let diagnostic = Diagnostic(file: "f", position: at(1, 1), message: "m", hint: "h")
        #expect(!print(diagnostic, "x").contains("\u{1B}"))
        let coloured = print(diagnostic, "x", isColoured: true)
        #expect(coloured.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[1;32m^\u{1B}[0m"))
    }

    @Test(arguments: [
        "access_token: s3cr3t", "    access_token: 's3cr3t'", "main: {entrypoint: u, access_token: s3cr3t}",
        "main: {access_token: s3cr3t, entrypoint: u}", "main: {access_token: 's3, x: cr3t', entrypoint: u}",
        "'access_token': \"s3cr3t\"", "password: s3cr3t", "secret_key: a s3cr3t b", "TOKEN=s3cr3t",
        "export DB_PASSWORD='s3cr3t'x", "entrypoint: http://user:s3cr3t@host/", "- API_KEY: s3cr3t",
        "\"password\":s3cr3t", "access_token:   s3cr3t # s3cr3t", "access_token: !ENV '${TOKEN:s3cr3t}'",
    ])
    func `never show a secret that stands on the line`(line: String) {
        let diagnostic = Diagnostic(file: "f", position: at(1, 3), path: "other", message: "m")
        let text = print(diagnostic, line)
        #expect(!text.contains("s3cr3t"), "\(text)")
        #expect(!text.contains("cr3t"), "\(text)")
        #expect(text.contains(SecretName.mask))
    }

    @Test(arguments: [
        ("{token: s3cr3t, kind: x}", 17, "{token: ********, kind: x}", 19),
        ("{token: s3, kind: x}", 13, "{token: ********, kind: x}", 19),
        ("{token: a long secret, b: c}", 16, "{token: ********, b: c}", 9),
        ("{token: a, password: b, kind: x}", 25, "{token: ********, password: ********, kind: x}", 39),
        ("{kind: x, token: s3cr3t}", 2, "{kind: x, token: ********", 2),
        ("- http://user:s3cr3t@host/ x", 22, "- http://********@host/ x", 19),
        ("- http://user:s3cr3t@host/ x", 12, "- http://********@host/ x", 10),
        ("- http://user:s3cr3t@host/ x", 28, "- http://********@host/ x", 25),
        ("TOKEN=s3cr3t", 7, "TOKEN=********", 7),
    ])
    func `put the mark under the place also behind what is hidden`(
        line: String, column: Int, shown: String, shownColumn: Int
    ) {
        let text = print(Diagnostic(file: "f", position: at(1, column), path: "other", message: "m"), line)
        let mark = String(repeating: " ", count: shownColumn - 1) + "^"
        #expect(text == "f:1:\(column): error: m (other)\n  1 | \(shown)\n    | \(mark)\n")
    }

    @Test func `name no place when they are about a whole file`() {
        let diagnostic = Diagnostic(file: "-", position: .whole, message: "there is no such file")
        #expect(print(diagnostic) == "-: error: there is no such file\n")
        #expect(print(diagnostic, "one line") == "-: error: there is no such file\n")
        #expect(print(Diagnostic(file: "", position: .whole, message: "m")) == "'': error: m\n")
    }

    @Test func `never show a secret below its key`() {
        let diagnostic = Diagnostic(
            file: "f", position: at(2, 5), path: "datacenters.main.access_token", message: "m", found: "s3cr3t")
        #expect(!print(diagnostic, "access_token:\n    s3cr3t\n").contains("s3cr3t"))
    }

    @Test func `show an unknown key whose name sounds secret`() {
        let diagnostic = Diagnostic(
            file: "f", position: at(1, 1), path: "datacenters.main.token", message: "unknown key 'token'",
            found: "token")
        let text = print(diagnostic, "token: s3cr3t")
        #expect(text.contains("found: token"))
        #expect(!text.contains("s3cr3t"))
    }

    @Test(arguments: [
        ("access_token", true), ("PASSWORD", true), ("DB_PASSWD", true), ("secret_key", true), ("apiKey", true),
        ("secret_keyfile", false), ("keyfile", false), ("projectName", false), ("labels", false), ("ts_auth_key", true),
        ("token-life", false),
    ])
    func `tell secrets by their names`(name: String, isSecret: Bool) {
        #expect(SecretName.isSecret(name) == isSecret)
    }

    @Test func `of several files show each its own lines`() {
        let list = [
            Diagnostic(file: "a", position: at(1, 1), message: "one"),
            Diagnostic(file: "b", position: at(1, 1), message: "two"),
        ]
        let text = DiagnosticPrinter().text(of: list) { $0 == "a" ? "in a" : "in b" }
        #expect(text == "a:1:1: error: one\n  1 | in a\n    | ^\nb:1:1: error: two\n  1 | in b\n    | ^\n")
    }
}
