/// Which pairs of a state and an event the machines of the engine went through, and under which faults.
package struct Coverage: Equatable, Sendable {
    /// A state of a machine and what happened in it, such as `job: running × the runner is killed`.
    package struct Pair: Hashable, Comparable, Sendable, CustomStringConvertible {
        package let machine: String
        package let state: String
        package let event: String

        package init(_ machine: String, _ state: String, _ event: String) {
            self.machine = machine
            self.state = state
            self.event = event
        }

        package var description: String { "\(machine): \(state) × \(event)" }

        package static func < (left: Pair, right: Pair) -> Bool {
            (left.machine, left.state, left.event) < (right.machine, right.state, right.event)
        }
    }

    /// For each pair that was reached, the faults that were under way when it was.
    package private(set) var reached: [Pair: FaultSet] = [:]

    package init() {}

    mutating func reach(_ pair: Pair, during faults: FaultSet) { reached[pair, default: FaultSet()].formUnion(faults) }

    package mutating func formUnion(_ other: Coverage) {
        for (pair, faults) in other.reached { reached[pair, default: FaultSet()].formUnion(faults) }
    }

    /// Declared pairs that were not reached, in order.
    package var missingPairs: [Pair] { StateMachines.possible.filter { reached[$0] == nil } }

    /// Reached pairs that nobody declared, or that are declared impossible: the declaration is wrong, or the engine.
    package var undeclaredPairs: [Pair] {
        reached.keys.filter { !StateMachines.declared.contains($0) || StateMachines.impossible[$0] != nil }.sorted()
    }

    /// Declared pairs and the kinds of faults under which they were not reached, in order.
    package var missingCells: [(pair: Pair, fault: ActionKind)] {
        StateMachines.possible.flatMap { pair in
            FaultSet.counted.filter { !(reached[pair]?.contains($0) ?? false) }.map { (pair: pair, fault: $0) }
        }
    }

    /// The share of declared pairs that were reached, in 0...1.
    package var pairShare: Double {
        1 - Double(missingPairs.count) / Double(StateMachines.possible.count)
    }

    /// The share of pairs × kinds of faults that were reached, in 0...1.
    package var cellShare: Double {
        1 - Double(missingCells.count) / Double(StateMachines.possible.count * FaultSet.counted.count)
    }
}
