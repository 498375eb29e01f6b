/// One thing that every implementation of a port must do, tried on a subject of its kind.
package struct ConformanceCase<Subject: Sendable>: Sendable, CustomStringConvertible {
    package let name: String
    /// Throws ``ConformanceFailure`` when the subject does something else.
    package let run: @Sendable (Subject) async throws -> Void

    package var description: String { name }

    init(_ name: String, _ run: @escaping @Sendable (Subject) async throws -> Void) {
        self.name = name
        self.run = run
    }
}
