import Domain
import Simulator

/// What stands on a host, what is listed of it, and what commands say.
extension InvariantTests {
    private static let made = ToldStory.Beat.host(.jailCreated("web", project: "shop"))
    private static let removed = ToldStory.Beat.host(.jailRemoved("web"))
    private static let silent = scenario {
        $0.settings.heartbeat = nil
        $0.settings.smartTimeouts.isEnabled = false
    }

    static let projects: [Case] = [
        Case(
            UnknownIsNotAbsent.self, "a project that stands is left out",
            good: ToldStory([.begins(), .ends(), .lists("projects", ["blog", "shop"])]),
            bad: ToldStory([.begins(), .ends(), .lists("projects", ["blog"])])),
        Case(
            UnknownIsNotAbsent.self, "a project that stands is said to be absent",
            good: ToldStory([.begins(), .ends(), .answer("GET", "/v1/project/info/blog", 404)]),
            bad: ToldStory([.begins(), .ends(), .answer("GET", "/v1/project/info/shop", 404)])),
        Case(
            WhatStandsIsListed.self, "a project disappears from the list while its jails are there",
            good: ToldStory([made, .lists("projects", ["shop"]), removed, .lists("projects", [])]),
            bad: ToldStory([made, .lists("projects", ["shop"]), .lists("projects", [])])),
        Case(
            HopsPassOnWhatIsKnown.self, "a hop tells an empty list",
            good: ToldStory([
                .begins(), .ends(), .wait(.seconds(200)),
                .answer(
                    "GET", "/v1/chain/alpha/projects", 200, ["projects": ["shop"]], on: "main"),
                .answer("GET", "/v1/chain/alpha/projects", 503, ["error": "ReadTimeout"], on: "main"),
            ]),
            bad: ToldStory([
                .begins(), .ends(), .wait(.seconds(200)),
                .answer("GET", "/v1/chain/alpha/projects", 200, ["projects": []], on: "main"),
            ]), at: "main"),
        Case(
            SuccessMeansEverywhere.self, "a command succeeds and has left a server out", in: silent,
            good: ToldStory([.entry("apply shop"), .command("apply shop", on: ["main", "alpha"])]),
            bad: ToldStory([.entry("apply shop"), .command("apply shop", on: ["main"])])),
        Case(
            SuccessMeansEverywhere.self, "a command fails with a reason, or a server says that it is not meant",
            in: silent,
            good: ToldStory([
                .entry("apply shop"), .command("apply shop", 69, on: ["main"]),
                .lists("labels", ["other"]), .entry("apply shop"), .command("apply shop", on: ["main"]),
            ]),
            bad: ToldStory([
                .lists("labels", ["all"]), .entry("apply shop"), .command("apply shop", on: ["main"]),
            ])),
        Case(
            TwiceIsOnce.self, "a jail of a service that is none",
            good: ToldStory([], end: [Remains.server(host: Remains.standing())]),
            bad: ToldStory([], end: [Remains.server(host: doubled)])),
        Case(
            CompletedMeansDone.self, "an up is completed without a jail",
            good: ToldStory([.runs(), made, .runEnds(), removed, .ends()]),
            bad: ToldStory([.runs(), .runEnds(), .ends()])),
        Case(
            DestroyedMeansGone.self, "a down is completed and a jail is there",
            good: ToldStory([
                made, removed, .ends(1, .down), made, .host(.jailDisowned("web", project: "shop")), .ends(2, .down),
            ]),
            bad: ToldStory([made, .ends(1, .down)])),
        Case(
            JailsAreSeenSoon.self, "a jail that a job made is not listed",
            good: ToldStory([
                .begins(), made, .ends(), .lists("jails", []), .wait(.seconds(9)), .lists("jails", ["web"]),
            ]),
            bad: ToldStory([.begins(), made, .ends(), .wait(.seconds(9)), .lists("jails", [])])),
        Case(
            JailsAreSeenSoon.self, "a jail that a job took away is listed",
            good: ToldStory([
                made, .begins(1, .down), removed, .ends(1, .down), .wait(.seconds(9)), .lists("jails", []),
            ]),
            bad: ToldStory([
                made, .begins(1, .down), removed, .ends(1, .down), .wait(.seconds(9)), .lists("jails", ["web"]),
            ])),
        Case(
            JailsAreSeenSoon.self, "a jail that a long job made is not listed",
            good: ToldStory([
                .begins(), .wait(.seconds(900)), made, .ends(), .wait(.seconds(9)), .lists("jails", ["web"]),
            ]),
            bad: ToldStory([
                .begins(), .wait(.seconds(900)), made, .ends(), .wait(.seconds(9)), .lists("jails", []),
            ])),
        Case(
            JailsAreSeenSoon.self, "a jail that was there when somebody asked is not listed a round later",
            good: ToldStory([
                made, .lists("jails", []), .wait(.seconds(9)), .lists("jails", []), .wait(.seconds(15)),
                .lists("jails", ["web"]),
            ]),
            bad: ToldStory([made, .lists("jails", []), .wait(.seconds(25)), .lists("jails", [])])),
        Case(
            JailsAreSeenSoon.self, "a jail that was gone when somebody asked is listed a round later",
            good: ToldStory([
                made, removed, .lists("jails", ["web"]), .wait(.seconds(25)), .lists("jails", []),
            ]),
            bad: ToldStory([
                made, removed, .lists("jails", ["web"]), .wait(.seconds(25)), .lists("jails", ["web"]),
            ])),
        Case(
            DesiredIsObserved.self, "the list is not what is there",
            good: ToldStory([], end: [Remains.server(host: Remains.standing(), projects: ["shop"])]),
            bad: ToldStory([], end: [Remains.server(host: Remains.standing(), projects: [])])),
        Case(
            DesiredIsObserved.self, "what was asked for last is not so",
            good: ToldStory([.begins(), .ends()], end: [Remains.server(host: Remains.standing(), projects: ["shop"])]),
            bad: ToldStory(
                [.begins(1, .down), .ends(1, .down)],
                end: [Remains.server(host: Remains.standing(), projects: ["shop"])])),
        Case(
            DesiredIsObserved.self, "a server that is well does not answer",
            good: ToldStory([], end: [Remains.server(projects: nil, isSound: false)]),
            bad: ToldStory([], end: [Remains.server(projects: nil)])),
        Case(
            OrphansAreCollected.self, "a run is left lying about",
            good: ToldStory([], end: [Remains.server(host: Remains.standing())]),
            bad: ToldStory([], end: [Remains.server(host: leftRun)])),
        Case(
            OrphansAreCollected.self, "a jail belongs to no project",
            good: ToldStory(
                [.host(.jailDisowned(forgotten.jailNames[0], project: "shop"))], end: [Remains.server(host: forgotten)]),
            bad: ToldStory([], end: [Remains.server(host: forgotten)])),
    ]

    /// A run that ended and that nobody has discarded.
    private static let leftRun = Remains.standing { host in
        let order = RunOrder(
            ticket: RunTicket(job: JobID(9), attempt: 1, project: ProjectName("shop")!), steps: [.describe],
            directorFile: nil, environment: [], timeLimit: nil)
        _ = host.start(order)
        host.advance(to: host.now + .seconds(60))
    }

    /// A host whose Director has forgotten its jail.
    private static let forgotten = Remains.standing { $0.tearFiles { true } }

    /// A project with a jail that two services have.
    private static let doubled = Remains.standing { host in
        let file = "services:\n  web:\n    name: one\n    makejail: hello\n  db:\n    name: one\n    makejail: hello\n"
        let order = RunOrder(
            ticket: RunTicket(job: JobID(9), attempt: 1, project: ProjectName("shop")!), steps: [.up],
            directorFile: file, environment: [], timeLimit: nil)
        _ = host.start(order)
        host.advance(to: host.now + .seconds(600))
        host.discard(order.ticket)
    }
}
