/// Finding texts in texts.
enum TextSearch {
    /// The first place of `part` between `start` and `end`.
    ///
    /// - Parameter end: At most the length of the text; before `start` nothing is found.
    static func first(
        _ part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int, to end: Int, _ meter: Meter
    ) throws(TemplateFault) -> Int? {
        var place = start
        while place + part.count <= end {
            if matches(part, in: text, at: place) {
                try meter.step(1 + (place - start) / 16)
                return place
            }
            place += 1
            // A long part that nearly matches everywhere costs its length at every place.
            if part.count > 16 { try meter.step(part.count / 16) }
        }
        try meter.step(1 + max(0, end - start) / 16)
        return nil
    }

    static func last(
        _ part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int, to end: Int, _ meter: Meter
    ) throws(TemplateFault) -> Int? {
        var place = end - part.count
        while place >= start {
            if matches(part, in: text, at: place) {
                try meter.step(1 + (end - place) / 16)
                return place
            }
            place -= 1
            if part.count > 16 { try meter.step(part.count / 16) }
        }
        try meter.step(1 + max(0, end - start) / 16)
        return nil
    }

    /// - Parameter place: Such that `part` ends within the text.
    static func matches(_ part: [Unicode.Scalar], in text: [Unicode.Scalar], at place: Int) -> Bool {
        guard place >= 0, place + part.count <= text.count else { return false }
        for (offset, scalar) in part.enumerated() where text[place + offset] != scalar { return false }
        return true
    }
}
