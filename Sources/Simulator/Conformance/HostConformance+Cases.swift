import Domain

extension HostConformance {
    private static let fine = "{\n  \"errlevel\": 0,\n  \"message\": null,\n  \"failed\": []\n}\n"
    private static let broken = "{\n  \"errlevel\": 70,\n  \"message\": null,\n  \"failed\": []\n}\n"

    private static func failed(_ level: String, _ type: String, _ service: String) -> String {
        "{\n  \"errlevel\": \(level),\n  \"message\": null,\n  \"failed\": [\n    {\n      \"type\": \"\(type)\",\n      "
            + "\"service\": \"\(service)\"\n    }\n  ]\n}\n"
    }

    static let two = """
        options:
          - virtualnet: ':<random> default'
          - nat:
        services:
          web:
            makejail: gh+somebody/web
            priority: 1
            options:
              - expose: '8080:80'
          db:
            makejail: gh+somebody/db

        """
    /// As ``two``, with another port for the service `web`.
    private static let changed = two.replacing("8080:80", with: "8081:80")
    private static let one = "services:\n  web:\n    makejail: gh+somebody/web\n"
    private static let invalid = "services:\n  web:\n    makejail: x\nfoo: 1\n"
    private static let unreadable = "services:\n  web\n  - x: [1,\n"

    static func behave(_ rule: JSONValue, callSeconds: Double = 0) -> Act {
        .behave([
            "defaults": [
                "call_seconds": .double(callSeconds), "up_seconds": .double(0.2), "down_seconds": .double(0.05),
            ],
            "projects": ["*": rule],
        ])
    }

    static let wellBehaved = behave([:])
    static let allWell = WantedResult(.status(0), .exactly(fine))
    static let upTwo = Act.run([.up], file: two, timeLimit: nil, [allWell])

    /// All cases.
    package static let cases = directorCases + runnerCases + jailCases

