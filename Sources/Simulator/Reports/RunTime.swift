import Domain

/// Times of a run for people.
enum RunTime {
    /// `1m 02.345s`, or `1h 02m 03.456s` from an hour on; cut off to milliseconds.
    static func text(_ time: Duration) -> String {
        let total = time.microseconds / 1_000
        let sign = total < 0 ? "-" : ""
        let milliseconds = total.magnitude
        let (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60)
        let seconds = "\(padded(milliseconds / 1_000 % 60, to: 2)).\(padded(milliseconds % 1_000, to: 3))s"
        return hours > 0 ? "\(sign)\(hours)h \(padded(minutes, to: 2))m \(seconds)" : "\(sign)\(minutes)m \(seconds)"
    }

    private static func padded(_ number: UInt64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
