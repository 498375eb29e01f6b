package import Domain

extension Expectation {
    /// The expectation in words.
    package var text: String {
        switch when {
        case .at(let time): "at \(ScenarioDuration.text(time)) that \(condition.text)"
        case .within(let times): "at some moment of \(ScenarioDuration.text(times)) that \(condition.text)"
        case .eventually: "in the end that \(condition.text)"
        case .always(let times): "all the time of \(ScenarioDuration.text(times)) that \(condition.text)"
        case .sometimes: "in some seed that \(condition.text)"
        }
    }
}

extension Condition {
    /// The condition in words.
    package var text: String {
        switch self {
        case .chains(let server, let chains):
            "\(server) lists \(chains.isEmpty ? "nothing" : chains.map(\.text).joined(separator: ", "))"
        case .operation(let project, let server, let operation):
            "the last up of \(project) on \(server) is \(operation)"
        case .project(let project, let server, let exists): "\(project) is \(exists ? "" : "not ")on \(server)"
        case .jails(let server, let count): "\(count.text) jails run on \(server)"
        case .jobs(let server, let state, let count): "\(count.text) jobs of \(server) are \(state)"
        case .metadata(let key, let server, let value):
            "\(key) on \(server) is \(value.map { "'\($0)'" } ?? "absent")"
        case .happens(let text): "'\(text)' happens"
        case .wholeTree: "every server that can be reached is listed"
        }
    }

    /// The server that it is about.
    package var node: String? {
        switch self {
        case .chains(let server, _), .operation(_, let server, _), .project(_, let server, _), .jails(let server, _),
            .jobs(let server, _, _), .metadata(_, let server, _):
            server.text
        case .happens, .wholeTree: nil
        }
    }
}

extension ClosedRange<Int> {
    fileprivate var text: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound) to \(upperBound)" }
}

extension JobState {
    /// The word for the state: `queued`, `running`, or the end.
    package var name: String {
        switch self {
        case .queued: "queued"
        case .running: "running"
        case .ended(let end): end.rawValue
        }
    }
}
