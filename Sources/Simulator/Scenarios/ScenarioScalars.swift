import Domain

/// The kinds of values that only scenario files have.
extension DocumentDecoder {
    /// The text of a scalar as it stands in the file: `0.25` is a version, not a number.
    mutating func word(_ document: Document, at path: String, expected: String) -> String? {
        switch document.content {
        case .string(let text): return text
        case .integer, .largeInteger, .double:
            if let source = document.source { return source }
        default: break
        }
        refuse(document, at: path, "\(document.kind) cannot stand here", expected: expected)
        return nil
    }

    mutating func duration(
        _ document: Document, at path: String,
        in bounds: ClosedRange<Duration> = .zero...ScenarioLimits.longest
    ) -> Duration? {
        guard let text = word(document, at: path, expected: ScenarioDuration.rule) else { return nil }
        do throws(ScenarioDuration.Mistake) {
            let value = try ScenarioDuration.parse(text, isSigned: bounds.lowerBound < .zero)
            return check(value...value, document, at: path, in: bounds)?.lowerBound
        } catch {
            refuse(
                document, at: path, "this is not a duration", expected: ScenarioDuration.rule,
                hint: error.hint(for: text))
            return nil
        }
    }

    mutating func durations(
        _ document: Document, at path: String,
        in bounds: ClosedRange<Duration> = .zero...ScenarioLimits.longest
    ) -> ClosedRange<Duration>? {
        guard let text = word(document, at: path, expected: ScenarioDuration.rangeRule) else { return nil }
        return durations(text, document, at: path, in: bounds)
    }

    /// - Parameter text: A part of the value, or the whole.
    mutating func durations(
        _ text: String, _ document: Document, at path: String,
        in bounds: ClosedRange<Duration> = .zero...ScenarioLimits.longest
    ) -> ClosedRange<Duration>? {
        do throws(ScenarioDuration.Mistake) {
            return check(try ScenarioDuration.parseRange(text), document, at: path, in: bounds)
        } catch {
            refuse(
                document, at: path, "this is not a duration or a range of durations",
                expected: ScenarioDuration.rangeRule, hint: error.hint(for: text))
            return nil
        }
    }

    private mutating func check(
        _ value: ClosedRange<Duration>, _ document: Document, at path: String, in bounds: ClosedRange<Duration>
    ) -> ClosedRange<Duration>? {
        guard bounds.contains(value.lowerBound), bounds.contains(value.upperBound) else {
            refuse(
                document, at: path, "the duration is out of range",
                expected:
                    "from \(ScenarioDuration.text(bounds.lowerBound)) to \(ScenarioDuration.text(bounds.upperBound))")
            return nil
        }
        return value
    }

    /// `20%`, `1/5` or `0.2`.
    mutating func ratio(_ document: Document, at path: String) -> Ratio? {
        let rule = "a probability from 0 to 1, such as 20%, 1/5 or 0.2"
        guard let text = word(document, at: path, expected: rule) else { return nil }
        guard let ratio = Ratio(text: text) else {
            refuse(document, at: path, "this is not a probability", expected: rule)
            return nil
        }
        guard ratio.numerator <= ratio.denominator else {
            refuse(
                document, at: path, "the probability is above 1", expected: rule,
                hint: Int(text).map { $0 <= 100 ? "did you mean '\($0)%'?" : nil } ?? nil)
            return nil
        }
        return ratio
    }

    /// `200ppm`.
    mutating func partsPerMillion(_ document: Document, at path: String) -> Int? {
        let rule = "parts per million such as 200ppm or -50ppm, at most \(ScenarioLimits.drift)ppm"
        guard let text = word(document, at: path, expected: rule) else { return nil }
        guard text.hasSuffix("ppm"), let number = Int(text.dropLast(3)) else {
            refuse(
                document, at: path, "this is not a drift", expected: rule,
                hint: Int(text) == nil ? nil : "did you mean '\(text)ppm'?")
            return nil
        }
        guard (-ScenarioLimits.drift...ScenarioLimits.drift).contains(number) else {
            refuse(document, at: path, "the drift is out of range", expected: rule)
            return nil
        }
        return number
    }

    /// `2` or `0..2`.
    mutating func count(_ document: Document, at path: String) -> ClosedRange<Int>? {
        let rule = "a number such as 2, or a range such as 0..2, up to 1000000"
        guard let text = word(document, at: path, expected: rule) else { return nil }
        let halves = ScenarioDuration.halves(of: text) ?? (text, text)
        guard let low = Int(halves.first), let high = Int(halves.last), low <= high, low >= 0, high <= 1_000_000 else {
            refuse(document, at: path, "this is not a count", expected: rule)
            return nil
        }
        return low...high
    }

    /// One of a few words.
    mutating func choice(_ document: Document, at path: String, of words: [String]) -> String? {
        let expected = words.count == 1 ? "'\(words[0])'" : "one of " + words.joined(separator: ", ")
        guard let text = word(document, at: path, expected: expected) else { return nil }
        if words.contains(text) { return text }
        refuse(
            document, at: path, "'\(text)' is none of the words for this", expected: expected,
            hint: Suggestion.hint(for: text, among: words))
        return nil
    }
}

extension Ratio {
    /// Takes `20%`, `12.5%`, `1/5` and `0.2`; at most nine digits on a side.
    init?(text: String) {
        if let slash = text.firstIndex(of: "/") {
            guard let numerator = Self.number(text[..<slash]),
                let denominator = Self.number(text[slash...].dropFirst()),
                denominator >= 1
            else { return nil }
            self.init(numerator, of: denominator)
            return
        }
        let isPercent = text.hasSuffix("%")
        let parts = (isPercent ? text.dropLast() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Self.number(parts[0]) else { return nil }
        var numerator = whole
        var denominator = isPercent ? 100 : 1
        if parts.count == 2 {
            guard parts[1].utf8.count <= 7, let fraction = Self.number(parts[1]) else { return nil }
            var scale = 1
            for _ in parts[1].utf8 { scale *= 10 }
            numerator = whole * scale + fraction
            denominator *= scale
        }
        self.init(numerator, of: denominator)
    }

    private static func number(_ digits: Substring) -> Int? {
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }

    /// The probability as a file has it, digit for digit what it was made of.
    var text: String { denominator == 100 ? "\(numerator)%" : "\(numerator)/\(denominator)" }
}
