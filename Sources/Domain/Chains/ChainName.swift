/// The key under which a node knows one neighbour below it: letters, digits, `_` and `-`, not starting with `-`.
/// Source: HTTP contract, section 6.
package struct ChainName: ValidatedName {
    package static let rule = "1 to 255 letters, digits, '_' or '-', not starting with '-'"
    package let text: String

    package init?(_ text: String) {
        guard text.utf8.first != UInt8(ascii: "-"), NameGrammar.isWord(text, extra: Array("_-".utf8)) else {
            return nil
        }
        self.text = text
    }
}
