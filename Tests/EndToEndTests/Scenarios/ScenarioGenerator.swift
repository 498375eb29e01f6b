import Domain
import Simulator

/// Draws scenarios that a file can express, one a seed.
struct ScenarioGenerator {
    private let chance: SeededChance
    private var topology = Topology(servers: [])

    init(seed: UInt64) { chance = SeededChance(seed: seed, concern: "scenarios") }

    private func number(_ range: ClosedRange<Int>) -> Int { chance.integer(in: range) }
    private func flag() -> Bool { number(0...1) == 1 }
    private func pick<Item>(_ items: [Item]) -> Item { items[number(0...(items.count - 1))] }

    private func duration(_ longest: Int = 3_600) -> Duration {
        switch number(0...3) {
        case 0: .zero
        case 1: .milliseconds(number(1...(longest * 1_000)))
        case 2: .microseconds(number(1...(longest * 1_000_000)))
        default: .seconds(number(1...longest))
        }
    }

    private func range(_ longest: Int = 3_600) -> ClosedRange<Duration> {
        let first = duration(longest)
        let second = flag() ? first : duration(longest)
        return min(first, second)...max(first, second)
    }

    /// Texts that YAML could take for something else.
    private func text() -> String {
        pick([
            "a", "no", "on: off", "22:22", "0x1f", "1e3", "~", "null", " blank ", "#", "a # b", "\"q\"", "it's", "\\",
            "tab\tand\u{7}bell", "{a: b}", "[", "- a", "? b", "äöü ☃ 🦊", "\u{85}\u{2028}\u{feff}", "<<", "=", "%a",
            "@b", "`c`", "!ENV x", "&a *b", "2024-01-01", String(repeating: "word and more ", count: 20) + "end",
            String(repeating: "x", count: 300),
        ])
    }

    private func name() -> ChainName { pick(topology.servers).name }
    private func project() -> String { pick(["shop", "no", "1e3"]) }

    mutating func scenario() -> Scenario {
        servers()
        let deployments = ["shop", "no", "1e3"].map {
            NamedDeployment(name: $0, file: pick(["", "../", "a b: #"]) + $0 + ".yml", deployment: deployment($0))
        }
        let faults = (0..<number(0...3)).map { _ in fault() }
        return Scenario(
            name: text().split(separator: "\n").joined() == text() ? "a name" : "a: \"name\" # of \(number(1...9))",
            purpose: flag() ? text() : "", promises: Promise.allCases.filter { _ in number(0...5) == 0 },
            topology: topology, settings: settings(), deployments: deployments,
            steps: (0..<number(0...12)).map { _ in step() }, faults: faults,
            storm: faults.isEmpty ? .zero...(.seconds(600)) : range(), quiet: duration(),
            expectations: (0..<number(0...6)).map { _ in expectation() },
            seeds: flag() ? 1...100 : UInt64(number(0...5))...UInt64(number(5...10_000)))
    }

    private func deployment(_ name: String) -> Deployment {
        Deployment(
            datacenters: [], deployIn: DeployIn(entrypoints: [], selection: LabelSelection(wanted: [.all])),
            maximumDeployments: 0,
            content: .directorProject(
                DirectorProject(name: ProjectName(name)!, file: .inline(""), environment: ProjectEnvironment())),
            specification: [:])
    }

    private mutating func servers() {
        let names = ["main", "1", "no", "a-b", "_x", "null", "0x1", "Alpha"].compactMap { ChainName($0) }
        for (index, name) in names.prefix(number(1...names.count)).enumerated() {
            let labels = [Label("web"), Label("no"), Label("rack1")].compactMap { $0 }.filter { _ in flag() }
            topology.servers.append(
                Topology.Server(
                    name: name, parent: index == 0 ? nil : topology.servers[number(0...(index - 1))].name,
                    labels: index % 3 == 2 && !labels.isEmpty ? labels + [.all] : [.all] + labels,
                    version: flag() ? .current : .python,
                    skew: flag() ? .zero : flag() ? duration() : .zero - duration(),
                    driftPartsPerMillion: flag() ? 0 : number(-500...500), host: flag() ? nil : host(),
                    isAbsent: index > 0 && number(0...3) == 0))
        }
    }

