import Domain

/// Entries of plans in words.
enum EntryText {
    /// What is done to whom, without the time.
    static func text(of entry: Plan.Entry) -> String {
        let kind = entry.action.kind
        guard !kind.isCommand else { return "\(entry.operator): \(words(entry.action))" }
        let servers = entry.servers.map(\.text).joined(separator: ", ")
        return "\(words(entry.action)) \(entry.isLinkEntry ? "above" : "on") \(servers.isEmpty ? "nobody" : servers)"
    }

    private static func words(_ action: ScenarioAction) -> String {
        switch action {
        case .apply(let deployment, let restart): "apply \(deployment)\(restart ? " with restart" : "")"
        case .destroy(let deployment, let force): "destroy \(deployment)\(force ? " by force" : "")"
        case .cancel(let deployment): "cancel \(deployment)"
        case .request(let method, let path, _): "request \(method) \(path)"
        case .forgedRequest(let method, let path, _): "request with a forged token \(method) \(path)"
        case .killAtCall(let call, let isAfter): "kill \(isAfter ? "after" : "before") the next call of \(call)"
        case .setClock(let by): "\(by < .zero ? "clock back by" : "clock forward by") \(RunTime.text(magnitude(by)))"
        case .drift(let parts): "drift of \(parts) ppm"
        case .disk(.slow(let delay)): "slow-disk \(range(delay))"
        case .upgrade(let version): "upgrade to \(version.rawValue)"
        case .link(let trouble, let direction):
            words(trouble, action.kind) + (direction == .both ? "" : " (\(direction.rawValue) only)")
        case .killRunner(let project, let survives):
            "kill-runner\(project.map { " of \($0)" } ?? "")\(survives ? ", Director survives" : "")"
        case .loseJail(let project): "lose-jail\(project.map { " of \($0)" } ?? "")"
        case .kill, .pause, .powerOff, .disk, .add, .remove, .host: action.kind.rawValue
        }
    }

    private static func words(_ trouble: LinkTrouble, _ kind: ActionKind) -> String {
        switch trouble {
        case .cut, .refuse: kind.rawValue
        case .slow(let delay): "slow \(range(delay))"
        case .lose(let ratio), .duplicate(let ratio), .reset(let ratio), .garble(let ratio):
            "\(kind.rawValue) \(ratio.numerator) in \(ratio.denominator)"
        }
    }

    private static func magnitude(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }

    private static func range(_ range: ClosedRange<Duration>) -> String {
        range.lowerBound == range.upperBound
            ? "by \(RunTime.text(range.lowerBound))"
            : "by \(RunTime.text(range.lowerBound)) to \(RunTime.text(range.upperBound))"
    }
}

extension Plan.Entry {
    fileprivate var isLinkEntry: Bool { if case .link = action { true } else { false } }
}
