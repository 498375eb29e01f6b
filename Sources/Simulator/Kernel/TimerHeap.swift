/// Things that are due at a time: insertion, removal and taking the earliest in O(log n).
///
/// Of two that are due at the same time, the one whose place was taken first comes first. What is removed leaves a mark
/// in the heap until it would have been due, or until marks are the greater part of it: moving marks costs nothing but
/// numbers.
struct TimerHeap<Payload> {
    /// Where something waits, or is going to.
    struct Place: Sendable {
        /// Grows with every place that is taken.
        fileprivate let number: Int
        fileprivate let slot: Int
    }

    private struct Mark {
        let due: Int64
        let place: Place

        func isBefore(_ other: Mark) -> Bool { due != other.due ? due < other.due : place.number < other.place.number }
    }

    private struct Slot {
        /// Of the place that has it; 0 when none has.
        var number = 0
        var payload: Payload?
    }

    private var marks: [Mark] = []
    // Beside each other and used again at once: one look in memory for each, however many wait.
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var lastNumber = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    /// Marks in the heap, those of removed things included.
    var markCount: Int { marks.count }

    /// When the earliest is due.
    var nextDue: Int64? {
        mutating get {
            dropStale()
            return marks.first?.due
        }
    }

    /// Takes a place for something that is put in later or never; ``insert(_:at:due:)`` or ``remove(_:)`` has to follow.
    mutating func takePlace() -> Place {
        lastNumber += 1
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(Slot()) }
        slots[slot].number = lastNumber
        return Place(number: lastNumber, slot: slot)
    }

    /// - Parameter place: A place that was taken, used once.
    mutating func insert(_ payload: Payload, at place: Place, due: Int64) {
        slots[place.slot].payload = payload
        count += 1
        marks.append(Mark(due: due, place: place))
        moveUp(from: marks.count - 1)
    }

    mutating func removeEarliest() -> Payload? {
        dropStale()
        guard let first = marks.first else { return nil }
        removeFirst()
        return leave(first.place)
    }

    /// - Returns: `nil` when there is nothing any more, or not yet.
    mutating func remove(_ place: Place) -> Payload? {
        guard isTaken(place) else { return nil }
        let payload = leave(place)
        if marks.count > 64, marks.count > 2 * count { compact() }
        return payload
    }

    mutating func removeAll() { self = TimerHeap() }

    /// Whether something waits there.
    func isFilled(_ place: Place) -> Bool { isTaken(place) && slots[place.slot].payload != nil }

    private func isTaken(_ place: Place) -> Bool { slots[place.slot].number == place.number }

    private mutating func leave(_ place: Place) -> Payload? {
        let payload = slots[place.slot].payload
        slots[place.slot] = Slot()
        freeSlots.append(place.slot)
        if payload != nil { count -= 1 }
        return payload
    }

    private mutating func dropStale() {
        while let first = marks.first, !isTaken(first.place) { removeFirst() }
    }

    private mutating func compact() {
        // Sorted is a heap.
        marks = marks.filter { isTaken($0.place) }.sorted { $0.isBefore($1) }
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
