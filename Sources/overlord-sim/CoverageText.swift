internal import Simulator

/// What scenarios reached, for a terminal.
enum CoverageText {
    static func text(of coverage: Coverage) -> String {
        var lines = [
            "pairs of a state and an event: \(percent(coverage.pairShare)) of \(StateMachines.possible.count) reached",
            "pairs × kinds of faults: \(percent(coverage.cellShare)) of "
                + "\(StateMachines.possible.count * FaultSet.counted.count) reached",
        ]
        lines += coverage.missingPairs.map { "not reached: \($0)" }
        lines += coverage.undeclaredPairs.map {
            "reached and called impossible: \($0)" + (StateMachines.impossible[$0].map { " (\($0))" } ?? "")
        }
        let missing = Set(coverage.missingPairs)
        var byPair: [Coverage.Pair: [String]] = [:]
        for (pair, fault) in coverage.missingCells where !missing.contains(pair) {
            byPair[pair, default: []].append(fault.rawValue)
        }
        lines += byPair.sorted { $0.key < $1.key }.map {
            "\($0.key) not reached during: \($0.value.joined(separator: ", "))"
        }
        return lines.joined(separator: "\n")
    }

    private static func percent(_ share: Double) -> String { "\(Double(Int(share * 1000)) / 10) %" }
}
