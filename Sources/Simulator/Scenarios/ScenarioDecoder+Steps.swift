import Domain

/// A step with the place that a mistake about the whole is reported at.
struct DecodedStep {
    let step: ScenarioStep
    let document: Document
    let path: String
}

/// A rule for drawn faults, likewise.
struct DecodedFault {
    let rule: FaultRule
}

/// The keys `steps` and `faults`.
extension ScenarioDecoder {
    private static let stepKeys = ["at", "for", "times", "every"]
    private static let faultKeys = ["every", "for", "chance"]
    private static let slips = [
        "crash": "kill", "stop": "kill", "partition": "cut", "blackhole": "cut", "black-hole": "cut", "drop": "lose",
        "delay-link": "slow", "disk-full": "fill-disk", "deploy": "apply", "time": "at", "after": "at",
        "duration": "for", "lasts": "for", "repeat": "times", "interval": "every", "operator": "as", "user": "as",
        "probability": "rate", "version": "to",
    ]
    /// All keys that some step or fault takes beside its action.
    private static let known: [String] = {
        var known = stepKeys + ["chance"]
        for kind in ActionKind.allCases {
            for name in kind.parameters where !known.contains(name) { known.append(name) }
        }
        return known
    }()

    // MARK: - Steps

    mutating func steps(_ root: Section) -> [DecodedStep] {
        guard let document = root["steps"],
            let items = values.list(document, at: "steps", expected: "a list of steps such as {at: 1s, kill: alpha}")
        else { return [] }
        guard items.count <= ScenarioLimits.steps else {
            values.refuse(
                document, at: "steps", "\(items.count) steps are too many", expected: "at most \(ScenarioLimits.steps)")
            return []
        }
        return items.enumerated().compactMap { step($1, at: "steps[\($0)]") }
    }

    private mutating func step(_ document: Document, at path: String) -> DecodedStep? {
        guard
            let (entry, section) = variant(
                document, at: path, subject: "a step", kinds: ActionKind.allCases.map(\.rawValue),
                allowed: { Self.stepKeys(ActionKind(rawValue: $0)) }, known: Self.known, slips: Self.slips,
                explain: Self.explain),
            let kind = ActionKind(rawValue: entry.name)
        else { return nil }
        let at = required("at", in: section, expected: ScenarioDuration.rangeRule).flatMap {
            values.durations($0, at: section.path(of: "at"))
        }
        let lasts = section["for"].flatMap { values.durations($0, at: section.path(of: "for")) }
        let servers = kind.isCommand ? .all : selector(entry.value, at: section.path(of: entry.name), for: kind)
        let action = action(kind, section)
        let name = section["as"].flatMap { operatorName($0, at: section.path(of: "as")) }
        let (times, every) = repetition(section)
        guard let at, let servers, let action else { return nil }
        return DecodedStep(
            step: ScenarioStep(
                at: at, lasts: lasts, action, servers: servers, operator: name ?? "operator", times: times,
                every: every),
            document: document, path: path)
    }

    private static func stepKeys(_ kind: ActionKind?) -> [String] {
        guard let kind else { return [] }
        return stepKeys.filter { $0 != "for" || kind.isUndone } + kind.parameters
    }

    private static func explain(_ key: String) -> String? {
        switch key {
        case "for": "it is never undone"
        case "chance": "only rules under 'faults' are switched on by luck"
        case "at", "times": "a rule under 'faults' draws its times"
        case "as": "no operator does it"
        default: nil
        }
    }

    private mutating func repetition(_ section: Section) -> (times: Int, every: ClosedRange<Duration>) {
        let usual = Duration.seconds(1)...(.seconds(1))
        let times = section["times"].flatMap {
            values.integer(
                $0, at: section.path(of: "times"), in: 1...ScenarioLimits.times,
                rule: "an integer from 1 to \(ScenarioLimits.times)")
        }
        guard let document = section["every"] else { return (times ?? 1, usual) }
        if section["times"] == nil {
            values.refuse(
                section.entry("every")?.key ?? document, at: section.path(of: "every"), "'every' needs 'times'",
                expected: "how often: times: 5")
        }
        return (times ?? 1, values.durations(document, at: section.path(of: "every")) ?? usual)
    }

