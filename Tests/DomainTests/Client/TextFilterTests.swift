import Domain
import Testing

struct TextFilterTests {
    @Test(
        arguments: [
            (["one"], ["one", "onenl", "someone", "two"], ["one", "onenl", "someone"]),
            (["tor.makejail"], ["tor.makejail", "torXmakejail", "tor"], ["tor.makejail", "torXmakejail"]),
            (["^tor$"], ["tor", "stor"], ["tor"]), (["a", "b"], ["xa", "xb", "xc"], ["xa", "xb"]),
            (["(?i)WEB"], ["web", "db"], ["web"]), (["^[a-z]+\\d{2}$"], ["web01", "web1"], ["web01"]),
            ([""], ["", "x"], ["", "x"]), (["(?P<name>we)b"], ["web"], ["web"]),
        ] as [([String], [String], [String])])
    func `patterns are searched anywhere, and one that is found is enough`(
        patterns: [String], texts: [String], passing: [String]
    ) throws {
        #expect(try TextFilter(patterns).passing(texts) == passing)
    }

    /// What Python 3.11 finds.
    @Test(arguments: [
        ("[]y]", "]", true), ("[]y]", "y", true), ("[^]y]", "]", false), ("\\141", "a", true), ("[\\141]", "a", true),
        ("[[a]", "[", true), ("[a&&b]", "&", true), ("[[:alpha:]]", ":]", true), ("[[:alpha:]]", "b", false),
        ("[a||b]", "|", true), ("[a~~b]", "~", true), ("\\0", "\0", true), ("\\08", "\u{0}8", true),
        ("a\\Z", "a\n", false), ("a\\Z", "a", true), ("(?P<x>a)(?P=x)", "aa", true), ("(a)b\\1", "aba", true),
        ("[a-]", "-", true), ("[-a]", "-", true), ("[\\w-]", "-", true), ("[\\]]", "]", true), ("[+--]", ",", true),
        ("\\x61\\u0062", "ab", true), ("[\\b]", "\u{8}", true), ("a{,2}b", "aab", true), ("x{a", "x{a", true),
        ("a++", "aa", true), ("{", "{", true), ("}", "}", true), ("]", "]", true), ("^a{2}$", "aa", true),
        ("a{2,}", "a", false), ("[a^]", "^", true), ("[^^]", "^", false), ("\\N{DIGIT ONE}", "1", true),
        ("\\bweb\\b", "web.conf", true), ("\\bweb\\b", "web1", false), ("\\bweb\\b", "web_1", false),
        ("\\Bb", "web", true), ("\\Bw", "web", false),
        ("\\é", "é", true), ("\\[a\\]", "[a]", true), ("[a-c-e]", "-", true), ("[a-c-e]", "d", false),
        ("[.+*?(){}$|/ ]", "$", true),
    ])
    func `patterns are Python's`(pattern: String, text: String, isFound: Bool) throws {
        #expect(try TextFilter([pattern]).passing([text]) == (isFound ? [text] : []), "\(pattern)")
    }

    @Test func `without patterns everything passes, also what has no text`() {
        #expect(TextFilter.all.passing([1, 2], by: { _ in nil }) == [1, 2])
    }

    @Test func `what has no text passes no pattern, not even one that finds everything`() throws {
        #expect(try TextFilter(["."]).passing(["a", "b"], by: { $0 == "a" ? nil : $0 }) == ["b"])
    }

    @Test(arguments: ["web.conf", "a+b", "x-y_z", "(", "$^", "ü.ß", ""])
    func `exactly finds the text itself and nothing around it`(text: String) {
        let filter = TextFilter.exactly([text])
        #expect(filter.passing([text, text + "x", "x" + text, text + "\n"]) == [text])
    }

    @Test(arguments: ["(", "[a", "*", "a**", "(?<x"])
    func `a malformed pattern is refused when it is given, and named`(pattern: String) {
        #expect {
            try TextFilter([pattern])
        } throws: { error in
            guard case .malformed(pattern, let reason) = error as? TextFilterError else { return false }
            return !reason.isEmpty
        }
    }

    @Test func `a pattern may not be longer than the limit, and a longer text is not searched`() throws {
        #expect(throws: TextFilterError.tooLong(limit: 1000)) { try TextFilter([String(repeating: "a", count: 1001)]) }
        let long = String(repeating: "a", count: 10_001)
        #expect(try TextFilter(["a"]).passing([long, "a"]) == ["a"])
    }
}
