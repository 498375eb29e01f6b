internal import Foundation
internal import Synchronization

/// The value of the header `Date`, worked out once a second.
final class HTTPDate: Sendable {
    private let cache = Mutex((second: Int.min, text: ""))

    /// The current time in the form of RFC 9110, section 5.6.7.
    func now() -> String {
        let second = time(nil)
        return cache.withLock { cache in
            if cache.second != second { cache = (second, Self.text(of: second)) }
            return cache.text
        }
    }

    /// - Parameter second: Seconds since 1970, not negative.
    static func text(of second: Int) -> String {
        let (days, rest) = second.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civil(days)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return """
            \(weekdays[(days + 4) % 7]), \(two(day)) \(months[month - 1]) \(year) \
            \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) GMT
            """
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Days since 1970 in the Gregorian calendar, counted in years that begin in March, so that leap days come last.
    static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
