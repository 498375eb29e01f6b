internal import Domain

/// Writes what PyYAML takes and libyaml refuses in a form that both take, and knows where everything stood before.
///
/// After libyaml's first complaint its scanner looks for all others of these kinds, each time from the last place on
/// (``YAMLScanStart``), so that the text is read once more and not once for every place. Source: deployment-file
/// contract, section 2; the cases were compared with PyYAML 6.0.3.
struct YAMLMending {
    /// A place of the mended text, from which on columns of its line are counted differently.
    private struct Shift {
        let line: Int
        let column: Int
    }

    private struct Edit {
        let range: Range<Int>
        let replacement: [UInt8]
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
    /// How many bytes may be read again, so that no text takes a time that grows faster than itself.
    private var budget: Int
    private let depth: Int

    /// What one look through the text wants to have written in another way, in the order of the places.
    private var edits: [Edit] = []
    /// Lines that the look put in.
    private var linesPut = 0
    /// The line that it moved last, and by how much.
    private var movedLine = 0
    private var moved = 0
    /// Before this place nothing can be moved any more: what is known of places further on would be wrong.
    private var settled = 0

    init(_ text: String, limits: YAMLLimits) {
        bytes = Array(text.utf8)
        budget = limits.rereadings * (bytes.count + 4096)
        depth = limits.depth
    }

    var isMended: Bool { !shifts.isEmpty || !addedLines.isEmpty }

    /// Mends the place of a complaint about the text, and those behind it.
    ///
    /// - Returns: Whether the text has changed, so that reading it again gets further.
    mutating func mend(_ complaint: YAMLComplaint) -> Bool {
        budget -= bytes.count
        var start = YAMLScanStart.beginning
        var next: YAMLComplaint? = complaint
        while budget > 0, let complaint = next, let restart = mend(complaint, of: start) {
            budget -= restart.lead.count + restart.place.offset - start.place.offset
            start = restart
            next = start.complaint(in: bytes, depth: depth)
        }
        guard budget > 0, !edits.isEmpty else { return false }
        applyEdits()
        return true
    }

