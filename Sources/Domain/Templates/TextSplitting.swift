/// The methods that cut a text.
enum TextSplitting {
    static func split(
        _ text: [Unicode.Scalar], fromEnd: Bool, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        try arguments.check(0...2, keywords: ["sep": 0, "maxsplit": 1])
        var most = try arguments.integer(1, "maxsplit") ?? -1
        if most < 0 { most = Int.max }
        let pieces: [ArraySlice<Unicode.Scalar>]
        switch arguments.value(0, "sep") {
        case nil, TemplateValue.none?:
            pieces = try fromEnd ? wordsFromEnd(text, most, meter) : words(text, most, meter)
        default:
            let separator = try arguments.text(0, "sep") ?? []
            guard !separator.isEmpty else {
                throw TemplateFault(.value, "'\(arguments.callee)' needs a separator that is not empty")
            }
            pieces = try fromEnd ? partsFromEnd(text, separator, most, meter) : parts(text, separator, most, meter)
        }
        return try list(pieces, meter)
    }

    private static func list(
        _ pieces: [ArraySlice<Unicode.Scalar>], _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        try meter.elements(pieces.count)
        try meter.text(pieces.reduce(0) { $0 + $1.count })
        return .list(try TemplateSequence(pieces.map { .text(Array($0)) }, meter))
    }

    /// Ends the work where the pieces are already too many.
    private static func check(_ pieces: [ArraySlice<Unicode.Scalar>], _ meter: Meter) throws(TemplateFault) {
        if pieces.count > meter.limits.elements { try meter.elements(pieces.count) }
    }

    private static func words(
        _ text: [Unicode.Scalar], _ most: Int, _ meter: Meter
    ) throws(TemplateFault) -> [ArraySlice<Unicode.Scalar>] {
        var pieces: [ArraySlice<Unicode.Scalar>] = []
        var rest = text.drop(while: CharacterClass.isSpace)
        while !rest.isEmpty {
            if pieces.count == most {
                pieces.append(rest)
                break
            }
            let word = rest.prefix { !CharacterClass.isSpace($0) }
            pieces.append(word)
            try check(pieces, meter)
            rest = text[word.endIndex...].drop(while: CharacterClass.isSpace)
        }
        return pieces
    }

    private static func wordsFromEnd(
        _ text: [Unicode.Scalar], _ most: Int, _ meter: Meter
    ) throws(TemplateFault) -> [ArraySlice<Unicode.Scalar>] {
        var pieces: [ArraySlice<Unicode.Scalar>] = []
        var rest = text[...]
        while true {
            while let last = rest.last, CharacterClass.isSpace(last) { rest = rest.dropLast() }
            if rest.isEmpty { break }
            if pieces.count == most {
                pieces.append(rest)
                break
            }
            let start = rest.lastIndex(where: CharacterClass.isSpace).map { $0 + 1 } ?? rest.startIndex
            pieces.append(rest[start...])
            try check(pieces, meter)
            rest = rest[..<start]
        }
        return pieces.reversed()
    }

    private static func parts(
        _ text: [Unicode.Scalar], _ separator: [Unicode.Scalar], _ most: Int, _ meter: Meter
    ) throws(TemplateFault) -> [ArraySlice<Unicode.Scalar>] {
        var pieces: [ArraySlice<Unicode.Scalar>] = []
        var place = 0
        while pieces.count < most,
            let next = try TextSearch.first(separator, in: text, from: place, to: text.count, meter)
        {
            pieces.append(text[place..<next])
            try check(pieces, meter)
            place = next + separator.count
        }
        pieces.append(text[place...])
        return pieces
    }

    private static func partsFromEnd(
        _ text: [Unicode.Scalar], _ separator: [Unicode.Scalar], _ most: Int, _ meter: Meter
    ) throws(TemplateFault) -> [ArraySlice<Unicode.Scalar>] {
        var pieces: [ArraySlice<Unicode.Scalar>] = []
        var end = text.count
        while pieces.count < most,
            let next = try TextSearch.last(separator, in: text, from: 0, to: end, meter)
        {
            pieces.append(text[(next + separator.count)..<end])
            try check(pieces, meter)
            end = next
        }
        pieces.append(text[..<end])
        return pieces.reversed()
    }

    static func lines(
        _ text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        try arguments.check(0...1, keywords: ["keepends": 0])
        let keepsEnds = arguments.value(0, "keepends")?.isTrue ?? false
        var pieces: [ArraySlice<Unicode.Scalar>] = []
        var place = 0
        while place < text.count {
            let line = text[place...].prefix { !CharacterClass.isLineEnd($0) }
            var end = line.endIndex
            if end < text.count { end += text[end] == "\r" && end + 1 < text.count && text[end + 1] == "\n" ? 2 : 1 }
            pieces.append(keepsEnds ? text[place..<end] : line)
            try check(pieces, meter)
            place = end
        }
        return try list(pieces, meter)
    }

    static func partition(
        _ text: [Unicode.Scalar], fromEnd: Bool, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        try arguments.check(1...1)
        let separator = try arguments.text(0) ?? []
        guard !separator.isEmpty else {
            throw TemplateFault(.value, "'\(arguments.callee)' needs a separator that is not empty")
        }
        let place =
            fromEnd
            ? try TextSearch.last(separator, in: text, from: 0, to: text.count, meter)
            : try TextSearch.first(separator, in: text, from: 0, to: text.count, meter)
        var parts: [[Unicode.Scalar]] = fromEnd ? [[], [], text] : [text, [], []]
        if let place { parts = [Array(text[..<place]), separator, Array(text[(place + separator.count)...])] }
        try meter.text(text.count)
        return .tuple(try TemplateSequence(parts.map { .text($0) }, meter))
    }
}
