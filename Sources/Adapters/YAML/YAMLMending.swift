import CYaml
internal import Domain

/// Writes what PyYAML takes and libyaml refuses in a form that both take, and knows where everything stood before.
///
/// libyaml stops at its first complaint, so a text is mended place by place and read again. Source: deployment-file
/// contract, section 2; the cases were compared with PyYAML 6.0.3.
struct YAMLMending {
    /// What libyaml complained about.
    struct Complaint {
        let problem: String
        let place: yaml_mark_t
        /// Where that begins which was being read.
        let beginning: yaml_mark_t
        /// Column of the block collection around the place; -1 outside of all.
        let indent: Int

        init(_ parser: yaml_parser_t) {
            problem = parser.problem.map { String(cString: $0) } ?? ""
            place = parser.problem_mark
            beginning = parser.context_mark
            indent = Int(parser.indent)
        }
    }

    /// A place of the mended text, from which on columns of its line are counted differently.
    private struct Shift {
        let line: Int
        let column: Int
    }

    /// The text, mended so far.
    private(set) var bytes: [UInt8]
    private var shifts: [Shift] = []
    /// How many characters the first so many shifts put in, all together; fewer than none when some went.
    private var sums = [0]
    /// Lines of the mended text that were put in, in their order.
    private var addedLines: [Int] = []
    /// A character that the text does not hold: what an added line consists of.
    private var mark: Unicode.Scalar?
    /// How many bytes may be read again; without a bound, a text full of such places would take for ever.
    private var budget: Int

    init(_ text: String, budget: Int) {
        bytes = Array(text.utf8)
        self.budget = budget
    }

    var isMended: Bool { !shifts.isEmpty || !addedLines.isEmpty }

    /// Mends the place of a complaint.
    ///
    /// - Returns: Whether the text has changed, so that reading it again gets further.
    mutating func mend(_ complaint: Complaint) -> Bool {
        let offset = offset(ofCharacter: Int(complaint.place.index))
        budget -= offset + bytes.count / 16
        guard budget > 0 else { return false }
        switch complaint.problem {
        case "found a tab character where an indentation space is expected": return mendTab(complaint, offset)
        case "found unexpected ':'": return mendKey(complaint, offset)
        case "found invalid Unicode character escape code": return mendSurrogates(complaint, offset)
        case "found unknown directive name": return mendDirective(complaint)
        case "found incompatible YAML document": return mendVersion(offset)
        default: return false
        }
    }

    // MARK: - Places

    /// A place of the mended text as one of the text that was given.
    func original(_ position: SourcePosition) -> SourcePosition {
        guard isMended else { return position }
        let line = position.line - Self.count(addedLines) { $0 < position.line }
        let first = Self.count(shifts) { $0.line < position.line }
        let end = Self.count(shifts) { ($0.line, $0.column) < (position.line, position.column) }
        let shift = sums[end] - sums[first]
        return SourcePosition(line: line, column: position.column - shift)
    }

