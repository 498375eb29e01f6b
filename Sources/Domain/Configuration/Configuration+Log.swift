extension Configuration {
    /// The section `log`: where the log of the server goes, how much of it, and in which form.
    package struct Log: Equatable, Sendable {
        package enum Format: String, Sendable, CaseIterable {
            /// A line of text for people.
            case text
            /// A JSON object a line.
            case json
        }

        /// The least grave lines that are written.
        package var level: JournalLevel
        /// Areas whose level is another.
        package var levels: [JournalArea: JournalLevel]
        /// `nil` for standard error.
        package var file: String?
        package var format: Format

        package init(
            level: JournalLevel = .info, levels: [JournalArea: JournalLevel] = [:], file: String? = nil,
            format: Format = .text
        ) {
            self.level = level
            self.levels = levels
            self.file = file
            self.format = format
        }

        package func level(of area: JournalArea) -> JournalLevel { levels[area] ?? level }
    }

    package var log: Log {
        let section = json["log"]
        var levels: [JournalArea: JournalLevel] = [:]
        for (name, value) in section?["levels"]?.object?.members ?? [] {
            if let area = JournalArea(rawValue: name), let level = value.string.flatMap({ JournalLevel(rawValue: $0) })
            {
                levels[area] = level
            }
        }
        return Log(
            level: section?["level"]?.string.flatMap { JournalLevel(rawValue: $0) } ?? .info, levels: levels,
            file: section?["file"]?.string,
            format: section?["format"]?.string.flatMap { Log.Format(rawValue: $0) } ?? .text)
    }
}
