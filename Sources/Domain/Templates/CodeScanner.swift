/// Finds where a piece of code ends, past quotes, comments and brackets.
enum CodeScanner {
    /// The first place of one of the signs that stands in no quotes, comment or bracket.
    ///
    /// - Parameter stops: `!` does not stop at `!=`.
    /// - Returns: `nil` when there is none before `end`.
    static func end(in source: TemplateSource, from start: Int, to end: Int, stops: [Unicode.Scalar]) -> Int? {
        var place = start
        var depth = 0
        while place < end {
            let scalar = source.scalars[place]
            if depth == 0, stops.contains(scalar), !(scalar == "!" && source.has("!=", at: place)) { return place }
            switch scalar {
            case "'", "\"":
                guard let range = QuotedText.range(in: source, at: place, end: end) else { return nil }
                place = range.after
                continue
            case "#":
                while place < end, source.scalars[place] != "\n" { place += 1 }
                continue
            case "(", "[", "{": depth += 1
            case ")", "]", "}": depth = max(0, depth - 1)
            default: break
            }
            place += 1
        }
        return nil
    }

    /// Where `%>` ends a block of code; its quotes and comments are passed over.
    static func blockEnd(in source: TemplateSource, from start: Int) -> Int? {
        var place = start
        while place < source.scalars.count {
            if source.has("%>", at: place) { return place }
            switch source.scalars[place] {
            case "'", "\"":
                guard let range = QuotedText.range(in: source, at: place, end: source.scalars.count) else { return nil }
                place = range.after
            case "#":
                while place < source.scalars.count, source.scalars[place] != "\n" { place += 1 }
            default: place += 1
            }
        }
        return nil
    }
}
