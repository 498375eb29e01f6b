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
        package let event: StoryEvent

        package init(at: Duration, event: StoryEvent) {
            self.at = at
            self.event = event
        }

        /// Who tells: a node, or a part of the world.
        package var source: String { event.source }
        package var text: String { event.text }

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
    private let listener = Mutex<Listener?>(nil)

    /// A function in a lock by itself would be wrapped once more each time it is looked at.
    private struct Listener: Sendable { let hear: @Sendable (Line) -> Void }

    /// - Parameter capacity: At least 1.
    package init(capacity: Int = 10_000) {
        precondition(capacity >= 1, "a trace without a line shows nothing")
        self.capacity = capacity
    }

    /// Has every line told to `listener` from now on, right after it was recorded. There is one listener.
    package func listen(_ listener: @escaping @Sendable (Line) -> Void) {
        self.listener.withLock { $0 = Listener(hear: listener) }
    }

    /// Tells nobody any more, and lets go of who listened.
    package func stopTelling() { listener.withLock { $0 = nil } }

    package func record(at time: Duration, _ source: String, _ text: String) {
        record(at: time, .note(source: source, text: text))
    }

    package func record(at time: Duration, _ event: StoryEvent) {
        let line = Line(at: time, event: event)
        state.withLock { state in
            state.count += 1
            state.fingerprint.add(UInt64(bitPattern: time.wholeNanoseconds))
            state.fingerprint.add(event.source)
            state.fingerprint.add(event.text)
            if state.ring.count < capacity {
                state.ring.append(line)
            } else {
                state.ring[state.oldest] = line
                state.oldest = (state.oldest + 1) % capacity
            }
        }
        listener.withLock { $0 }?.hear(line)
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
