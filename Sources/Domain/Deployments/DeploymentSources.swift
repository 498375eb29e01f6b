/// What the decoder of a deployment file needs beside its document: the files that it includes, and a reader for the
/// Director file that stands in it as text.
package protocol DeploymentSources {
    /// Reads a file named under `include`.
    func include(_ path: String) -> IncludedFile

    /// Reads the text under `projectFile` as YAML, with `!ENV` left unresolved. Nothing is thrown: a mistake of the
    /// text is among the findings, placed in the deployment file.
    ///
    /// - Parameter scalar: The value of `projectFile`, a text.
    func directorFile(in scalar: Document) -> (document: Document?, findings: [Diagnostic])
}

/// A file named under `include`.
package enum IncludedFile: Sendable {
    /// - Parameters:
    ///   - file: Its name for diagnostics.
    ///   - document: `nil` when it is empty or no YAML.
    ///   - findings: What is wrong with it as YAML.
    ///   - isBesideDeployment: Whether it was found relative to the deployment file, or is named absolutely; if not,
    ///     it was found relative to the current folder.
    case read(file: String, document: Document?, findings: [Diagnostic], isBesideDeployment: Bool)
    /// It cannot be read.
    ///
    /// - Parameters:
    ///   - path: The path that was tried.
    ///   - reason: Why, in a few words.
    case unreadable(path: String, reason: String)
}
