/// Things that are due at a time: insertion, removal by number and taking the earliest in O(log n).
///
/// Of two that are due at the same time, the one inserted first comes first. What is removed leaves a mark in the heap
/// until it would have been due, or until marks are the greater part of it: moving marks costs nothing but numbers.
struct TimerHeap<Payload> {
    private struct Mark {
        let due: Int64
        let id: Int

        func isBefore(_ other: Mark) -> Bool { due != other.due ? due < other.due : id < other.id }
    }

    private var marks: [Mark] = []
    private var payloads: [Int: Payload] = [:]

    var isEmpty: Bool { payloads.isEmpty }
    var count: Int { payloads.count }
    /// Marks in the heap, those of removed things included.
    var markCount: Int { marks.count }

    /// When the earliest is due.
    var nextDue: Int64? {
        mutating get {
            dropStale()
            return marks.first?.due
        }
    }

    /// - Parameter id: Unique; grows with every insertion.
    mutating func insert(_ payload: Payload, id: Int, due: Int64) {
        payloads[id] = payload
        marks.append(Mark(due: due, id: id))
        moveUp(from: marks.count - 1)
    }

    mutating func removeEarliest() -> Payload? {
        dropStale()
        guard let first = marks.first else { return nil }
        removeFirst()
        return payloads.removeValue(forKey: first.id)
    }

    /// - Returns: `nil` when there is none of that number.
    mutating func remove(id: Int) -> Payload? {
        guard let payload = payloads.removeValue(forKey: id) else { return nil }
        if marks.count > 64, marks.count > 2 * payloads.count { compact() }
        return payload
    }

    private mutating func dropStale() {
        while let first = marks.first, payloads[first.id] == nil { removeFirst() }
    }

    private mutating func compact() {
        // Sorted is a heap.
        marks = marks.filter { payloads[$0.id] != nil }.sorted { $0.isBefore($1) }
    }

    private mutating func removeFirst() {
        let last = marks.removeLast()
        guard !marks.isEmpty else { return }
        marks[0] = last
        moveDown(from: 0)
    }

    private mutating func moveUp(from start: Int) {
        var child = start
        let mark = marks[start]
        while child > 0 {
            let parent = (child - 1) / 2
            guard mark.isBefore(marks[parent]) else { break }
            marks[child] = marks[parent]
            child = parent
        }
        marks[child] = mark
    }

    private mutating func moveDown(from start: Int) {
        var parent = start
        let mark = marks[start]
        while true {
            var child = 2 * parent + 1
            guard child < marks.count else { break }
            if child + 1 < marks.count, marks[child + 1].isBefore(marks[child]) { child += 1 }
            guard marks[child].isBefore(mark) else { break }
            marks[parent] = marks[child]
            parent = child
        }
        marks[parent] = mark
    }
}
