/// A place in a text, both counted from 1; columns count characters (Unicode scalars).
package struct SourcePosition: Hashable, Comparable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static let start = SourcePosition(line: 1, column: 1)
    /// No place in a text: what is said is said of the whole file, which may not even be there.
    package static let whole = SourcePosition(line: 0, column: 0)

    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
