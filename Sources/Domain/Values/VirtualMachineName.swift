/// The name of a virtual machine: 2 to 231 letters, digits, `.`, `_` or `-`, starting and ending with a letter or
/// digit. Source: HTTP contract, section 6.
package struct VirtualMachineName: ValidatedName {
    package static let rule = "2 to 231 letters, digits, '.', '_' or '-', starting and ending with a letter or digit"
    package let text: String

    package init?(_ text: String) {
        guard NameGrammar.isWord(text, extra: Array("._-".utf8)) else { return nil }
        let bytes = Array(text.utf8)
        guard bytes.count >= 2, bytes.count <= 231 else { return nil }
        for edge in [bytes[0], bytes[bytes.count - 1]] {
            guard NameGrammar.isLetter(edge, upperCase: true) || NameGrammar.isDigit(edge) else { return nil }
        }
        self.text = text
    }

    /// The project that the machine is on its server: every name of a machine is one of a project.
    package var project: ProjectName {
        guard let project = ProjectName(text) else { preconditionFailure("'\(text)' is no name of a project") }
        return project
    }
}
