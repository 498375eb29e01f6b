import Testing

@testable import Adapters

@Suite struct LogTextTests {
    @Test(arguments: [
        ("", ""), ("\n", ""), ("a", "a"), ("a\n", "a"), ("a\n\n", "a\n"), ("a\r\nb", "a\nb"), ("a\rb", "a\nb"),
        ("a\r\rb\r", "a\n\nb"), ("a\n\rb", "a\n\nb"), ("a\u{0B}b\u{0C}c", "a\nb\nc"),
        ("a\u{1C}b\u{1D}c\u{1E}d\u{1F}e", "a\nb\nc\nd\u{1F}e"), ("a\u{85}b", "a\nb"),
        ("a\u{2028}b\u{2029}c\u{2027}d", "a\nb\nc\u{2027}d"), ("ä\u{A0}€😀", "ä\u{A0}€😀"),
    ]) func `every line boundary becomes one LF and the last is dropped`(text: String, expected: String) {
        #expect(Array(LogText.clean(Array(text.utf8)).utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("\u{1B}[31mred\u{1B}[0m", "red"), ("a\u{1B}[2Kb", "ab"), ("\u{1B}[?25l!", "!"), ("\u{1B}[1;2 qx", "x"),
        ("\u{9B}1mx", "x"), ("\u{1B}[mx", "x"), ("\u{1B}[", "\u{1B}["), ("\u{1B}[31", "\u{1B}[31"),
        ("\u{1B}[31\nm", "\u{1B}[31\nm"), ("\u{1B}x", "\u{1B}x"), ("\u{1B}", "\u{1B}"),
        ("\u{1B}]0;t\u{7}", "\u{1B}]0;t\u{7}"),
        ("\u{1B}[\u{1B}[0m", "\u{1B}["), ("\u{1B}[1ü", "\u{1B}[1ü"), ("\u{201B}1m", "\u{201B}1m"),
    ]) func `control sequences of terminals are removed when they are complete`(text: String, expected: String) {
        #expect(Array(LogText.clean(Array(text.utf8)).utf8) == Array(expected.utf8))
    }

    @Test(
        arguments: [
            ([0x9B, 0x33, 0x31, 0x6D, 0x78], "x"), ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"),
            ([0xE2, 0x80], "\u{FFFD}"), ([0xFF, 0x0D, 0x0A, 0xFE], "\u{FFFD}\n\u{FFFD}"), ([0xC2], "\u{FFFD}"),
            ([0x9B], "\u{FFFD}"), ([0xC3, 0x9B, 0x6D], "Ûm"), ([0xF0, 0x90, 0x8E, 0x9B, 0x6D], "\u{1039B}m"),
        ] as [([UInt8], String)]) func `bytes that are no UTF-8 are replaced`(bytes: [UInt8], expected: String)
    {
        #expect(LogText.clean(bytes) == expected)
    }
}
