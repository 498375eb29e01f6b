import Domain

/// Follows from outside how often one server looks at one kind of thing: always while somebody asks, ever more rarely
/// when nobody does. Source: autoscaling and polling contract, section 14; the settings are the usual ones.
struct PollingWatch: Sendable {
    /// What is looked at on its own schedule, as far as it can be seen from outside.
    enum Entity: CaseIterable, Sendable {
        case jails, projects

        init?(_ call: PortCall) {
            switch call {
            case .jailsList: self = .jails
            case .projectsList: self = .projects
            default: return nil
            }
        }

        /// Whether an answer shows that somebody wanted to know.
        func isAsked(by answer: AnswerEvent) -> Bool {
            guard answer.isAllowed else { return false }
            switch self {
            case .jails: return answer.target == "/v1/jails" || answer.target.hasPrefix("/v1/jail/")
            case .projects:
                return ["GET", "HEAD"].contains(answer.method)
                    && (answer.target == "/v1/projects" || answer.target.hasPrefix("/v1/project/info/"))
            }
        }
    }

    private static let settings = AdaptivePolling.Settings()
    /// Clocks drift, and that somebody asked is told when it is answered: so near to its end no state is believed.
    private static let tolerance = Duration.seconds(20)

    private var asked: Duration?
    private var penalties = 0

    /// - Returns: The state in which it looks; `nil` when that is not certain.
    mutating func look(at time: Duration) -> String? {
        guard let last = asked else {
            asked = time
            return "new"
        }
        let age = time - last
        if age < Self.settings.window {
            penalties = 0
            return "awake"
        }
        let threshold = self.threshold
        if threshold >= Self.settings.longest {
            asked = time
            return "over"
        }
        // Before that, it is one whose clock is quick, or a first look that failed and is repeated for who asks.
        guard age >= threshold * 9 / 10 else { return nil }
        penalties += 1
        return "due"
    }

    /// - Returns: The state in which it is asked; `nil` when that is not certain.
    mutating func ask(at time: Duration) -> String? {
        guard let last = asked else { return nil }
        let age = time - last
        asked = time
        if age < Self.settings.window { return "awake" }
        let threshold = self.threshold
        if threshold >= Self.settings.longest { return "over" }
        if age < threshold - Self.tolerance { return age > Self.settings.window + Self.tolerance ? "asleep" : nil }
        return age >= threshold ? "due" : nil
    }

    private var threshold: Duration {
        min(Self.settings.idle + Self.settings.penalty * penalties, Self.settings.longest)
    }
}
