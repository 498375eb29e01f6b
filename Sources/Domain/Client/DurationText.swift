/// How long ago something was, as 0.25 writes it. Source: command-line contract, section 4.2.
package enum DurationText {
    private static let units: [(name: String, seconds: Int)] = [
        // A year is 52 weeks here.
        ("year", 31_449_600), ("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60),
    ]

    /// Parts that are shown at the most.
    private static let mostParts = 3

    /// - Parameter seconds: Finite. Below a minute, negative numbers included, there is just one part.
    package static func text(seconds: Double) -> String {
        guard seconds >= 60 else { return counted(TwoDecimals.text(seconds), "second") }
        guard var whole = Int(exactly: seconds.rounded(.down)) else { return counted(seconds.description, "second") }
        var parts: [String] = []
        for unit in units {
            let count = whole / unit.seconds
            whole %= unit.seconds
            if count > 0 { parts.append(counted(String(count), unit.name)) }
        }
        let rest = TwoDecimals.text(decimalRest(of: seconds, whole: whole))
        if rest != "0" { parts.append(counted(rest, "second")) }
        return joined(Array(parts.prefix(mostParts)))
    }

    /// The seconds that are left, cut out of the number's decimal text, as 0.25 does it: subtracting in binary would
    /// bring digits of its own.
    private static func decimalRest(of seconds: Double, whole: Int) -> Double {
        let text = seconds.description
        guard !text.contains("e"), let point = text.firstIndex(of: ".") else { return Double(whole) }
        return Double("\(whole)\(text[point...])") ?? Double(whole)
    }

    private static func counted(_ count: String, _ unit: String) -> String {
        "\(count) \(unit)\(count == "1" ? "" : "s")"
    }

    private static func joined(_ parts: [String]) -> String {
        guard parts.count > 1 else { return parts.first ?? "0 seconds" }
        return parts.dropLast().joined(separator: ", ") + " and " + parts[parts.count - 1]
    }
}
