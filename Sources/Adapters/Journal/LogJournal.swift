package import Domain
package import Logging

/// Writes the journal of a node through swift-log.
package struct LogJournal: Journal {
    private let logger: Logger

    package init(_ logger: Logger) { self.logger = logger }

    package func record(_ level: JournalLevel, _ message: String, _ facts: [(name: String, value: String)]) {
        let level = Logger.Level(level)
        guard level >= logger.logLevel else { return }
        var metadata = Logger.Metadata()
        for (name, value) in facts { metadata[name] = .string(Self.plain(value)) }
        logger.log(level: level, "\(Self.plain(message))", metadata: metadata)
    }

    /// Text whose control characters, which may come from the wire, are written as escapes: one record stays one line.
    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? "\\u{\(String($0.value, radix: 16))}" : String(Character($0)) }
            .joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
    }
}

extension Logger.Level {
    package init(_ level: JournalLevel) {
        switch level {
        case .debug: self = .debug
        case .info: self = .info
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}
