/// Linear-time recognisers for the names that travel over the wire.
///
/// Overlord 0.25 checks the same names with regular expressions that backtrack exponentially; these read every byte
/// once. Source: HTTP contract, section 6.
package enum NameGrammar {
    /// Longest name that a file system of the supported platforms takes as one path component, in bytes.
    package static let longestName = 255

    /// Whether `text` is made of groups that start with a letter and go on with letters or digits, joined by single
    /// separators: `a`, `db-only`, `web.conf`; not `a-1`, `a..b`, `-a`.
    ///
    /// - Parameters:
    ///   - text: The candidate.
    ///   - separators: ASCII bytes that may stand between two groups.
    ///   - upperCase: Whether upper-case letters are allowed.
    package static func isGroups(_ text: String, separators: [UInt8], upperCase: Bool) -> Bool {
        var atGroupStart = true
        var length = 0
        for byte in text.utf8 {
            length += 1
            if length > longestName { return false }
            if atGroupStart {
                guard isLetter(byte, upperCase: upperCase) else { return false }
                atGroupStart = false
            } else if separators.contains(byte) {
                atGroupStart = true
            } else if !isLetter(byte, upperCase: upperCase) && !isDigit(byte) {
                return false
            }
        }
        return length > 0 && !atGroupStart
    }

    /// Whether a process can be given a variable of this name. Swift's library for processes refuses names that begin with
    /// a digit, as shells do.
    package static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "=") }
    }

    /// Whether every byte of `text` is a letter, a digit or one of `extra`, and `text` is 1 to 255 bytes long.
    package static func isWord(_ text: String, extra: [UInt8]) -> Bool {
        var length = 0
        for byte in text.utf8 {
            length += 1
            if length > longestName { return false }
            if !isLetter(byte, upperCase: true) && !isDigit(byte) && !extra.contains(byte) { return false }
        }
        return length > 0
    }

    package static func isLetter(_ byte: UInt8, upperCase: Bool) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (upperCase && byte >= 0x41 && byte <= 0x5A)
    }

    package static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Names a character that may not stand where it does.
    static func notAllowed(_ scalar: Unicode.Scalar, at index: Int) -> String {
        let shown: String
        switch scalar {
        case " ": shown = "a blank"
        case "\n": shown = "a line end"
        case "\t": shown = "a tab"
        default:
            shown = scalar.value < 0x20 || scalar.value == 0x7F ? "a control character" : "'\(scalar)'"
        }
        return "\(shown), character \(index + 1), is not allowed"
    }
}
