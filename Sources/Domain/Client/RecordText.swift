/// The records of virtual machines and of autoscaling as `get-info` prints them, with the indentation of 0.25, which is
/// not regular. Source: command-line contract, sections 3.6 and 3.7.
///
/// 0.25 prints the name before the first record of a server only; here each has its own.
package enum RecordText {
    package static func virtualMachine(_ status: JSONObject) -> [String] {
        ["      virtual-machines:"]
            + status.members.flatMap { key, value in
                switch (key, value) {
                case ("output", .string(let text)): output(text)
                case (_, .array(let items)): ["        \(key):"] + items.map { "        - \(PythonText.plain($0))" }
                default: ["          \(key): \(text(of: value, under: key))"]
                }
            }
    }

    /// What the machine said: nothing, one line, or a block.
    private static func output(_ text: String) -> [String] {
        let lines = PythonText.lines(of: text)
        return switch lines.count {
        case 0: []
        case 1: ["          output: \(lines[0])"]
        default: ["          output: |"] + lines.map { "            \($0)" }
        }
    }

    package static func autoscale(_ status: JSONObject) -> [String] {
        ["      autoScale:"]
            + status.members.flatMap { key, value in
                switch (key, value) {
                case ("output", .object(let output)): older(output)
                case (_, .array(let items)): ["        \(key):"] + items.map { "          - \(PythonText.plain($0))" }
                default: ["        \(key): \(text(of: value, under: key))"]
                }
            }
    }

    /// The record of servers before 0.25.
    private static func older(_ output: JSONObject) -> [String] {
        guard !output.isEmpty else { return [] }
        return ["        output:"]
            + output.members.flatMap { key, value in
                guard key == "nodes", case .object(let nodes) = value else {
                    return ["         \(key): \(PythonText.plain(value))"]
                }
                return ["         nodes:"] + nodes.members.map { "          \($0.name): \(PythonText.plain($0.value))" }
            }
    }

    private static func text(of value: JSONValue, under key: String) -> String {
        if key == "last_update", let seconds = value.number { return DurationText.text(seconds: seconds) }
        return PythonText.plain(value)
    }
}
