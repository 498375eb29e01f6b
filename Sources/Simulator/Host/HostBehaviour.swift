/// How a modelled host behaves: how long things take and what goes wrong, by name of project, service and jail.
///
/// Of the rules whose patterns fit a name, the first counts; what it does not say is taken from ``defaults``, then from
/// the built-in values. The JSON form is the one of the file `behaviour.json` of a sandbox.
package struct HostBehaviour: Equatable, Sendable {
    /// What `up` does.
    package enum Up: String, Sendable, CaseIterable {
        /// One running jail a service.
        case ok
        /// A service fails with a status of AppJail.
        case fail
        /// Never returns; SIGTERM ends it as it ends Director.
        case hang
        /// Never returns; only SIGKILL ends it.
        case hangStubborn = "hang-stubborn"
        /// Dies as if by SIGKILL: lock, pid and the state `unfinished` stay behind.
        case crash
        /// Prints what is no JSON and ends with 70.
        case garbage
        /// Prints nothing and ends with 70.
        case silent
        /// ``ok``, after 200 KiB of error output.
        case noisy
        /// A command of AppJail runs into Director's own time limit: status 0, `errlevel` null.
        case timeout
        /// Says that all is well, and the jail of a service is gone.
        case lie
        /// ``ok``, twenty times as slow.
        case slow
        /// ``ok``, though jails that had to go could not be stopped first.
        case stopFails = "stop-fails"
        /// Director cannot read its configuration: text instead of JSON, status 78.
        case misconfigured
        /// Director does not know an option: status 2, nothing on standard output.
        case usage
    }

    /// What `down` does.
    package enum Down: String, Sendable, CaseIterable {
        case ok
        /// The jails cannot be stopped, nor destroyed.
        case fail
        case hang
        case hangStubborn = "hang-stubborn"
        case crash
        case garbage
        case silent
    }

    /// What the short calls of a program do (listings, `describe`).
    package enum Call: String, Sendable, CaseIterable {
        case ok
        /// Ends with status 70.
        case fail
        /// Answers what it never answers.
        case garbage
        /// Stops in the middle of its answer.
        case cut
        /// Never answers.
        case hang
        /// Takes ten seconds for its answer.
        case slow
        /// Is not installed.
        case absent
    }

    /// What is said of projects whose names fit a pattern. `nil`: nothing is said.
    package struct ProjectRule: Equatable, Sendable {
        package var up: Up?
        /// How long `up` takes to build all jails that it has to build.
        package var upTime: Duration?
        /// How long it takes to remove jails before that, when there are any to remove.
        package var removalTime: Duration?
        package var upErrorLevel: Int?
        /// The step that fails: `makejail`, `start` and the others of node contract, section 4.4.
        package var upFailType: String?
        /// The service at which the trouble of ``up`` comes; the first that is to be built unless said.
        package var upFailService: String?
        package var upErrorOutput: String?
        package var down: Down?
        package var downTime: Duration?
        /// What any call of Director takes before it does anything.
        package var callTime: Duration?
        package var describe: Call?
        /// What `describe` says instead of the truth.
        package var state: String?
        package var isLocked: Bool?
        /// Statuses of services that are not those of their jails.
        package var services: [(pattern: GlobPattern, status: Int)] = []

        package init() {}

        package static func == (left: ProjectRule, right: ProjectRule) -> Bool {
            left.up == right.up && left.upTime == right.upTime && left.removalTime == right.removalTime
                && left.upErrorLevel == right.upErrorLevel && left.upFailType == right.upFailType
                && left.upFailService == right.upFailService && left.upErrorOutput == right.upErrorOutput
                && left.down == right.down && left.downTime == right.downTime && left.callTime == right.callTime
                && left.describe == right.describe && left.state == right.state && left.isLocked == right.isLocked
                && left.services.elementsEqual(right.services) { $0 == $1 }
        }
    }

    /// What is said of jails whose names fit a pattern.
    package struct JailRule: Equatable, Sendable {
        /// 0 runs, 1 stopped, 66 gone, whatever the jail does.
        package var status: Int?
        package var keywords: [String: String] = [:]
        package var statistics: [String: Int] = [:]
        package var cpuset: String?

        package init() {}
    }

    /// One rule and the names it is for.
    package struct Ruled<Rule: Equatable & Sendable>: Equatable, Sendable {
        package let pattern: GlobPattern
        package var rule: Rule

        package init(_ pattern: String, _ rule: Rule) {
            self.pattern = GlobPattern(pattern)
            self.rule = rule
        }
    }

    /// An interface of the host and its IPv4 addresses.
    package struct Interface: Equatable, Sendable {
        package let name: String
        package let addresses: [String]

        package init(name: String, addresses: [String]) {
            self.name = name
            self.addresses = addresses
        }
    }

    package var defaults = ProjectRule()
    package var projects: [Ruled<ProjectRule>] = []
    package var jails: [Ruled<JailRule>] = []
    /// What Director's short calls do for all projects; ``ProjectRule/describe`` of a project goes before it.
    package var director = Call.ok
    package var appjail = Call.ok
    /// The interfaces of the host. Default: `em0`, `jext`, `tailscale0` and `lo0` with an address each.
    package var interfaces = [
        Interface(name: "em0", addresses: ["192.0.2.10"]),
        Interface(name: "jext", addresses: ["198.51.100.10"]),
        Interface(name: "tailscale0", addresses: ["100.64.0.10"]),
        Interface(name: "lo0", addresses: ["127.0.0.1"]),
    ]

    package init() {}

    /// Everything that is said of a project, gaps filled.
    func rule(forProject name: String) -> ResolvedRule {
        let rule = projects.first { $0.pattern.matches(name) }?.rule ?? ProjectRule()
        return ResolvedRule(rule, defaults: defaults, call: director)
    }

    func rule(forJail name: String) -> JailRule { jails.first { $0.pattern.matches(name) }?.rule ?? JailRule() }

    /// A rule without gaps.
    struct ResolvedRule {
        let up: Up
        let upTime: Duration
        let removalTime: Duration
        let upErrorLevel: Int
        let upFailType: String
        let upFailService: String?
        let upErrorOutput: String
        let down: Down
        let downTime: Duration
        let callTime: Duration
        let describe: Call
        let state: String?
        let isLocked: Bool?
        private let services: [(pattern: GlobPattern, status: Int)]

        init(_ rule: ProjectRule, defaults: ProjectRule, call: Call) {
            up = rule.up ?? defaults.up ?? .ok
            let time = rule.upTime ?? defaults.upTime ?? .seconds(2)
            upTime = up == .slow ? time * 20 : time
            removalTime = rule.removalTime ?? defaults.removalTime ?? .zero
            upErrorLevel = rule.upErrorLevel ?? defaults.upErrorLevel ?? 70
            upFailType = rule.upFailType ?? defaults.upFailType ?? "makejail"
            upFailService = rule.upFailService ?? defaults.upFailService
            upErrorOutput = rule.upErrorOutput ?? defaults.upErrorOutput ?? ""
            down = rule.down ?? defaults.down ?? .ok
            downTime = rule.downTime ?? defaults.downTime ?? .milliseconds(500)
            callTime = rule.callTime ?? defaults.callTime ?? .milliseconds(100)
            describe = rule.describe ?? defaults.describe ?? call
            state = rule.state ?? defaults.state
            isLocked = rule.isLocked ?? defaults.isLocked
            services = rule.services.isEmpty ? defaults.services : rule.services
        }

        func status(ofService name: String) -> Int? { services.first { $0.pattern.matches(name) }?.status }
    }
}
