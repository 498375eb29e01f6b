/// Whether to look now: always while somebody asks, ever more rarely when nobody does.
///
/// One value an entity (jails, projects, counters). Source: autoscaling and polling contract, section 14.
package struct AdaptivePolling: Equatable, Sendable {
    /// The section `polling.adaptive` of the configuration.
    package struct Settings: Equatable, Sendable {
        /// Look every round while the last request is younger than this. Default 180 s.
        package var window: Duration
        /// Then look once when the last request is this old. Default 900 s.
        package var idle: Duration
        /// Added to that age for every look already taken since. Default 900 s.
        package var penalty: Duration
        /// Past this age an active window begins as if somebody had asked. Default a day.
        package var longest: Duration

        package init(
            window: Duration = .seconds(180), idle: Duration = .seconds(900), penalty: Duration = .seconds(900),
            longest: Duration = .seconds(86_400)
        ) {
            self.window = window
            self.idle = idle
            self.penalty = penalty
            self.longest = longest
        }
    }

    private let settings: Settings
    private var lastRequest: Duration?
    private var penalties = 0

    package init(settings: Settings) { self.settings = settings }

    /// Somebody asked for the entity, or a job changes it.
    ///
    /// - Returns: Whether nobody had asked for so long that a round may be far away.
    @discardableResult
    package mutating func requested(now: Duration) -> Bool {
        defer { lastRequest = now }
        return lastRequest.map { now - $0 >= settings.window } ?? false
    }

    /// How long no round would look if nobody asked; zero where one would look now.
    package func quiet(now: Duration) -> Duration {
        guard let last = lastRequest, now - last >= settings.window, threshold < settings.longest else { return .zero }
        return max(.zero, last + threshold - now)
    }

    private var threshold: Duration { min(settings.idle + settings.penalty * penalties, settings.longest) }

    /// Decides one round.
    package mutating func shouldPoll(now: Duration) -> Bool {
        guard let last = lastRequest else {
            lastRequest = now
            return true
        }
        let age = now - last
        if age < settings.window {
            penalties = 0
            return true
        }
        if threshold >= settings.longest {
            lastRequest = now
            return true
        }
        guard age >= threshold else { return false }
        penalties += 1
        return true
    }
}
