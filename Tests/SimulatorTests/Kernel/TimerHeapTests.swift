import Testing

@testable import Simulator

@Suite("Timer heap") struct TimerHeapTests {
    /// The same, so simple that it is right.
    private struct Reference {
        var entries: [(due: Int64, id: Int)] = []

        mutating func removeEarliest() -> Int? {
            guard let first = entries.min(by: { ($0.due, $0.id) < ($1.due, $1.id) }) else { return nil }
            entries.removeAll { $0.id == first.id }
            return first.id
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func `any mix of moves gives what a sorted list gives`(seed: UInt64)
    {
        var random = SplitMix64(seed: seed)
        var heap = TimerHeap<Int>()
        var reference = Reference()
        var places: [TimerHeap<Int>.Place] = []
        for id in 1...2_000 {
            let place = heap.takePlace()
            places.append(place)
            switch random.next() % 8 {
            case 0...3:
                let due = Int64(random.next() % 100)
                heap.insert(id, at: place, due: due)
                reference.entries.append((due, id))
            case 4, 5:
                let victim = Int(random.next() % UInt64(id)) + 1
                let isThere = reference.entries.contains { $0.id == victim }
                reference.entries.removeAll { $0.id == victim }
                #expect(heap.isFilled(places[victim - 1]) == isThere, "seed \(seed)")
                #expect(heap.remove(places[victim - 1]) == (isThere ? victim : nil), "seed \(seed)")
            default: #expect(heap.removeEarliest() == reference.removeEarliest(), "seed \(seed)")
            }
            #expect(heap.count == reference.entries.count, "seed \(seed)")
            #expect(heap.isEmpty == reference.entries.isEmpty, "seed \(seed)")
            #expect(heap.nextDue == reference.entries.map(\.due).min(), "seed \(seed)")
        }
    }

    @Test func `what was removed does not pile up`() {
        var heap = TimerHeap<Int>()
        heap.insert(0, at: heap.takePlace(), due: .max)
        for id in 2...100_000 {
            let place = heap.takePlace()
            heap.insert(id, at: place, due: Int64(id))
            _ = heap.remove(place)
        }
        #expect(heap.markCount <= 66)
        #expect(heap.nextDue == .max)
    }
}
