/// What a conformance case wanted of a port and did not get.
package struct ConformanceFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was looked at.
    package let subject: String
    package let expected: String
    package let observed: String

    package var description: String { "\(subject) is \(observed), expected \(expected)" }
}

/// - Throws: ``ConformanceFailure`` when `observed` is not `expected`.
func expect<Value: Equatable>(_ subject: String, _ observed: Value, _ expected: Value) throws {
    guard observed == expected else {
        throw ConformanceFailure(subject: subject, expected: "\(expected)", observed: "\(observed)")
    }
}

/// - Throws: ``ConformanceFailure`` when the condition does not hold.
func expect(_ subject: String, holds: Bool) throws { try expect(subject, holds, true) }
