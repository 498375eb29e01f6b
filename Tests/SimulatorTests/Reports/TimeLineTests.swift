import Domain
import Simulator
import Testing

@Suite("Time line")
struct TimeLineTests {
    private static let json = TimeLine(SmallStory.result(), file: SmallStory.file).json

    private static func items(_ name: String, of json: JSONValue = json) -> [JSONValue] { json[name]?.array ?? [] }

    /// What the page's script gets to read.
    private static func embedded(in html: String) throws -> JSONValue {
        let marker = #"<script type="application/json" id="run">"#
        let start = try #require(html.firstRange(of: marker)).upperBound
        let end = try #require(html[start...].firstRange(of: "</script>")).lowerBound
        return try JSONReader.value(of: String(html[start..<end]))
    }

    @Test func `lanes are operators, then servers in the order of the tree`() {
        let lanes = Self.items("lanes").map {
            "\($0["name"]?.string ?? "") \($0["kind"]?.string ?? "") \($0["depth"]?.integer ?? -1)"
        }
        #expect(
            lanes == ["operator operator 0", "root server 0", "twig server 1", "leaf server 2", "side server 1"])
    }

    @Test func `the steps of a message are joined by its number`() {
        let messages = Self.items("messages")
        #expect(
            messages == [
                [
                    1, 1, 2, 3_000_000, 3_002_000, nil, 3_005_000, "answered", "GET /v1/ping", "answer 200", false,
                ],
                [
                    2, 0, 1, 5_001_000, 5_003_000, 5_020_000, 5_025_000, "answered",
                    "POST /v1/chain/twig.leaf/project/up/shop", "answer 200", false,
                ],
                [
                    3, 2, 3, 20_500_000, nil, nil, 20_502_000, "request lost", "POST /v1/project/up/mail",
                    "request lost", false,
                ],
            ])
    }

    @Test func `a doubled request whose one answer was lost and whose other came is answered`() {
        let lines = [
            SmallStory.line(1, SmallStory.message(1, "root", "twig", .sent(method: "GET", target: "/"))),
            SmallStory.line(1, SmallStory.message(1, "root", "twig", .doubled)),
            SmallStory.line(2, SmallStory.message(1, "root", "twig", .arrived)),
            SmallStory.line(3, SmallStory.message(1, "root", "twig", .arrived)),
            SmallStory.line(4, SmallStory.message(1, "root", "twig", .answerLost)),
            SmallStory.line(5, SmallStory.message(1, "root", "twig", .answered(status: 204))),
        ]
        let json = TimeLine(SmallStory.result(.passed, lines: lines), file: "f").json
        #expect(
            Self.items("messages", of: json) == [
                [1, 1, 2, 1_000, 2_000, nil, 5_000, "answered", "GET /", "answer 204", true]
            ])
    }

    @Test func `a process that is dead, paused or late leaves a span`() {
        let spans = Self.items("spans").map {
            "\($0["lane"]?.integer ?? -1) \($0["kind"]?.string ?? "") \($0["from"]?.integer ?? -1) \($0["to"]?.integer ?? -1)"
        }
        #expect(spans == ["2 paused 90000000 -1", "3 down 20000000 50000000", "4 absent 0 2000000"])
    }

    @Test func `an entry of the plan is a bar in the lanes of its servers`() {
        let entries = Self.items("entries").map {
            "\($0["group"]?.string ?? "") \($0["lanes"]?.array?.compactMap(\.integer) ?? []) \($0["text"]?.string ?? "")"
                + " \($0["from"]?.integer ?? -1) \($0["to"]?.integer ?? -1)"
        }
        #expect(
            entries == [
                "command [0] operator: apply shop 5000000 5000000", "fault [3] kill on leaf 20000000 50000000",
                "link [4] cut above side 30000000 50000000", "fault [2] pause on twig 200000000 220000000",
            ])
    }

    @Test func `a job has its waiting, its attempts and its end`() throws {
        let lines =
            SmallStory.lines.filter { $0.at < .seconds(60) } + [
                SmallStory.line(61_000, SmallStory.change(from: .running(attempt: 1), to: .queued)),
                SmallStory.line(62_000, SmallStory.change(from: .queued, to: .running(attempt: 2))),
                SmallStory.line(
                    70_000,
                    SmallStory.change(from: .running(attempt: 2), to: .ended(.failed), reason: "the runner died")),
            ]
        let job = try #require(
            Self.items("jobs", of: TimeLine(SmallStory.result(.passed, lines: lines), file: "f").json).first)
        #expect(
            job["runs"] == [
                ["attempt": 1, "from": 6_000_000, "to": 61_000_000],
                ["attempt": 2, "from": 62_000_000, "to": 70_000_000],
            ])
        #expect(job["end"] == "failed")
        #expect(job["reason"] == "the runner died")
        #expect(job["queued"] == 5_010_000)
    }

    @Test func `the violation says what was promised and how to see it again`() throws {
        let breach = try #require(Self.items("breaches").first)
        #expect(breach["at"] == 60_000_000)
        #expect(breach["lane"] == 3)
        #expect(breach["sentence"] == .string(Promise.s1.sentence))
        #expect(breach["text"] == .string(SmallStory.violation.text))
        #expect(Self.json["replay"] == "overlord-sim replay scenarios/leaf.yml --seed 17")
    }

    @Test func `a violation whose line was dropped stands at the end`() {
        let json = TimeLine(SmallStory.result(lines: [], events: 90), file: "f").json
        #expect(Self.items("breaches", of: json).first?["at"] == 280_000_000)
        #expect(json["cutOff"] == 280_000_000)
    }

    @Test func `when the start of a run was dropped, a first start says nothing about the time before`() {
        let lines = [SmallStory.line(9_000, .process(node: "leaf", incarnation: 4, .starts))]
        #expect(Self.items("spans", of: TimeLine(SmallStory.result(lines: lines, events: 5), file: "f").json).isEmpty)
        #expect(Self.items("spans", of: TimeLine(SmallStory.result(lines: lines), file: "f").json).count == 1)
    }

    @Test func `the page loads nothing, and a policy holds the browser to that`() {
        let html = TimeLine(SmallStory.result(), file: SmallStory.file).html
        #expect(html.contains("default-src 'none'"))
        #expect(html.contains("require-trusted-types-for 'script'"))
        for loading in [" src=", " href=", "url(http", "@import", "fetch(", "XMLHttpRequest", "innerHTML", "eval("] {
            #expect(!html.contains(loading), "\(loading)")
        }
    }

    @Test(arguments: HostileText.samples)
    func `what a run says is never markup`(text: String) throws {
        var scenario = SmallStory.scenario
        scenario.name = text
        let line = SmallStory.line(1, SmallStory.warning(text))
        let html = TimeLine(SmallStory.result(lines: [line], scenario: scenario), file: text).html
        #expect(html.ranges(of: "<script").count == 2)
        #expect(html.ranges(of: "</script>").count == 2)
        #expect(html.ranges(of: "<title").count == 1)
        let json = try Self.embedded(in: html)
        #expect(json["title"] == .string(text))
        #expect(json["lines"]?.array?.first?.array?[3] == .string("warning: " + text))
    }

    @Test(arguments: 1...40)
    func `any text survives embedding`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let lines = (0..<20).map { SmallStory.line($0, SmallStory.warning(HostileText.draw(&generator))) }
        let timeLine = TimeLine(SmallStory.result(lines: lines), file: "f")
        let html = timeLine.html
        #expect(try Self.embedded(in: html) == timeLine.json, "seed \(seed)")
        #expect(html.ranges(of: "<script").count == 2, "seed \(seed)")
    }
}
