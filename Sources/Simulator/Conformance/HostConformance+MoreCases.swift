import Domain

/// What the runner promises beside what Director does, and what is seen of jails and logs.
extension HostConformance {
    private static let looks = behave(["up": "ok"], callSeconds: 0.5)
    private static let found = WantedResult(.status(0), .containing("\"state\": \"DONE\""))

    package static let runnerCases: [Case] = [
        Case(
            "a second run of a project is refused while the first lives",
            [
                behave(["up": "hang"]), .refusesSecondRun([.up], file: two, state: "UNFINISHED"), wellBehaved, upTwo,
            ]),
        Case("an attempt runs once", [wellBehaved, .repeatsLastRun(file: two, [allWell])]),
        Case("a run that never was is gone", [wellBehaved, .unknownRun]),
        Case(
            "the last look at a project is not stopped",
            [wellBehaved, upTwo, looks, .stopAtOnce([.describe], [found])]),
        Case(
            "the last look at a project is not timed out",
            [wellBehaved, upTwo, looks, .run([.describe], file: nil, timeLimit: .milliseconds(100), [found])]),
        Case(
            "a run without a Director file builds nothing",
            [
                wellBehaved,
                .run([.up], file: nil, timeLimit: nil, [WantedResult(.notStarted("no Director file"), .exactly(""))]),
                .absent,
            ]),
    ]

    package static let jailCases: [Case] = [
        Case(
            "the list of jails says which run, with the keywords that AppJail knows",
            [
                wellBehaved, upTwo, .befall(.stops, service: "db"),
                .jails(
                    asked: ["type", "name", "no_such_keyword", "status"], known: ["type", "name", "status"],
                    running: [false, true]),
                .jails(asked: [], known: [], running: [false, true]), .befall(.vanishes, service: "web"),
                .jails(asked: ["name"], known: ["name"], running: [false]),
            ]),
        Case(
            "counters come in the order asked for, without those that do not exist",
            [
                wellBehaved, upTwo,
                .statistics(
                    service: "web", asked: ["pcpu", "no_such_counter", "memoryuse"], found: ["pcpu", "memoryuse"]),
                .statistics(service: "web", asked: [], found: []),
            ]),
        Case(
            "a jail that does not run has no counters and no CPU set",
            [
                wellBehaved, upTwo, .cpuset(service: "web", isThere: true), .befall(.stops, service: "web"),
                .statistics(service: "web", asked: ["pcpu"], found: []), .cpuset(service: "web", isThere: false),
            ]),
        Case(
            "a jail that is gone has no counters, and asking for its CPU set fails",
            [
                wellBehaved, upTwo, .befall(.vanishes, service: "web"),
                .statistics(service: "web", asked: ["pcpu"], found: []), .cpusetOfNoJail(status: 66),
            ]),
        Case(
            "what is configured for a jail is listed with the members asked for, null where nothing is said",
            [
                wellBehaved,
                .run([.up], file: furnished, timeLimit: nil, [allWell]),
                .extras(
                    .expose, service: "web", asked: ["hport", "jport", "protocol", "no_such_member"],
                    [
                        [
                            "hport": "8080", "jport": "80", "protocol": "tcp", "no_such_member": nil, "nro": "0",
                        ],
                        ["hport": "53", "jport": "53", "protocol": "udp", "no_such_member": nil, "nro": "1"],
                    ]),
                .extras(
                    .labels, service: "web", asked: ["value"],
                    [["value": "1", "name": "overlord.skydns"], ["value": "front", "name": "tier"]]),
                .extras(.limits, service: "web", asked: ["rule"], [["rule": "memoryuse:deny=1G", "nro": "0"]]),
                .extras(
                    .fstab, service: "web", asked: ["device", "mountpoint", "type", "options", "dump", "pass"],
                    [
                        [
                            "device": "/srv", "mountpoint": "/mnt", "type": "nullfs", "options": "rw", "dump": "0",
                            "pass": "0", "nro": "0",
                        ]
                    ]),
                .extras(.healthcheck, service: "web", asked: ["name"], []),
                .extras(.volumes, service: "web", asked: ["mountpoint"], [["mountpoint": "/data", "name": "data"]]),
            ]),
        Case(
            "a jail that is gone has nothing configured",
            [wellBehaved, upTwo, .befall(.vanishes, service: "web"), .extras(.expose, service: "web", asked: [], [])]),
        Case(
            "the logs of a build and of a start can be read",
            [
                wellBehaved, upTwo, .projectLog(service: "web", file: "makejail.log", containing: "Building"),
                .jailLog(service: "web", subtype: "startup-start", containing: "Starting"),
            ]),
    ]

    /// A file whose service has something of each list.
    private static let furnished = """
        services:
          web:
            makejail: gh+somebody/web
            options:
              - expose: '8080:80'
              - expose: '53 proto:udp'
              - label: 'tier:front'
              - label: 'overlord.skydns:1'
              - limits: 'memoryuse:deny=1G'
              - volume: 'data mountpoint:/data'
              - fstab: '/srv /mnt'

        """
}
