package import Domain

/// Reads YAML 1.1 as PyYAML's safe loader resolves it, with the strictness that a file written by a person deserves:
/// duplicate keys, dates, numbers without a value and endless values are mistakes, and all of them are reported at
/// once with their places. Source: deployment-file contract, section 2.
package enum YAMLReader {
    /// What to do with `!ENV`.
    package enum EnvironmentPolicy {
        /// Replace references by what the function answers for a name; `nil` for a variable that is not set.
        case resolve((String) -> String?)
        /// Leave them for another program, as text.
        case keep
        /// Refuse the tag: the text came over a network, and its author must not read our environment.
        case refuse
    }

    /// Whose file it is.
    package enum Dialect {
        /// Ours: strict.
        case own
        /// One that another program reads, which takes duplicate keys and dates with a shrug. They are warnings here.
        case foreign
    }

    /// Where a text stands in the file that holds it.
    package enum Origin: Equatable, Sendable {
        /// The text is the file, or a block of it: lines and columns are counted on from there.
        case block(lines: Int, columns: Int)
        /// The text is a scalar whose lines cannot be found again in the file: all mistakes are placed at it.
        case scalar(SourcePosition)

        package static let file = Origin.block(lines: 0, columns: 0)
    }

    /// Reads one document.
    ///
    /// - Parameters:
    ///   - text: The text, of at most 4 MiB; a byte order mark is skipped.
    ///   - file: The name for diagnostics.
    /// - Returns: The document, `nil` for one that is empty or null, and what is only worth a warning.
    /// - Throws: All mistakes. What is no YAML at all ends the reading where it stands.
    package static func read(
        text: String, file: String, environment: EnvironmentPolicy, dialect: Dialect = .own, origin: Origin = .file
    ) throws(DiagnosticList) -> (document: Document?, warnings: [Diagnostic]) {
        let (document, findings) = examine(
            text: text, file: file, environment: environment, dialect: dialect, origin: origin)
        if findings.contains(where: { $0.severity == .error }) { throw DiagnosticList(findings) }
        return (document, findings)
    }

    /// Reads one document as far as it can be read, so that its content can be judged in the same run.
    ///
    /// - Returns: The document and everything that was found. Where an error was found, a null stands in place of a
    ///   value that cannot be known; there is no document when the text is no YAML.
    package static func examine(
        text: String, file: String, environment: EnvironmentPolicy, dialect: Dialect = .own, origin: Origin = .file
    ) -> (document: Document?, findings: [Diagnostic]) {
        examine(
            text: text, file: file, environment: environment, dialect: dialect, origin: origin, limits: YAMLLimits())
    }

    static func examine(
        text: String, file: String, environment: EnvironmentPolicy, dialect: Dialect = .own, origin: Origin = .file,
        limits: YAMLLimits
    ) -> (document: Document?, findings: [Diagnostic]) {
        let tree: YAMLTree
        do throws(YAMLFinding) {
            let hasMark = text.unicodeScalars.first == "\u{FEFF}"
            tree = try YAMLTree(text: hasMark ? String(text.unicodeScalars.dropFirst()) : text, limits: limits)
        } catch {
            return (nil, [YAMLComposer.diagnostic(error, file: file, origin: origin)])
        }
        var composer = YAMLComposer(
            file: file, environment: environment, dialect: dialect, origin: origin, tree: tree, limits: limits)
        for finding in tree.findings { composer.report(finding) }
        let document = composer.root()
        return (document, composer.findings)
    }
}

extension YAMLReader.Origin {
    /// A place of the text as a place of the file.
    func place(_ position: SourcePosition) -> SourcePosition {
        switch self {
        case .block(let lines, let columns):
            SourcePosition(line: position.line + lines, column: position.column + columns)
        case .scalar(let position): position
        }
    }
}
