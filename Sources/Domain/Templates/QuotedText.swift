/// A text between quotes, as Python writes it.
enum QuotedText {
    /// - Parameter start: Where the first quote is.
    /// - Returns: `nil` when the quotes are not closed before `end`.
    static func range(in source: TemplateSource, at start: Int, end: Int) -> (content: Range<Int>, after: Int)? {
        let quote = source.scalars[start]
        let triple = String(repeating: Character(quote), count: 3)
        let width = source.has(triple, at: start) && start + 3 <= end ? 3 : 1
        var place = start + width
        while place < end {
            let scalar = source.scalars[place]
            if scalar == "\\" {
                place += 2
            } else if width == 1 ? scalar == quote : place + 3 <= end && source.has(triple, at: place) {
                return ((start + width)..<place, place + width)
            } else if scalar == "\n", width == 1 {
                return nil
            } else {
                place += 1
            }
        }
        return nil
    }

    /// The text that stands for what is between the quotes.
    static func value(
        of source: TemplateSource, _ range: Range<Int>, isRaw: Bool
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var place = range.lowerBound
        while place < range.upperBound {
            let scalar = source.scalars[place]
            place += 1
            if scalar == "\r", place < range.upperBound, source.scalars[place] == "\n" { continue }
            guard scalar == "\\", !isRaw, place < range.upperBound else {
                result.append(scalar)
                continue
            }
            try escape(source, &place, range.upperBound, into: &result)
        }
        return result
    }

    private static let simple: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r",
        "t": "\t", "v": "\u{0B}",
    ]

    /// - Parameter place: Behind the backslash.
    private static func escape(
        _ source: TemplateSource, _ place: inout Int, _ end: Int, into result: inout [Unicode.Scalar]
    ) throws(TemplateFault) {
        let start = place - 1
        let letter = source.scalars[place]
        place += 1
        if let scalar = simple[letter] {
            result.append(scalar)
            return
        }
        switch letter {
        case "\n": return
        case "\r":
            if place < end, source.scalars[place] == "\n" { place += 1 }
        case "x": result.append(try number(source, &place, end, start, digits: 2))
        case "u": result.append(try number(source, &place, end, start, digits: 4))
        case "U": result.append(try number(source, &place, end, start, digits: 8))
        case "0"..."7":
            var value = letter.value - 0x30
            var count = 1
            while count < 3, place < end, ("0"..."7").contains(source.scalars[place]) {
                value = value * 8 + source.scalars[place].value - 0x30
                place += 1
                count += 1
            }
            if let scalar = Unicode.Scalar(value) { result.append(scalar) }
        case "N":
            throw .unsupported(
                "a character by its name (\\N{…})", hint: "write the character itself, or \\u and its number",
                at: source.position(start))
        default: result += ["\\", letter]
        }
    }

    private static func number(
        _ source: TemplateSource, _ place: inout Int, _ end: Int, _ start: Int, digits: Int
    ) throws(TemplateFault) -> Unicode.Scalar {
        let last = min(end, place + digits)
        let text = source.text(place..<last)
        guard text.unicodeScalars.count == digits, text.allSatisfy({ $0.isASCII && $0.isHexDigit }),
            let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value)
        else {
            throw TemplateFault(
                .syntax, "this escape stands for no character", found: source.text(start..<last),
                expected: "\\\(source.scalars[start + 1]) and \(digits) hexadecimal digits", at: source.position(start))
        }
        place = last
        return scalar
    }
}
