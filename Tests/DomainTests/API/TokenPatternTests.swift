import Domain
import Testing

@Suite("Patterns in tokens")
struct TokenPatternTests {
    @Test(arguments: [
        ("", "", true), ("", "a", false), ("a", "", false), ("*", "", true), ("*", "abc", true), ("**", "abc", true),
        ("abc", "abc", true), ("abc", "abcd", false), ("abc", "xabc", false), ("ab*", "ab", true),
        ("ab*", "abc", true), ("ab*", "xab", false), ("*ab", "ab", true), ("*ab", "xab", true), ("*ab", "abx", false),
        ("a*a", "a", false), ("a*a", "aa", true), ("a*a", "aba", true), ("a*b*c", "a-b-c", true),
        ("a*b*c", "a-c-b", false), ("*aab*", "aaaab", true), ("*abab*abab", "abababab", true),
        ("*abab*abab", "ababab", false), ("a?c", "abc", false), ("a.c", "abc", false), ("[a]", "a", false),
        ("web-*", "web-1", true), ("Web-*", "web-1", false), ("*é*", "caféteria", true),
    ])
    func `a star stands for any run of characters and everything else for itself`(
        pattern: String, text: String, matches: Bool
    ) {
        #expect(TokenPattern(pattern).matches(text) == matches, "\(pattern) and \(text)")
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `matching agrees with the definition on small texts`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pattern = (0..<Int.random(in: 0...7, using: &random)).map { _ in "ab**".randomElement(using: &random)! }
        let text = (0..<Int.random(in: 0...9, using: &random)).map { _ in "ab".randomElement(using: &random)! }
        #expect(
            TokenPattern(String(pattern)).matches(String(text)) == Self.defined(pattern[...], text[...]),
            "seed \(seed): \(String(pattern)) and \(String(text))")
    }

    @Test func `a pattern made to backtrack is answered at once`() {
        let pattern = String(repeating: "*aaaaaaaaaaaaaaab", count: 200) + "*"
        // Millions of steps for a matcher that tries again from every position, and 2^200 for one that recurses.
        #expect(!TokenPattern(pattern).matches(String(repeating: "a", count: 20_000)))
    }

    private static func defined(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return defined(pattern.dropFirst(), text) || (!text.isEmpty && defined(pattern, text.dropFirst()))
        }
        return text.first == first && defined(pattern.dropFirst(), text.dropFirst())
    }
}
