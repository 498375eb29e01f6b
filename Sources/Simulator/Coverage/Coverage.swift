/// Which pairs of a state and an event the machines of the engine went through, and under which faults.
package struct Coverage: Equatable, Sendable {
    /// A state of a machine and what happened in it, such as `job: running × the runner dies`.
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

    /// The kinds of faults that were under way when a pair happened; the empty set stands for calm.
    package private(set) var reached: [Pair: Set<ActionKind>] = [:]

    package init() {}

    package mutating func reach(_ pair: Pair, during faults: Set<ActionKind>) {
        reached[pair, default: []].formUnion(faults)
    }

    package mutating func formUnion(_ other: Coverage) {
        for (pair, faults) in other.reached { reached[pair, default: []].formUnion(faults) }
    }
}
