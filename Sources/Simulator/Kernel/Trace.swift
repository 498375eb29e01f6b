import Domain
import Synchronization

/// What happened in a run, line by line: the newest lines, and a hash over all of them.
///
/// Two runs that did the same have the same hash, whatever was dropped from the lines.
package final class Trace: Sendable {
    /// One event.
    package struct Line: Equatable, Sendable, CustomStringConvertible {
        /// Virtual time since the start of the run.
        package let at: Duration
        /// Who tells: a node, or a part of the world.
        package let source: String
        package let text: String

        package var description: String { "\(at.microseconds) µs \(source): \(text)" }
    }

    private struct State {
        var ring: [Line] = []
        var oldest = 0
        var count = 0
        var fingerprint = Fingerprint()
    }

    /// How many lines are kept.
    package let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: At least 1.
    package init(capacity: Int = 10_000) {
        precondition(capacity >= 1, "a trace without a line shows nothing")
        self.capacity = capacity
    }

    package func record(at time: Duration, _ source: String, _ text: String) {
        let line = Line(at: time, source: source, text: text)
        state.withLock { state in
            state.count += 1
            state.fingerprint.add(UInt64(bitPattern: time.wholeNanoseconds))
            state.fingerprint.add(source)
            state.fingerprint.add(text)
            if state.ring.count < capacity {
                state.ring.append(line)
            } else {
                state.ring[state.oldest] = line
                state.oldest = (state.oldest + 1) % capacity
            }
        }
    }

    /// The newest lines, oldest first.
    package var lines: [Line] {
        state.withLock { Array($0.ring[$0.oldest...] + $0.ring[..<$0.oldest]) }
    }

    /// How many lines were recorded, dropped ones included.
    package var count: Int { state.withLock { $0.count } }

    /// The hash over all lines.
    package var hash: UInt64 { state.withLock { $0.fingerprint.value } }
}
