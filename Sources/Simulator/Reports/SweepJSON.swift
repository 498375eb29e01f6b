import Domain

/// A sweep for programs.
enum SweepJSON {
    /// Grows when a member changes its meaning or goes.
    static let schema = 1

    static func value(of report: SweepReport) -> JSONValue {
        [
            "schema": .integer(schema),
            "totals": .object(counts(report.totals)),
            "speed": report.speed.map {
                [
                    "events_per_second": .double($0.eventsPerSecond),
                    "simulated_per_real_second": .double($0.simulatedPerRealSecond),
                ]
            } ?? .null,
            "covered_pairs": .integer(report.coveredPairs),
            "scenarios": .array(report.groups.map(scenario)),
        ]
    }

    private static func counts(_ counts: SweepReport.Counts) -> JSONObject {
        [
            "runs": .integer(counts.all), "passed": .integer(counts.passed), "failed": .integer(counts.failed),
            "unrecoverable": .integer(counts.unrecoverable), "broken": .integer(counts.broken),
        ]
    }

    private static func scenario(_ group: SweepReport.Group) -> JSONValue {
        [
            "name": .string(group.name), "file": .string(group.file),
            "promises": .array(group.promises.map { .string($0.rawValue) }),
            "totals": .object(counts(group.counts)),
            "never_reached": .array(group.neverReached.map { .string($0) }),
            "results": .array(group.runs.map { result($0, of: group) }),
        ]
    }

    private static func result(_ run: SweepReport.Run, of group: SweepReport.Group) -> JSONValue {
        let word: String
        var violations: [Violation] = []
        var remarks: [String] = []
        switch run.outcome {
        case .passed: word = "passed"
        case .failed(let broken): (word, violations) = ("failed", broken)
        case .unrecoverable(let undone): (word, remarks) = ("unrecoverable", undone)
        case .broken(let remark): (word, remarks) = ("broken", [remark])
        }
        return [
            // A seed has 64 bits, more than the numbers of many readers of JSON.
            "seed": .string(String(run.seed)), "outcome": .string(word),
            "violations": .array(
                violations.map { violation in
                    [
                        "promise": .string(violation.promise.rawValue), "invariant": .string(violation.invariant),
                        "node": violation.node.map { .string($0) } ?? .null, "text": .string(violation.text),
                    ]
                }),
            "remarks": .array(remarks.map { .string($0) }),
            "steps": .integer(run.steps), "events": .integer(run.events),
            "virtual_microseconds": .integer(Int(run.virtualTime.microseconds)),
            "trace_hash": .string(Fingerprint.text(run.traceHash)),
            "schedule_hash": .string(Fingerprint.text(run.scheduleHash)),
            "replay": .string(group.replay(run)),
        ]
    }
}
