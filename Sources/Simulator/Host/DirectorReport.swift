import Domain

/// What `up -j` and `down -j` print. Source: node contract, section 4.4.
struct DirectorReport: Equatable, Sendable {
    struct Failure: Equatable, Sendable {
        let type: String
        let service: String
    }

    /// `nil` when a command of AppJail ran into Director's time limit.
    var errorLevel: Int? = 0
    var message: String?
    var failed: [Failure] = []

    /// The exact text: two-space indentation, above ASCII escaped, a line feed at the end.
    var text: String {
        let entries = failed.map { failure in
            "    {\n      \"type\": \(Self.quoted(failure.type)),\n      \"service\": \(Self.quoted(failure.service))\n    }"
        }
        let list = entries.isEmpty ? "[]" : "[\n\(entries.joined(separator: ",\n"))\n  ]"
        return "{\n  \"errlevel\": \(errorLevel.map { String($0) } ?? "null"),\n  \"message\": "
            + "\(message.map(Self.quoted) ?? "null"),\n  \"failed\": \(list)\n}\n"
    }

    /// What `describe` prints of a project. Source: node contract, section 4.5.
    static func text(of description: ProjectDescription, logRoot: String) -> String {
        let services = description.services.map { service in
            "    {\n      \"name\": \(quoted(service.name)),\n      \"status\": \(service.status),\n      \"jail\": "
                + "\(quoted(service.jail))\n    }"
        }
        let list = services.isEmpty ? "[]" : "[\n\(services.joined(separator: ",\n"))\n  ]"
        let log = description.lastLog.map { quoted("\(logRoot)/\($0)") } ?? "null"
        return
            "{\n  \"name\": \(quoted(description.name)),\n  \"state\": \(quoted(description.state)),\n  \"last_log\": "
            + "\(log),\n  \"locked\": \(description.isLocked),\n  \"services\": \(list)\n}\n"
    }

    private static func quoted(_ text: String) -> String { JSONWriter.text(of: .string(text), layout: .indented) }
}
