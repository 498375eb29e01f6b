/// A part of a template.
indirect enum TemplateNode: Sendable {
    case text([Unicode.Scalar])
    /// `${…}`
    case expression(Expression, [TemplateFilter])
    /// `% if`, with its `% elif`s; the last condition is `nil` for `% else`.
    case conditional([(condition: Expression?, body: [TemplateNode])])
    case loop(ForLoop)
    case whileLoop(condition: Expression, body: [TemplateNode])
    /// `<% … %>`
    case code([CodeStatement])
    case include(IncludeTag)
    /// `<%block>`, printed where it stands.
    case block(BlockFunction)
    /// `<%call>` and `<%self:name>`: a function that is called with a piece of the template.
    case call(CallTag)
}

/// `% for`
struct ForLoop: Sendable {
    let target: AssignmentTarget
    let source: Expression
    let body: [TemplateNode]
    /// What is printed when no `break` ended the loop.
    let otherwise: [TemplateNode]
}

/// A line of a block of code.
struct CodeStatement: Sendable {
    enum Kind: Sendable {
        case assign([AssignmentTarget], Expression)
        case change(String, BinaryOperator, Expression)
        case leaveLoop
        case nextRound
    }

    let kind: Kind
    let position: SourcePosition
}

/// The nodes of a template, a `<%def>` or a `<%block>`, which have names of their own.
struct TemplateBody: Sendable {
    let nodes: [TemplateNode]
    /// Names that are given a value somewhere in it, and are therefore its own from the start.
    let locals: Set<String>
    let functions: [BlockFunction]
}

/// `<%def>` and `<%block>`.
struct BlockFunction: Sendable {
    enum Kind: Sendable { case definition, namedBlock, block }

    struct Parameter: Sendable {
        let name: String
        let fallback: Expression?
    }

    let kind: Kind
    /// Empty for a block without one.
    let name: String
    let parameters: [Parameter]
    let filters: [TemplateFilter]
    let body: TemplateBody
    let position: SourcePosition
}

/// `<%include>`
struct IncludeTag: Sendable {
    /// The path, with expressions in it.
    let path: [FormatPart]
    let arguments: [Argument]
    let position: SourcePosition
}

/// `<%call expr="f(a)">` and `<%self:f a="…">`.
struct CallTag: Sendable {
    let function: String
    let arguments: [Argument]
    let body: TemplateBody
    let position: SourcePosition
}

/// What is done with a text before it is printed. Source: deployment-file contract, section 11.5.
enum TemplateFilter: String, Sendable, CaseIterable {
    case h, x, u, trim, n, str, unicode, json
    case decode = "decode.utf8"
}
