/// One project as `get-info -t projects` prints it, with the indentation of 0.25, which is not regular.
/// Source: command-line contract, section 3.5.
package enum ProjectText {
    package static func lines(of name: String, _ info: JSONObject) -> [String] {
        var lines = ["    \(name):"]
        for key in ["state", "last_log", "locked"] {
            lines.append("      \(key): \(PythonText.plain(info[key] ?? .null))")
        }
        lines.append("      services:")
        lines += (info["services"]?.array ?? []).map { "        - \(PythonText.plain($0))" }
        for record in ["up", "down"] {
            guard let entries = info[record]?.object, !entries.isEmpty else { continue }
            lines.append("      \(record):")
            lines += entries.members.flatMap { entry($0.name, $0.value) }
        }
        return lines
    }

    private static func entry(_ key: String, _ value: JSONValue) -> [String] {
        switch (key, value) {
        case ("last_update", _):
            guard let seconds = value.number else { break }
            return ["        last_update: \(DurationText.text(seconds: seconds))"]
        case ("output", .object(let output)): return Self.output(output)
        case ("labels", .object(let labels)): return Self.labels(labels)
        case (_, .array(let items)):
            return ["        \(key):"] + items.map { "        - \(PythonText.plain($0))" }
        default: break
        }
        return ["        \(key): \(PythonText.plain(value))"]
    }

    private static func output(_ output: JSONObject) -> [String] {
        guard !output.isEmpty else { return [] }
        var lines = ["        output:"]
        for (key, value) in output.members {
            guard key == "stderr", case .string(let text) = value else {
                lines.append("         \(key): \(PythonText.plain(value))")
                continue
            }
            let errors = PythonText.lines(of: text)
            guard !errors.isEmpty else { continue }
            lines.append("         stderr:")
            lines += errors.map { "           \($0)" }
        }
        return lines
    }

    /// The line `labels:` stands only above an error or message of the project itself: what the integrations say hangs
    /// below whatever came before, as in 0.25.
    private static func labels(_ labels: JSONObject) -> [String] {
        var lines: [String] = []
        let message = labels["message"] ?? .null
        if labels["error"]?.bool == true || !message.isNull {
            lines.append("        labels:")
            lines.append("         error: \(PythonText.plain(labels["error"] ?? .null))")
            lines.append("         message: \(PythonText.plain(message))")
        }
        for integration in ["load-balancer", "skydns"] {
            let services = (labels[integration]?.object?.members ?? []).filter { isWorthShowing($0.value) }
            guard !services.isEmpty else { continue }
            lines.append("         \(integration):")
            lines.append("           services:")
            for (name, result) in services {
                lines.append("             \(name):")
                lines.append("               error: \(PythonText.plain(result["error"] ?? .null))")
                lines.append("               message: \(PythonText.plain(result["message"] ?? .null))")
            }
        }
        return lines
    }

    private static func isWorthShowing(_ result: JSONValue) -> Bool {
        result["error"]?.bool == true || !(result["message"] ?? .null).isNull
    }
}
