package import Domain
import Synchronization

/// The clock of one simulated machine: true virtual time, seen through a quartz that drifts and a wall clock that is
/// wrong and jumps.
package final class VirtualClock: WakingTimekeeper {
    /// What the wall clocks of all machines show at the start of a run unless told otherwise: 2026-11-22 14:38:32 UTC.
    package static let defaultStart = WallTime(microseconds: 1_795_358_312_000_000)

    private struct State {
        /// From here on the present drift counts: true time, and what the machine took it for.
        var trueBase: Int64 = 0
        var localBase: Int64 = 0
        var driftPartsPerMillion: Int64
        var wallOffset: Duration
    }

    private let executor: DeterministicExecutor
    private let start: WallTime
    private let state: Mutex<State>

    /// - Parameters:
    ///   - start: Wall time of an exact clock at the start of the run.
    ///   - skew: How far this wall clock is ahead of an exact one.
    ///   - driftPartsPerMillion: How much too fast the machine counts; above -1,000,000.
    package init(
        executor: DeterministicExecutor, start: WallTime = VirtualClock.defaultStart, skew: Duration = .zero,
        driftPartsPerMillion: Int = 0
    ) {
        precondition(driftPartsPerMillion > -1_000_000, "time would stand still or run back")
        self.executor = executor
        self.start = start
        state = Mutex(State(driftPartsPerMillion: Int64(driftPartsPerMillion), wallOffset: skew))
    }

    package var uptime: Duration { .nanoseconds(localNanoseconds) }

    package var wallTime: WallTime { start + uptime + state.withLock { $0.wallOffset } }

    private var localNanoseconds: Int64 {
        let now = executor.now.wholeNanoseconds
        return state.withLock { Self.local(at: now, $0) }
    }

    private static func local(at now: Int64, _ state: State) -> Int64 {
        let passed = now - state.trueBase
        let (millions, rest) = passed.quotientAndRemainder(dividingBy: 1_000_000)
        let drift = state.driftPartsPerMillion
        return state.localBase + passed + millions * drift + rest * drift / 1_000_000
    }

    package func wakeup() -> any Wakeup { VirtualWakeup(self, executor) }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        let target = target(after: duration)
        repeat {
            try await executor.sleep(until: due(target))
            // Only a drift that changed in between makes a second turn.
        } while localNanoseconds < target
    }

    /// As ``sleep(for:)``, but somebody may end it.
    ///
    /// - Parameters:
    ///   - begins: Told of what ends the sleep, each time that it begins.
    ///   - isOver: Whether somebody has ended it.
    func sleep(
        for duration: Duration, begins: (DeterministicExecutor.Pending) -> Void, isOver: () -> Bool
    ) async throws(CancellationError) {
        let target = target(after: duration)
        repeat {
            try await executor.sleep(until: due(target), begins: begins)
        } while !isOver() && localNanoseconds < target
    }

    /// Calls a function once this machine has counted `duration`. It is in no task and must not wait.
    package func alarm(after duration: Duration, _ ring: @escaping @Sendable () -> Void) -> Alarm {
        let alarm = Alarm()
        arm(alarm, target(after: duration), ring)
        return alarm
    }

    private func arm(_ alarm: Alarm, _ target: Int64, _ ring: @escaping @Sendable () -> Void) {
        let call = executor.call(at: due(target)) {
            if self.localNanoseconds < target { self.arm(alarm, target, ring) } else { ring() }
        }
        alarm.call.withLock { $0 = call }
    }

    /// Makes an alarm not ring. Does nothing when it has rung.
    package func stop(_ alarm: Alarm) {
        if let call = alarm.call.withLock({ $0 }) { executor.cancel(call) }
    }

    /// Something that happens when a clock has counted long enough.
    package final class Alarm: Sendable {
        fileprivate let call = Mutex<DeterministicExecutor.Pending?>(nil)
    }

    private func target(after duration: Duration) -> Int64 {
        let (sum, overflow) = localNanoseconds.addingReportingOverflow(max(duration.wholeNanoseconds, 0))
        return overflow ? .max : sum
    }

    /// The true time at which this machine will have counted up to `target`, at its present drift.
    private func due(_ target: Int64) -> Duration {
        let wait = trueNanoseconds(forLocal: max(target - localNanoseconds, 0))
        let (due, overflow) = executor.now.wholeNanoseconds.addingReportingOverflow(wait)
        return .nanoseconds(overflow ? .max : due)
    }

    /// How much true time passes while this machine counts `local`, at its present drift, rounded up.
    private func trueNanoseconds(forLocal local: Int64) -> Int64 {
        let rate = UInt64(1_000_000 + state.withLock { $0.driftPartsPerMillion })
        let (high, low) = UInt64(local).multipliedFullWidth(by: 1_000_000)
        guard high < rate else { return .max }
        let (quotient, remainder) = rate.dividingFullWidth((high, low))
        return quotient < UInt64(Int64.max) ? Int64(quotient) + (remainder > 0 ? 1 : 0) : .max
    }

    /// Sets the wall clock forward, or back when `jump` is negative.
    package func step(by jump: Duration) { state.withLock { $0.wallOffset += jump } }

    /// From now on the machine counts time too fast by this, or too slow when negative.
    package func drift(partsPerMillion: Int) {
        precondition(partsPerMillion > -1_000_000, "time would stand still or run back")
        let now = executor.now.wholeNanoseconds
        state.withLock { state in
            state.localBase = Self.local(at: now, state)
            state.trueBase = now
            state.driftPartsPerMillion = Int64(partsPerMillion)
        }
    }
}
