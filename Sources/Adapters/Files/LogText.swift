/// Makes the text of a log file from its bytes, as the API answers it. Source: HTTP contract, section 8.11.
enum LogText {
    /// Control sequences of terminals are removed, every kind of line boundary becomes LF, the last one is dropped.
    /// Bytes that are no UTF-8 become U+FFFD; 0.25 answered 500 for them.
    static func clean(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            if let end = endOfControlSequence(in: bytes, at: position) {
                position = end
            } else if let end = endOfLineBoundary(in: bytes, at: position) {
                output.append(0x0A)
                position = end
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        // Every boundary is now one LF, and LF is never part of a longer sequence of UTF-8.
        if output.last == 0x0A { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }

    /// ESC `[`, or the single character U+009B, then parameters, intermediates and one final byte (ECMA-48, 5.4).
    private static func endOfControlSequence(in bytes: [UInt8], at start: Int) -> Int? {
        var position = start
        switch bytes[start] {
        case 0x1B:
            guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else { return nil }
            position += 2
        case 0xC2:
            guard start + 1 < bytes.count, bytes[start + 1] == 0x9B else { return nil }
            position += 2
        case 0x9B:
            // As a byte of its own; inside a longer character of UTF-8 it means something else.
            guard !isContinuation(in: bytes, at: start) else { return nil }
            position += 1
        default: return nil
        }
        while position < bytes.count, (0x30...0x3F).contains(bytes[position]) { position += 1 }
        while position < bytes.count, (0x20...0x2F).contains(bytes[position]) { position += 1 }
        guard position < bytes.count, (0x40...0x7E).contains(bytes[position]) else { return nil }
        return position + 1
    }

    /// Whether the byte at `place` belongs to a character that started at most three bytes before it.
    private static func isContinuation(in bytes: [UInt8], at place: Int) -> Bool {
        for distance in 1...3 where place - distance >= 0 {
            let byte = bytes[place - distance]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > distance
        }
        return false
    }

    private static func endOfLineBoundary(in bytes: [UInt8], at start: Int) -> Int? {
        switch bytes[start] {
        case 0x0A, 0x0B, 0x0C, 0x1C, 0x1D, 0x1E: return start + 1
        case 0x0D: return start + 1 < bytes.count && bytes[start + 1] == 0x0A ? start + 2 : start + 1
        // NEL is U+0085; U+2028 and U+2029 part lines and paragraphs.
        case 0xC2: return start + 1 < bytes.count && bytes[start + 1] == 0x85 ? start + 2 : nil
        case 0xE2:
            guard start + 2 < bytes.count, bytes[start + 1] == 0x80 else { return nil }
            return bytes[start + 2] == 0xA8 || bytes[start + 2] == 0xA9 ? start + 3 : nil
        default: return nil
        }
    }
}
