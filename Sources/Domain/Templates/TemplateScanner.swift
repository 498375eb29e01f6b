/// Cuts a template into its pieces, by the rules of Mako. Source: deployment-file contract, section 11.5.
struct TemplateScanner {
    private let source: TemplateSource
    private var place = 0
    private var text: [Unicode.Scalar] = []
    private var textStart = 0
    private var pieces: [TemplatePiece] = []
    private var faults: [TemplateFault] = []

    private static let tagNames = [
        "block", "call", "def", "doc", "include", "inherit", "namespace", "page", "text",
    ]

    static func pieces(of source: TemplateSource) -> (pieces: [TemplatePiece], faults: [TemplateFault]) {
        var scanner = TemplateScanner(source: source)
        scanner.run()
        return (scanner.pieces, scanner.faults)
    }

    private init(source: TemplateSource) { self.source = source }

    private var end: Int { source.scalars.count }

    private func scalar(at offset: Int) -> Unicode.Scalar? { offset < end ? source.scalars[offset] : nil }

    private mutating func run() {
        skipCodingLine()
        while place < end {
            if isAtLineStart, takeLine() { continue }
            let current = source.scalars[place]
            if current == "$", scalar(at: place + 1) == "{" {
                takeExpression()
            } else if current == "<", scalar(at: place + 1) == "%" {
                takeTagOrCode()
            } else if current == "<", scalar(at: place + 1) == "/", scalar(at: place + 2) == "%", takeClosing() {
                continue
            } else if current == "\\", let width = lineEndWidth(at: place + 1) {
                place += 1 + width
            } else {
                append(current)
            }
        }
        flush()
    }

    // MARK: - Text

    private mutating func append(_ scalar: Unicode.Scalar) {
        if text.isEmpty { textStart = place }
        text.append(scalar)
        place += 1
    }

    private mutating func flush() {
        guard !text.isEmpty else { return }
        pieces.append(TemplatePiece(kind: .text(text), start: textStart))
        text = []
    }

    private mutating func add(_ kind: TemplatePiece.Kind, at start: Int) {
        flush()
        pieces.append(TemplatePiece(kind: kind, start: start))
    }

    private mutating func note(_ fault: TemplateFault) { faults.append(fault) }

    private var isAtLineStart: Bool { place == 0 || source.scalars[place - 1] == "\n" }

    private func lineEndWidth(at offset: Int) -> Int? {
        if scalar(at: offset) == "\n" { return 1 }
        return scalar(at: offset) == "\r" && scalar(at: offset + 1) == "\n" ? 2 : nil
    }

    private mutating func skipCodingLine() {
        guard scalar(at: 0) == "#" else { return }
        let line = source.scalars.prefix { $0 != "\n" }
        guard line.count < end else { return }
        for index in line.indices where source.has("coding", at: index) {
            let sign = index + 6
            guard sign < line.endIndex, line[sign] == ":" || line[sign] == "=" else { continue }
            let word = line[(sign + 1)...].drop(while: CharacterClass.isSpace).first
            if let word, CharacterClass.isNamePart(word) || word == "-" || word == "." {
                place = line.endIndex + 1
                return
            }
        }
    }

    // MARK: - Lines

    /// A control line, a comment line, or `%%`.
    private mutating func takeLine() -> Bool {
        var sign = place
        while let next = scalar(at: sign), next == " " || next == "\t" { sign += 1 }
        if source.has("%%", at: sign) {
            while place < sign { append(source.scalars[place]) }
            place += 1
            while scalar(at: place) == "%" { append("%") }
            return true
        }
        let isComment = source.has("##", at: sign)
        guard isComment || scalar(at: sign) == "%" else { return false }
        let start = sign + (isComment ? 2 : 1)
        var last = start
        while last < end, lineEndWidth(at: last) == nil, source.scalars[last] != "\r" {
            if source.scalars[last] == "\\", let width = lineEndWidth(at: last + 1) { last += width }
            last += 1
        }
        last = min(last, end)
        if last < end, lineEndWidth(at: last) == nil {
            note(
                TemplateFault(
                    .syntax, "a carriage return within a line of the template language",
                    expected: "the end of the line",
                    at: source.position(last)))
            while last < end, lineEndWidth(at: last) == nil { last += 1 }
        } else if !isComment {
            add(.control(start..<last), at: sign)
        }
        flush()
        place = last + (lineEndWidth(at: last) ?? 0)
        return true
    }

    // MARK: - Expressions

