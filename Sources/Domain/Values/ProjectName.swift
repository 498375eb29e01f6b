/// The name of a project: letters, digits, `.`, `_` and `-`, except `.` and `..`.
///
/// 0.25 takes the two dot names as well; they are refused here because Director makes a folder of the name.
/// Source: HTTP contract, section 6.
package struct ProjectName: ValidatedName {
    package static let rule = "1 to 255 letters, digits, '.', '_' or '-', and neither '.' nor '..'"
    package let text: String

    package init?(_ text: String) {
        guard text != ".", text != "..", NameGrammar.isWord(text, extra: Array("._-".utf8)) else { return nil }
        self.text = text
    }
}
