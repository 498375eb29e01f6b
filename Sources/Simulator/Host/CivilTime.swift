package import Domain

/// A point of time as a calendar shows it, in UTC.
package struct CivilTime: Equatable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int

    package init(_ time: WallTime) {
        let seconds = Int((Double(time.microseconds) / 1_000_000).rounded(.down))
        let (days, rest) = Self.floorDivide(seconds, by: 86_400)
        hour = rest / 3_600
        minute = rest % 3_600 / 60
        second = rest % 60
        // Civil from days (Hinnant): years begin in March, so that a leap day is the last of its year.
        let (era, dayOfEra) = Self.floorDivide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    private static func floorDivide(_ value: Int, by divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// `2026-11-22_14h38m32s`: Director's name for a folder of logs.
    package var logFolder: String { "\(date)_\(two(hour))h\(two(minute))m\(two(second))s" }

    /// `2026-11-22`
    package var date: String { "\(year)-\(two(month))-\(two(day))" }

    /// `2026-11-22 14:38:32`
    package var dateAndTime: String { "\(date) \(two(hour)):\(two(minute)):\(two(second))" }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
