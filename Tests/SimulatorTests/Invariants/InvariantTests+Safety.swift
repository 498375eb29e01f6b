import Domain
import Simulator

/// Jobs, items, tokens, secrets and limits.
extension InvariantTests {
    private static let stored = FakeSight(tables: ["alpha": Remains.table(Remains.up)])
    private static let running = FakeSight(tables: [
        "alpha": Remains.table(Remains.up) { table, job in
            try table.begin(job, attempt: 1, record: nil, at: VirtualClock.defaultStart)
        }
    ])
    private static let web = FakeSight(
        namespaces: [
            "alpha": [MetadataKey("web")!: ["etc", "etc/app.conf"].map { ToldStory.Beat.entry($0) }]
        ])
    private static let region = FakeSight(items: ["alpha": [MetadataKey("region")!: "south"]])
    private static let secretive = FakeSight(secrets: [String(repeating: "s", count: 80)])
    private static let impatient = scenario { $0.settings.tokenLife = .seconds(600) }

    static let safety: [Case] = [
        Case(
            AcknowledgedJobsSurvive.self, "a job is acknowledged that was not stored",
            good: ToldStory([.see(stored), .acknowledges(1), .process(.starts)]), bad: ToldStory([.acknowledges(1)])),
        Case(
            AcknowledgedJobsSurvive.self, "a job is lost with its process",
            good: ToldStory([.see(stored), .acknowledges(1), .process(.killed), .process(.starts)]),
            bad: ToldStory([.see(stored), .acknowledges(1), .process(.killed), .see(FakeSight()), .process(.starts)])),
        Case(
            AcknowledgedJobsSurvive.self, "a job is not there at the end",
            good: ToldStory(
                [.see(stored), .acknowledges(1)], end: [Remains.server(jobs: Remains.table(Remains.up))]),
            bad: ToldStory([.see(stored), .acknowledges(1)], end: [Remains.server()])),
        Case(
            AcknowledgedItemsSurvive.self, "a change is acknowledged before it is committed",
            good: ToldStory([
                .item("north"), .item("south"), .answer("PUT", "/v1/metadata/region"), .item(nil),
                .answer("DELETE", "/v1/metadata/region", 204),
            ]),
            bad: ToldStory([.item("north"), .answer("PUT", "/v1/metadata/region")])),
        Case(
            AcknowledgedItemsSurvive.self, "an item is not what it was when the next process starts",
            good: ToldStory([.item("south"), .see(region), .process(.starts)]),
            bad: ToldStory([.item("south"), .process(.starts)])),
        Case(
            AcknowledgedItemsSurvive.self, "a namespace is acknowledged before it is committed",
            good: ToldStory([
                .namespace(["etc"]), .answer("PUT", "/v1/namespace/web"), .namespace(nil),
                .answer("DELETE", "/v1/namespace/web", 204),
            ]),
            bad: ToldStory([.answer("PUT", "/v1/namespace/web")])),
        Case(
            AcknowledgedItemsSurvive.self, "a namespace is half there when the next process starts",
            good: ToldStory([.namespace(["etc", "etc/app.conf"]), .see(web), .process(.starts)]),
            bad: ToldStory([.namespace(["etc", "etc/app.conf", "var"]), .see(web), .process(.starts)])),
        Case(
            OneEndForEachJob.self, "a job changes after its end",
            good: ToldStory([.stored(), .begins(), .runs(), .runEnds(), .ends()]),
            bad: ToldStory([.stored(), .begins(), .ends(), .job(from: .ended(.completed), .ended(.failed))])),
        Case(
            OneEndForEachJob.self, "a job ends while its runner is at work",
            good: ToldStory([.begins(), .runs(), .runDies(), .ends(1, .up, .init("shop")!, .failed)]),
            bad: ToldStory([.begins(), .runs(), .ends()])),
        Case(
            OneEndForEachJob.self, "attempts are counted back",
            good: ToldStory([.begins(attempt: 1), .begins(attempt: 2)]),
            bad: ToldStory([.begins(attempt: 2), .begins(attempt: 1)])),
        Case(
            OneRunnerForEachProject.self, "two runners are at work for a project",
            good: ToldStory([.see(running), .runs(), .runEnds()]),
            bad: ToldStory([.see(running), .runs(), .runs(2)])),
        Case(
            OneRunnerForEachProject.self, "an attempt is started twice",
            good: ToldStory([.see(running), .runs(), .runDies()]),
            bad: ToldStory([.see(running), .runs(), .runDies(), .runs()])),
        Case(
            OneRunnerForEachProject.self, "a run is started before it is stored that it was",
            good: ToldStory([.see(running), .runs()]), bad: ToldStory([.see(stored), .runs()])),
        Case(
            NoWorkIsRepeated.self, "a run that came to its end is run again",
            good: ToldStory([.runs(), .runDies(), .runs(attempt: 2), .runEnds(attempt: 2), .ends()]),
            bad: ToldStory([.runs(), .runEnds(), .runs(attempt: 2)])),
        Case(
            NothingUnasked.self, "a job that nobody asked for",
            good: ToldStory([
                .message(.sent(method: "POST", target: "/v1/chain/alpha/project/up/shop"), from: "ann", to: "main"),
                .stored(),
            ]),
            bad: ToldStory([
                .message(.sent(method: "POST", target: "/v1/chain/alpha/project/up/blog"), from: "ann", to: "main"),
                .stored(),
            ])),
        Case(
            NothingUnasked.self, "an up destroys",
            good: ToldStory([
                .message(.sent(method: "POST", target: "/v1/chain/alpha/project/down/shop"), from: "ann", to: "main"),
                .stored(1, .down), .runs(1, [.destroy]),
            ]),
            bad: ToldStory([
                .message(.sent(method: "POST", target: "/v1/chain/alpha/project/up/shop"), from: "ann", to: "main"),
                .stored(), .runs(1, [.destroy]),
            ])),
        Case(
            OnlyCancelsCancel.self, "a job is cancelled and no cancel came",
            good: ToldStory([.stored(), .stored(2, .cancel), .ends(1, .up, .init("shop")!, .cancelled)]),
            bad: ToldStory([
                .stored(), .stored(2, .cancel, .init("blog")!), .ends(1, .up, .init("shop")!, .cancelled),
            ])),
        Case(
            OneJobForEachRequest.self, "a request makes two jobs",
            good: ToldStory([
                .message(.sent(method: "POST", target: "/v1/chain/alpha/project/up/shop"), from: "ann", to: "main"),
                .message(2, .sent(method: "POST", target: "/v1/project/up/shop")), .message(2, .doubled), .stored(),
                .stored(2),
            ]),
            bad: ToldStory([
                .message(.sent(method: "POST", target: "/v1/chain/alpha/project/up/shop"), from: "ann", to: "main"),
                .message(2, .sent(method: "POST", target: "/v1/project/up/shop")), .stored(), .stored(2),
            ])),
        Case(
            TokensDecide.self, "a bad token opens something",
            good: ToldStory([.answer("GET", "/v1/ping", 401, isAllowed: false)]),
            bad: ToldStory([.answer("GET", "/v1/ping", 200, isAllowed: false)])),
        Case(
            TokensDecide.self, "a good token is refused",
            good: ToldStory([.answer("GET", "/v1/ping"), .answer("GET", "/v1/chain/bravo/ping", 401)]),
            bad: ToldStory([.answer("GET", "/v1/ping", 401)])),
        Case(
            SecretsStaySecret.self, "a token is in the log",
            good: ToldStory([.see(secretive), .log(String(repeating: "t", count: 80))]),
            bad: ToldStory([.see(secretive), .log(String(repeating: "s", count: 90))])),
        Case(
            SecretsStaySecret.self, "a token that was given out later is in an error", in: impatient,
            good: ToldStory([
                .log(String(repeating: "t", count: 80)), .see(secretive),
                .answer("GET", "/v1/x", 404, ["message": "no"]),
            ]),
            bad: ToldStory([
                .log(String(repeating: "t", count: 80)), .see(secretive),
                .answer("GET", "/v1/x", 404, ["message": .string(String(repeating: "s", count: 80))]),
            ])),
        Case(
            LimitsHold.self, "more jobs run than may", in: scenario { $0.settings.parallelJobs = 1 },
            good: ToldStory([.begins(), .ends(), .begins(2)]), bad: ToldStory([.begins(), .begins(2)])),
        Case(
            LimitsHold.self, "more jobs wait than may", in: scenario { $0.settings.queueLimit = 1 },
            good: ToldStory([.see(stored), .stored()]),
            bad: ToldStory([
                .see(
                    FakeSight(tables: [
                        "alpha": Remains.table(Remains.up) { table, _ in
                            _ = try table.submit(
                                JobRequest(project: .init("blog")!, work: Remains.up), at: VirtualClock.defaultStart)
                        }
                    ])), .stored(2),
            ])),
        Case(
            LossesAreBounded.self, "a job is tried for ever",
            good: ToldStory((1...5).flatMap { [.runs(attempt: $0), .runDies(attempt: $0)] }),
            bad: ToldStory((1...6).flatMap { [.runs(attempt: $0), .runDies(attempt: $0)] })),
        Case(
            DeploymentsKeepTheirLimit.self, "one server more than the file says",
            in: scenario { scenario in
                let whole = Stories.web.deployment
                scenario.deployments = [
                    NamedDeployment(
                        name: "shop", file: "shop.yml",
                        deployment: Deployment(
                            datacenters: whole.datacenters, deployIn: whole.deployIn, maximumDeployments: 1,
                            content: whole.content, specification: [:]))
                ]
            },
            good: ToldStory([.entry("apply shop"), .stored(), .stored(2)]),
            bad: ToldStory([.entry("apply shop"), .stored(), .stored(1, on: "main")]), at: "main"),
        Case(
            OldPeersUnderstand.self, "an old server is asked for what it does not know",
            in: scenario { $0.topology = oldLeaf },
            good: ToldStory([.message(.sent(method: "GET", target: "/v1/ping"))]),
            bad: ToldStory([.message(.sent(method: "GET", target: "/v2/events"))]), at: "main"),
    ]

    private static let oldLeaf = Topology(servers: [
        Topology.Server(name: ChainName("main")!, parent: nil),
        Topology.Server(name: ChainName("alpha")!, parent: ChainName("main")!, version: .python),
    ])
}
