import Domain
import Simulator
import Testing

/// The page of a time line in a real browser.
@Suite("Time line in a browser", .serialized)
struct TimeLinePageTests {
    private static let hostile = "</script><script>document.title = 'taken'</script><img src=x onerror=alert(1)>"

    private static let scenario = Scenario(
        name: "A parent dies \(hostile)", promises: [.s1],
        topology: Topology(servers: [
            .init(name: ChainName("root")!, parent: nil),
            .init(name: ChainName("left")!, parent: ChainName("root")!),
            .init(name: ChainName("right")!, parent: ChainName("root")!),
            .init(name: ChainName("leaf")!, parent: ChainName("left")!),
        ]))

    private static let plan = Plan(
        entries: [
            Plan.Entry(
                number: 1, at: .seconds(5), lasts: nil, action: .apply(deployment: "shop", restart: false), servers: [],
                operator: "operator", isDrawn: false),
            Plan.Entry(
                number: 2, at: .seconds(20), lasts: .seconds(30), action: .kill, servers: [ChainName("left")!],
                operator: "", isDrawn: false),
            Plan.Entry(
                number: 3, at: .seconds(30), lasts: .seconds(60), action: .link(.cut, .both),
                servers: [ChainName("right")!], operator: "", isDrawn: true),
        ], quiet: .seconds(30))

    private static let violation = Violation(
        promise: .s1, invariant: "AcknowledgedJobsSurvive", node: "leaf", text: "job 1 is gone \(hostile)")

    private static let project = ProjectName("shop")!

    private static func line(_ milliseconds: Int, _ event: StoryEvent) -> Trace.Line {
        Trace.Line(at: .milliseconds(milliseconds), event: event)
    }

    /// A run with `rounds` messages, each of two or three lines, and one of everything else.
    private static func result(rounds: Int) -> RunResult {
        var lines = ["root", "left", "right", "leaf"].map { line(0, .process(node: $0, incarnation: 1, .starts)) }
        for number in 0..<rounds {
            let time = number * 100_000 / rounds
            let (from, to) = [("root", "left"), ("root", "right"), ("left", "leaf"), ("operator", "root")][number % 4]
            func add(_ after: Int, _ phase: MessageEvent.Phase) {
                lines.append(
                    line(time + after, .message(MessageEvent(number: number, from: from, to: to, phase: phase))))
            }
            add(0, .sent(method: "GET", target: "/v1/ping"))
            if number % 10 == 9 {
                add(2, .requestLost)
            } else {
                add(3, .arrived)
                add(7, .answered(status: 200))
            }
        }
        func job(_ from: JobState?, _ to: JobState) -> StoryEvent {
            .job(node: "leaf", JobChange(job: JobID(1), kind: .up, project: project, from: from, to: to))
        }
        lines += [
            line(5_000, job(nil, .queued)), line(6_000, job(.queued, .running(attempt: 1))),
            line(40_000, job(.running(attempt: 1), .ended(.failed))),
            line(20_000, .process(node: "left", incarnation: 1, .killed)),
            line(50_000, .process(node: "left", incarnation: 2, .starts)),
            line(55_000, .journal(node: "left", level: .warning, message: hostile, facts: [])),
            line(60_000, .violated(violation)),
        ]
        lines = lines.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        return RunResult(
            scenario: scenario, seed: 17, plan: plan, outcome: .failed([violation]), traceHash: 1, scheduleHash: 2,
            steps: 1, events: lines.count, virtualTime: .seconds(120), lines: lines, reached: [], coverage: Coverage())
    }