    private static let directorCases: [Case] = [
        Case(
            "up goes well",
            [wellBehaved, .absent, upTwo, .described(state: "DONE", isLocked: false, statuses: [0, 0])]),
        Case(
            "up has nothing to do",
            [wellBehaved, upTwo, upTwo, .described(state: "DONE", isLocked: false, statuses: [0, 0])]),
        Case(
            "up of a file without services",
            [
                wellBehaved,
                .run([.up], file: "services: {}\n", timeLimit: nil, [WantedResult(.status(0), .exactly(fine))]),
                .described(state: "DONE", isLocked: false, statuses: []),
            ]),
        Case(
            "up fails in the build, and what came before stays",
            [
                behave(["up": "fail", "up_errlevel": 1, "up_fail_service": "db"]),
                .run(
                    [.up], file: two, timeLimit: nil,
                    [
                        WantedResult(.status(1), .exactly(failed("1", "makejail", "db")))
                    ]),
                .described(state: "FAILED", isLocked: false, statuses: [66, 0]),
            ]),
        Case(
            "up after a failure builds what failed",
            [
                behave(["up": "fail", "up_errlevel": 65]),
                .run(
                    [.up], file: two, timeLimit: nil,
                    [
                        WantedResult(.status(65), .exactly(failed("65", "makejail", "web")))
                    ]),
                .described(state: "FAILED", isLocked: false, statuses: [66, 66]),
                wellBehaved, upTwo, .described(state: "DONE", isLocked: false, statuses: [0, 0]),
            ]),
        Case(
            "up fails at the start",
            [
                behave(["up": "fail", "up_errlevel": 66, "up_fail_type": "start"]),
                .run(
                    [.up], file: two, timeLimit: nil,
                    [
                        WantedResult(.status(66), .exactly(failed("66", "start", "web")))
                    ]),
                .described(state: "FAILED", isLocked: false, statuses: [66, 1]),
            ]),
        Case(
            "an invalid file makes no new project",
            [
                wellBehaved,
                .run(
                    [.up], file: invalid, timeLimit: nil,
                    [
                        WantedResult(.status(70), .exactly(broken), errorOutput: .containing(" type: InvalidSpec\n"))
                    ]),
                .absent,
            ]),
        Case(
            "an unreadable file makes no new project",
            [
                wellBehaved,
                .run(
                    [.up], file: unreadable, timeLimit: nil,
                    [
                        WantedResult(.status(70), .exactly(broken), errorOutput: .containing("Exception:\n"))
                    ]),
                .absent,
            ]),
        Case(
            "an invalid file leaves an existing project as it was",
            [
                wellBehaved, upTwo,
                .run(
                    [.up], file: invalid, timeLimit: nil,
                    [
                        WantedResult(.status(70), .exactly(broken), errorOutput: .containing("Exception:\n"))
                    ]),
                .described(state: "DONE", isLocked: false, statuses: [0, 0]),
            ]),
        Case(
            "a Director that is killed leaves its lock, and the next one finds it",
            [
                behave(["up": "crash"]),
                .run([.up], file: two, timeLimit: nil, [WantedResult(.signal(9), .exactly(""))]),
                .described(state: "UNFINISHED", isLocked: true, statuses: [66, 66]),
                wellBehaved,
                .run(
                    [.up], file: two, timeLimit: nil,
                    [
                        WantedResult(.status(70), .exactly(broken), errorOutput: .containing(" type: ProjectLocked\n"))
                    ]),
                .run(
                    [.stop], file: nil, timeLimit: nil,
                    [
                        WantedResult(.status(70), .exactly(broken), errorOutput: .containing(" type: ProjectLocked\n"))
                    ]),
                .described(state: "UNFINISHED", isLocked: true, statuses: [66, 66]),
                .lock(.released), .lock(.notLocked), upTwo,
                .described(state: "DONE", isLocked: false, statuses: [0, 0]),
            ]),
        Case(
            "a step of AppJail runs into Director's time limit",
            [
                behave(["up": "timeout"]),
                .run(
                    [.up], file: two, timeLimit: nil,
                    [
                        WantedResult(.status(0), .exactly(failed("null", "makejail", "web")))
                    ]),
                .described(state: "FAILED", isLocked: false, statuses: [66, 66]),
            ]),
        Case(
            "success that is none",
            [
                behave(["up": "lie", "up_fail_service": "db"]), upTwo,
                .described(state: "DONE", isLocked: false, statuses: [66, 0]),
            ]),
        Case(
            "a jail that vanishes has status 66",
            [
                wellBehaved, upTwo, .befall(.vanishes, service: "db"),
                .described(state: "DONE", isLocked: false, statuses: [66, 0]), upTwo,
                .described(state: "DONE", isLocked: false, statuses: [0, 0]),
            ]),
        Case(
            "a jail that stops has status 1, and the next up starts it",
            [
                wellBehaved, upTwo, .befall(.stops, service: "web"),
                .described(state: "DONE", isLocked: false, statuses: [0, 1]), upTwo,
                .described(state: "DONE", isLocked: false, statuses: [0, 0]),
            ]),
        Case(
            "what is no JSON",
            [
                behave(["up": "garbage"]),
                .run([.up], file: one, timeLimit: nil, [WantedResult(.status(70), .noJSON, errorOutput: .anything)]),
                .described(state: "FAILED", isLocked: false, statuses: [66]),
            ]),
        Case(
            "nothing at all",
            [
                behave(["up": "silent"]),
                .run(
                    [.up], file: one, timeLimit: nil,
                    [
                        WantedResult(.status(70), .exactly(""), errorOutput: .anything)
                    ]),
                .described(state: "FAILED", isLocked: false, statuses: [66]),
            ]),
        Case(
            "a flood of error output is cut and harms nothing",
            [
                behave(["up": "noisy"]),
                .run(
                    [.up], file: one, timeLimit: nil,
                    [
                        WantedResult(.status(0), .exactly(fine), errorOutput: .containing("this line is here"))
                    ]),
                .described(state: "DONE", isLocked: false, statuses: [0]),
            ]),
        Case(
            "a broken configuration of Director",
            [
                behave(["up": "misconfigured"]),
                .run([.up], file: one, timeLimit: nil, [WantedResult(.status(78), .noJSON)]),
                .absent,
            ]),
        Case(
            "an option that Director does not know",
            [
                behave(["up": "usage"]),
                .run(
                    [.up], file: one, timeLimit: nil,
                    [
                        WantedResult(.status(2), .exactly(""), errorOutput: .containing("Usage:"))
                    ]),
                .absent,
            ]),
        Case(
            "stop ends an up while it builds",
            [
                behave(["up": "hang"]),
                .interrupt(
                    [.up, .describe], file: two, state: "UNFINISHED", .stop,
                    [
                        WantedResult(.stopped, .exactly(broken)),
                        WantedResult(.status(0), .containing("\"state\": \"FAILED\"")),
                    ]),
                .described(state: "FAILED", isLocked: false, statuses: [66, 66]),
            ]),
        Case(
            "cancel ends an up, and the run goes on with its next step",
            [
                behave(["up": "hang"]),
                .interrupt(
                    [.up, .describe], file: two, state: "UNFINISHED", .cancel,
                    [
                        WantedResult(.status(70), .exactly(broken)),
                        WantedResult(.status(0), .containing("\"state\": \"FAILED\"")),
                    ]),
                .described(state: "FAILED", isLocked: false, statuses: [66, 66]),
            ]),
        Case(
            "an up that is stopped while it removes jails says that all is well",
            [
                wellBehaved, upTwo, behave(["removal_seconds": 30]),
                .interrupt([.up], file: changed, state: "UNFINISHED", .stop, [WantedResult(.stopped, .exactly(fine))]),
                .described(state: "FAILED", isLocked: false, statuses: [0, 0]),
            ]),
        Case(
            "an up that ignores its end is killed",
            [
                behave(["up": "hang-stubborn"]),
                .interrupt([.up], file: one, state: "UNFINISHED", .stop, [WantedResult(.stopped, .exactly(""))]),
                .described(state: "UNFINISHED", isLocked: true, statuses: [66]),
            ]),
        Case(
            "cancel of an up that was killed finds no process",
            [
                behave(["up": "crash"]),
                .run([.up], file: one, timeLimit: nil, [WantedResult(.signal(9), .exactly(""))]),
                .cancelFails(status: 70),
                .described(state: "UNFINISHED", isLocked: true, statuses: [66]),
            ]),
        Case(
            "the time limit ends a run, and its last step says what it left",
            [
                behave(["up": "hang"]),
                .run(
                    [.up, .describe], file: one, timeLimit: .seconds(5),
                    [
                        WantedResult(.timedOut, .exactly(broken)),
                        WantedResult(.status(0), .containing("\"state\": \"FAILED\"")),
                    ]),
                .described(state: "FAILED", isLocked: false, statuses: [66]),
            ]),
        Case(
            "down stops the jails and keeps them",
            [
                wellBehaved, upTwo,
                .run([.stop], file: nil, timeLimit: nil, [WantedResult(.status(0), .exactly(fine))]),
                .described(state: "DONE", isLocked: false, statuses: [1, 1]),
            ]),
        Case(
            "a restart is a stop and an up",
            [
                wellBehaved, upTwo,
                .run(
                    [.stop, .up, .describe], file: two, timeLimit: nil,
                    [
                        WantedResult(.status(0), .exactly(fine)), WantedResult(.status(0), .exactly(fine)),
                        WantedResult(.status(0), .containing("\"state\": \"DONE\"")),
                    ]),
                .described(state: "DONE", isLocked: false, statuses: [0, 0]),
            ]),
        Case(
            "a destroy takes the project away",
            [
                wellBehaved, upTwo,
                .run([.destroy], file: nil, timeLimit: nil, [WantedResult(.status(0), .exactly(fine))]),
                .absent, .lock(.notLocked),
            ]),
        Case(
            "down of a project that is none",
            [
                wellBehaved,
                .run(
                    [.destroy, .describe], file: nil, timeLimit: nil,
                    [
                        WantedResult(.status(66), .containing(": Project not found.\"")),
                        WantedResult(.status(66), .exactly(""), errorOutput: .containing(": Project not found.\n")),
                    ]),
                .absent, .cancel, .lock(.notLocked),
            ]),
        Case(
            "a down that is ended leaves its lock",
            [
                wellBehaved, upTwo, behave(["down": "hang"]),
                .interrupt([.stop], file: nil, state: "DESTROYING", .stop, [WantedResult(.stopped, .exactly(""))]),
                .described(state: "DESTROYING", isLocked: true, statuses: [0, 0]), .lock(.released),
            ]),
        Case(
            "jails that cannot be destroyed stay behind without their project",
            [
                wellBehaved,
                .run([.up], file: one, timeLimit: nil, [WantedResult(.status(0), .exactly(fine))]),
                behave(["down": "fail"]),
                .run(
                    [.destroy], file: nil, timeLimit: nil,
                    [
                        WantedResult(.status(0), .containing("\"type\": \"destroy\""))
                    ]),
                .absent,
            ]),
        Case(
            "jails that cannot be stopped",
            [
                wellBehaved,
                .run([.up], file: one, timeLimit: nil, [WantedResult(.status(0), .exactly(fine))]),
                behave(["down": "fail"]),
                .run(
                    [.stop], file: nil, timeLimit: nil,
                    [
                        WantedResult(.status(0), .exactly(failed("0", "stop", "web")))
                    ]),
                .described(state: "DONE", isLocked: false, statuses: [0]),
            ]),
        Case(
            "cancel of a project at rest does nothing",
            [
                wellBehaved, upTwo, .cancel, .lock(.notLocked),
                .described(state: "DONE", isLocked: false, statuses: [0, 0]),
            ]),
        Case(
            "a service that left the file leaves the host",
            [
                wellBehaved, upTwo,
                .run([.up], file: one, timeLimit: nil, [WantedResult(.status(0), .exactly(fine))]),
                .described(state: "DONE", isLocked: false, statuses: [0]),
            ]),
        Case(
            "a state that a Director left behind is shown, and does not stand in the way of the next up",
            [
                behave(["up": "crash"]),
                .run([.up], file: two, timeLimit: nil, [WantedResult(.signal(9), .exactly(""))]),
                .lock(.released), .described(state: "UNFINISHED", isLocked: false, statuses: [66, 66]), wellBehaved,
                upTwo, .described(state: "DONE", isLocked: false, statuses: [0, 0]),
            ]),
    ]
}
