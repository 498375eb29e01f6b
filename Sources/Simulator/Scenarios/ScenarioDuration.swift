import Domain

/// Durations as people write them: `500ms`, `20s`, `5m`, `2h`, `1h30m`, and ranges of them: `10s..30s`.
///
/// Units are `d`, `h`, `m`, `s`, `ms` and `us`, each at most once, larger ones first.
package enum ScenarioDuration {
    package static let rule = "a duration such as 500ms, 20s, 5m or 1h30m"
    package static let rangeRule = "a duration such as 20s, or a range such as 10s..30s"

    /// What is wrong with a text.
    package enum Mistake: Error, Equatable, Sendable {
        case empty
        /// A number that nothing follows.
        case noUnit
        case noNumber
        case unknownUnit(String)
        /// A unit after a smaller or equal one.
        case order
        case fraction
        case tooLong
        /// The second end of a range is before the first.
        case backwards
    }

    /// From large to small, in microseconds.
    private static let units: [(name: String, size: Int64)] = [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1),
    ]

    /// - Parameter isSigned: Whether a sign may stand before it.
    /// - Returns: The duration, at most 36,500 days. Takes time linear in the length of the text.
    package static func parse(_ text: some StringProtocol, isSigned: Bool = false) throws(Mistake) -> Duration {
        var bytes = Array(text.utf8)[...]
        var isNegative = false
        if isSigned, let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        guard !bytes.isEmpty else { throw .empty }
        var total: Int64 = 0
        var next = 0
        while !bytes.isEmpty {
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            bytes = bytes[digits.endIndex...]
            guard !digits.isEmpty else { throw bytes.first == UInt8(ascii: ".") ? .fraction : .noNumber }
            let letters = bytes.prefix { !(0x30...0x39).contains($0) }
            bytes = bytes[letters.endIndex...]
            guard let first = letters.first else { throw .noUnit }
            guard first != UInt8(ascii: ".") else { throw .fraction }
            let name = String(decoding: letters, as: UTF8.self)
            guard let place = units.firstIndex(where: { $0.name == name }) else { throw .unknownUnit(name) }
            guard place >= next else { throw .order }
            next = place + 1
            guard digits.count <= 15, let number = Int64(String(decoding: digits, as: UTF8.self)) else {
                throw .tooLong
            }
            let (product, isOver) = number.multipliedReportingOverflow(by: units[place].size)
            guard !isOver, product <= ScenarioLimits.clockShift.microseconds else { throw .tooLong }
            total += product
        }
        guard total <= ScenarioLimits.clockShift.microseconds else { throw .tooLong }
        return .microseconds(isNegative ? -total : total)
    }

    /// `10s..30s`, or one duration for a range of nothing else.
    package static func parseRange(_ text: some StringProtocol) throws(Mistake) -> ClosedRange<Duration> {
        guard let (first, last) = halves(of: String(text)) else {
            let both = try parse(text)
            return both...both
        }
        let low = try parse(first)
        let high = try parse(last)
        guard low <= high else { throw .backwards }
        return low...high
    }

    /// What stands before and after the first `..`; `nil` when there is none.
    static func halves(of text: String) -> (first: String, last: String)? {
        let bytes = Array(text.utf8)
        for index in bytes.indices.dropLast() where bytes[index] == 0x2E && bytes[index + 1] == 0x2E {
            return (
                String(decoding: bytes[..<index], as: UTF8.self), String(decoding: bytes[(index + 2)...], as: UTF8.self)
            )
        }
        return nil
    }

    /// The duration as a file has it, to the microsecond.
    package static func text(_ duration: Duration) -> String {
        var rest = duration.microseconds.magnitude
        var text = ""
        for unit in units.dropFirst() where rest >= UInt64(unit.size) {
            text += "\(rest / UInt64(unit.size))\(unit.name)"
            rest %= UInt64(unit.size)
        }
        if text.isEmpty { return "0s" }
        return duration < .zero ? "-" + text : text
    }

    package static func text(_ range: ClosedRange<Duration>) -> String {
        range.lowerBound == range.upperBound
            ? text(range.lowerBound) : "\(text(range.lowerBound))..\(text(range.upperBound))"
    }
}

extension ScenarioDuration.Mistake {
    /// What to try.
    func hint(for text: String) -> String? {
        switch self {
        case .empty, .noNumber: nil
        case .noUnit:
            Int(text) == nil ? "each number needs a unit: d, h, m, s, ms or us" : "did you mean '\(text)s'?"
        case .unknownUnit(let unit): "'\(unit)' is no unit: use d, h, m, s, ms or us"
        case .order: "larger units come first, each once: 1h30m"
        case .fraction: "write a fraction in a smaller unit: 1s500ms"
        case .tooLong: "the longest is 36500d"
        case .backwards: "the shorter end comes first"
        }
    }
}
