import Adapters
import Domain
import Testing

/// Texts are judged by reading them back with the reader that 0.25's rules are in.
struct YAMLTextWriterTests {
    private func roundTrip(_ value: JSONValue) throws -> JSONValue {
        let text = YAMLTextWriter.text(of: value)
        let (document, findings) = YAMLReader.examine(text: text, file: "test", environment: .keep)
        #expect(findings.isEmpty, "\(text)\n\(findings)")
        return document?.json ?? .null
    }

    @Test(
        arguments: [
            nil, true, false, 0, -12, "", "plain", "with blank", "true", "null", "~", "1", "1.5", "1e3", "0x1F",
            "22:22",
            "2026-11-22", "yes", "- a", "a: b", "#c", "a #b", "'", "\"", "\\", "tab\there", "\n", "\n\n", "a\n", "a\nb",
            "a\n\n", "  a\n b\n", "a\n  \nb\n", "\ta\n", "line\r\nend\n", "\u{1B}[1m", "é😀", "\u{FEFF}x\ny", "!ENV x",
            "${A}", "*a", "&a", "%a", "@a", "`a", "|", ">", "{}", "[]", "=", "<<", "a\u{2028}b\n",
        ] as [JSONValue])
    func `a scalar reads back as it was`(value: JSONValue) throws {
        #expect(try roundTrip(["key": value]) == ["key": value])
        #expect(try roundTrip([value]) == [value])
        if let text = value.string {
            let object = JSONValue.object(JSONObject([(name: text, value: 1)]))
            if text != "<<" && text != "=" { #expect(try roundTrip(object) == object) }
        }
    }

    @Test func `everything reads back as it was`() throws {
        for seed in UInt64(0)..<300 {
            var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
            let value = JSONValue.object(JSONObject([(name: "root", value: random.value(depth: 0))]))
            #expect(try roundTrip(value) == value, "seed \(seed)")
        }
    }

    @Test func `the layout is what people write`() {
        let value: JSONValue = [
            "version": 1, "servers": [["chain": nil, "labels": ["all", "web"]], ["chain": "alpha", "labels": []]],
            "text": "one\n\ntwo\n", "nested": [[1, 2], [:]],
        ]
        #expect(
            YAMLTextWriter.text(of: value) == """
                version: 1
                servers:
                  - chain: null
                    labels:
                      - all
                      - web
                  - chain: alpha
                    labels: []
                text: |2
                  one

                  two
                nested:
                  -
                    - 1
                    - 2
                  - {}

                """)
    }

    private struct Random {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }

        mutating func text() -> String {
            let pieces = ["a", " ", "\n", ": ", "- ", "#", "1", "\"", "'", "é", "\t", "{", "]", "%", "\\", "|"]
            return (0..<below(8)).map { _ in pieces[below(pieces.count)] }.joined()
        }

        mutating func value(depth: Int) -> JSONValue {
            switch below(depth > 3 ? 4 : 6) {
            case 0: return nil
            case 1: return .integer(below(2000) - 1000)
            case 2: return .double(Double(below(1000)) + 0.5)
            case 3: return .string(text())
            case 4: return .array((0..<below(4)).map { _ in value(depth: depth + 1) })
            default:
                return .object(
                    JSONObject((0..<below(4)).map { (name: "k\($0) " + text(), value: value(depth: depth + 1)) }))
            }
        }
    }
}
