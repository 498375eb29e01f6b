import Domain

/// Follows the machines of the engine from outside and records which of their pairs happen.
struct CoverageRecorder: Sendable {
    private(set) var coverage = Coverage()

    init(_ scenario: Scenario) {}

    mutating func observe(_ event: StoryEvent, at time: Duration, _ world: any WorldSight) {}
}
