import Domain

/// Steps, faults and expectations, each on a line of its own.
extension ScenarioWriter {
    private typealias Members = [(name: String, value: String)]

    static func flow(_ step: ScenarioStep) -> String {
        var members: Members = [("at", ScenarioDuration.text(step.at))]
        members += action(step.action, step.servers)
        if let lasts = step.lasts { members.append(("for", ScenarioDuration.text(lasts))) }
        if step.operator != "operator", step.action.kind.isCommand {
            members.append(("as", YAMLText.scalar(step.operator)))
        }
        let isUsual = step.every == .seconds(1)...(.seconds(1))
        if step.times != 1 || !isUsual { members.append(("times", "\(step.times)")) }
        if !isUsual { members.append(("every", ScenarioDuration.text(step.every))) }
        return YAMLText.flow(members)
    }

    static func flow(_ rule: FaultRule) -> String {
        var members = action(rule.action, rule.servers)
        members.append(("every", ScenarioDuration.text(rule.every)))
        if rule.action.kind.isUndone { members.append(("for", ScenarioDuration.text(rule.lasts))) }
        if rule.chance != Ratio(2, of: 3) { members.append(("chance", rule.chance.text)) }
        return YAMLText.flow(members)
    }

    private static func text(_ selector: ServerSelector) -> String {
        switch selector {
        case .named(let names):
            names.count == 1
                ? YAMLText.scalar(names[0].text) : YAMLText.flow(names.map { YAMLText.scalar($0.text) })
        case .any: "any"
        case .all: "all"
        case .labelled(let label): YAMLText.flow([("label", YAMLText.scalar(label.text))])
        case .anyLabelled(let label): YAMLText.flow([("any", YAMLText.scalar(label.text))])
        }
    }

    private static func action(_ action: ScenarioAction, _ servers: ServerSelector) -> Members {
        let key = action.kind.rawValue
        func subject(_ rest: Members = []) -> Members { [(key, text(servers))] + rest }
        switch action {
        case .apply(let name, let restart):
            return [(key, YAMLText.scalar(name))] + (restart ? [("restart", "true")] : [])
        case .destroy(let name, let force):
            return [(key, YAMLText.scalar(name))] + (force ? [("force", "true")] : [])
        case .cancel(let name): return [(key, YAMLText.scalar(name))]
        case .request(let method, let path, let body), .forgedRequest(let method, let path, let body):
            return [(key, YAMLText.quoted("\(method) \(path)"))] + (body.map { [("body", YAMLText.flow($0))] } ?? [])
        case .kill, .pause, .powerOff, .tearFiles, .add, .remove, .expireToken, .disk(.full), .disk(.uncertain),
            .disk(.unreadable):
            return subject()
        case .killAtCall(let call, let isAfter):
            return subject([("call", YAMLText.scalar(call))] + (isAfter ? [("when", "after")] : []))
        case .setClock(let shift): return subject([("by", ScenarioDuration.text(shift))])
        case .drift(let parts): return subject([("by", "\(parts)ppm")])
        case .disk(.slow(let delay)): return subject([("delay", ScenarioDuration.text(delay))])
        case .upgrade(let version): return subject([("to", YAMLText.quoted(version.rawValue))])
        case .mislabel(let labels): return subject([("say", YAMLText.flow(labels))])
        case .link(.readSlowly(let delay), _): return subject([("delay", ScenarioDuration.text(delay))])
        case .link(let trouble, let direction):
            return subject(
                link(trouble) + (direction == .both ? [] : [("direction", direction.rawValue)]))
        case .killRunner(let project, let survives):
            return subject(of(project) + (survives ? [("director", "survives")] : []))
        case .host(let behaviour): return subject([("behaviour", flow(behaviour))])
        case .loseJail(let project), .stopJail(let project): return subject(of(project))
        }
    }

    private static func of(_ project: String?) -> Members {
        project.map { [("project", YAMLText.scalar($0))] } ?? []
    }

    private static func link(_ trouble: LinkTrouble) -> Members {
        switch trouble {
        case .cut, .refuse: []
        case .slow(let delay), .readSlowly(let delay): [("delay", ScenarioDuration.text(delay))]
        case .lose(let rate), .duplicate(let rate), .reset(let rate), .garble(let rate): [("rate", rate.text)]
        }
    }

    // MARK: - Expectations

    static func flow(_ expectation: Expectation) -> String {
        var members: Members = [("when", text(expectation.when))] + condition(expectation.condition)
        if expectation.promise != .l2 { members.append(("promise", expectation.promise.rawValue)) }
        return YAMLText.flow(members)
    }

    private static func text(_ when: Expectation.When) -> String {
        switch when {
        case .at(let time): "at \(ScenarioDuration.text(time))"
        case .within(let range): "within \(ScenarioDuration.text(range))"
        case .eventually: "eventually"
        case .always(let range): range == Expectation.wholeRun ? "always" : "always \(ScenarioDuration.text(range))"
        case .sometimes: "sometimes"
        }
    }

    private static func condition(_ condition: Condition) -> Members {
        func name(_ name: some ValidatedName) -> String { YAMLText.scalar(name.text) }
        func text(_ count: ClosedRange<Int>) -> String {
            count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound)..\(count.upperBound)"
        }
        return switch condition {
        case .chains(let server, let names): [("chains", name(server)), ("are", YAMLText.flow(names.map { name($0) }))]
        case .operation(let project, let server, let state):
            [("project", name(project)), ("server", name(server)), ("is", YAMLText.scalar(state))]
        case .project(let project, let server, let exists):
            [("project", name(project)), ("server", name(server)), ("exists", "\(exists)")]
        case .jails(let server, let count): [("jails", name(server)), ("count", text(count))]
        case .jobs(let server, let state, let count):
            [("jobs", name(server)), ("state", YAMLText.scalar(state)), ("count", text(count))]
        case .metadata(let key, let server, let value):
            [
                ("metadata", name(key)), ("server", name(server)),
                value.map { ("value", YAMLText.quoted($0)) } ?? ("exists", "false"),
            ]
        case .happens(let text): [("happens", YAMLText.quoted(text))]
        case .wholeTree: [("whole-tree", "true")]
        }
    }
}
