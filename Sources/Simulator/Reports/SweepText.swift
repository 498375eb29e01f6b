/// A sweep as a table and a list of what went wrong.
struct SweepText {
    /// How many failures are listed; a count stands for the rest.
    static let failureLimit = 20
    private static let nameWidth = 56

    private let report: SweepReport

    init(_ report: SweepReport) { self.report = report }

    var text: String {
        ([table, failures, hopes, speed].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") })
            .joined(separator: "\n\n") + "\n"
    }

    private var table: [String] {
        let heads = ["seeds", "passed", "failed", "unrecoverable", "broken"]
        var rows: [(String, SweepReport.Counts)] = report.groups.map {
            (Escaping.line($0.name, limit: Self.nameWidth), $0.counts)
        }
        if rows.count != 1 { rows.append(("all", report.totals)) }
        let width = max(rows.map { $0.0.count }.max() ?? 0, "scenario".count)
        let head = padded("scenario", width) + heads.map { "  " + $0 }.joined()
        return [head]
            + rows.map { name, counts in
                let numbers = [counts.all, counts.passed, counts.failed, counts.unrecoverable, counts.broken]
                return padded(name, width)
                    + zip(heads, numbers).map { "  " + aligned(String($1), max($0.count, 5)) }.joined()
            }
    }

    private var failures: [String] {
        var lines: [String] = []
        var count = 0
        for group in report.groups {
            for run in group.runs {
                let reasons: [String]
                switch run.outcome {
                case .passed, .unrecoverable: continue
                case .broken(let remark): reasons = ["is worth nothing: \(remark)"]
                case .failed(let violations): reasons = violations.map(Self.text)
                }
                count += 1
                guard count <= Self.failureLimit else { continue }
                lines.append(Escaping.line("\(group.name), seed \(run.seed):", limit: 180))
                lines += reasons.prefix(3).map { "    " + Escaping.line($0, limit: 180) }
                if reasons.count > 3 { lines.append("    … and \(reasons.count - 3) more") }
                lines.append("    " + Escaping.line(group.replay(run)))
            }
        }
        if count > Self.failureLimit { lines.append("… and \(count - Self.failureLimit) more runs that failed") }
        return lines
    }

    static func text(_ violation: Violation) -> String {
        "\(violation.promise.rawValue)\(violation.node.map { " on \($0)" } ?? ""): \(violation.text)"
            + " (\(violation.invariant))"
    }

    private var hopes: [String] {
        let lines = report.groups.flatMap { group in
            group.neverReached.map { "    " + Escaping.line("\(group.name): \($0)", limit: 180) }
        }
        return lines.isEmpty ? [] : ["Was to happen in at least one seed, and did in none:"] + lines
    }

    private var speed: [String] {
        var parts = ["\(report.coveredPairs) pairs of state and event seen"]
        if let speed = report.speed {
            parts.append("\(Self.whole(speed.eventsPerSecond)) events/s")
            parts.append("\(Self.whole(speed.simulatedPerRealSecond)) times as fast as real time")
        }
        return [parts.joined(separator: ", ")]
    }

    /// A whole number with its thousands apart; `?` for what is no number.
    static func whole(_ number: Double) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return "?" }
        let digits = String(Int(number.rounded()).magnitude)
        var groups: [Substring] = []
        var rest = digits[...]
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        return (number.rounded() < 0 ? "-" : "") + groups.joined(separator: " ")
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func aligned(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
