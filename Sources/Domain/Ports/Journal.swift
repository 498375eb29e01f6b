/// The log of a node for its operators. Values never hold secrets: the engine does not put tokens, environments or
/// bodies here.
package protocol Journal: Sendable {
    func record(_ level: JournalLevel, _ message: String, _ facts: [(name: String, value: String)])
}

package enum JournalLevel: String, Sendable, CaseIterable { case debug, info, warning, error }
