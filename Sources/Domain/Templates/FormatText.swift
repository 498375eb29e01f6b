/// The content of `f'…'`: text, with expressions in braces.
enum FormatText {
    static func parts(
        of source: TemplateSource, _ range: Range<Int>, isRaw: Bool, limits: TemplateLimits, depth: Int
    ) throws(TemplateFault) -> [FormatPart] {
        var parts: [FormatPart] = []
        var text: [Unicode.Scalar] = []
        var place = range.lowerBound
        var textStart = place
        func flush(_ end: Int) throws(TemplateFault) {
            text += try QuotedText.value(of: source, textStart..<end, isRaw: isRaw)
        }
        while place < range.upperBound {
            let scalar = source.scalars[place]
            let isDoubled = place + 1 < range.upperBound && source.scalars[place + 1] == scalar
            if scalar == "\\", !isRaw {
                place += 2
            } else if scalar == "{" || scalar == "}", isDoubled {
                try flush(place + 1)
                place += 2
                textStart = place
            } else if scalar == "}" {
                throw TemplateFault(
                    .syntax, "a single '}' in a text f'…'", hint: "write }} for the character itself",
                    at: source.position(place))
            } else if scalar == "{" {
                try flush(place)
                let field = try field(source, place, range.upperBound, limits: limits, depth: depth)
                parts.append(
                    FormatPart(
                        text: text, value: field.value, conversion: field.conversion,
                        specification: field.specification))
                text = []
                place = field.after
                textStart = place
            } else {
                place += 1
            }
        }
        try flush(min(place, range.upperBound))
        parts.append(FormatPart(text: text, value: nil, conversion: nil, specification: []))
        return parts
    }

    private struct Field {
        let value: Expression
        let conversion: Unicode.Scalar?
        let specification: [Unicode.Scalar]
        let after: Int
    }

    private static func field(
        _ source: TemplateSource, _ start: Int, _ end: Int, limits: TemplateLimits, depth: Int
    ) throws(TemplateFault) -> Field {
        guard let stop = CodeScanner.end(in: source, from: start + 1, to: end, stops: ["}", ":", "!"]) else {
            throw TemplateFault(
                .syntax, "a '{' in a text f'…' is not closed", expected: "'}'", at: source.position(start))
        }
        var parser = try ExpressionParser(source, (start + 1)..<stop, limits, depth: depth)
        let value = try parser.expression()
        guard parser.isAtEnd else { throw parser.unexpected("'}'") }
        if let finding = parser.findings.first { throw finding }
        var place = stop
        var conversion: Unicode.Scalar?
        if source.scalars[place] == "!" {
            guard place + 2 < end, ["r", "s"].contains(source.scalars[place + 1]) else {
                throw .unsupported("this conversion in a text f'…'", hint: "write !r or !s", at: source.position(place))
            }
            conversion = source.scalars[place + 1]
            place += 2
        }
        var specification: [Unicode.Scalar] = []
        if source.scalars[place] == ":" {
            place += 1
            while place < end, source.scalars[place] != "}" {
                guard source.scalars[place] != "{" else {
                    throw .unsupported(
                        "a value within the format of a text f'…'", hint: "make the text with '%'",
                        at: source.position(place))
                }
                specification.append(source.scalars[place])
                place += 1
            }
        }
        guard place < end, source.scalars[place] == "}" else {
            throw TemplateFault(
                .syntax, "a '{' in a text f'…' is not closed", expected: "'}'", at: source.position(start))
        }
        return Field(value: value, conversion: conversion, specification: specification, after: place + 1)
    }
}
