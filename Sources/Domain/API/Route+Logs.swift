extension Route.JailLogLocation {
    /// Reads the four parts of the path of a log of a jail, percent-encoded; the only parts of paths that are decoded.
    ///
    /// - Returns: `nil` when one of them names no file.
    init?(_ words: [String]) {
        let parts = words.compactMap { PercentEncoding.decode($0).flatMap { LogPart($0) } }
        guard parts.count == 4 else { return nil }
        self.init(type: parts[0], entity: parts[1], subtype: parts[2], file: parts[3])
    }
}

extension Route.ProjectLogLocation {
    /// Reads the parts of the path of a log of a project (HTTP contract, section 6).
    ///
    /// - Parameter service: `.` for a file directly below the date.
    init?(date: String, service: String, file: String) {
        guard Self.isDate(date), Self.isFile(file), let date = LogPart(date), let file = LogPart(file) else {
            return nil
        }
        guard service != "." else {
            self.init(date: date, service: nil, file: file)
            return
        }
        guard NameGrammar.isWord(service, extra: Array("._-".utf8)), let service = LogPart(service) else { return nil }
        self.init(date: date, service: service, file: file)
    }

    /// `YYYY-MM-DD_HHhMMmSSs`
    private static func isDate(_ text: String) -> Bool {
        let pattern = Array("0000-00-00_00h00m00s".utf8)
        let bytes = Array(text.utf8)
        return bytes.count == pattern.count
            && zip(bytes, pattern).allSatisfy { $1 == UInt8(ascii: "0") ? NameGrammar.isDigit($0) : $0 == $1 }
    }

    /// Lower-case letters and dashes, then `.log`.
    private static func isFile(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count > 4 && bytes.count <= NameGrammar.longestName && bytes.suffix(4).elementsEqual(".log".utf8)
            && bytes.dropLast(4).allSatisfy {
                NameGrammar.isLetter($0, upperCase: false) || $0 == UInt8(ascii: "-")
            }
    }
}
