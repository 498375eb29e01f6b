/// A word or sign of an expression.
struct ExpressionToken: Sendable {
    enum Kind: Equatable, Sendable {
        case name(String)
        case integer(Int)
        case double(Double)
        case text([Unicode.Scalar])
        /// The content of `f'…'`, to be read as a text with expressions in it, by its range in the source.
        case format(Range<Int>, isRaw: Bool)
        /// An operator, a bracket, or a word that is one.
        case sign(String)
        case lineEnd
        case end
    }

    let kind: Kind
    let start: Int
    let end: Int

    /// The words that cannot be names.
    static let words: Set<String> = [
        "and", "or", "not", "in", "is", "if", "else", "for", "lambda", "None", "True", "False", "import", "from",
        "class", "def", "return", "yield", "await", "async", "try", "except", "finally", "raise", "with", "while",
        "break", "continue", "pass", "del", "global", "nonlocal", "assert", "elif", "as",
    ]
}
