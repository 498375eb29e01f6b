/// How large a scenario may be, so that no file asks for a run that never ends.
package enum ScenarioLimits {
    package static let servers = 2_000
    /// Servers above the deepest one.
    package static let depth = 16
    package static let steps = 1_000
    package static let faults = 100
    package static let expectations = 1_000
    package static let deployments = 100
    package static let seeds = 10_000_000
    /// Repetitions of one step.
    package static let times = 10_000
    /// What the steps and rules of one run may draw together.
    package static let entries = 100_000
    package static let titleRule = "one line of 1 to 200 characters, not all of them blanks"

    /// Whether a text can be the name of a scenario.
    package static func isTitle(_ text: String) -> Bool {
        text.count <= 200 && !text.contains(where: \.isNewline) && text.contains { !$0.isWhitespace }
    }

    /// The longest run, and the longest of everything in it.
    package static let longest = Duration.seconds(30 * 86_400)
    /// The shortest pause between two faults of one rule.
    package static let shortestPause = Duration.milliseconds(100)
    /// How far a wall clock may be put off: a machine may wake up in the year 1970.
    package static let clockShift = Duration.seconds(36_500 * 86_400)
    package static let clockShifts = (Duration.zero - clockShift)...clockShift
    /// How long tokens may be good: they are counted in whole seconds.
    package static let tokenLives = Duration.seconds(10)...longest
    /// Parts per million.
    package static let drift = 100_000
}