    private func host() -> HostBehaviour {
        var host = HostBehaviour()
        if flag() { host.defaults = projectRule() }
        if flag() { host.projects = [.init("we/b*", projectRule()), .init(text(), projectRule())] }
        if flag() {
            var rule = HostBehaviour.JailRule()
            if flag() { rule.status = number(0...66) }
            if flag() { rule.keywords = ["dirty": text(), "a": "1"] }
            if flag() { rule.statistics = ["pcpu": number(0...100)] }
            if flag() { rule.cpuset = "0-3" }
            host.jails = [.init("db?", rule)]
        }
        if flag() { host.director = pick(HostBehaviour.Call.allCases) }
        if flag() { host.appjail = pick(HostBehaviour.Call.allCases) }
        if flag() {
            host.interfaces = [.init(name: "em0", addresses: ["192.0.2.1"]), .init(name: "no", addresses: [])]
        }
        return host
    }

    private func projectRule() -> HostBehaviour.ProjectRule {
        var rule = HostBehaviour.ProjectRule()
        if flag() { rule.up = pick(HostBehaviour.Up.allCases) }
        if flag() { rule.upTime = duration() }
        if flag() { rule.removalTime = duration() }
        if flag() { rule.upErrorLevel = number(0...255) }
        if flag() { rule.upErrorOutput = text() }
        if flag() { rule.down = pick(HostBehaviour.Down.allCases) }
        if flag() { rule.callTime = duration() }
        if flag() { rule.describe = pick(HostBehaviour.Call.allCases) }
        if flag() { rule.state = text() }
        if flag() { rule.isLocked = flag() }
        if flag() { rule.services = [(GlobPattern("w*"), number(0...66))] }
        return rule
    }

    private func settings() -> ScenarioSettings {
        if flag() { return ScenarioSettings() }
        return ScenarioSettings(
            heartbeat: flag() ? nil : .seconds(number(1...600)),
            smartTimeouts: .init(
                isEnabled: flag(), failures: number(1...5), interval: duration(), increase: duration(),
                largestIncrease: duration(), isStrict: flag()),
            executionTime: .milliseconds(number(1...99_999)), parallelJobs: number(1...9), queueLimit: number(1...99),
            historyLimit: number(0...99), timeLimit: .seconds(number(1...99)),
            operatorPatience: .seconds(number(1...99)),
            host: host())
    }

    private func selector() -> ServerSelector {
        let label = pick(topology.servers.flatMap(\.labels))
        return switch number(0...4) {
        case 0: .named([name()])
        case 1: .any
        case 2: .all
        case 3: .labelled(label)
        default: flag() ? .anyLabelled(label) : .named(topology.servers.map(\.name))
        }
    }

    private func rate() -> Ratio {
        let denominator = pick([1, 3, 100, 1_000])
        return Ratio(number(0...denominator), of: denominator)
    }

    private func body() -> JSONValue? {
        let bodies: [JSONValue?] = [
            nil, .null,
            ["a": [1, true, nil, .double(1.5), .double(1e20), .double(5e-7), .double(-0.25)], "on": .string(text())],
            [], [:],
        ]
        return pick(bodies)
    }

