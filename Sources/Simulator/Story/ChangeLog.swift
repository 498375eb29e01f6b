/// Changes of a value that nobody was told of yet. They are about the way and not the state: two values with the same
/// state are equal, whatever their logs hold.
struct ChangeLog<Item: Sendable>: Equatable, Sendable {
    private var changes: [Item] = []

    mutating func append(_ change: Item) { changes.append(change) }

    /// What was added since the last call.
    mutating func take() -> [Item] {
        defer { changes = [] }
        return changes
    }

    static func == (left: ChangeLog, right: ChangeLog) -> Bool { true }
}
