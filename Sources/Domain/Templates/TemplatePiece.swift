/// What the scanner cuts a template into.
struct TemplatePiece: Sendable {
    enum Kind: Sendable {
        case text([Unicode.Scalar])
        /// `${…}`: the expression, and what follows its `|`.
        case expression(Range<Int>, filters: Range<Int>?)
        /// A line that begins with `%`: what follows the sign.
        case control(Range<Int>)
        /// `<% … %>`
        case code(Range<Int>, isModule: Bool)
        case opening(TagPiece)
        case closing(String)
    }

    let kind: Kind
    let start: Int
}

/// `<%name attribute="value">`
struct TagPiece: Sendable {
    struct Attribute: Sendable {
        let name: String
        let value: Range<Int>
        let start: Int
    }

    let name: String
    let attributes: [Attribute]
    /// Whether it ends in `/>`.
    let isEmpty: Bool

    subscript(name: String) -> Attribute? { attributes.last { $0.name == name } }
}
