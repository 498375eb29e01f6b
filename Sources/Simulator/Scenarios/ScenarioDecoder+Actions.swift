import Domain

/// What a step or a rule does, by its kind.
extension ScenarioDecoder {
    private static let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
    private static let longestTarget = 2_000

    mutating func action(_ kind: ActionKind, _ section: Section) -> ScenarioAction? {
        switch kind {
        case .apply, .destroy, .cancel: return command(kind, section)
        case .request, .forgedRequest: return request(kind, section)
        case .kill: return .kill
        case .killAtCall: return killAtCall(section)
        case .pause: return .pause
        case .powerOff: return .powerOff
        case .tearFiles: return .tearFiles
        case .setClock:
            return required("by", in: section, expected: "how far, such as 1h or -1h").flatMap {
                values.duration($0, at: section.path(of: "by"), in: ScenarioLimits.clockShifts)
            }.map { .setClock($0) }
        case .drift:
            return required("by", in: section, expected: "how much, such as 200ppm").flatMap {
                values.partsPerMillion($0, at: section.path(of: "by"))
            }.map { .drift(partsPerMillion: $0) }
        case .fillDisk: return .disk(.full)
        case .failSync: return .disk(.uncertain)
        case .failRead: return .disk(.unreadable)
        case .slowDisk: return delay(section).map { .disk(.slow($0)) }
        case .upgrade: return upgrade(section)
        case .add: return .add
        case .remove: return .remove
        case .expireToken: return .expireToken
        case .mislabel:
            return required("say", in: section, expected: "labels such as [shop], or what a broken server says")
                .map { .mislabel($0.json) }
        case .readSlowly: return delay(section).map { .link(.readSlowly($0), .up) }
        case .cut, .refuse, .slow, .lose, .duplicate, .reset, .garble: return link(kind, section)
        case .killRunner: return killRunner(section)
        case .host:
            return required("behaviour", in: section, expected: "a mapping such as {director: hang}").flatMap {
                host($0, at: section.path(of: "behaviour"))
            }.map { .host($0) }
        case .loseJail: return .loseJail(project: subject(section))
        case .stopJail: return .stopJail(project: subject(section))
        }
    }

    // MARK: - Commands

    private mutating func command(_ kind: ActionKind, _ section: Section) -> ScenarioAction? {
        guard let document = section[kind.rawValue] else { return nil }
        let path = section.path(of: kind.rawValue)
        let option = kind == .apply ? "restart" : "force"
        let flag = section[option].flatMap { values.boolean($0, at: section.path(of: option)) } ?? false
        guard let (name, deployment) = deployment(document, at: path) else { return nil }
        let isRefused =
            switch deployment?.content {
            // A template lies on a server, and what it becomes is not known here.
            case .readOnly, .appConfig: true
            case .metadata: kind == .cancel
            case .directorProject, .vmJail, nil: false
            }
        if isRefused, let deployment {
            values.refuse(
                document, at: path,
                "'\(kind.rawValue)' does not fit a deployment of kind '\(deployment.kind)', which '\(name)' is",
                expected: kind == .cancel
                    ? "a deployment of kind directorProject" : "a deployment that deploys something")
            return nil
        }
        return switch kind {
        case .apply: .apply(deployment: name, restart: flag)
        case .destroy: .destroy(deployment: name, force: flag)
        default: .cancel(deployment: name)
        }
    }