    /// - Parameter script: What someone does with the page once it is there.
    private func facts(
        rounds: Int, fragment: String = "light", script: String = ""
    ) async throws -> (facts: [String: String], page: String) {
        let folder = try TemporaryFolder()
        let html = TimeLine(Self.result(rounds: rounds), file: "scenarios/parent.yml").html
        let page = try folder.write(
            html.replacing("</body>", with: "<script>\(script)</script></body>"), to: "run.html")
        let document = try await Browser.document(of: page, in: folder, fragment: fragment)
        let start = try #require(document.firstRange(of: "<html")).lowerBound
        let tag = document[start...].prefix { $0 != ">" }
        var facts: [String: String] = [:]
        for match in tag.matches(of: /data-([a-z]+)="([^"]*)"/) { facts[String(match.1)] = String(match.2) }
        return (facts, document)
    }

    @Test func `lanes, arrows, bars, jobs and the violation are drawn, and no script fails`() async throws {
        let (facts, page) = try await facts(rounds: 40)
        #expect(facts["errors"] == "0", "\(facts["error"] ?? "")")
        #expect(facts["ready"] == "yes")
        #expect(facts["lanes"] == "5")
        #expect(facts["arrows"] == "40")
        #expect(facts["bars"] == "3")
        #expect(facts["jobs"] == "1")
        #expect(facts["breaches"] == "1")
        #expect(facts["theme"] == "light")
        for drawn in [
            #"class="breach""#, #"class="span down""#, #"class="bar fault""#, #"class="bar link""#, #"class="cross""#,
        ] {
            #expect(page.contains(drawn), "\(drawn)")
        }
        #expect(page.contains("overlord-sim replay scenarios/parent.yml --seed 17"))
        #expect(page.contains("promise</dt><dd>S1: \(Promise.s1.sentence)"))
    }

    @Test func `what a run says is shown as text and runs nowhere`() async throws {
        let (facts, page) = try await facts(rounds: 4)
        #expect(facts["errors"] == "0", "\(facts["error"] ?? "")")
        #expect(page.contains("job 1 is gone &lt;/script&gt;&lt;script&gt;"))
        #expect(!page.contains("<img"))
        #expect(!page.contains("<title>taken"))
    }

    @Test func `ten thousand events are drawn with elements that a browser can bear`() async throws {
        let (facts, _) = try await facts(rounds: 3_500)
        #expect(facts["errors"] == "0", "\(facts["error"] ?? "")")
        #expect(facts["arrows"] == "3500")
        #expect(try #require(Int(facts["listed"] ?? "")) > 10_000)
        #expect(try #require(Int(facts["elements"] ?? "")) < 5_000)
    }

    @Test func `the address can ask for dark`() async throws {
        #expect(try await facts(rounds: 4, fragment: "dark").facts["theme"] == "dark")
    }

    @Test func `keys zoom and step, search finds, and check boxes take away`() async throws {
        let press = """
            const press = (key, target) =>
              (target ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            """
        let search = """
            const query = document.getElementById("query");
            query.value = "JOB 1 (UP";
            query.dispatchEvent(new Event("input"));
            """
        let all = try await facts(rounds: 400)
        let zoomed = try await facts(rounds: 400, script: press + "for (const key of '+++') press(key);")
        let back = try await facts(rounds: 400, script: press + "for (const key of '+++0') press(key);")
        let stepped = try await facts(rounds: 4, script: press + "press('v'); press('p');")
        let found = try await facts(rounds: 400, script: press + search + "press('Enter', query);")
        let calm = try await facts(
            rounds: 400, script: "document.querySelector('#kinds input').click();")
        let fewer = try await facts(rounds: 400, script: "document.querySelector('#nodes input').click();")
        for facts in [all, zoomed, back, stepped, found, calm, fewer] {
            #expect(facts.facts["errors"] == "0", "\(facts.facts["error"] ?? "")")
        }
        #expect(all.facts["arrows"] == "400")
        let few = try #require(Int(zoomed.facts["arrows"] ?? ""))
        #expect((40...200).contains(few), "\(few)")
        #expect(back.facts["arrows"] == "400")
        #expect(stepped.page.contains(#"aria-selected="true""#))
        #expect(found.facts["found"] == "3")
        #expect(found.page.contains("1 of 3"))
        #expect(calm.facts["arrows"] == "40", "only lost messages are left")
        #expect(fewer.facts["lanes"] == "4")
    }

    /// Drags over the chart from one place to another, in shares of its width, and tells what is at the top of the list
    /// then.
    private static func drag(from: Double, to: Double, shift: Bool = false, zoom: Int = 0) -> String {
        """
        const lanes = document.getElementById("lanes"), edge = lanes.getBoundingClientRect();
        const key = (name) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
        for (let count = 0; count < \(zoom); count += 1) key("+");
        const first = () => document.querySelector("#rows .time")?.textContent ?? "";
        const pointer = (kind, share) => lanes.dispatchEvent(new PointerEvent(kind, {
          pointerId: 1, button: 0, bubbles: true, shiftKey: \(shift), clientY: edge.top + 5,
          clientX: edge.left + 240 + share * (edge.width - 260) }));
        setTimeout(() => {
          document.documentElement.dataset.before = first();
          pointer("pointerdown", \(from));
          for (let step = 1; step <= 10; step += 1) pointer("pointermove", \(from) + (\(to) - \(from)) * step / 10);
          document.documentElement.dataset.range = document.getElementById("range").hidden ? "no" : "yes";
          pointer("pointerup", \(to));
          setTimeout(() => {
            document.documentElement.dataset.after = first();
            document.documentElement.dataset.left = document.getElementById("range").hidden ? "no" : "yes";
          }, 300);
        }, 300);
        """
    }

    /// `0m 47.250s`
    private static func seconds(_ text: String?) throws -> Double {
        let match = try #require(try /(\d+)m ([\d.]+)s/.firstMatch(in: text ?? ""))
        let minutes = try #require(Double(match.1))
        let seconds = try #require(Double(match.2))
        return minutes * 60 + seconds
    }

    @Test func `dragging moves the view, to earlier times when it goes to the right, and stops at the ends`()
        async throws
    {
        let (facts, _) = try await facts(rounds: 400, script: Self.drag(from: 0.2, to: 0.7, zoom: 3))
        #expect(facts["errors"] == "0", "\(facts["error"] ?? "")")
        let before = try Self.seconds(facts["before"])
        let after = try Self.seconds(facts["after"])
        // Half the width of a view that shows a fifth of two minutes.
        #expect((8...18).contains(before - after), "\(before) → \(after)")
        #expect(facts["range"] == "no")

        let far = try await self.facts(rounds: 400, script: Self.drag(from: -0.1, to: 8, zoom: 3)).facts
        #expect(far["errors"] == "0", "\(far["error"] ?? "")")
        #expect(try Self.seconds(far["after"]) < 1)
    }

    @Test func `dragging with Shift shows the part that was dragged over, whichever end came first`() async throws {
        for (from, to) in [(0.4, 0.5), (0.5, 0.4)] {
            let (facts, _) = try await facts(rounds: 400, script: Self.drag(from: from, to: to, shift: true))
            #expect(facts["errors"] == "0", "\(facts["error"] ?? "")")
            #expect(facts["range"] == "yes")
            #expect(facts["left"] == "no")
            // From two fifths of the time on, which is at least the two minutes of the story and at most a third more;
            // 400 messages lie in the first 100 s.
            let first = try Self.seconds(facts["after"])
            #expect((42...64).contains(first), "\(first)")
            let arrows = try #require(Int(facts["arrows"] ?? ""))
            #expect((30...70).contains(arrows), "\(arrows)")
        }
    }

    @Test func `a press without a move selects what is under it, with Shift as well`() async throws {
        for shift in [false, true] {
            let (facts, page) = try await facts(rounds: 400, script: Self.drag(from: 0.4, to: 0.4, shift: shift))
            #expect(facts["errors"] == "0", "\(facts["error"] ?? "")")
            #expect(facts["arrows"] == "400")
            #expect(facts["before"] == facts["after"])
            #expect(page.contains("Point at something"))
        }
    }
}
