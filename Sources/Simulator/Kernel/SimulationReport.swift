/// What became of a run.
package struct SimulationReport<Success: Sendable>: Sendable {
    package let seed: UInt64
    package let ending: DeterministicExecutor.Ending
    /// What the body returned or threw; `nil` unless the run finished.
    package let result: Result<Success, any Error>?
    /// Over all lines of the trace: equal for runs that did the same.
    package let traceHash: UInt64
    /// Over all steps of the executor: equal for runs whose tasks took the same turns.
    package let scheduleHash: UInt64
    package let steps: Int
    package let virtualTime: Duration
    /// How often work left the simulation. Unless 0, the run does not repeat and proves nothing.
    package let escapes: Int
    /// The newest lines of the trace.
    package let lines: [Trace.Line]

    /// The value of a run that finished and kept to itself.
    ///
    /// - Throws: What the body threw, else ``SimulationFailure``.
    package func value() throws -> Success {
        guard ending == .finished, let result else { throw SimulationFailure.didNotFinish(ending, seed: seed) }
        guard escapes == 0 else { throw SimulationFailure.escaped(times: escapes, seed: seed) }
        return try result.get()
    }
}

/// Why a run shows nothing.
package enum SimulationFailure: Error, Equatable, Sendable, CustomStringConvertible {
    case didNotFinish(DeterministicExecutor.Ending, seed: UInt64)
    case escaped(times: Int, seed: UInt64)

    package var description: String {
        switch self {
        case .didNotFinish(.deadlock, _): "it did not end: nothing was ready and nobody waited for a time"
        case .didNotFinish(.livelock, _): "it did not end: there was work without end at one moment"
        case .didNotFinish(.tooMuchTime, _): "it did not end in all the virtual time that a run may take"
        case .didNotFinish(.tooManyTurns, _): "it did not end in all the steps that a run may take"
        case .didNotFinish(.finished, _): "it ended without a result"
        case .escaped(let times, _): "work left the simulation \(times) times, so that it does not repeat"
        }
    }
}
