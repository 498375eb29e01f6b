/// Why Director refuses a file: the class of its exception and its words.
package struct DirectorFileError: Error, Equatable, Sendable {
    /// `YAMLError` when the text cannot be read, `InvalidSpec` when it says what Director does not know.
    package let kind: String
    package let message: String

    static func unreadable(_ message: String, line: Int) -> DirectorFileError {
        DirectorFileError(kind: "YAMLError", message: "\(message) (line \(line))")
    }

    static func invalid(_ message: String) -> DirectorFileError {
        DirectorFileError(kind: "InvalidSpec", message: message)
    }
}
