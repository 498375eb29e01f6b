/// One component of the path of a log file, after percent-decoding: a plain file name that cannot leave its folder.
///
/// 0.25 joins these unchecked and so serves any file of the machine (HTTP contract, W34).
package struct LogPart: ValidatedName {
    package static let rule = "one file name: not empty, at most 255 bytes, without '/', NUL, and neither '.' nor '..'"
    package let text: String

    package init?(_ text: String) {
        guard text != ".", text != "..", !text.isEmpty, text.utf8.count <= NameGrammar.longestName else { return nil }
        guard !text.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") }) else { return nil }
        self.text = text
    }
}