    /// How many items stand at the beginning for which something holds, where it holds for none behind them.
    private static func count<Item>(_ items: [Item], while holds: (Item) -> Bool) -> Int {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if holds(items[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The text of a scalar without the lines that were added to it.
    func original(_ text: String) -> String {
        guard !addedLines.isEmpty, let mark, text.unicodeScalars.contains(mark) else { return text }
        return text.replacing("\(mark)\n", with: "")
    }

    private mutating func shift(line: Int, column: Int, by count: Int) {
        shifts.append(Shift(line: line, column: column))
        sums.append((sums.last ?? 0) + count)
    }

    private func offset(ofCharacter index: Int) -> Int {
        var character = -1
        for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            character += 1
            if character == index { return offset }
        }
        return bytes.count
    }

    private func byte(_ offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }

    // MARK: - Kinds of places

    /// A block whose first line begins with a tab. A line before it says how far the block is indented.
    private mutating func mendTab(_ complaint: Complaint, _ offset: Int) -> Bool {
        let column = Int(complaint.place.column)
        guard byte(offset) == UInt8(ascii: "\t"), column >= max(complaint.indent + 1, 1) else { return false }
        let header = self.offset(ofCharacter: Int(complaint.beginning.index))
        let start = offset - column
        guard let end = bytes[header..<start].firstIndex(of: 0x0A) else { return false }
        // With an indentation of its own the block has ended here.
        if bytes[(header + 1)..<end].prefix(2).contains(where: NameGrammar.isDigit) { return false }
        let blanks = bytes[(end + 1)..<start].split(separator: 0x0A)
        guard blanks.allSatisfy({ $0.count <= column + 1 && $0.allSatisfy { $0 == 0x20 || $0 == 0x0D } }) else {
            return false
        }
        guard let mark = mark ?? unusedCharacter() else { return false }
        self.mark = mark
        bytes.insert(contentsOf: Array(repeating: 0x20, count: column) + Array("\(mark)\n".utf8), at: start)
        addedLines.append(Int(complaint.place.line) + 1)
        return true
    }

    /// One of those that are for private use, so that it means nothing to libyaml either.
    private func unusedCharacter() -> Unicode.Scalar? {
        let candidates: ClosedRange<UInt32> = 0xE000...0xE0FF
        var used: Set<UInt32> = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars where candidates.contains(scalar.value) {
            used.insert(scalar.value)
        }
        return candidates.first { !used.contains($0) }.flatMap { Unicode.Scalar($0) }
    }

    /// A plain key of flow style with its value behind the colon, or with none: `{nat:}`, `{ports:[80]}`.
    private mutating func mendKey(_ complaint: Complaint, _ offset: Int) -> Bool {
        guard let next = byte(offset + 1), next != UInt8(ascii: "?") else { return false }
        bytes.insert(0x20, at: offset + 1)
        shift(line: Int(complaint.place.line) + 1, column: Int(complaint.place.column) + 2, by: 1)
        return true
    }

    /// A character as two escapes, the way JSON writes those beyond U+FFFF: all that the text between quotes still has.
    private mutating func mendSurrogates(_ complaint: Complaint, _ offset: Int) -> Bool {
        var place = offset - 2
        var line = Int(complaint.place.line) + 1
        var column = Int(complaint.place.column) - 1
        let before = shifts.count
        while let byte = byte(place), byte != UInt8(ascii: "\"") {
            if let scalar = pair(at: place) {
                let digits = String(scalar.value, radix: 16)
                let escape = "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                bytes.replaceSubrange(place..<(place + 12), with: escape.utf8)
                shift(line: line, column: column, by: -2)
                place += 10
                column += 10
                continue
            }
            let isEscape = byte == UInt8(ascii: "\\") && self.byte(place + 1) != 0x0A
            place += isEscape ? 2 : 1
            if byte == 0x0A {
                line += 1
                column = 1
            } else {
                column += isEscape ? 2 : byte & 0xC0 == 0x80 ? 0 : 1
            }
        }
        return shifts.count > before
    }

    /// The character that `\ud83d\ude00` stands for.
    private func pair(at place: Int) -> Unicode.Scalar? {
        guard let high = unit(at: place), let low = unit(at: place + 6), high & 0xFC00 == 0xD800, low & 0xFC00 == 0xDC00
        else { return nil }
        return Unicode.Scalar(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF))
    }

    private func unit(at place: Int) -> UInt32? {
        guard place >= 0, place + 6 <= bytes.count, bytes[place] == UInt8(ascii: "\\"),
            bytes[place + 1] == UInt8(ascii: "u")
        else { return nil }
        return UInt32(String(decoding: bytes[(place + 2)..<(place + 6)], as: UTF8.self), radix: 16)
    }

    /// `%NAME …`: ignored, and so it may be a comment.
    private mutating func mendDirective(_ complaint: Complaint) -> Bool {
        let start = offset(ofCharacter: Int(complaint.beginning.index))
        guard byte(start) == UInt8(ascii: "%") else { return false }
        bytes[start] = UInt8(ascii: "#")
        return true
    }

    /// `%YAML 1.3`: all versions that begin with 1 are read alike.
    private mutating func mendVersion(_ offset: Int) -> Bool {
        guard var place = bytes[offset...].firstIndex(of: UInt8(ascii: ".")),
            bytes[offset..<place].suffix(2).elementsEqual(" 1".utf8)
        else { return false }
        var digit = UInt8(ascii: "1")
        place += 1
        while let byte = byte(place), NameGrammar.isDigit(byte) {
            bytes[place] = digit
            digit = 0x20
            place += 1
        }
        return digit == 0x20
    }
}
