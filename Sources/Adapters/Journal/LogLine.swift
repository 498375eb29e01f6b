internal import Domain

/// One line of the log as text or JSON: control characters escaped, lengths bounded, secrets hidden.
struct LogLine {
    /// Longest message and longest value of a fact, in characters; the rest is cut off.
    static let longestText = 2048

    let time: WallTime
    let level: String
    let area: String
    let message: String
    /// In the order in which they are written.
    let facts: [(name: String, value: String)]

    init(time: WallTime, level: String, area: String, message: String, facts: [(name: String, value: String)]) {
        self.time = time
        self.level = level
        self.area = area
        self.message = LogMask.masked(Self.cut(message))
        self.facts = facts.map { name, value in (name, LogMask.masked(Self.cut(value), of: name)) }
    }

    /// `2026-11-25T01:02:03.456Z info jobs: job begins job=7 project=web`
    var text: String {
        var line = "\(Self.stamp(time)) \(level) \(area): \(DiagnosticPrinter.escaped(message))"
        for (name, value) in facts { line += " \(DiagnosticPrinter.escaped(name))=\(Self.quoted(value))" }
        return line
    }

    /// `{"time":"2026-11-25T01:02:03.456Z","level":"info","area":"jobs","message":"job begins","facts":{"job":"7"}}`
    var json: String {
        let object: JSONObject = [
            "time": .string(Self.stamp(time)), "level": .string(level), "area": .string(area),
            "message": .string(message),
            "facts": .object(JSONObject(facts.map { (name: $0.name, value: .string($0.value)) })),
        ]
        var line = String.UnicodeScalarView()
        for scalar in JSONWriter.text(of: .object(object)).unicodeScalars {
            // Outside ASCII there are only the insides of strings. The writer has dealt with what is below.
            if scalar.value >= 0x7F, DiagnosticPrinter.escaped(String(scalar)) != String(scalar) {
                let digits = String(scalar.value, radix: 16)
                line.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars)
            } else {
                line.append(scalar)
            }
        }
        return String(line)
    }

    private static func cut(_ text: String) -> String {
        text.unicodeScalars.count <= longestText ? text : String(text.unicodeScalars.prefix(longestText)) + "…"
    }

    /// A value as it is, or in quotes when its end could not be told otherwise.
    private static func quoted(_ value: String) -> String {
        let escaped = DiagnosticPrinter.escaped(value)
        guard escaped.isEmpty || escaped.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else {
            return escaped
        }
        return "\"\(escaped.replacing("\"", with: "\\\""))\""
    }

    /// RFC 3339 in UTC, to the millisecond.
    static func stamp(_ time: WallTime) -> String {
        let (seconds, rest) = time.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let (day, second) = Int(max(seconds, 0)).quotientAndRemainder(dividingBy: 86_400)
        let (year, month, dayOfMonth) = HTTPDate.civil(day)
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month))-\(padded(dayOfMonth))T\(padded(second / 3600)):"
            + "\(padded(second / 60 % 60)):\(padded(second % 60)).\(padded(Int(max(rest, 0)) / 1000, 3))Z"
    }
}
