/// What `get-info` prints, line by line, as 0.25 does. Source: command-line contract, section 3.
package enum InfoText {
    /// - Returns: Lines without their breaks; a value with line breaks of its own makes one line here.
    package static func lines(of report: InfoReport) -> [String] {
        report.blocks.flatMap { header(of: $0.node) + body(of: $0.content) }
    }

    /// The two names are swapped with respect to the file, as in 0.25 (command-line contract, section 3.1).
    private static func header(of node: TreeNode) -> [String] {
        var lines = [
            "datacenter: \(node.url)", "  entrypoint: \(node.datacenter)", "  chain: \(ProblemText.chain(node.chain))",
        ]
        if let labels = node.labels, !labels.isEmpty {
            lines.append("  labels:")
            lines += labels.map { "    - \($0)" }
        }
        return lines
    }

    private static func body(of content: InfoReport.Content) -> [String] {
        switch content {
        case .chain: []
        case .statistics(let counters):
            ["  stats:"] + counters.members.map { "    \($0.name): \(CounterText.of($0.name, $0.value))" }
        case .projects(let projects):
            ["  projects:"] + projects.flatMap { ProjectText.lines(of: $0.name, $0.value) }
        case .metadata(let items): ["  metadata:"] + items.flatMap { metadata($0.name, $0.value) }
        case .jails(let jails):
            ["  jails:"] + jails.flatMap { ["    \($0.name):"] + $0.value.flatMap(jailFacts) }
        case .namespaces(let namespaces):
            ["  namespaces:"]
                + namespaces.flatMap { ["    \($0.name):"] + $0.value.map { "      - \(namespaceItem($0))" } }
        case .autoscale(let projects):
            ["  projects:"] + projects.flatMap { ["    \($0.name):"] + RecordText.autoscale($0.value) }
        case .virtualMachines(let machines):
            ["  projects:"] + machines.flatMap { ["    \($0.name):"] + RecordText.virtualMachine($0.value) }
        case .logs(let paths): ["  logs:"] + paths.map { "    - \($0)" }
        }
    }

    private static func namespaceItem(_ item: JSONValue) -> String {
        guard var object = item.object else { return PythonText.plain(item) }
        if let mode = object["mode"]?.integer { object["mode"] = .string(FileModeText.text(of: mode)) }
        return PythonText.plain(.object(object))
    }

    private static func metadata(_ key: String, _ value: String) -> [String] {
        let lines = PythonText.lines(of: value)
        switch lines.count {
        case 0: return []
        case 1: return ["    \(key): \(lines[0])"]
        default: return ["    \(key): |"] + lines.map { "      \($0)" }
        }
    }

    private static func jailFacts(_ facts: InfoReport.JailFacts) -> [String] {
        let name = facts.item.rawValue
        switch facts.value {
        case .object(let object):
            return ["      \(name):"]
                + object.members.map { key, value in
                    "        \(key): " + (facts.item == .stats ? CounterText.of(key, value) : PythonText.plain(value))
                }
        case .array(let items): return ["      \(name):"] + items.map { "        - \(PythonText.plain($0))" }
        default: return ["      \(name): \(PythonText.plain(facts.value))"]
        }
    }
}
