/// A zone of the DNS below which records are published: `.` for the root, else labels joined by `.`, with or without a
/// final one. Source: configuration contract, section 4 (`skydns.zone`); RFC 1035, section 2.3.4 for the lengths.
package struct DNSZone: ValidatedName {
    package static let rule =
        "'.', or labels of 1 to 63 letters, digits, '-' or '_' joined by '.', 253 characters at the most"
    package let text: String

    package init?(_ text: String) {
        guard text.utf8.count <= 254, !text.isEmpty else { return nil }
        self.text = text
        guard text != "." else { return }
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard name.utf8.count <= 253 else { return nil }
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard (1...63).contains(label.utf8.count), label.utf8.first != UInt8(ascii: "-"),
                label.utf8.last != UInt8(ascii: "-"), NameGrammar.isWord(String(label), extra: Array("-_".utf8))
            else { return nil }
        }
    }
}