    private mutating func takeExpression() {
        let start = place
        guard let first = CodeScanner.end(in: source, from: start + 2, to: end, stops: ["|", "}"]) else {
            return abandon(
                start, "expression", "}",
                hint: "write ${'${'} for the two characters, or put the text between <%text> and </%text>")
        }
        guard source.scalars[first] == "|" else {
            add(.expression((start + 2)..<first, filters: nil), at: start)
            place = first + 1
            return
        }
        guard let last = CodeScanner.end(in: source, from: first + 1, to: end, stops: ["}"]) else {
            return abandon(start, "expression", "}")
        }
        add(.expression((start + 2)..<first, filters: (first + 1)..<last), at: start)
        place = last + 1
    }

    // MARK: - Tags and code

    private mutating func takeTagOrCode() {
        let start = place
        if source.has("<%doc>", at: start) {
            guard let close = find("</%doc>", from: start) else { return abandon(start, "comment", "</%doc>") }
            flush()
            place = close + 7
            return
        }
        if let (tag, after) = tag(at: start) {
            place = after
            add(.opening(tag), at: start)
            if tag.name == "text", !tag.isEmpty { takeVerbatim(from: start) }
            return
        }
        let name = tagName(at: start + 2)
        if Self.tagNames.contains(name) || name.hasPrefix("self:") {
            note(
                TemplateFault(
                    .syntax, "the tag <%\(name)> is not complete", expected: "<%\(name) name=\"value\"> or …/>",
                    at: source.position(start)))
            place += 2
            return
        }
        let isModule = scalar(at: start + 2) == "!"
        let from = start + (isModule ? 3 : 2)
        guard let close = CodeScanner.blockEnd(in: source, from: from) else {
            return abandon(start, "block of code", "%>")
        }
        add(.code(from..<close, isModule: isModule), at: start)
        place = close + 2
    }

    /// Nothing behind an unclosed block can be judged.
    private mutating func abandon(_ start: Int, _ what: String, _ expected: String, hint: String? = nil) {
        note(
            TemplateFault(
                .syntax, "the \(what) is not closed", expected: "'\(expected)'", hint: hint, at: source.position(start))
        )
        place = end
    }

    private mutating func takeVerbatim(from start: Int) {
        guard let close = find("</%text>", from: place) else { return abandon(start, "tag <%text>", "</%text>") }
        let content = Array(source.scalars[place..<close])
        if !content.isEmpty { pieces.append(TemplatePiece(kind: .text(content), start: place)) }
        pieces.append(TemplatePiece(kind: .closing("text"), start: close))
        place = close + 8
    }

    private func find(_ word: String, from start: Int) -> Int? {
        var index = start
        while index < end {
            if source.scalars[index] == "<", source.has(word, at: index) { return index }
            index += 1
        }
        return nil
    }

    private func tagName(at offset: Int) -> String {
        var last = offset
        while let next = scalar(at: last), CharacterClass.isNamePart(next) || next == "." || next == ":" { last += 1 }
        return source.text(offset..<last)
    }

    /// - Returns: `nil` when this is no tag.
    private func tag(at start: Int) -> (tag: TagPiece, after: Int)? {
        let name = tagName(at: start + 2)
        guard !name.isEmpty else { return nil }
        var attributes: [TagPiece.Attribute] = []
        var index = start + 2 + name.unicodeScalars.count
        func skip() {
            while let next = scalar(at: index), CharacterClass.isSpace(next) || next == "," { index += 1 }
        }
        while true {
            let before = index
            skip()
            if scalar(at: index) == ">" {
                return (TagPiece(name: name, attributes: attributes, isEmpty: false), index + 1)
            }
            if scalar(at: index) == "/", scalar(at: index + 1) == ">" {
                return (TagPiece(name: name, attributes: attributes, isEmpty: true), index + 2)
            }
            guard index > before, let next = scalar(at: index), CharacterClass.isNamePart(next) else { return nil }
            let nameStart = index
            while let next = scalar(at: index), CharacterClass.isNamePart(next) { index += 1 }
            let attribute = source.text(nameStart..<index)
            skip()
            guard scalar(at: index) == "=" else { return nil }
            index += 1
            skip()
            guard let quote = scalar(at: index), quote == "'" || quote == "\"",
                let close = source.scalars[(index + 1)...].firstIndex(of: quote)
            else { return nil }
            attributes.append(TagPiece.Attribute(name: attribute, value: (index + 1)..<close, start: nameStart))
            index = close + 1
        }
    }

    /// `</%name>`
    private mutating func takeClosing() -> Bool {
        let start = place
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
        var index = start + 3
        while let next = scalar(at: index), isBlank(next) { index += 1 }
        let from = index
        while let next = scalar(at: index), !isBlank(next), next != ">", next != "\n" { index += 1 }
        let name = source.text(from..<index)
        while let next = scalar(at: index), isBlank(next) { index += 1 }
        guard !name.isEmpty, scalar(at: index) == ">" else { return false }
        add(.closing(name), at: start)
        place = index + 1
        return true
    }
}
