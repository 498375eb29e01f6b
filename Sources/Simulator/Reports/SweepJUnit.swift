/// A sweep in the XML form that JUnit's Ant task writes and that CI systems read.
enum SweepJUnit {
    static func text(of report: SweepReport, isWhole: Bool) -> String {
        let totals = report.totals
        let groups = report.groups
        let missing = isWhole ? groups.reduce(0) { $0 + $1.neverReached.count } : 0
        let suites = groups.map { suite($0, isWhole) }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites name=\"overlord-sim\" \(numbers(totals, missing))>\n\(suites.joined())</testsuites>\n"
    }

    private static func suite(_ group: SweepReport.Group, _ isWhole: Bool) -> String {
        let missing = isWhole ? group.neverReached : []
        return "  <testsuite name=\"\(Escaping.markup(group.name))\" \(numbers(group.counts, missing.count))>\n"
            + group.runs.map { testCase($0, of: group) }.joined()
            + missing.map { testCase(ofMissing: $0, group) }.joined() + "  </testsuite>\n"
    }

    private static func testCase(ofMissing text: String, _ group: SweepReport.Group) -> String {
        let inside = element("failure", type: "sometimes", message: "it happened in none of the seeds", text)
        return "    <testcase classname=\"\(Escaping.markup(group.name))\" name=\"sometimes \(Escaping.markup(text))\""
            + " file=\"\(Escaping.markup(group.file))\">\n      \(inside)\n    </testcase>\n"
    }

    private static func numbers(_ counts: SweepReport.Counts, _ missing: Int) -> String {
        "tests=\"\(counts.all + missing)\" failures=\"\(counts.failed + missing)\" errors=\"\(counts.broken)\""
            + " skipped=\"\(counts.unrecoverable)\""
    }

    private static func testCase(_ run: SweepReport.Run, of group: SweepReport.Group) -> String {
        let start =
            "    <testcase classname=\"\(Escaping.markup(group.name))\" name=\"seed \(run.seed)\""
            + " file=\"\(Escaping.markup(group.file))\""
        let inside: String
        switch run.outcome {
        case .passed: return start + "/>\n"
        case .failed(let violations):
            let first = violations.first
            inside = element(
                "failure", type: first?.promise.rawValue ?? "", message: first.map(SweepText.text) ?? "",
                (violations.map(SweepText.text) + [group.replay(run)]).joined(separator: "\n"))
        case .broken(let remark): inside = element("error", type: "broken", message: remark, group.replay(run))
        case .unrecoverable(let remarks):
            inside = "<skipped message=\"\(Escaping.markup("unrecoverable: " + remarks.joined(separator: "; ")))\"/>"
        }
        return start + ">\n      \(inside)\n    </testcase>\n"
    }

    private static func element(_ name: String, type: String, message: String, _ text: String) -> String {
        "<\(name) type=\"\(Escaping.markup(type))\" message=\"\(Escaping.markup(message))\">"
            + "\(Escaping.markup(text))</\(name)>"
    }
}
