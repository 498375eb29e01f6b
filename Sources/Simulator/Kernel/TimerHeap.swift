/// Things that are due at a time: insertion, removal by number and taking the earliest in O(log n).
///
/// Of two that are due at the same time, the one inserted first comes first.
struct TimerHeap<Payload> {
    private struct Entry {
        let due: Int64
        let id: Int
        let payload: Payload

        func isBefore(_ other: Entry) -> Bool { (due, id) < (other.due, other.id) }
    }

    private var entries: [Entry] = []
    private var positions: [Int: Int] = [:]

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    /// When the earliest is due.
    var nextDue: Int64? { entries.first?.due }

    /// - Parameter id: Unique; grows with every insertion.
    mutating func insert(_ payload: Payload, id: Int, due: Int64) {
        positions[id] = entries.count
        entries.append(Entry(due: due, id: id, payload: payload))
        moveUp(from: entries.count - 1)
    }

    mutating func removeEarliest() -> Payload? { entries.isEmpty ? nil : remove(at: 0) }

    /// - Returns: `nil` when there is none of that number.
    mutating func remove(id: Int) -> Payload? { positions[id].map { remove(at: $0) } }

    private mutating func remove(at position: Int) -> Payload {
        let last = entries.count - 1
        if position != last { swap(position, last) }
        let entry = entries.removeLast()
        positions[entry.id] = nil
        if position < entries.count {
            moveUp(from: position)
            moveDown(from: position)
        }
        return entry.payload
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        entries.swapAt(left, right)
        positions[entries[left].id] = left
        positions[entries[right].id] = right
    }

    private mutating func moveUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].isBefore(entries[parent]) else { return }
            swap(child, parent)
            child = parent
        }
    }

    private mutating func moveDown(from start: Int) {
        var parent = start
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].isBefore(entries[smallest]) {
                smallest = child
            }
            if smallest == parent { return }
            swap(parent, smallest)
            parent = smallest
        }
    }
}
