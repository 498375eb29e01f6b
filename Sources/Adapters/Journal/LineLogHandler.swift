package import Domain
package import Logging

/// Writes what is logged line by line into a ``LogSink``.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let area: String
    private let format: Configuration.Log.Format
    private let sink: LogSink
    private let clock: any Timekeeper

    /// What the labels of our loggers begin with; an area follows.
    private static let prefix = "overlord."

    /// The label of the logger for an area.
    package static func label(_ area: JournalArea) -> String { prefix + area.rawValue }

    /// - Parameters:
    ///   - label: Of an area; those of libraries count as ``JournalArea/server``.
    ///   - settings: The section `log` of the configuration.
    package init(
        label: String, settings: Configuration.Log, sink: LogSink, clock: any Timekeeper = SystemClock()
    ) {
        let area =
            label.hasPrefix(Self.prefix) ? JournalArea(rawValue: String(label.dropFirst(Self.prefix.count))) : nil
        self.area = area?.rawValue ?? label
        logLevel = Logger.Level(settings.level(of: area ?? .server))
        format = settings.format
        self.sink = sink
        self.clock = clock
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = LogLine(
            time: clock.wallTime, level: event.level.rawValue, area: area, message: "\(event.message)",
            facts: all.sorted { $0.key < $1.key }.map { (name: $0.key, value: "\($0.value)") })
        sink.write(format == .json ? line.json : line.text)
    }
}
