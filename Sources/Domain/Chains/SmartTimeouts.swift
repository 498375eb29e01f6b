/// When to stop offering and asking a neighbour that fails, and when to try it again.
///
/// A neighbour that failed often enough is hidden for a while, each further failure for longer. One success clears its
/// record at once, as the article promises; 0.25 meant to and never does. A refusal of our own is no failure of the
/// neighbour and does not prolong its absence. Source: HTTP contract, section 10.
package struct SmartTimeouts: Equatable, Sendable {
    /// The section `autodisable` of the configuration.
    package struct Settings: Equatable, Sendable {
        /// Off: nothing is counted, hidden or refused.
        package var isEnabled: Bool
        /// Failures in a row before a neighbour is hidden. At least 1. Default 2.
        package var failures: Int
        /// The basic time a neighbour stays hidden. Default 60 s.
        package var interval: Duration
        /// Added for each failure after the first. Default 60 s.
        package var increase: Duration
        /// The most that the additions may make. Default 30 min.
        package var largestIncrease: Duration
        /// Whether calls to a hidden neighbour are refused, beside its being left out of listings. Default true.
        package var isStrict: Bool

        package init(
            isEnabled: Bool = true, failures: Int = 2, interval: Duration = .seconds(60),
            increase: Duration = .seconds(60), largestIncrease: Duration = .seconds(1800), isStrict: Bool = true
        ) {
            self.isEnabled = isEnabled
            self.failures = failures
            self.interval = interval
            self.increase = increase
            self.largestIncrease = largestIncrease
            self.isStrict = isStrict
        }
    }

    private struct Entry: Equatable {
        var failures: Int
        var increase: Duration
        var lastFailure: Duration
    }

    package let settings: Settings
    private var entries: [ChainName: Entry] = [:]

    package init(settings: Settings) { self.settings = settings }

    /// Counts a failure of a neighbour.
    ///
    /// - Parameter began: When the call that failed was begun. Calls that were under way together when a neighbour
    ///   died all count, but lengthen its absence only once: they tell one story (0.25 adds a minute for each).
    package mutating func failed(_ neighbour: ChainName, began: Duration, now: Duration) {
        guard settings.isEnabled else { return }
        guard var entry = entries[neighbour] else {
            entries[neighbour] = Entry(failures: 1, increase: .zero, lastFailure: now)
            return
        }
        if began > entry.lastFailure {
            entry.increase = min(entry.increase + settings.increase, settings.largestIncrease)
        }
        entry.failures += 1
        entry.lastFailure = max(now, entry.lastFailure)
        entries[neighbour] = entry
    }

    /// A success lists the neighbour again at once and clears its record.
    package mutating func succeeded(_ neighbour: ChainName) { entries[neighbour] = nil }

    /// Whether the neighbour is left out of listings now.
    package func isHidden(_ neighbour: ChainName, now: Duration) -> Bool {
        guard settings.isEnabled, let entry = entries[neighbour], entry.failures >= settings.failures else {
            return false
        }
        return now - entry.lastFailure < settings.interval + entry.increase
    }

    /// Until when the neighbour stays hidden; `nil` when it is not.
    package func hiddenUntil(_ neighbour: ChainName, now: Duration) -> Duration? {
        guard isHidden(neighbour, now: now), let entry = entries[neighbour] else { return nil }
        return entry.lastFailure + settings.interval + entry.increase
    }
}
