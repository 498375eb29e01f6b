/// A pattern of names in the claims of a token: `*` stands for any run of characters, also none; everything else for
/// itself.
///
/// | pattern | matches | does not match |
/// | --- | --- | --- |
/// | `web-*` | `web-`, `web-1` | `web` |
/// | `*` | everything, also the empty text | |
/// | `alpha.*` | `alpha.charlie` | `alpha` |
package struct TokenPattern: Sendable {
    private let bytes: [UInt8]

    package init(_ pattern: String) { bytes = Array(pattern.utf8) }

    /// Takes time linear in the lengths of the pattern and of `text`, whatever they hold.
    package func matches(_ text: String) -> Bool {
        let pieces = bytes.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        var rest = Array(text.utf8)[...]
        guard rest.starts(with: pieces[0]) else { return false }
        guard pieces.count > 1 else { return rest.count == pieces[0].count }
        rest = rest.dropFirst(pieces[0].count)
        for piece in pieces.dropFirst().dropLast() {
            // The leftmost place leaves most for the pieces that follow, so nothing is ever tried twice.
            guard let end = Self.endOfFirst(piece, in: rest) else { return false }
            rest = rest[end...]
        }
        let last = pieces[pieces.count - 1]
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    /// Where the first occurrence of `piece` in `text` ends, found in linear time (Knuth, Morris and Pratt).
    private static func endOfFirst(_ piece: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Int? {
        let piece = Array(piece)
        if piece.isEmpty { return text.startIndex }
        // borders[n]: length of the longest proper border of the first n + 1 bytes of the piece.
        var borders = [Int](repeating: 0, count: piece.count)
        var border = 0
        for position in piece.indices.dropFirst() {
            while border > 0 && piece[position] != piece[border] { border = borders[border - 1] }
            if piece[position] == piece[border] { border += 1 }
            borders[position] = border
        }
        var matched = 0
        for position in text.indices {
            while matched > 0 && text[position] != piece[matched] { matched = borders[matched - 1] }
            if text[position] == piece[matched] { matched += 1 }
            if matched == piece.count { return position + 1 }
        }
        return nil
    }
}
