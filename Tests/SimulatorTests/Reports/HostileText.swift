import Simulator

/// Texts that nobody should be able to hurt a report with.
enum HostileText {
    static let samples = [
        "</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;&amp;", "\u{2028}\u{2029}",
        "\u{0}\u{1}\u{7F}",
        "\u{1B}[31mred\u{1B}[0m", "\r\n\t", "\"'`\\", "\u{202E}abc\u{202C}", "\u{FFFE}\u{FFFF}\u{10FFFF}", "ünï ☃ 👩‍👩‍👧",
        "${x}\\(y)", "", " ",
    ]

    /// Any text: mostly characters that mean something somewhere.
    static func draw(_ generator: inout SplitMix64) -> String {
        let special = Array("<>&\"'/\\!-]\u{0}\u{B}\n\r\u{1B}\u{2028}\u{2029}\u{FFFE}scriptSCRIPT ".unicodeScalars)
        var text = ""
        for _ in 0..<Int(generator.next() % 60) {
            if generator.next() % 4 > 0 {
                text.unicodeScalars.append(special[Int(generator.next() % UInt64(special.count))])
            } else if let scalar = Unicode.Scalar(UInt32(generator.next() % 0x11_0000)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