    /// - Returns: Where to look for the next place; `nil` when this one cannot be mended.
    private mutating func mend(_ complaint: YAMLComplaint, of start: YAMLScanStart) -> YAMLScanStart? {
        guard let place = start.place(of: complaint.place, in: bytes) else { return nil }
        let beginning = start.place(of: complaint.beginning, in: bytes)
        let key = complaint.key.map(start.column)
        switch complaint.problem {
        case "found a tab character where an indentation space is expected":
            return beginning.flatMap { mendTab(complaint, at: place, of: $0) }
        case "found unexpected ':'": return mendKey(complaint, at: place, key: key)
        case "found invalid Unicode character escape code":
            return mendSurrogates(complaint, at: place, key: key)
        case "found unknown directive name": return beginning.flatMap { mendDirective(at: $0) }
        case "found incompatible YAML document": return mendVersion(at: place)
        default: return nil
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

    // MARK: - Edits

    /// An edit from which on its line is counted differently.
    ///
    /// - Parameters:
    ///   - place: Where it stands in the text before all edits of this look.
    ///   - count: By how many characters the line gets longer.
    /// - Returns: Whether it can be made.
    private mutating func shift(at place: YAMLPlace, by count: Int, _ edit: Edit) -> Bool {
        guard place.offset >= settled else { return false }
        let line = place.line + linesPut + 1
        if line != movedLine { (movedLine, moved) = (line, 0) }
        shifts.append(Shift(line: line, column: place.column + 1 + moved))
        sums.append((sums.last ?? 0) + count)
        moved += count
        edits.append(edit)
        return true
    }

    private mutating func applyEdits() {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + edits.count * 2)
        var place = 0
        for edit in edits {
            result += bytes[place..<edit.range.lowerBound]
            result += edit.replacement
            place = edit.range.upperBound
        }
        settled = max(settled, result.count)
        result += bytes[place...]
        bytes = result
        edits = []
        linesPut = 0
        movedLine = 0
    }

    private func byte(_ offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }

    // MARK: - Kinds of places

    /// A block whose first line begins with a tab. A line before it says how far the block is indented.
    private mutating func mendTab(
        _ complaint: YAMLComplaint, at place: YAMLPlace, of header: YAMLPlace
    ) -> YAMLScanStart? {
        guard byte(place.offset) == UInt8(ascii: "\t"), place.column >= max(complaint.indent + 1, 1),
            place.offset >= settled
        else { return nil }
        let start = place.offset - place.column
        guard header.offset < start, let end = bytes[header.offset..<start].firstIndex(of: 0x0A), end > header.offset
        else { return nil }
        // With an indentation of its own the block has ended here.
        if bytes[(header.offset + 1)..<end].prefix(2).contains(where: NameGrammar.isDigit) { return nil }
        let blanks = bytes[(end + 1)..<start].split(separator: 0x0A)
        guard blanks.allSatisfy({ $0.count <= place.column + 1 && $0.allSatisfy { $0 == 0x20 || $0 == 0x0D } }) else {
            return nil
        }
        guard let mark = mark ?? unusedCharacter() else { return nil }
        self.mark = mark
        let indentation = Array(repeating: UInt8(0x20), count: place.column)
        edits.append(Edit(range: start..<start, replacement: indentation + Array("\(mark)\n".utf8)))
        linesPut += 1
        addedLines.append(place.line + linesPut)
        var lead = YAMLScanStart.opening(complaint.indent)
        lead += Array(repeating: 0x20, count: complaint.indent + 1) + Array("|\n".utf8)
        lead += indentation + Array("x\n".utf8)
        return YAMLScanStart(at: YAMLPlace(offset: start, line: place.line, column: 0), lead: lead)
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
    private mutating func mendKey(_ complaint: YAMLComplaint, at place: YAMLPlace, key: Int?) -> YAMLScanStart? {
        guard let next = byte(place.offset + 1), next != UInt8(ascii: "?") else { return nil }
        var behind = place
        behind.offset += 1
        behind.column += 1
        let edit = Edit(range: behind.offset..<behind.offset, replacement: [0x20])
        guard shift(at: behind, by: 1, edit) else { return nil }
        return YAMLScanStart(at: behind, lead: Self.flow(complaint, key: key) + Array("x: ".utf8))
    }

    /// What brings the scanner into as many collections of flow style; where these may become a key, at its column.
    private static func flow(_ complaint: YAMLComplaint, key: Int?) -> [UInt8] {
        YAMLScanStart.opening(complaint.indent) + Array(repeating: 0x20, count: key ?? complaint.indent + 1)
            + Array(repeating: UInt8(ascii: "["), count: complaint.flowLevel)
            + (key == nil && complaint.flowLevel > 0 ? [0x0A] : [])
    }

    /// A character as two escapes, the way JSON writes those beyond U+FFFF: all that the text between quotes still has.
    private mutating func mendSurrogates(
        _ complaint: YAMLComplaint, at complained: YAMLPlace, key: Int?
    ) -> YAMLScanStart? {
        var place = complained
        place.offset -= 2
        place.column -= 2
        var isMended = false
        while let byte = byte(place.offset), byte != UInt8(ascii: "\"") {
            if let scalar = pair(at: place.offset) {
                let digits = String(scalar.value, radix: 16)
                let escape = "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                let edit = Edit(range: place.offset..<(place.offset + 12), replacement: Array(escape.utf8))
                guard shift(at: place, by: -2, edit) else { return nil }
                isMended = true
                place.offset += 12
                place.column += 12
                continue
            }
            let isEscape = byte == UInt8(ascii: "\\") && self.byte(place.offset + 1) != 0x0A
            place.offset += isEscape ? 2 : 1
            if byte == 0x0A {
                place.line += 1
                place.column = 0
            } else {
                place.column += isEscape ? 2 : byte & 0xC0 == 0x80 ? 0 : 1
            }
        }
        guard isMended, byte(place.offset) != nil else { return nil }
        place.offset += 1
        place.column += 1
        // A text in quotes that is empty stands for it.
        return YAMLScanStart(at: place, lead: Self.flow(complaint, key: key) + Array("\"\"".utf8))
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
    private mutating func mendDirective(at start: YAMLPlace) -> YAMLScanStart? {
        guard byte(start.offset) == UInt8(ascii: "%") else { return nil }
        let hash = UInt8(ascii: "#")
        edits.append(Edit(range: start.offset..<(start.offset + 1), replacement: [hash]))
        return YAMLScanStart(at: YAMLPlace(offset: start.offset + 1, line: start.line, column: 1), lead: [hash])
    }

    /// `%YAML 1.3`: all versions that begin with 1 are read alike.
    private mutating func mendVersion(at place: YAMLPlace) -> YAMLScanStart? {
        guard let point = bytes[place.offset...].firstIndex(of: UInt8(ascii: ".")),
            bytes[place.offset..<point].suffix(2).elementsEqual(" 1".utf8)
        else { return nil }
        let count = bytes[(point + 1)...].prefix(while: NameGrammar.isDigit).count
        guard count > 0 else { return nil }
        let digits = [UInt8(ascii: "1")] + Array(repeating: 0x20, count: count - 1)
        edits.append(Edit(range: (point + 1)..<(point + 1 + count), replacement: digits))
        var behind = place
        behind.column += point + 1 + count - place.offset
        behind.offset = point + 1 + count
        return YAMLScanStart(at: behind, lead: [UInt8(ascii: "#")])
    }
}