    private func action(_ kind: ActionKind) -> ScenarioAction {
        let direction = pick(ScenarioAction.Direction.allCases)
        return switch kind {
        case .apply: .apply(deployment: project(), restart: flag())
        case .destroy: .destroy(deployment: project(), force: flag())
        case .cancel: .cancel(deployment: project())
        case .request: .request(method: "PUT", path: "metadata/%20?a={}#", body: body())
        case .forgedRequest: .forgedRequest(method: "GET", path: "ping", body: body())
        case .kill: .kill
        case .killAtCall:
            .killAtCall(pick([pick(PortCall.names), pick(PortCall.groups), "state.b"]), isAfter: flag())
        case .pause: .pause
        case .powerOff: .powerOff
        case .tearFiles: .tearFiles
        case .expireToken: .expireToken
        case .mislabel: .mislabel(pick([["shop", "web"], [], "shop", ["labels": [1, "x"]], .string(text())]))
        case .readSlowly: .link(.readSlowly(range()), .up)
        case .setClock: .setClock(flag() ? duration() : .zero - duration())
        case .drift: .drift(partsPerMillion: number(-9...9))
        case .fillDisk: .disk(.full)
        case .failSync: .disk(.uncertain)
        case .failRead: .disk(.unreadable)
        case .slowDisk: .disk(.slow(range()))
        case .upgrade: .upgrade(pick(Topology.Version.allCases))
        case .add: .add
        case .remove: .remove
        case .cut: .link(.cut, direction)
        case .refuse: .link(.refuse, direction)
        case .slow: .link(.slow(range()), direction)
        case .lose: .link(.lose(rate()), direction)
        case .duplicate: .link(.duplicate(rate()), direction)
        case .reset: .link(.reset(rate()), direction)
        case .garble: .link(.garble(rate()), direction)
        case .killRunner: .killRunner(project: flag() ? nil : project(), directorSurvives: flag())
        case .host: .host(host())
        case .loseJail: .loseJail(project: flag() ? nil : project())
        case .stopJail: .stopJail(project: flag() ? nil : project())
        }
    }

    private func step() -> ScenarioStep {
        var kind = pick(ActionKind.allCases)
        let absent = topology.servers.filter(\.isAbsent).map(\.name)
        let removable = topology.servers.filter { $0.parent != nil }.map(\.name)
        if kind == .add, absent.isEmpty || kind == .remove && removable.isEmpty { kind = .kill }
        if kind == .remove, removable.isEmpty { kind = .kill }
        let servers: ServerSelector =
            kind.isCommand
            ? .all : kind == .add ? .named([pick(absent)]) : kind == .remove ? .named([pick(removable)]) : selector()
        return ScenarioStep(
            at: range(), lasts: kind.isUndone && flag() ? range() : nil, action(kind), servers: servers,
            operator: kind.isCommand && flag() ? pick(["ann", "ben", "no-one"]) : "operator",
            times: pick([1, 1, 2, 5]), every: flag() ? .seconds(1)...(.seconds(1)) : range(60))
    }

    private func fault() -> FaultRule {
        let kind = pick(ActionKind.allCases.filter(\.isFault))
        let pause = Duration.seconds(number(60...600))
        return FaultRule(
            action(kind), servers: selector(), every: pause...(pause + duration()),
            lasts: kind.isUndone ? range() : .zero...(.zero), chance: flag() ? Ratio(2, of: 3) : rate())
    }

    private func expectation() -> Expectation {
        let project = ProjectName(project())!
        let key = MetadataKey("a.b-c")!
        let low = number(0...3)
        let count = low...number(low...9)
        let server = name()
        var conditions: [Condition] = [
            .chains(on: server, topology.children(of: server).map(\.name)),
            .operation(of: project, on: server, pick(["COMPLETED", "INCOMPLETED", "FAILED", "RUNNING"])),
            .project(project, on: server, exists: flag()), .jails(on: server, count),
            .jobs(on: server, state: pick(["queued", "running", "cancelled"]), count),
            .metadata(key, on: server, flag() ? nil : text()), .wholeTree,
        ]
        // Only times that every run reaches: those at its very start.
        let times = Duration.zero...duration()
        var whens: [Expectation.When] = [.within(times), .eventually, .sometimes]
        if flag() {
            conditions = [.happens(text())]
        } else {
            whens += [.at(.zero), .always(times)]
        }
        return Expectation(pick(whens), pick(conditions), promise: flag() ? .l2 : pick(Promise.allCases))
    }
}
