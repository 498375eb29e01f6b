import Domain

/// Expectations in words.
enum ConditionText {
    static func text(of expectation: Expectation) -> String {
        "\(text(of: expectation.when)): \(text(of: expectation.condition))"
    }

    private static func text(of when: Expectation.When) -> String {
        switch when {
        case .at(let time): "at \(RunTime.text(time))"
        case .within(let range): "within \(text(of: range))"
        case .eventually: "eventually"
        case .always(let range): "always in \(text(of: range))"
        case .sometimes: "sometimes"
        }
    }

    static func text(of condition: Condition) -> String {
        switch condition {
        case .chains(let server, let names):
            "\(server) lists \(names.isEmpty ? "no chain" : names.map(\.text).joined(separator: ", "))"
        case .operation(let project, let server, let state): "the last operation of \(project) on \(server) is \(state)"
        case .project(let project, let server, let exists): "\(server) \(exists ? "has" : "has no") project \(project)"
        case .jails(let server, let count): "\(text(of: count)) jails run on \(server)"
        case .jobs(let server, let state, let count): "\(text(of: count)) jobs of \(server) are \(state)"
        case .metadata(let key, let server, let value):
            "item \(key) on \(server) is \(value.map { "'\($0)'" } ?? "absent")"
        case .happens(let text): "a line holds '\(text)'"
        case .wholeTree: "every server that is up is listed by the one above it"
        }
    }

    private static func text(of range: ClosedRange<Duration>) -> String {
        "\(RunTime.text(range.lowerBound)) to \(RunTime.text(range.upperBound))"
    }

    private static func text(of count: ClosedRange<Int>) -> String {
        count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
    }
}
