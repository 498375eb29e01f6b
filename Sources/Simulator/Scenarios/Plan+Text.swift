import Domain

extension Plan.Entry {
    /// What is done, and to whom when it is no command, without the time: for traces and reports.
    package var text: String {
        guard !action.kind.isCommand else { return action.text }
        let names = servers.isEmpty ? "nobody" : servers.map(\.text).joined(separator: ", ")
        let place = if case .link = action { "above" } else { "on" }
        return "\(action.text) \(place) \(names)"
    }
}

extension ScenarioAction {
    /// What is done, in words; a command as an operator types it.
    package var text: String {
        switch self {
        case .apply(let deployment, let restart): "apply \(deployment)\(restart ? " with restart" : "")"
        case .destroy(let deployment, let force): "destroy \(deployment)\(force ? " by force" : "")"
        case .cancel(let deployment): "cancel \(deployment)"
        case .request(let method, let path, _): "request \(method) \(path)"
        case .forgedRequest(let method, let path, _): "request with a forged token \(method) \(path)"
        case .killAtCall(let call, let isAfter): "kill \(isAfter ? "after" : "before") the next call of \(call)"
        case .setClock(let jump):
            jump < .zero
                ? "clock back by \(ScenarioDuration.text(.zero - jump))"
                : "clock forward by \(ScenarioDuration.text(jump))"
        case .drift(let parts): "drift of \(parts) ppm"
        case .disk(.slow(let delay)): "slow-disk by \(ScenarioDuration.text(delay))"
        case .upgrade(let version): "upgrade to \(version.rawValue)"
        case .link(let trouble, let direction):
            trouble.text(kind) + (direction == .both ? "" : " (\(direction.rawValue) only)")
        case .killRunner(let project, let survives):
            "kill-runner\(project.map { " of \($0)" } ?? "")\(survives ? ", Director survives" : "")"
        case .loseJail(let project): "lose-jail\(project.map { " of \($0)" } ?? "")"
        case .stopJail(let project): "stop-jail\(project.map { " of \($0)" } ?? "")"
        case .mislabel(let labels):
            "mislabel as \(String(decoding: JSONWriter.bytes(of: labels).prefix(200), as: UTF8.self))"
        case .kill, .pause, .powerOff, .tearFiles, .disk, .add, .remove, .expireToken, .host: kind.rawValue
        }
    }
}

extension LinkTrouble {
    fileprivate func text(_ kind: ActionKind) -> String {
        switch self {
        case .cut, .refuse: kind.rawValue
        case .slow(let delay): "slow by \(ScenarioDuration.text(delay))"
        case .readSlowly(let delay): "read-slowly by \(ScenarioDuration.text(delay))"
        case .lose(let ratio), .duplicate(let ratio), .reset(let ratio), .garble(let ratio):
            "\(kind.rawValue) \(ratio.numerator) in \(ratio.denominator)"
        }
    }
}
