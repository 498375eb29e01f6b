import Domain
import Simulator

/// Jobs that end, cancels that are meant, waits with a reason; servers that are hidden and listed again.
extension InvariantTests {
    private static let blog = ProjectName("blog")!
    private static let narrow = scenario { $0.settings.parallelJobs = 1 }
    private static let sick = FakeSight(unsound: ["alpha"])

    static let progress: [Case] = [
        Case(
            EveryJobEnds.self, "a job is open at the end",
            good: ToldStory(
                [],
                end: [
                    Remains.server(
                        jobs: Remains.table(Remains.up) { table, job in
                            try table.finish(
                                job, as: .completed, record: nil, reason: nil, at: VirtualClock.defaultStart)
                        })
                ]),
            bad: ToldStory([], end: [Remains.server(jobs: Remains.table(Remains.up))])),
        Case(
            EveryJobEnds.self, "only a server that is well owes an end",
            good: ToldStory([], end: [Remains.server(jobs: Remains.table(Remains.up), isSound: false)]),
            bad: ToldStory([], end: [Remains.server(jobs: Remains.table(Remains.up), isSound: true)])),
        Case(
            CancelsMeanIt.self, "a cancel is done before what it ends",
            good: ToldStory([
                .stored(), .acknowledges(), .stored(2, .cancel), .ends(1, .up, .init("shop")!, .cancelled),
                .ends(2, .cancel),
            ]),
            bad: ToldStory([.stored(), .acknowledges(), .stored(2, .cancel), .ends(2, .cancel)])),
        Case(
            CancelsMeanIt.self, "a job runs on to its end",
            good: ToldStory([
                .stored(), .acknowledges(), .stored(2, .cancel), .ends(),
                // Here nobody knew which of the two came first.
                .stored(3), .stored(4, .cancel), .acknowledges(3), .ends(4, .cancel), .wait(.seconds(30)), .ends(3),
            ]),
            bad: ToldStory([.stored(), .acknowledges(), .stored(2, .cancel), .wait(.seconds(30)), .ends()])),
        Case(
            TheLastWordCounts.self, "a job overtakes one that was asked for before it",
            good: ToldStory([.stored(), .acknowledges(), .stored(2, .down), .begins(), .ends(), .begins(2, .down)]),
            bad: ToldStory([.stored(), .acknowledges(), .stored(2, .down), .begins(2, .down)])),
        Case(
            TheLastWordCounts.self, "a job overtakes one that was asked for after the cancel",
            good: ToldStory([
                .stored(), .acknowledges(), .stored(2, .down), .stored(3, .cancel), .begins(2, .down),
            ]),
            bad: ToldStory([
                .stored(1, .cancel), .stored(2), .acknowledges(2), .stored(3, .down), .begins(3, .down),
            ])),
        Case(
            TheLastWordCounts.self, "a job overtakes one that a cancel leaves alone",
            good: ToldStory([
                .stored(1, .down), .acknowledges(), .stored(2), .stored(3, .cancel), .begins(1, .down),
            ]),
            bad: ToldStory([
                .stored(1, .down), .acknowledges(), .stored(2), .stored(3, .cancel), .begins(2),
            ])),
        Case(
            WaitsHaveReasons.self, "a job waits with a place free",
            good: ToldStory([.stored(), .begins(), .wait(.seconds(100)), .stored(2), .wait(.seconds(100)), .ends()]),
            bad: ToldStory([.stored(), .wait(.seconds(100)), .process(.ends, on: "main")])),
        Case(
            WaitsHaveReasons.self, "a place becomes free and nobody takes it", in: narrow,
            good: ToldStory([
                .stored(), .begins(), .stored(2, .up, blog), .wait(.seconds(100)), .ends(), .begins(2, .up, blog),
                .wait(.seconds(100)), .log("well"),
            ]),
            bad: ToldStory([
                .stored(), .begins(), .stored(2, .up, blog), .wait(.seconds(100)), .ends(), .wait(.seconds(100)),
                .log("well"),
            ])),
        Case(
            WaitsHaveReasons.self, "a server is well again and its job waits on",
            good: ToldStory([
                .see(sick), .stored(), .wait(.seconds(100)), .entry("slow-disk", begins: false), .see(FakeSight()),
                .wait(.seconds(30)), .log("well"),
            ]),
            bad: ToldStory([
                .see(sick), .stored(), .wait(.seconds(100)), .entry("slow-disk", begins: false), .see(FakeSight()),
                .wait(.seconds(60)), .log("well"),
            ])),
    ]

    /// A call of main to alpha that fails.
    private static func failure(_ number: Int) -> [ToldStory.Beat] {
        [.message(number, .sent(method: "GET", target: "/v1/ping")), .message(number, .failed(.readTimeout))]
    }

    private static func success(_ number: Int) -> [ToldStory.Beat] {
        [.message(number, .sent(method: "GET", target: "/v1/ping")), .message(number, .answered(status: 200))]
    }

    private static let hidden = ToldStory.Beat.lists("chains", [], on: "main")
    private static let listed = ToldStory.Beat.lists("chains", ["alpha"], on: "main")

    static let neighbours: [Case] = [
        Case(
            ListingsKeepTheirOrder.self, "chains are listed as they answered",
            in: scenario { $0.topology = Topology(fanOut: 2, depth: 1) },
            good: ToldStory([.lists("chains", ["s-0", "s-1"], on: "s"), .lists("chains", ["s-1"], on: "s")]),
            bad: ToldStory([.lists("chains", ["s-1", "s-0"], on: "s")]), at: "s"),
        Case(
            SuccessListsAgain.self, "a chain is hidden after a success",
            good: ToldStory(failure(1) + [hidden] + success(2) + [listed]),
            bad: ToldStory(failure(1) + [hidden] + success(2) + [hidden]), at: "main"),
        Case(
            SuccessListsAgain.self, "a ping that is refused is no success",
            good: ToldStory([
                .message(.sent(method: "GET", target: "/v1/ping")), .message(.answered(status: 401)), hidden,
            ]),
            bad: ToldStory([
                .message(.sent(method: "GET", target: "/v1/ping")), .message(.answered(status: 404)), hidden,
            ]), at: "main"),
        Case(
            SuccessListsAgain.self, "a chain that is well is not listed at the end",
            good: ToldStory([], end: [Remains.server("main", chains: ["alpha"]), Remains.server("alpha")]),
            bad: ToldStory([], end: [Remains.server("main", chains: []), Remains.server("alpha")]), at: "main"),
        Case(
            AbsenceIsBounded.self, "a chain stays hidden",
            good: ToldStory(failure(1) + failure(2) + [hidden, .wait(.seconds(600)), listed]),
            bad: ToldStory(failure(1) + failure(2) + [.wait(.seconds(600)), hidden]), at: "main"),
    ]
}
