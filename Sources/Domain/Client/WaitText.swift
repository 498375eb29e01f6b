/// What a wait for jobs tells while it goes on, and at its end.
package enum WaitText {
    /// How a line should look where colours are shown.
    package enum Tone: Equatable, Sendable { case idle, busy, good, bad, doubtful }

    /// One job in one line.
    package struct Line: Equatable, Sendable {
        /// Where, what, and its number.
        package let place: String
        package let state: String
        package let tone: Tone
        /// Whole seconds since the wait began.
        package let seconds: Int64

        package var text: String { "\(place) \(state), \(seconds) s" }
    }

    package static func line(of watch: JobWatch, _ status: Waiting.Status) -> Line {
        let (state, tone) = state(of: status)
        return Line(place: place(of: watch), state: state, tone: tone, seconds: status.elapsed.components.seconds)
    }

    /// All jobs in one line, for waits with more jobs than lines fit: how many are in which state.
    package static func summary(of statuses: [Waiting.Status]) -> String {
        let states = statuses.map { state(of: $0).text }
        var counts: [(state: String, count: Int)] = []
        for state in states {
            if let position = counts.firstIndex(where: { $0.state == state }) {
                counts[position].count += 1
            } else {
                counts.append((state, 1))
            }
        }
        return "\(statuses.count) jobs: " + counts.map { "\($0.count) \($0.state)" }.joined(separator: ", ")
    }

    /// Why a job is no success.
    ///
    /// - Returns: `nil` for one that is.
    package static func complaint(about watch: JobWatch, _ status: Waiting.Status) -> String? {
        switch status.verdict {
        case .succeeded: return nil
        case .failed(let conclusion):
            let outcome = conclusion.status.map { "\(conclusion.operation), rc:\($0)" } ?? conclusion.operation
            let reason = conclusion.reason.map { ": " + PythonText.lines(of: $0).joined(separator: " | ") } ?? ""
            return "\(place(of: watch)) the job did not complete (\(outcome))\(reason)"
        case .lost(let failure):
            return "\(place(of: watch)) how the job ended is not known: "
                + ProblemText(style: .answer).message(of: failure)
        case .untold(.replaced(let job)):
            return "\(place(of: watch)) how the job ended is not known: job \(job) of the same project came after it"
        case .untold(.forgotten):
            return "\(place(of: watch)) how the job ended is not known: the server has forgotten it"
        case .timedOut, nil:
            return "\(place(of: watch)) the job has not ended in the time of the wait; it goes on (\(sight(status)))"
        }
    }

    private static func place(of watch: JobWatch) -> String {
        let node = watch.target.node
        let subject =
            switch watch.subject {
            case .project(let name, _): "project:\(name)"
            case .virtualMachine(let name): "VM:\(name)"
            }
        return "(datacenter:\(node.datacenter), chain:\(ProblemText.chain(node.chain)), \(subject), job:\(watch.job))"
    }

    private static func state(of status: Waiting.Status) -> (text: String, tone: Tone) {
        switch status.verdict {
        case .succeeded: ("completed", .good)
        case .failed(let conclusion): (conclusion.isMisleading ? "failed" : conclusion.operation.lowercased(), .bad)
        case .lost: ("lost", .bad)
        case .untold: ("ended unseen", .bad)
        case .timedOut: ("not ended", .doubtful)
        case nil:
            switch status.sight {
            case .queued: ("queued", .idle)
            case .running: ("running", .busy)
            case .ended, .replaced: ("ended", .busy)
            case .unseen: ("not answering", .doubtful)
            }
        }
    }

    private static func sight(_ status: Waiting.Status) -> String {
        switch status.sight {
        case .queued: "queued"
        case .running: "running"
        case .ended, .replaced: "ended"
        case .unseen(let failure): "last look: " + ProblemText(style: .answer).message(of: failure)
        }
    }
}

extension JobConclusion {
    /// Whether the record says completed of what was not.
    fileprivate var isMisleading: Bool { operation == "COMPLETED" && !isSuccess }
}
