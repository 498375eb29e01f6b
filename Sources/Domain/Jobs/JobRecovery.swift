/// What a restart does with a job that was running, and what becomes of a job whose runner died.
package enum JobRecovery: Equatable, Sendable {
    /// The runner lives or left an outcome: go on waiting for it.
    case adopt
    /// The runner is gone without an outcome. Director's steps are safe to repeat, so the job waits again.
    case runAgain(after: Duration)
    /// It died too often.
    case giveUp(reason: String)

    /// Attempts after which a job is given up.
    package static let mostAttempts = 5

    /// - Parameters:
    ///   - attempts: Attempts made, the lost one included.
    package static func decide(_ observation: RunObservation, attempts: Int) -> JobRecovery {
        switch observation {
        case .running, .ended: return .adopt
        case .gone:
            guard attempts < mostAttempts else {
                return .giveUp(reason: "the process that ran it died \(attempts) times")
            }
            return .runAgain(after: pause(attempts: attempts))
        }
    }

    /// The pause before an attempt: none before the second, then 1, 2, 4 s.
    package static func pause(attempts: Int) -> Duration {
        attempts <= 1 ? .zero : .seconds(1 << min(attempts - 2, 5))
    }
}
