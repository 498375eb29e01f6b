internal import Domain

/// Finds the lines of a literal block (`key: |`) in the file that holds it, so that mistakes within the text can be
/// shown where the user wrote them.
enum LiteralBlock {
    /// - Parameters:
    ///   - scalar: The text's value, with the place where it begins: its tag, its anchor, or the sign `|`.
    ///   - content: The text.
    ///   - file: The whole file.
    /// - Returns: Where the lines of the text are; the value's own place when it is folded, quoted, plain, or came out
    ///   of `!ENV`.
    static func origin(of scalar: Document, content: String, in file: String) -> YAMLReader.Origin {
        let elsewhere = YAMLReader.Origin.scalar(scalar.position)
        guard !scalar.isFromEnvironment else { return elsewhere }
        let lines = lines(of: file)
        let header = scalar.position.line - 1
        guard lines.indices.contains(header) else { return elsewhere }
        // The position counts from behind a byte order mark.
        let mark = header == 0 && lines[header].first == "\u{FEFF}" ? 1 : 0
        let rest = lines[header].dropFirst(scalar.position.column - 1 + mark)
        guard isLiteralHeader(rest) else { return elsewhere }
        // The first line of the text that holds something tells the indentation of all.
        for (index, line) in Self.lines(of: content).enumerated() where line.contains(where: { $0 != " " }) {
            let place = header + 1 + index
            guard lines.indices.contains(place) else { return elsewhere }
            let written = lines[place]
            guard written.count >= line.count, written.suffix(line.count).elementsEqual(line) else { return elsewhere }
            return .block(lines: header + 1, columns: written.count - line.count)
        }
        return elsewhere
    }

    /// `|`, perhaps after an anchor and tags.
    private static func isLiteralHeader(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        for word in text.split(separator: " ") {
            switch word.first {
            case "|": return true
            case "&", "!": continue
            default: return false
            }
        }
        return false
    }

    private static func lines(of text: String) -> [ArraySlice<Unicode.Scalar>] {
        var lines = Array(text.unicodeScalars).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where line.last == "\r" { lines[index] = line.dropLast() }
        return lines
    }
}
