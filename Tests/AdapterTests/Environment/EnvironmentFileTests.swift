import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct `The variable file` {
    private static let environment = ["HAVE": "old", "OTHER": "o"]

    private func parse(_ text: String) -> (variables: [(name: String, value: String)], findings: [Diagnostic]) {
        EnvironmentFile.parse(text, file: ".env", environment: Self.environment)
    }

    @Test(arguments: [
        ("K=1", "K=1"), ("K = 1", "K=1"), ("K= 1 ", "K=1"), ("export K=1", "K=1"), (" K=1", "K=1"), ("K=", "K="),
        ("K=''", "K="), ("K='x y'", "K=x y"), ("K=\"x\\ny\"", "K=x\ny"), ("K='x\\ny'", "K=x\\ny"),
        ("K=\"x y\" # c", "K=x y"), ("K=x # c", "K=x"), ("K=x#c", "K=x#c"), ("K= # c", "K="), ("K=#c", "K=#c"),
        ("# K=1", ""), ("K=1\nK=2", "K=2"), ("HAVE=new", ""), ("K=${HAVE}", "K=old"), ("K=${NOPE}", "K="),
        ("K=${NOPE:-def}", "K=def"), ("K=${NOPE:def}", "K=${NOPE:def}"), ("K=1\nL=${K}2", "K=1|L=12"),
        ("L=${K}\nK=1", "L=|K=1"), ("K=$HAVE", "K=$HAVE"), ("K='${OTHER}'", "K=o"), ("K=\\${OTHER}", "K=\\o"),
        ("HAVE=new\nK=${HAVE}", "K=old"), ("K=\"l1\nl2\"", "K=l1\nl2"), ("'K'=1", "K=1"), ("\"K\"=1", "\"K\"=1"),
        ("K.L-M=1", "K.L-M=1"), ("1K=1", "1K=1"), ("K=1\r\nL=2", "K=1|L=2"), ("K='x\r\ny\rz'", "K=x\ny\nz"),
        ("K=1\rL=2", "K=1|L=2"), ("\u{FEFF}K=1", "K=1"), ("K=a=b", "K=a=b"),
        ("K=\"a\\\"b\"", "K=a\"b"), ("K='it\\'s'", "K=it's"), ("K=$(date)", "K=$(date)"), ("K=1;L=2", "K=1;L=2"),
        ("K=a\\\nL=2", "K=a\\|L=2"), ("export\tK='a' # c\n\n\nL=2\n", "K=a|L=2"), ("", ""), ("\n\n# c\n", ""),
        ("K=\"\\a\\b\\f\\r\\t\\v\\\\\\x\"", "K=\u{07}\u{08}\u{0C}\r\t\u{0B}\\\\x"), ("K='a\\\\b'", "K=a\\b"),
        ("K='a\\'", "K=a\\"), ("K=ü é", "K=ü é"), ("K=${K:-1}\nK=${K}2", "K=12"), ("K=${", "K=${"),
        ("K=${a}${", "K=${"), ("K=${a${b}", "K="), ("K=${a:${b}c", "K=${a:c"), ("K=${a:-${b}c", "K=${bc"),
        ("K=}${OTHER}", "K=}o"), ("K=$}${OTHER}$", "K=$}o$"), ("K=${:-x}", "K=x"), ("K=${a:-}", "K="),
    ])
    func `adds variables`(text: String, expected: String) {
        let (variables, findings) = parse(text)
        #expect(variables.map { "\($0.name)=\($0.value)" }.joined(separator: "|") == expected)
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test(arguments: [
        ("K='a'b", "", 1, 6), ("K=\"open\nL=2", "L=2", 1, 3), ("K L=1", "", 1, 3), ("=1", "", 1, 1),
        ("A=1\nB C\nD=2", "A=1|D=2", 2, 3), ("A=1\r\n\r\n=x\r\nD=2", "A=1|D=2", 3, 1),
    ])
    func `refuses lines that are no assignment, and reads the others`(
        text: String, expected: String, line: Int, column: Int
    ) {
        let (variables, findings) = parse(text)
        #expect(variables.map { "\($0.name)=\($0.value)" }.joined(separator: "|") == expected)
        #expect(findings.map(\.severity) == [.error])
        #expect(findings.first?.position == SourcePosition(line: line, column: column))
    }

    @Test(arguments: ["K", "K:1", "export K", "K # c"])
    func `warns of lines that set nothing`(text: String) {
        let (variables, findings) = parse(text)
        #expect(variables.isEmpty)
        #expect(findings.map(\.severity) == [.warning])
    }

    /// As in python-dotenv 1.2.4.
    @Test(arguments: [
        ("K=1\nK", ""), ("K=1\nL=2\nK\nM=${K}|${K:-d}", "L=2|M=|"), ("K\nL=${K:-d}", "L="), ("K\nK=1", "K=1"),
        ("K=1\nK\nL=2\nK=3", "K=3|L=2"), ("HAVE\nL=${HAVE}", "L=old"),
    ])
    func `takes a value away by a name that stands alone`(text: String, expected: String) {
        let (variables, findings) = parse(text)
        #expect(variables.map { "\($0.name)=\($0.value)" }.joined(separator: "|") == expected)
        #expect(findings.map(\.severity) == [.warning])
    }

    @Test func `reports all bad lines at once without showing what they hold`() throws {
        let folder = try DocumentFolder()
        let path = try folder.write("TOKEN='s3cr3t'x\n=s3cr3t\nPASSWORD \"s3cr3t\"\n", to: "bad.env")
        let list = #expect(throws: DiagnosticList.self) {
            try EnvironmentFile.load(path: path, isExplicit: true, environment: [:])
        }
        let diagnostics = try #require(list).diagnostics
        #expect(diagnostics.map(\.position.line) == [1, 2, 3])
        #expect(!"\(diagnostics)".contains("s3cr3t"))
    }

    @Test func `reports a hundred thousand bad lines in linear time`() {
        let (_, findings) = parse(String(repeating: "=\n", count: 100_000))
        #expect(findings.count == 100_000)
        #expect(findings.last?.position == SourcePosition(line: 100_000, column: 1))
    }

    @Test func `does not grow beyond its bound by values that name others`() {
        var text = "A0=xx\n"
        for line in 0..<60 { text += "A\(line + 1)=${A\(line)}${A\(line)}\n" }
        let (variables, findings) = parse(text)
        #expect(variables.reduce(0) { $0 + $1.value.utf8.count } <= 1 << 20)
        #expect(findings.map(\.severity) == [.error])
        #expect(findings.first?.position == SourcePosition(line: variables.count + 1, column: 1))
    }

    @Test func `may be missing unless it was named`() throws {
        let folder = try DocumentFolder()
        let path = folder.path("missing.env")
        let (variables, warnings) = try EnvironmentFile.load(path: path, environment: [:])
        #expect(variables.isEmpty && warnings.isEmpty)
        let list = #expect(throws: DiagnosticList.self) {
            try EnvironmentFile.load(path: path, isExplicit: true, environment: [:])
        }
        #expect(list?.diagnostics.first?.message == "there is no such file")
        #expect(list?.diagnostics.first?.file == path)
    }

    @Test func `that nobody named is never an error`() throws {
        let folder = try DocumentFolder()
        let path = try folder.write("A=1\nB C\nK='a'b\nD=2\n", to: ".env")
        let (variables, warnings) = try EnvironmentFile.load(path: path, environment: [:])
        #expect(variables.map { "\($0.name)=\($0.value)" } == ["A=1", "D=2"])
        #expect(warnings.map(\.severity) == [.warning, .warning])
        #expect(warnings.map(\.position.line) == [2, 3])
        #expect(throws: DiagnosticList.self) {
            try EnvironmentFile.load(path: path, isExplicit: true, environment: [:])
        }
    }

    @Test func `is no folder, which is passed over unless it was named`() throws {
        let folder = try DocumentFolder()
        let path = folder.path(".env")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let (variables, warnings) = try EnvironmentFile.load(path: path, environment: [:])
        #expect(variables.isEmpty && warnings.isEmpty)
        let list = #expect(throws: DiagnosticList.self) {
            try EnvironmentFile.load(path: path, isExplicit: true, environment: [:])
        }
        #expect(list?.diagnostics.map(\.message) == ["this is a folder"])
    }

    @Test func `is ignored when the environment says so`() throws {
        let folder = try DocumentFolder()
        let path = try folder.write("K=1\n", to: "x.env")
        for word in ["1", "true", "T", "YES", "y"] {
            let (variables, _) = try EnvironmentFile.load(
                path: path, isExplicit: true, environment: ["PYTHON_DOTENV_DISABLED": word])
            #expect(variables.isEmpty)
        }
        let (variables, _) = try EnvironmentFile.load(path: path, environment: ["PYTHON_DOTENV_DISABLED": "0"])
        #expect(variables.count == 1)
    }

    @Test func `must be UTF-8`() throws {
        let folder = try DocumentFolder()
        let path = folder.path("latin.env")
        try Data([0x4B, 0x3D, 0x31, 0x0A, 0x4C, 0x3D, 0xE9, 0x0A]).write(to: URL(fileURLWithPath: path))
        let list = #expect(throws: DiagnosticList.self) {
            try EnvironmentFile.load(path: path, isExplicit: true, environment: [:])
        }
        #expect(list?.diagnostics.first?.position == SourcePosition(line: 2, column: 3))
        #expect(list?.diagnostics.first?.message == "the file is not UTF-8")
    }
}
