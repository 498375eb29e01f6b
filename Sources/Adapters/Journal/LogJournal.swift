package import Domain
package import Logging

/// Writes the journal of a node through swift-log, each area through a logger of its own.
package struct LogJournal: Journal {
    private let loggers: [JournalArea: Logger]
    private let area: JournalArea

    /// The journal for lines about ``JournalArea/server``. To be made when the logging system has its handlers.
    package init() {
        self.init(
            loggers: Dictionary(
                uniqueKeysWithValues: JournalArea.allCases.map { ($0, Logger(label: LineLogHandler.label($0))) }),
            area: .server)
    }

    /// - Parameter logger: Makes the logger of an area.
    package init(_ logger: (JournalArea) -> Logger) {
        self.init(
            loggers: Dictionary(uniqueKeysWithValues: JournalArea.allCases.map { ($0, logger($0)) }), area: .server)
    }

    private init(loggers: [JournalArea: Logger], area: JournalArea) {
        self.loggers = loggers
        self.area = area
    }

    package func about(_ area: JournalArea) -> any Journal { LogJournal(loggers: loggers, area: area) }

    package func record(_ level: JournalLevel, _ message: String, _ facts: [(name: String, value: String)]) {
        let level = Logger.Level(level)
        guard let logger = loggers[area], level >= logger.logLevel else { return }
        var metadata = Logger.Metadata()
        for (name, value) in facts { metadata[name] = .string(value) }
        logger.log(level: level, "\(message)", metadata: metadata)
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
