import Domain
import Testing

@testable import Adapters

@Suite struct `A line of the log` {
    private static let time = WallTime(microseconds: 1_764_032_523_456_789)

    private func line(_ message: String, _ facts: [(name: String, value: String)] = []) -> LogLine {
        LogLine(time: Self.time, level: "info", area: "jobs", message: message, facts: facts)
    }

    @Test func `is text for people`() {
        let facts = [("job", "7"), ("why", "two words"), ("empty", ""), ("quote", "a\"b"), ("pair", "a=b")]
        #expect(
            line("job begins", facts.map { (name: $0.0, value: $0.1) }).text
                == #"2025-11-25T01:02:03.456Z info jobs: job begins job=7 why="two words" empty="" quote="a\"b" pair="a=b""#
        )
    }

    @Test func `is a JSON object`() throws {
        let text = line("job begins", [("job", "7"), ("why", "ä \"x\"\n\u{1B}[31m\u{9B}\u{202E}")]).json
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
        #expect(!text.unicodeScalars.contains("\u{202E}"))
        let value = try JSONReader.value(of: text)
        #expect(value["time"] == "2025-11-25T01:02:03.456Z")
        #expect(value["level"] == "info" && value["area"] == "jobs" && value["message"] == "job begins")
        #expect(value["facts"]?["job"] == "7")
        #expect(value["facts"]?["why"] == .string("ä \"x\"\n\u{1B}[31m\u{9B}\u{202E}"))
    }

    @Test(arguments: ["\n", "\r\n", "\u{0}", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{2028}", "\u{202E}", "\t"])
    func `stays one line and cannot talk to a terminal`(control: String) {
        for form in [line("a\(control)b", [("n\(control)", "v\(control)")])].flatMap({ [$0.text, $0.json] }) {
            for scalar in control.unicodeScalars where !scalar.isASCII || scalar.value < 0x20 || scalar.value == 0x7F {
                #expect(!form.unicodeScalars.contains(scalar), "\(form.debugDescription)")
            }
        }
    }

    @Test func `is bounded`() {
        let long = String(repeating: "x", count: 1_000_000)
        #expect(line(long, [("a", long)]).text.utf8.count < 5000)
    }

    private static let token = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2lnbmF0dXJlLW9mLWEtdG9rZW4"

    @Test(arguments: [
        ("password", "s3cr3t"), ("access_token", "s3cr3t"), ("reason", "password=s3cr3t"),
        ("target", "http://u:s3cr3t@h/"), ("reason", "access_token: s3cr3t"), ("token", "x s3cr3t=\(token)"),
    ])
    func `holds no secret`(name: String, value: String) {
        let line = line("see http://a:s3cr3t@b and \(Self.token)", [(name, value)])
        for form in [line.text, line.json] {
            #expect(!form.contains("eyJ"), "\(form)")
            if !value.contains("x s3cr3t") { #expect(!form.contains("s3cr3t"), "\(form)") }
        }
    }

    @Test func `keeps the identifier of a token, which is no secret`() {
        #expect(line("request", [("token", "6f1c")]).text.hasSuffix(" token=6f1c"))
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999_000, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000Z"), (-5, "1970-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `has a time of the civil calendar`(microseconds: Int64, text: String) {
        #expect(LogLine.stamp(WallTime(microseconds: microseconds)) == text)
    }
}
