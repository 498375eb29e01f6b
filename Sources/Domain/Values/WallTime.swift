/// A point of the civil time line, as people read it: what is stored and shown, never what a time-out is counted with.
///
/// Elapsed time is a `Duration` since the start of the process, read from ``Timekeeper``: a different type on purpose,
/// so that a clock that jumps cannot make a lease live for ever.
package struct WallTime: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package init(seconds: Double) { self.microseconds = Int64(seconds * 1_000_000) }

    /// Seconds since 1970, with their fraction.
    package var seconds: Double { Double(microseconds) / 1_000_000 }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.microseconds < right.microseconds }

    /// The time `duration` later.
    package static func + (time: WallTime, duration: Duration) -> WallTime {
        WallTime(microseconds: time.microseconds + duration.microseconds)
    }

    /// How long after `earlier` this is; negative when the clock was set back in between.
    package func since(_ earlier: WallTime) -> Duration { .microseconds(microseconds - earlier.microseconds) }
}

extension Duration {
    /// The duration in whole microseconds, cut off.
    package var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    /// The duration in seconds, with its fraction.
    package var inSeconds: Double { Double(microseconds) / 1_000_000 }
}
