/// Why a template cannot be parsed or rendered: what is wrong, where, and what to write instead.
///
/// A class, because it is thrown through many small functions that should return little.
final class TemplateFault: Error {
    enum Kind: Equatable, Sendable {
        /// Not a template, or not an expression.
        case syntax
        /// Part of Mako or of Python, and not of this language.
        case unsupported
        /// A name that stands for nothing, or for nothing yet.
        case name
        /// An operation on values that it is not for.
        case value
        /// A ``TemplateLimits`` is reached.
        case limit
        /// An included template.
        case include
    }

    let kind: Kind
    let message: String
    let found: String?
    let expected: String?
    let hint: String?
    /// `nil` until it is known which part of the template was at work.
    let position: SourcePosition?
    /// The name of the template; `nil` until it is known.
    let file: String?

    init(
        _ kind: Kind, _ message: String, found: String? = nil, expected: String? = nil, hint: String? = nil,
        at position: SourcePosition? = nil, in file: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.found = found
        self.expected = expected
        self.hint = hint
        self.position = position
        self.file = file
    }

    /// The fault at a place, unless a nearer one is known already.
    func placed(at position: SourcePosition) -> TemplateFault {
        guard self.position == nil else { return self }
        return TemplateFault(kind, message, found: found, expected: expected, hint: hint, at: position, in: file)
    }

    /// The fault in a template, unless it is known to be in another one.
    func placed(in file: String) -> TemplateFault {
        guard self.file == nil else { return self }
        return TemplateFault(kind, message, found: found, expected: expected, hint: hint, at: position, in: file)
    }

    /// - Parameter file: The template that was rendered.
    func diagnostic(in file: String) -> Diagnostic {
        Diagnostic(
            file: self.file ?? file, position: position ?? .start, message: Self.excerpt(message, 300),
            found: found.map { Self.excerpt($0, 60) }, expected: expected, hint: hint.map { Self.excerpt($0, 800) })
    }

    /// Names and lines of a template may be as long as the template.
    private static func excerpt(_ text: String, _ length: Int) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "…"
    }

    static func unsupported(
        _ construct: String, hint: String, at position: SourcePosition? = nil
    ) -> TemplateFault {
        TemplateFault(.unsupported, "unsupported template construct: \(construct)", hint: hint, at: position)
    }
}