    private mutating func operatorName(_ document: Document, at path: String) -> String? {
        guard let name = values.name(document, at: path, as: ChainName.self, called: "the name of an operator") else {
            return nil
        }
        guard places[name] == nil else {
            values.refuse(document, at: path, "'\(name)' is a server", expected: "the name of a person")
            return nil
        }
        return name.text
    }

    /// Whom an action befalls, and what it needs of them.
    private mutating func selector(_ document: Document, at path: String, for kind: ActionKind) -> ServerSelector? {
        guard let selector = selector(document, at: path) else { return nil }
        guard case .named(let names) = selector, let servers else {
            if kind == .remove, let servers, !servers.contains(where: { $0.parent != nil && selector.means($0) }) {
                values.refuse(
                    document, at: path, "the root cannot be removed, and this means no other server",
                    expected: "a server below it")
            }
            return selector
        }
        for name in names {
            guard let place = places[name] else { continue }
            switch kind {
            case .add:
                addedServers.insert(name)
                if !servers[place].isAbsent {
                    values.refuse(
                        document, at: path, "'\(name)' is there from the start",
                        expected: "a server that is absent at first",
                        hint: "under 'servers': \(name): {…, absent: true}")
                }
            case .remove where servers[place].parent == nil:
                values.refuse(document, at: path, "the root cannot be removed", expected: "a server below it")
            default: break
            }
        }
        return selector
    }

    // MARK: - Faults

    mutating func faults(_ root: Section) -> [DecodedFault] {
        guard let document = root["faults"],
            let items = values.list(
                document, at: "faults", expected: "a list of rules such as {kill: any, every: 1m..5m, for: 10s}")
        else { return [] }
        guard items.count <= ScenarioLimits.faults else {
            values.refuse(
                document, at: "faults", "\(items.count) rules are too many",
                expected: "at most \(ScenarioLimits.faults)")
            return []
        }
        return items.enumerated().compactMap { fault($1, at: "faults[\($0)]") }
    }

    private mutating func fault(_ document: Document, at path: String) -> DecodedFault? {
        guard
            let (entry, section) = variant(
                document, at: path, subject: "a fault", kinds: ActionKind.allCases.map(\.rawValue),
                allowed: { Self.faultKeys(ActionKind(rawValue: $0)) }, known: Self.known, slips: Self.slips,
                explain: Self.explain),
            let kind = ActionKind(rawValue: entry.name)
        else { return nil }
        guard kind.isFault else {
            values.refuse(
                entry.key, at: section.path(of: entry.name), "'\(kind.rawValue)' is not drawn",
                expected: "one of " + ActionKind.allCases.filter(\.isFault).map(\.rawValue).joined(separator: ", "),
                hint: "make it a step")
            return nil
        }
        let pauses = ScenarioLimits.shortestPause...ScenarioLimits.longest
        let every = required("every", in: section, expected: ScenarioDuration.rangeRule).flatMap {
            values.durations($0, at: section.path(of: "every"), in: pauses)
        }
        let lasts =
            kind.isUndone
            ? required("for", in: section, expected: ScenarioDuration.rangeRule).flatMap {
                values.durations($0, at: section.path(of: "for"))
            } : Duration.zero...(.zero)
        let chance = section["chance"].flatMap { values.ratio($0, at: section.path(of: "chance")) }
        let servers = selector(entry.value, at: section.path(of: entry.name))
        let action = action(kind, section)
        guard let every, let lasts, let servers, let action else { return nil }
        return DecodedFault(
            rule: FaultRule(action, servers: servers, every: every, lasts: lasts, chance: chance ?? Ratio(2, of: 3)))
    }

    private static func faultKeys(_ kind: ActionKind?) -> [String] {
        guard let kind else { return [] }
        return faultKeys.filter { $0 != "for" || kind.isUndone } + kind.parameters.filter { $0 != "as" }
    }
}
