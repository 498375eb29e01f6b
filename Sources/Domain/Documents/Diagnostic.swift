/// One mistake in a file that a person wrote: where it is, what stands there, what should, and what to do.
package struct Diagnostic: Equatable, Sendable {
    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity
    /// The file, as the user named it.
    package var file: String
    package var position: SourcePosition
    /// Dotted path of the key in its document, for example `deployIn.labels[0]`; empty for the document itself.
    package var path: String
    /// What is wrong, in one sentence without a final stop, for example `unknown key 'projectname'`.
    package var message: String
    /// The offending text; `nil` when something is missing.
    package var found: String?
    /// What should stand there, in words.
    package var expected: String?
    /// What to try.
    package var hint: String?

    package init(
        severity: Severity = .error, file: String, position: SourcePosition, path: String = "", message: String,
        found: String? = nil, expected: String? = nil, hint: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.position = position
        self.path = path
        self.message = message
        self.found = found
        self.expected = expected
        self.hint = hint
    }
}

/// All mistakes of a text at once, in the order of their positions. Never empty.
package struct DiagnosticList: Error, Equatable, Sendable {
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics.sorted { ($0.file, $0.position) < ($1.file, $1.position) }
    }
}

extension Diagnostic {
    /// The diagnostics without those that say the same of the same place: an alias shows one value at several keys.
    package static func unique(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<String> = []
        return diagnostics.filter {
            seen.insert("\($0.severity) \($0.file) \($0.position) \($0.message)").inserted
        }
    }
}
