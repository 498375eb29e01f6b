import Domain
import Simulator
import Testing

@Suite("Explanation")
struct ExplanationTests {
    private static func text(_ result: RunResult, file: String = SmallStory.file) -> String {
        Explanation(result, file: file).text
    }

    @Test func `a failure is told from the plan to the command that shows it again`() {
        #expect(
            Self.text(SmallStory.result()) == """
                A leaf dies while it deploys, seed 17: failed: 1 violation
                4m 40.000s of virtual time, 29 events

                Plan:
                     0m 05.000s  operator: apply shop
                     0m 20.000s  kill on leaf, until 0m 50.000s
                     0m 30.000s  cut above side, until 0m 50.000s (drawn)
                    … and 1 more entry of the plan

                Jobs:
                     0m 05.010s  leaf: job 1 (up shop): queued, attempt 1 from 0m 06.000s, never ended

                What happened:
                     0m 05.000s  plan: begins 1: operator: apply shop
                     0m 05.030s  operator: apply shop: exit status 0, job 1 of shop on leaf
                     0m 06.000s  leaf: run 1.1 of shop starts: up
                     0m 09.000s  leaf: jail web of shop created
                     0m 12.000s  leaf: info: job begins job=1
                     0m 20.000s  plan: begins 2: kill on leaf
                     0m 20.000s  leaf: process 1 is killed
                     0m 20.502s  network: #3 twig → leaf: request lost (POST /v1/project/up/mail)
                     0m 40.000s  root: /v1/chains: side is hidden
                     0m 50.000s  plan: ends 2: kill on leaf
                     0m 50.000s  leaf: process 2 starts
                     0m 55.000s  leaf: warning: the runner of a job died job=1
                     1m 30.000s  twig: process 1 pauses
                    … and routine: 2 messages that got through, 2 answers worked out, 2 plain steps of jobs, 4 first starts

                The last decision before:
                     0m 55.000s  leaf: warning: the runner of a job died job=1

                S1 is broken at 1m 00.000s on leaf, says AcknowledgedJobsSurvive:
                    promised:       What the API acknowledged survives a crash at any point.
                    expected, seen: job 1 was acknowledged and the store does not have it

                Replay:  overlord-sim replay scenarios/leaf.yml --seed 17
                Shrink:  overlord-sim shrink scenarios/leaf.yml --seed 17

                """)
    }

    @Test func `a run that passed has nothing to shrink`() {
        let text = Self.text(SmallStory.result(.passed, lines: SmallStory.lines.filter { $0.at < .seconds(60) }))
        #expect(text.hasPrefix("A leaf dies while it deploys, seed 17: passed\n"))
        #expect(!text.contains("Shrink:"))
        #expect(!text.contains("is broken"))
    }

    @Test func `a run that proves nothing says why`() {
        let text = Self.text(SmallStory.result(.broken("deadlock after 12 steps")))
        #expect(text.contains("The run is no proof of anything: deadlock after 12 steps"))
    }

    @Test func `a run that could not recover lists what was left undone`() {
        let text = Self.text(SmallStory.result(.unrecoverable(["job 1 on leaf never ended"]), lines: []))
        #expect(text.contains("Left undone:\n    job 1 on leaf never ended\n"))
    }

    @Test func `however much happened, it fits on a screen, and the death before the violation is in it`() {
        var lines: [Trace.Line] = []
        for number in 0..<9_000 {
            let time = number * 6
            switch number % 6 {
            case 0: lines.append(SmallStory.line(time, SmallStory.warning("warning \(number)")))
            case 1:
                let change = JobChange(
                    job: JobID(number), kind: .down, project: SmallStory.project, from: nil, to: .queued)
                lines.append(SmallStory.line(time, .job(node: "twig", change)))
            case 2:
                lines.append(SmallStory.line(time, .host(node: "side", .jailCreated("j\(number)", project: "shop"))))
            case 3:
                lines.append(
                    SmallStory.line(
                        time, SmallStory.message(number, "root", "twig", .sent(method: "PUT", target: "/x"))))
            case 4: lines.append(SmallStory.line(time, SmallStory.message(number - 1, "root", "twig", .requestLost)))
            default: lines.append(SmallStory.line(time, .note(source: "network", text: "rule changed")))
            }
        }
        lines.append(SmallStory.line(54_500, .process(node: "leaf", incarnation: 1, .killed)))
        lines.append(SmallStory.line(60_000, .violated(SmallStory.violation)))
        let violations =
            [SmallStory.violation]
            + (0..<30).map {
                Violation(promise: .l1, invariant: "JobsEnd", node: nil, text: "job \($0) never ended")
            }
        let text = Self.text(SmallStory.result(.failed(violations), lines: lines, events: 90_000))
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(count <= Explanation.lineLimit)
        #expect(text.contains("leaf: process 1 is killed"))
        #expect(text.contains("of which the last 9002 are known"))
        #expect(text.contains("and 30 more violations"))
        #expect(text.contains("lesser events"))
    }

    @Test func `what happened after the violation gives way to what was before it`() {
        let before = (0..<18).map { SmallStory.line($0, SmallStory.warning("before \($0)")) }
        let breach = SmallStory.line(1_000, .violated(SmallStory.violation))
        let after = (0..<18).map { SmallStory.line(2_000 + $0, SmallStory.warning("after \($0)")) }
        let text = Self.text(SmallStory.result(lines: before + [breach] + after))
        #expect(text.contains("before 0"))
        #expect(!text.contains("after"))
    }

    @Test(arguments: HostileText.samples)
    func `no text of a run can control the terminal`(hostile: String) {
        var scenario = SmallStory.scenario
        scenario.name = hostile
        let text = Self.text(
            SmallStory.result(lines: [SmallStory.line(1, SmallStory.warning(hostile))], scenario: scenario),
            file: hostile)
        let controls = text.unicodeScalars.filter {
            $0 != "\n"
                && [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
        }
        #expect(controls.isEmpty, "\(controls)")
        let plain = Self.text(SmallStory.result(lines: [SmallStory.line(1, SmallStory.warning("plain"))]))
        #expect(text.utf8.count { $0 == 10 } == plain.utf8.count { $0 == 10 })
    }

    @Test func `a file's name is one word for the shell`() {
        let text = Self.text(SmallStory.result(), file: "it's a leaf.yml")
        #expect(text.contains(#"replay 'it'\''s a leaf.yml' --seed 17"#))
    }
}
