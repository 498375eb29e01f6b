/// The key of a metadata item and the name of a namespace: groups of letters and digits, each starting with a letter,
/// joined by single `.`, `-` or `_`. A key is exactly one file name. Source: HTTP contract, section 6.
package struct MetadataKey: ValidatedName {
    package static let rule =
        "groups of letters and digits, each starting with a letter, joined by single '.', '-' or '_'; at most 255 bytes"
    package let text: String

    package init?(_ text: String) {
        guard NameGrammar.isGroups(text, separators: Array(".-_".utf8), upperCase: true) else { return nil }
        self.text = text
    }
}
