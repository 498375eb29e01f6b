/// A label of a node, by which a deployment file selects it: lower-case groups, each starting with a letter, joined by
/// single `.` or `-`. Source: HTTP contract, section 6.
package struct Label: ValidatedName {
    package static let rule =
        "groups of lower-case letters and digits, each starting with a letter, joined by single '.' or '-'"
    package let text: String

    package init?(_ text: String) {
        guard NameGrammar.isGroups(text, separators: Array(".-".utf8), upperCase: false) else { return nil }
        self.text = text
    }

    /// The label of a node whose configuration names none, and what a file selects that names none.
    package static let all = Label(unchecked: "all")

    private init(unchecked text: String) { self.text = text }
}
