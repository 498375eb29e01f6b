import Domain
import Simulator

/// A short run, told by hand: an operator applies `shop`, the leaf dies in the middle of it, and a job is gone.
enum SmallStory {
    static let file = "scenarios/leaf.yml"
    static let violation = Violation(
        promise: .s1, invariant: "AcknowledgedJobsSurvive", node: "leaf",
        text: "job 1 was acknowledged and the store does not have it")

    static let scenario = Scenario(
        name: "A leaf dies while it deploys", promises: [.s1],
        topology: Topology(servers: [
            .init(name: name("root"), parent: nil), .init(name: name("twig"), parent: name("root")),
            .init(name: name("side"), parent: name("root")), .init(name: name("leaf"), parent: name("twig")),
        ]),
        expectations: [
            Expectation(.eventually, .wholeTree), Expectation(.sometimes, .happens("queued again")),
            Expectation(.sometimes, .jails(on: name("leaf"), 1...2)),
        ])

    static let plan = Plan(
        entries: [
            entry(1, at: .seconds(5), lasts: nil, .apply(deployment: "shop", restart: false), []),
            entry(2, at: .seconds(20), lasts: .seconds(30), .kill, ["leaf"]),
            entry(3, at: .seconds(30), lasts: .seconds(20), .link(.cut, .both), ["side"], isDrawn: true),
            entry(4, at: .seconds(200), lasts: .seconds(20), .pause, ["twig"], isDrawn: true),
        ], quiet: .seconds(60))

    static let job = JobID(1)
    static let project = ProjectName("shop")!

    static let lines: [Trace.Line] = [
        line(0, .process(node: "root", incarnation: 1, .starts)),
        line(0, .process(node: "twig", incarnation: 1, .starts)),
        line(0, .process(node: "leaf", incarnation: 1, .starts)),
        line(2_000, .process(node: "side", incarnation: 1, .starts)),
        line(3_000, message(1, "root", "twig", .sent(method: "GET", target: "/v1/ping"))),
        line(3_002, message(1, "root", "twig", .arrived)),
        line(3_005, message(1, "root", "twig", .answered(status: 200))),
        line(5_000, .entry(number: 1, begins: true, text: "operator: apply shop")),
        line(
            5_001, message(2, "operator", "root", .sent(method: "POST", target: "/v1/chain/twig.leaf/project/up/shop"))),
        line(5_003, message(2, "operator", "root", .arrived)),
        line(5_010, change(from: nil, to: .queued)),
        line(
            5_020,
            .answered(
                AnswerEvent(
                    node: "root", incarnation: 1, method: "POST", target: "/v1/chain/twig.leaf/project/up/shop",
                    isAllowed: true, status: 200, body: nil))),
        line(5_025, message(2, "operator", "root", .answered(status: 200))),
        line(
            5_030,
            .command(
                CommandEvent(
                    operator: "operator", command: "apply shop", exitStatus: 0,
                    jobs: [.init(node: "leaf", kind: .up, project: project, job: job)]))),
        line(6_000, change(from: .queued, to: .running(attempt: 1))),
        line(6_000, .host(node: "leaf", .runStarted(RunTicket(job: job, attempt: 1, project: project), steps: [.up]))),
        line(9_000, .host(node: "leaf", .jailCreated("web", project: "shop"))),
        line(
            12_000,
            .journal(
                node: "leaf", level: .info, message: "job begins", facts: [StoryFact(name: "job", value: "1")])),
        line(20_000, .entry(number: 2, begins: true, text: "kill on leaf")),
        line(20_000, .process(node: "leaf", incarnation: 1, .killed)),
        line(20_500, message(3, "twig", "leaf", .sent(method: "POST", target: "/v1/project/up/mail"))),
        line(20_502, message(3, "twig", "leaf", .requestLost)),
        line(21_000, answerOfChains(["twig", "side"])),
        line(40_000, answerOfChains(["twig"])),
        line(50_000, .entry(number: 2, begins: false, text: "kill on leaf")),
        line(50_000, .process(node: "leaf", incarnation: 2, .starts)),
        line(
            55_000,
            .journal(
                node: "leaf", level: .warning, message: "the runner of a job died",
                facts: [StoryFact(name: "job", value: "1")])),
        line(60_000, .violated(violation)),
        line(90_000, .process(node: "twig", incarnation: 1, .pauses)),
    ]

    static func result(
        _ outcome: RunResult.Outcome = .failed([violation]), seed: UInt64 = 17, lines: [Trace.Line] = lines,
        events: Int? = nil, reached: Set<Int> = [], scenario: Scenario = scenario
    ) -> RunResult {
        RunResult(
            scenario: scenario, seed: seed, plan: plan, outcome: outcome, traceHash: 0xA1, scheduleHash: 0xB2,
            steps: 900, events: events ?? lines.count, virtualTime: .seconds(280), lines: lines, reached: reached,
            coverage: Coverage())
    }

    static func line(_ milliseconds: Int, _ event: StoryEvent) -> Trace.Line {
        Trace.Line(at: .milliseconds(milliseconds), event: event)
    }

    static func name(_ text: String) -> ChainName { ChainName(text)! }

    static func message(_ number: Int, _ from: String, _ to: String, _ phase: MessageEvent.Phase) -> StoryEvent {
        .message(MessageEvent(number: number, from: from, to: to, phase: phase))
    }

    static func change(from: JobState?, to: JobState, reason: String? = nil) -> StoryEvent {
        .job(node: "leaf", JobChange(job: job, kind: .up, project: project, from: from, to: to, reason: reason))
    }

    static func warning(_ text: String) -> StoryEvent {
        .journal(node: "leaf", level: .warning, message: text, facts: [])
    }

    private static func entry(
        _ number: Int, at: Duration, lasts: Duration?, _ action: ScenarioAction, _ servers: [String],
        isDrawn: Bool = false
    ) -> Plan.Entry {
        Plan.Entry(
            number: number, at: at, lasts: lasts, action: action, servers: servers.map(name),
            operator: servers.isEmpty ? "operator" : "", isDrawn: isDrawn)
    }

    private static func answerOfChains(_ names: [String]) -> StoryEvent {
        .answered(
            AnswerEvent(
                node: "root", incarnation: 1, method: "GET", target: "/v1/chains", isAllowed: true, status: 200,
                body: ["chains": .array(names.map { .string($0) })]))
    }
}
