/// Changes of a value that nobody was told of yet. They are about the way and not the state: two values with the same
/// state are equal, whatever their logs hold.
struct ChangeLog<Change: Sendable>: Equatable, Sendable {
    private var changes: [Change] = []

    mutating func append(_ change: Change) { changes.append(change) }

    /// What was added since the last call.
    mutating func take() -> [Change] {
        defer { changes = [] }
        return changes
    }

    static func == (left: ChangeLog, right: ChangeLog) -> Bool { true }
}