    /// `GET chain/alpha/ping`.
    private mutating func request(_ kind: ActionKind, _ section: Section) -> ScenarioAction? {
        guard let document = section[kind.rawValue] else { return nil }
        let path = section.path(of: kind.rawValue)
        let rule = "a method and a path below /v1/, such as GET chain/alpha/ping"
        sendsRequests = true
        guard let text = values.text(document, at: path) else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            values.refuse(document, at: path, "this is not a request", expected: rule)
            return nil
        }
        let method = String(parts[0])
        guard Self.methods.contains(method) else {
            values.refuse(
                document, at: path, "there is no method '\(method)'", expected: Self.list(Self.methods),
                hint: hint(for: method, among: Self.methods))
            return nil
        }
        guard parts[1].utf8.count <= Self.longestTarget, parts[1].utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            values.refuse(
                document, at: path, "this is not a path",
                expected: "at most \(Self.longestTarget) printable ASCII characters", hint: "percent-encode the others")
            return nil
        }
        let body = section.entry("body").map(\.value.json)
        guard parts[1].first != "/" else {
            values.refuse(
                document, at: path, "the path begins with '/'", expected: rule,
                hint: "did you mean '\(method) \(parts[1].belowVersion)'?")
            return nil
        }
        let target = String(parts[1])
        return kind == .request
            ? .request(method: method, path: target, body: body)
            : .forgedRequest(method: method, path: target, body: body)
    }

    // MARK: - Servers and links

    private mutating func killAtCall(_ section: Section) -> ScenarioAction? {
        let when = section["when"].flatMap {
            values.choice($0, at: section.path(of: "when"), of: ["before", "after"])
        }
        guard
            let document = required("call", in: section, expected: "the beginning of the name of a call"),
            let call = values.text(document, at: section.path(of: "call"), isFilled: true)
        else { return nil }
        guard PortCall.names.contains(where: { $0.hasPrefix(call) }) else {
            let groups = PortCall.groups
            values.refuse(
                document, at: section.path(of: "call"), "no call begins with '\(call)'",
                expected: "one of " + groups.joined(separator: ", ") + " or one of their calls, such as state.begin",
                hint: hint(for: call, among: PortCall.names + groups))
            return nil
        }
        return .killAtCall(call, isAfter: when == "after")
    }

    private mutating func upgrade(_ section: Section) -> ScenarioAction? {
        let words = Topology.Version.allCases.map(\.rawValue)
        return required("to", in: section, expected: "one of " + words.joined(separator: ", ")).flatMap {
            values.choice($0, at: section.path(of: "to"), of: words)
        }.flatMap { Topology.Version(rawValue: $0) }.map { .upgrade($0) }
    }

    private mutating func delay(_ section: Section) -> ClosedRange<Duration>? {
        required("delay", in: section, expected: ScenarioDuration.rangeRule).flatMap {
            values.durations($0, at: section.path(of: "delay"))
        }
    }

    private mutating func link(_ kind: ActionKind, _ section: Section) -> ScenarioAction? {
        let directions = ScenarioAction.Direction.allCases.map(\.rawValue)
        let direction =
            section["direction"].flatMap {
                values.choice($0, at: section.path(of: "direction"), of: directions)
            }.flatMap { ScenarioAction.Direction(rawValue: $0) } ?? .both
        let trouble: LinkTrouble? =
            switch kind {
            case .cut: .cut
            case .refuse: .refuse
            case .slow: delay(section).map { .slow($0) }
            case .lose: rate(section).map { .lose($0) }
            case .duplicate: rate(section).map { .duplicate($0) }
            case .reset: rate(section).map { .reset($0) }
            default: rate(section).map { .garble($0) }
            }
        return trouble.map { .link($0, direction) }
    }

    private mutating func rate(_ section: Section) -> Ratio? {
        required("rate", in: section, expected: "how many of the messages, such as 20%").flatMap {
            values.ratio($0, at: section.path(of: "rate"))
        }
    }

    // MARK: - Hosts

    private mutating func subject(_ section: Section) -> String? {
        section["project"].flatMap { project($0, at: section.path(of: "project")) }?.text
    }

    private mutating func killRunner(_ section: Section) -> ScenarioAction? {
        let director = section["director"].flatMap {
            values.choice($0, at: section.path(of: "director"), of: ["killed", "survives"])
        }
        return .killRunner(project: subject(section), directorSurvives: director == "survives")
    }
}

extension Substring {
    /// A path as scenarios write it: without `/v1` and the slashes before it.
    fileprivate var belowVersion: String {
        let path = drop { $0 == "/" }
        return String(path.hasPrefix("v1/") ? path.dropFirst(3) : path)
    }
}

extension ActionKind {
    /// The keys of a file that go with it beside time and repetition.
    var parameters: [String] {
        switch self {
        case .apply: ["restart", "as"]
        case .destroy: ["force", "as"]
        case .cancel: ["as"]
        case .request, .forgedRequest: ["body", "as"]
        case .killAtCall: ["call", "when"]
        case .setClock, .drift: ["by"]
        case .slowDisk, .readSlowly: ["delay"]
        case .upgrade: ["to"]
        case .cut, .refuse: ["direction"]
        case .slow: ["delay", "direction"]
        case .lose, .duplicate, .reset, .garble: ["rate", "direction"]
        case .killRunner: ["project", "director"]
        case .host: ["behaviour"]
        case .loseJail, .stopJail: ["project"]
        case .mislabel: ["say"]
        case .kill, .pause, .powerOff, .tearFiles, .fillDisk, .failSync, .failRead, .add, .remove, .expireToken: []
        }
    }

    /// Whether it ends after a time, and what was before is restored.
    package var isUndone: Bool {
        switch self {
        case .apply, .destroy, .cancel, .request, .forgedRequest, .upgrade, .add, .remove, .killRunner, .loseJail: false
        default: true
        }
    }
}
