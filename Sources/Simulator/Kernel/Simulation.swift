import Domain
import Synchronization

/// One run of async code in virtual time, which repeats exactly from its seed.
package struct Simulation: Sendable {
    package let seed: UInt64
    package let executor: DeterministicExecutor
    package let trace: Trace

    private init(seed: UInt64, traceCapacity: Int) {
        self.seed = seed
        var origin = Fingerprint()
        origin.add(seed)
        origin.add("order of tasks")
        executor = DeterministicExecutor(seed: SplitMix64.mix(origin.value))
        trace = Trace(capacity: traceCapacity)
    }

    /// Virtual time since the start.
    package var now: Duration { executor.now }

    /// The stream of luck of one concern.
    package func chance(_ concern: String) -> SeededChance { SeededChance(seed: seed, concern: concern) }

    /// A clock for a machine; see ``VirtualClock``.
    package func clock(skew: Duration = .zero, driftPartsPerMillion: Int = 0) -> VirtualClock {
        VirtualClock(executor: executor, skew: skew, driftPartsPerMillion: driftPartsPerMillion)
    }

    /// Records what happened.
    package func tell(_ event: StoryEvent) { trace.record(at: now, event) }

    /// Adds a line to the trace.
    package func note(_ source: String, _ text: String) { trace.record(at: now, source, text) }

    /// Runs `body` on a deterministic executor, on the calling thread, to the end.
    ///
    /// - Parameters:
    ///   - seed: Decides the order of tasks and every draw.
    ///   - traceCapacity: How many of the newest trace lines are kept.
    ///   - body: May use task groups, `async let` and actors; nothing unstructured.
    package static func run<Success: Sendable>(
        seed: UInt64, limits: DeterministicExecutor.Limits = .init(), traceCapacity: Int = 10_000,
        _ body: @escaping @Sendable (Simulation) async throws -> Success
    ) -> SimulationReport<Success> {
        let simulation = Simulation(seed: seed, traceCapacity: traceCapacity)
        let slot = ResultSlot<Success>()
        let ending = simulation.executor.run(limits: limits) {
            do {
                let value = try await body(simulation)
                slot.set(.success(value))
            } catch {
                slot.set(.failure(error))
            }
        }
        return SimulationReport(
            seed: seed, ending: ending, result: ending == .finished ? slot.value : nil,
            traceHash: simulation.trace.hash, scheduleHash: simulation.executor.scheduleHash,
            steps: simulation.executor.steps, virtualTime: simulation.executor.elapsed,
            escapes: simulation.executor.escapes, lines: simulation.trace.lines)
    }
}

private final class ResultSlot<Success: Sendable>: Sendable {
    private let result = Mutex<Result<Success, any Error>?>(nil)
    var value: Result<Success, any Error>? { result.withLock { $0 } }
    func set(_ value: Result<Success, any Error>) { result.withLock { $0 = value } }
}
