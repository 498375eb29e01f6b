/// A sweep in the XML form that JUnit's Ant task writes and that CI systems read.
enum SweepJUnit {
    static func text(of report: SweepReport) -> String {
        let totals = report.totals
        let suites = report.groups.map(suite)
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites name=\"overlord-sim\" \(numbers(totals))>\n\(suites.joined())</testsuites>\n"
    }

    private static func suite(_ group: SweepReport.Group) -> String {
        "  <testsuite name=\"\(Escaping.markup(group.name))\" \(numbers(group.counts))>\n"
            + group.runs.map { testCase($0, of: group) }.joined() + "  </testsuite>\n"
    }

    private static func numbers(_ counts: SweepReport.Counts) -> String {
        "tests=\"\(counts.all)\" failures=\"\(counts.failed)\" errors=\"\(counts.broken)\""
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
