import TestSupport
import Testing

/// Has the tests of a suite run on the thread of ``OffPool``: for suites whose every test is a simulation.
struct OffPoolTrait: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite has no work of its own.
        guard testCase != nil else { return try await function() }
        try await OffPool.run(of: function)
    }
}

extension Trait where Self == OffPoolTrait {
    static var offPool: Self { OffPoolTrait() }
}
