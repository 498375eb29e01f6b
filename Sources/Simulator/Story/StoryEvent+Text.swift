import Domain

extension StoryEvent {
    /// Who tells: a node, or a part of the world.
    package var source: String {
        switch self {
        case .note(let source, _): source
        case .journal(let node, _, _, _), .process(let node, _, _), .job(let node, _), .host(let node, _),
            .metadata(let node, _, _), .namespace(let node, _, _):
            node
        case .message: "network"
        case .answered(let answer): answer.node
        case .command(let command): command.operator
        case .entry: "plan"
        case .violated(let violation): violation.node ?? "invariants"
        }
    }

    /// The event in one line, without its time and source.
    package var text: String {
        switch self {
        case .note(_, let text): text
        case .journal(_, let level, let message, let facts):
            "\(level.rawValue): \(message)" + facts.map { " \($0.name)=\($0.value)" }.joined()
        case .message(let message): "#\(message.number) \(message.from) → \(message.to): \(message.phase.text)"
        case .process(_, let incarnation, let change): "process \(incarnation) \(change.rawValue)"
        case .job(_, let change): change.text
        case .host(_, let change): change.text
        case .metadata(_, let key, let value): value == nil ? "item \(key) deleted" : "item \(key) written"
        case .namespace(_, let key, let entries):
            entries.map { "namespace \(key) written, \($0.count) entries" } ?? "namespace \(key) deleted"
        case .answered(let answer): "\(answer.method) \(answer.target): \(answer.status)"
        case .command(let command):
            "\(command.command): exit status \(command.exitStatus)"
                + command.jobs.map { ", job \($0.job) of \($0.project) on \($0.node)" }.joined()
        case .entry(let number, let begins, let text): "\(begins ? "begins" : "ends") \(number): \(text)"
        case .violated(let violation): "\(violation.promise.rawValue) is broken: \(violation.text)"
        }
    }
}

extension MessageEvent.Phase {
    package var text: String {
        switch self {
        case .sent(let method, let target): "\(method) \(target)"
        case .swallowed: "into a black hole"
        case .requestLost: "request lost"
        case .doubled: "request doubled"
        case .arrived: "request arrived"
        case .requestCutOff: "request cut off"
        case .answerLost: "answer lost"
        case .answerCutOff: "answer cut off"
        case .readSlowly: "answer is read slowly"
        case .answered(let status): "answer \(status)"
        case .failed(let failure): "failure \(failure)"
        case .timedOut: "given up"
        case .late: "answer too late"
        }
    }
}

extension JobChange {
    package var text: String {
        let state =
            switch to {
            case .queued: from == nil ? "queued" : "queued again"
            case .running(let attempt): "running, attempt \(attempt)"
            case .ended(let end): end.rawValue
            }
        return "job \(job) (\(kind.rawValue) \(project)): \(state)" + (reason.map { " (\($0))" } ?? "")
    }
}

extension HostChange {
    package var text: String {
        switch self {
        case .runStarted(let ticket, let steps):
            "run \(ticket.text) starts: \(steps.map(\.rawValue).joined(separator: ", "))"
        case .runToldToEnd(let ticket): "run \(ticket.text) is told to end"
        case .runEnded(let ticket): "run \(ticket.text) ended"
        case .runLost(let ticket): "run \(ticket.text) was killed"
        case .runDiscarded(let ticket): "run \(ticket.text) is forgotten"
        case .jailCreated(let jail, let project): "jail \(jail) of \(project) created"
        case .jailRemoved(let jail): "jail \(jail) removed"
        case .jailDisowned(let jail, let project): "Director has forgotten that the jail \(jail) is of \(project)"
        }
    }
}

extension RunTicket {
    fileprivate var text: String { "\(job).\(attempt) of \(project)" }
}
