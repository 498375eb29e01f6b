/// What a restart does with a job that was running, and what becomes of a job whose runner died.
package enum JobRecovery: Equatable, Sendable {
    /// The runner lives or left an outcome: go on waiting for it.
    case adopt
    /// The runner is gone without an outcome. Director's steps are safe to repeat, so the job waits again.
    case runAgain(after: Duration)
    /// It died too often.
    case giveUp(reason: String)

    /// Deaths of its runner after which a job is given up.
    package static let mostDeaths = 5

    /// - Parameters:
    ///   - deaths: How often a runner of the job died, this time included. Attempts that Director's lock or the disk
    ///     turned away are none: a job that has waited long must not be given up at the first death.
    package static func decide(_ observation: RunObservation, deaths: Int) -> JobRecovery {
        switch observation {
        case .running, .ended: return .adopt
        case .gone:
            guard deaths < mostDeaths else {
                return .giveUp(reason: "the process that ran it died \(deaths) times")
            }
            return .runAgain(after: pause(deaths: deaths))
        }
    }

    /// The pause before another attempt: none after the first death, then 1, 2, 4 s.
    package static func pause(deaths: Int) -> Duration {
        deaths <= 1 ? .zero : .seconds(1 << min(deaths - 2, 5))
    }
}
