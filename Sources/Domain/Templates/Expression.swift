/// An expression of a template, with the place where it begins.
///
/// Chains of operators are one node each, so that the tree is never deeper than what is nested as it is written.
struct Expression: Sendable {
    indirect enum Node: Sendable {
        case literal(TemplateValue)
        case name(String)
        case list([Expression])
        case tuple([Expression])
        case set([Expression])
        case mapping([(key: Expression, value: Expression)])
        case comprehension(Comprehension)
        /// Operators of one rank, from left to right.
        case chain(Expression, [(operation: BinaryOperator, operand: Expression)])
        case power(Expression, Expression)
        /// `-`, `+` and `~`, the innermost last.
        case signs([Unicode.Scalar], Expression)
        /// `not`, so many times.
        case not(Int, Expression)
        /// `a < b < c`
        case comparison(Expression, [(operation: ComparisonOperator, operand: Expression)])
        case and([Expression])
        case or([Expression])
        /// `a if b else c if d else e`
        case conditional([(value: Expression, condition: Expression)], otherwise: Expression)
        case postfix(Expression, [Postfix])
        /// `f'…'`
        case joined([FormatPart])
    }

    let node: Node
    let position: SourcePosition

    init(_ node: Node, at position: SourcePosition) {
        self.node = node
        self.position = position
    }
}

/// What follows a value: `.name`, `.name(…)`, `(…)`, `[…]`.
struct Postfix: Sendable {
    enum Kind: Sendable {
        case attribute(String)
        case method(String, [Argument])
        case call([Argument])
        case index(Expression)
        case slice(from: Expression?, to: Expression?, step: Expression?)
    }

    let kind: Kind
    let position: SourcePosition

    var isAttribute: Bool {
        if case .attribute = kind { return true }
        return false
    }
}

/// A value that a function is called with.
struct Argument: Sendable {
    /// `nil` for a value by its place.
    let name: String?
    let value: Expression
}

/// `[… for … in … if …]` and its kin.
struct Comprehension: Sendable {
    enum Result: Sendable { case list, set, mapping, generator }

    struct Clause: Sendable {
        let target: AssignmentTarget
        let source: Expression
        let conditions: [Expression]
    }

    let result: Result
    let element: Expression
    /// The value of a mapping, whose key is ``element``.
    let value: Expression?
    let clauses: [Clause]
}

/// What a value is given to: a name, or names in parentheses.
indirect enum AssignmentTarget: Sendable {
    case name(String)
    case tuple([AssignmentTarget])

    var names: [String] {
        switch self {
        case .name(let name): [name]
        case .tuple(let targets): targets.flatMap(\.names)
        }
    }
}

/// A piece of a text with values in it.
struct FormatPart: Sendable {
    let text: [Unicode.Scalar]
    /// The value that follows the text; `nil` at the end.
    let value: Expression?
    let conversion: Unicode.Scalar?
    let specification: [Unicode.Scalar]
}

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case power = "**"
    case or = "|"
    case exclusiveOr = "^"
    case and = "&"
    case shiftLeft = "<<"
    case shiftRight = ">>"

    /// The ranks of the operators that chain, loosest first.
    static let ranks: [[BinaryOperator]] = [
        [.or], [.exclusiveOr], [.and], [.shiftLeft, .shiftRight], [.add, .subtract],
        [.multiply, .divide, .floorDivide, .remainder],
    ]
}

enum ComparisonOperator: String, Sendable {
    case equal = "=="
    case different = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contained = "in"
    case notContained = "not in"
    case same = "is"
    case notSame = "is not"
}
