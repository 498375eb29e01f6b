import CYaml

/// What libyaml complained about, and the state that its scanner was in.
struct YAMLComplaint {
    let problem: String
    let place: yaml_mark_t
    /// Where that begins which was being read.
    let beginning: yaml_mark_t
    /// Column of the block collection around the place; -1 outside of all.
    let indent: Int
    /// How many `[` and `{` are open.
    let flowLevel: Int
    /// Where the key of a block mapping would begin, if what was read last may still become one.
    let key: yaml_mark_t?

    init(_ parser: yaml_parser_t) {
        problem = parser.problem.map { String(cString: $0) } ?? ""
        place = parser.problem_mark
        beginning = parser.context_mark
        flowLevel = Int(parser.flow_level)
        indent = Int(parser.indent)
        let outermost = parser.simple_keys.top > parser.simple_keys.start ? parser.simple_keys.start.pointee : nil
        key = outermost.flatMap { $0.possible == 0 ? nil : $0.mark }
    }
}

/// A place of a text; all counted from 0, columns in characters.
struct YAMLPlace {
    var offset: Int
    var line: Int
    var column: Int
}

/// Where the scanner of libyaml begins: at the start of a text, or at a place within, in the state in which it comes
/// there.
///
/// libyaml cannot go on after a complaint. To read again from the start what stands before each of many places takes a
/// time that grows with the square of the text; so its scanner begins behind the place, with a few characters in front
/// that open the collection of block style around it and as many of flow style. Of outer collections of block style it
/// learns by the next line of each.
struct YAMLScanStart {
    let place: YAMLPlace
    /// What the scanner reads first; ASCII.
    let lead: [UInt8]
    private let leadLines: Int
    private let leadColumns: Int

    static let beginning = YAMLScanStart(at: YAMLPlace(offset: 0, line: 0, column: 0), lead: [])

    init(at place: YAMLPlace, lead: [UInt8]) {
        self.place = place
        self.lead = lead
        leadLines = lead.count { $0 == 0x0A }
        leadColumns = lead.count - (lead.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
    }

    /// A line that opens a block collection at the column; none where there is none.
    static func opening(_ indent: Int) -> [UInt8] {
        indent < 0 ? [] : Array(repeating: 0x20, count: indent) + Array("-\n".utf8)
    }

    /// Where a mark of the scanner stands in the text.
    ///
    /// - Returns: `nil` for a place of the lead.
    func place(of mark: yaml_mark_t, in bytes: [UInt8]) -> YAMLPlace? {
        guard Int(mark.index) >= lead.count else { return nil }
        var left = Int(mark.index) - lead.count
        var offset = place.offset
        while offset < bytes.count {
            if bytes[offset] & 0xC0 != 0x80 {
                if left == 0 { break }
                left -= 1
            }
            offset += 1
        }
        let line = Int(mark.line) - leadLines
        return YAMLPlace(offset: offset, line: place.line + line, column: column(of: mark))
    }

    /// The column of a mark; what the lead has instead of a key stands at the column of the key.
    func column(of mark: yaml_mark_t) -> Int {
        let column = Int(mark.column)
        let isBesideLead = Int(mark.line) == leadLines && column >= leadColumns
        return isBesideLead ? column - leadColumns + place.column : column
    }

    /// What the scanner complains about first.
    ///
    /// - Parameter depth: With more collections open than these it stops: the parser will not take them.
    func complaint(in bytes: [UInt8], depth: Int) -> YAMLComplaint? {
        bytes.withUnsafeBufferPointer { bytes in
            lead.withUnsafeBufferPointer { lead in
                var source = Source(parts: [lead, UnsafeBufferPointer(rebasing: bytes[place.offset...])])
                return withUnsafeMutablePointer(to: &source) { Self.scan($0, depth: depth) }
            }
        }
    }

    private static func scan(_ source: UnsafeMutablePointer<Source>, depth: Int) -> YAMLComplaint? {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return nil }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input(
            &parser,
            { source, buffer, size, count in
                guard let source, let buffer, let count else { return 0 }
                let target = UnsafeMutableBufferPointer(start: buffer, count: size)
                count.pointee = source.assumingMemoryBound(to: Source.self).pointee.read(into: target)
                return 1
            }, source)
        while parser.flow_level <= depth, parser.indents.top - parser.indents.start <= depth {
            var token = yaml_token_t()
            guard yaml_parser_scan(&parser, &token) == 1 else { return YAMLComplaint(parser) }
            let isEnd = token.type == YAML_STREAM_END_TOKEN
            yaml_token_delete(&token)
            if isEnd { return nil }
        }
        return nil
    }

    /// Hands out a text in pieces, small ones first: libyaml decodes all that it is given, and the next complaint may be
    /// near.
    private struct Source {
        var parts: [UnsafeBufferPointer<UInt8>]
        var size = 64

        mutating func read(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
            while let part = parts.first {
                let piece = part.prefix(min(size, buffer.count))
                guard !piece.isEmpty else {
                    parts.removeFirst()
                    continue
                }
                size = min(size * 2, 16 * 1024)
                _ = buffer.update(fromContentsOf: piece)
                parts[0] = UnsafeBufferPointer(rebasing: part.dropFirst(piece.count))
                return piece.count
            }
            return 0
        }
    }
}
