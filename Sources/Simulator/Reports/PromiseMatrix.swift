/// Which promises are guarded under which faults: a row a promise, a column a kind of fault, and in each cell the number
/// of scenarios that exist for the promise and have the fault. All invariants are judged in every run besides.
package struct PromiseMatrix: Sendable {
    private var counts: [Promise: [ActionKind: Int]] = [:]

    package init(_ scenarios: [Scenario]) {
        for scenario in scenarios {
            let kinds = Set(scenario.steps.map(\.action.kind) + scenario.faults.map(\.action.kind))
            for promise in scenario.promises {
                for kind in kinds { counts[promise, default: [:]][kind, default: 0] += 1 }
            }
        }
    }

    /// The promises that something of this version keeps.
    package static let promises = Set(Invariants.all.map { $0.promise }).sorted()

    /// Cells without a scenario.
    package var empty: [(promise: Promise, fault: ActionKind)] {
        Self.promises.flatMap { promise in
            FaultSet.counted.filter { counts[promise]?[$0] == nil }.map { (promise: promise, fault: $0) }
        }
    }

    /// As a table of Markdown, promises down and faults across.
    package var markdown: String {
        let kinds = FaultSet.counted
        var lines = [
            "| fault | " + Self.promises.map(\.rawValue).joined(separator: " | ") + " |",
            "| --- |" + String(repeating: " ---: |", count: Self.promises.count),
        ]
        for kind in kinds {
            let cells = Self.promises.map { counts[$0]?[kind].map { "\($0)" } ?? "" }
            lines.append("| `\(kind.rawValue)` | " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }
}
