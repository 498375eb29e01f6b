import Testing

@testable import Domain

@Suite("JSON")
struct JSONTests {
    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), ("-12", .integer(-12)), ("1.5", .double(1.5)),
        ("1e2", .double(100)), ("\"\\u00e9\\ud83d\\ude00\"", .string("é😀")), ("\"a\\/b\\n\"", .string("a/b\n")),
        (" [ 1 , [ ] , { } ] ", .array([.integer(1), .array([]), .object(JSONObject())])),
        ("18446744073709551616", .largeInteger("18446744073709551616")),
        ("-1237940039285380274899124224", .largeInteger("-1237940039285380274899124224")),
    ])
    func `a text of RFC 8259 is read`(text: String, value: JSONValue) throws {
        #expect(try JSONReader.value(of: text) == value)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "NaN", "Infinity", "'a'", "\"a", "\"\u{1}\"", "nul",
        "{\"a\" 1}", "[1 2]", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "1 2", "{a:1}", "\u{FEFF}1", "1e999",
        "\"\\udc00\"", "--1", "[", "{\"a\":", "\"\\u12\"",
    ])
    func `a text that breaks the rules is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONReader.value(of: text) }
    }

    @Test(
        arguments: [
            ("[NaN, Infinity, -Infinity, 1e999, -1]", [.null, .null, .null, .null, -1]),
            (
                #"["\ud800", "\udc00x", "\ud800\ud83d\ude00", "\ud800\n"]"#,
                ["\u{FFFD}", "\u{FFFD}x", "\u{FFFD}😀", "\u{FFFD}\n"]
            ),
        ] as [(String, JSONValue)])
    func `what Python writes and JSON has not is read in answers`(text: String, value: JSONValue) throws {
        #expect(try JSONReader.answer(of: Array(text.utf8)) == value)
    }

    @Test(arguments: ["[Nan]", "[-Inf]", "[Infinit", #"["\ud800"#, #"["\ud800\u12"]"#, #"["\ud800\x"]"#, "NaNs"])
    func `other mistakes are mistakes in answers too`(text: String) {
        #expect(throws: JSONError.self) { try JSONReader.answer(of: Array(text.utf8)) }
    }

    @Test func `bytes that are no UTF-8 are told apart from a malformed text`() {
        #expect(throws: JSONError.notUTF8) { try JSONReader.value(of: [0x22, 0xFF, 0x22]) }
    }

    @Test func `nesting past the limit is refused and nesting at the limit is not`() throws {
        let deep = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: JSONError.tooDeep(limit: 64)) { try JSONReader.value(of: deep(65)) }
        #expect(throws: JSONError.tooDeep(limit: 64)) {
            try JSONReader.value(of: String(repeating: "[", count: 100_000))
        }
        _ = try JSONReader.value(of: deep(64))
    }

    @Test func `members keep their order and the last of equal names wins`() throws {
        let object = try JSONReader.value(of: #"{"b":1,"a":2,"b":3}"#).object
        #expect(object?.names == ["b", "a"])
        #expect(object?["b"] == .integer(3))
    }

    @Test func `the indented form is the one of 0_25, with everything above ASCII escaped`() {
        let value: JSONValue = ["a": ["é😀", 1], "b": [:], "c": []]
        #expect(
            JSONWriter.text(of: value, layout: .indented) == """
                {
                    "a": [
                        "\\u00e9\\ud83d\\ude00",
                        1
                    ],
                    "b": {},
                    "c": []
                }
                """)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `what was written is read back as it was`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let value = Self.anyValue(depth: 4, using: &random)
        for layout in [JSONWriter.Layout.compact, .indented] {
            #expect(try JSONReader.value(of: JSONWriter.bytes(of: value, layout: layout)) == value, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `no text whatever crashes the reader`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bytes = JSONWriter.bytes(of: Self.anyValue(depth: 3, using: &random))
        for _ in 0..<3 where !bytes.isEmpty {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let outcome = Result { () throws(JSONError) in try JSONReader.value(of: bytes) }
        if case .success(let value) = outcome { #expect(!JSONWriter.bytes(of: value).isEmpty, "seed \(seed)") }
    }

    private static func anyValue(depth: Int, using random: inout SplitMix64) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int.random(in: Int.min...Int.max, using: &random))
        case 3: return .double(Double(Int.random(in: -1000...1000, using: &random)) + 0.5)
        case 4, 5: return .string(anyText(using: &random))
        case 6: return .array((0..<3).map { _ in anyValue(depth: depth - 1, using: &random) })
        default:
            return .object(
                JSONObject(
                    (0..<3).map {
                        (name: "\($0)" + anyText(using: &random), anyValue(depth: depth - 1, using: &random))
                    }
                ))
        }
    }

    private static func anyText(using random: inout SplitMix64) -> String {
        let alphabet: [Character] = ["a", "\"", "\\", "\n", "\u{1}", "é", "😀", "/", " ", "\u{7F}", "\u{2028}"]
        return String((0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
    }

    @Test func `the layout for people has blanks behind commas and colons`() {
        let value: JSONValue = ["a": 1, "b": [1, "é", []], "c": [:]]
        #expect(JSONWriter.text(of: value, layout: .spaced) == #"{"a": 1, "b": [1, "é", []], "c": {}}"#)
    }
}
