/// The methods of texts. Source: deployment-file contract, section 11.5.
enum TextMethods {
    static let names = [
        "capitalize", "casefold", "center", "count", "endswith", "expandtabs", "find", "format", "index", "isalnum",
        "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isprintable", "isspace",
        "istitle", "isupper", "join", "ljust", "lower", "lstrip", "partition", "removeprefix", "removesuffix",
        "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith",
        "strip", "swapcase", "title", "upper", "zfill",
    ]

    static func call(
        _ name: String, of text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> TemplateValue {
        try meter.step(1 + text.count / 16)
        if let result = try test(name, text, arguments) { return .bool(result) }
        if let result = try change(name, text, arguments, meter) {
            try meter.text(result.count)
            return .text(result)
        }
        switch name {
        case "split", "rsplit": return try TextSplitting.split(text, fromEnd: name == "rsplit", arguments, meter)
        case "splitlines": return try TextSplitting.lines(text, arguments, meter)
        case "partition", "rpartition":
            return try TextSplitting.partition(text, fromEnd: name == "rpartition", arguments, meter)
        case "join": return .text(try join(text, arguments, meter))
        case "startswith", "endswith":
            return .bool(try hasEnd(text, atStart: name == "startswith", arguments, meter))
        case "find", "index", "rfind", "rindex": return .integer(try find(name, text, arguments, meter))
        case "count": return .integer(try count(text, arguments, meter))
        case "format": return .text(try FieldFormat.apply(text, arguments, meter))
        default: throw .unsupported("the method '\(name)' of a text", hint: hint(for: name))
        }
    }

    static func hint(for name: String) -> String {
        Suggestion.hint(for: name, among: names) ?? "texts have the methods " + names.joined(separator: ", ")
    }

    // MARK: - Tests

    private static func test(
        _ name: String, _ text: [Unicode.Scalar], _ arguments: CallArguments
    ) throws(TemplateFault) -> Bool? {
        let result: Bool
        switch name {
        case "isdigit": result = !text.isEmpty && text.allSatisfy(CharacterClass.isDigit)
        case "isdecimal": result = !text.isEmpty && text.allSatisfy(CharacterClass.isDecimal)
        case "isnumeric": result = !text.isEmpty && text.allSatisfy(CharacterClass.isNumeric)
        case "isalpha": result = !text.isEmpty && text.allSatisfy(CharacterClass.isLetter)
        case "isalnum":
            result = !text.isEmpty && text.allSatisfy { CharacterClass.isLetter($0) || CharacterClass.isNumeric($0) }
        case "isspace": result = !text.isEmpty && text.allSatisfy(CharacterClass.isSpace)
        case "isascii": result = text.allSatisfy(\.isASCII)
        case "isprintable": result = text.allSatisfy(PythonNotation.isPrintable)
        case "isidentifier":
            result =
                text.first.map(CharacterClass.isNameStart) ?? false
                && text.dropFirst().allSatisfy(CharacterClass.isNamePart)
        case "islower":
            result =
                text.contains(where: CharacterClass.isLower)
                && !text.contains { CharacterClass.isUpper($0) || CharacterClass.isTitle($0) }
        case "isupper":
            result =
                text.contains(where: CharacterClass.isUpper)
                && !text.contains { CharacterClass.isLower($0) || CharacterClass.isTitle($0) }
        case "istitle": result = isTitle(text)
        default: return nil
        }
        try arguments.check(0...0)
        return result
    }

    private static func isTitle(_ text: [Unicode.Scalar]) -> Bool {
        var isCasedBefore = false
        var hasCased = false
        for scalar in text {
            if CharacterClass.isUpper(scalar) || CharacterClass.isTitle(scalar) {
                if isCasedBefore { return false }
                (isCasedBefore, hasCased) = (true, true)
            } else if CharacterClass.isLower(scalar) {
                if !isCasedBefore { return false }
                hasCased = true
            } else {
                isCasedBefore = false
            }
        }
        return hasCased
    }

    // MARK: - Changes

    private static func change(
        _ name: String, _ text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar]? {
        switch name {
        case "lower", "upper", "swapcase", "title", "capitalize", "casefold":
            try arguments.check(0...0)
            return CaseMapping.apply(name, text)
        case "strip", "lstrip", "rstrip":
            try arguments.check(0...1)
            return strip(text, name, arguments.positional.isEmpty ? nil : try stripped(arguments))
        case "replace": return try replace(text, arguments, meter)
        case "zfill", "ljust", "rjust", "center", "expandtabs":
            return try TextFilling.apply(name, text, arguments, meter)
        case "removeprefix", "removesuffix":
            try arguments.check(1...1)
            let part = try arguments.text(0) ?? []
            if name == "removeprefix" { return text.starts(with: part) ? Array(text.dropFirst(part.count)) : text }
            return !part.isEmpty && text.count >= part.count
                && TextSearch.matches(part, in: text, at: text.count - part.count)
                ? Array(text.dropLast(part.count)) : text
        default: return nil
        }
    }

    /// The characters to strip; `nil` for white space, which `None` means.
    private static func stripped(_ arguments: CallArguments) throws(TemplateFault) -> Set<Unicode.Scalar>? {
        if case .none = arguments.positional[0] { return nil }
        return try arguments.text(0).map(Set.init)
    }

    static func strip(
        _ text: [Unicode.Scalar], _ name: String = "strip", _ characters: Set<Unicode.Scalar>? = nil
    ) -> [Unicode.Scalar] {
        let isStripped: (Unicode.Scalar) -> Bool = { characters?.contains($0) ?? CharacterClass.isSpace($0) }
        var result = text[...]
        if name != "rstrip" { result = result.drop(while: isStripped) }
        if name != "lstrip" { while let last = result.last, isStripped(last) { result = result.dropLast() } }
        return Array(result)
    }

    private static func replace(
        _ text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        try arguments.check(2...3)
        let old = try arguments.text(0) ?? []
        let new = try arguments.text(1) ?? []
        var left = try arguments.integer(2) ?? -1
        if left < 0 { left = Int.max }
        var result: [Unicode.Scalar] = []
        var place = 0
        while left > 0, place <= text.count {
            if old.isEmpty {
                result += new
                if place < text.count { result.append(text[place]) }
                place += 1
            } else if let next = try TextSearch.first(old, in: text, from: place, to: text.count, meter) {
                result += text[place..<next]
                result += new
                place = next + old.count
            } else {
                break
            }
            left -= 1
            if result.count > meter.limits.textLength { return result }
        }
        if place < text.count { result += text[place...] }
        return result
    }

    private static func join(
        _ text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> [Unicode.Scalar] {
        try arguments.check(1...1)
        var result: [Unicode.Scalar] = []
        var isFirst = true
        var items = try ValueIterator(arguments.positional[0], meter)
        while let item = try items.next() {
            guard case .text(let part) = item else {
                if case .undefined(let name) = item { throw TemplateValue.fault(undefined: name, in: "joined") }
                throw TemplateFault(
                    .value, "'join' needs texts, and one is of type '\(item.typeName)'",
                    hint: "write [str(i) for i in …]")
            }
            if !isFirst { result += text }
            isFirst = false
            result += part
            if result.count > meter.limits.textLength { break }
        }
        try meter.text(result.count)
        return result
    }

    // MARK: - Searches

    private static func bounds(
        _ arguments: CallArguments, _ length: Int
    ) throws(TemplateFault) -> (start: Int, end: Int) {
        func bound(_ place: Int, _ missing: Int) throws(TemplateFault) -> Int {
            if case .none? = arguments.value(place) { return missing }
            guard let number = try arguments.integer(place) else { return missing }
            return number < 0 ? max(0, number.addingReportingOverflow(length).partialValue) : min(number, length + 1)
        }
        return (try bound(1, 0), min(length, try bound(2, length)))
    }

    private static func find(
        _ name: String, _ text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> Int {
        try arguments.check(1...3)
        let part = try arguments.text(0) ?? []
        let (start, end) = try bounds(arguments, text.count)
        let place =
            name.hasPrefix("r")
            ? try TextSearch.last(part, in: text, from: start, to: end, meter)
            : try TextSearch.first(part, in: text, from: start, to: end, meter)
        if let place { return place }
        guard name.hasSuffix("find") else {
            throw TemplateFault(
                .value, "the text is not found", found: String(String.UnicodeScalarView(part)),
                hint: "find(…) gives -1 instead of an error")
        }
        return -1
    }

    private static func count(
        _ text: [Unicode.Scalar], _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> Int {
        try arguments.check(1...3)
        let part = try arguments.text(0) ?? []
        let (start, end) = try bounds(arguments, text.count)
        if part.isEmpty { return start > end ? 0 : end - start + 1 }
        var count = 0
        var place = start
        while let next = try TextSearch.first(part, in: text, from: place, to: end, meter) {
            count += 1
            place = next + part.count
        }
        return count
    }

    private static func hasEnd(
        _ text: [Unicode.Scalar], atStart: Bool, _ arguments: CallArguments, _ meter: Meter
    ) throws(TemplateFault) -> Bool {
        try arguments.check(1...3)
        let (start, end) = try bounds(arguments, text.count)
        var parts = [arguments.positional[0]]
        if case .tuple(let items) = arguments.positional[0] { parts = items.elements }
        for part in parts {
            let wanted = try CallArguments([part], of: arguments.callee).text(0) ?? []
            guard start <= end, wanted.count <= end - start else { continue }
            try meter.step(1 + wanted.count / 16)
            if TextSearch.matches(wanted, in: text, at: atStart ? start : end - wanted.count) { return true }
        }
        return false
    }
}
