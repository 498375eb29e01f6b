/// The log of a node for its operators. Values never hold secrets: the engine does not put tokens, environments or
/// bodies here.
package protocol Journal: Sendable {
    func record(_ level: JournalLevel, _ message: String, _ facts: [(name: String, value: String)])

    /// The same journal for lines about one area.
    func about(_ area: JournalArea) -> any Journal
}

extension Journal {
    /// A journal that makes no difference between areas.
    package func about(_ area: JournalArea) -> any Journal { self }
}
