/// A name that was checked once, where it came in, and can be trusted from then on.
package protocol ValidatedName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name as it was written.
    var text: String { get }

    /// The rule in words, for people whose name was refused.
    static var rule: String { get }

    /// - Returns: `nil` when `text` breaks ``rule``. Takes time linear in the length of `text`.
    init?(_ text: String)

    /// What breaks ``rule`` in a text that was refused, for names that are more than words and separators.
    ///
    /// - Returns: `nil` for other names, and when there is nothing to add to the rule.
    static func mistake(in text: String) -> String?
}

extension ValidatedName {
    package var description: String { text }
    package static func mistake(in text: String) -> String? { nil }
    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
