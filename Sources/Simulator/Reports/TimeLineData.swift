import Domain

/// What the page of a time line is drawn from. Times are whole microseconds since the start of the run; lanes, messages
/// and jobs are named by their positions.
struct TimeLineData: Sendable {
    let title: String
    let json: JSONValue

    init(_ result: RunResult, file: String) {
        let story = RunStory(result)
        let lanes = Lanes(result)
        title = "\(result.scenario.name), seed \(result.seed)"
        let builder = Builder(story: story, lanes: lanes)
        json = [
            "title": .string(result.scenario.name),
            "seed": .string(String(result.seed)),
            "outcome": .string(Self.word(result.outcome)),
            "remarks": .array(Self.remarks(result.outcome).map { .string($0) }),
            "replay": .string("overlord-sim replay \(Escaping.shellWord(file)) --seed \(result.seed)"),
            "end": Self.time(story.end),
            "events": .integer(result.events),
            "cutOff": story.isCutOff ? Self.time(result.lines.first?.at ?? story.end) : .null,
            "lanes": .array(
                lanes.lanes.map {
                    ["name": .string($0.name), "kind": .string($0.kind.rawValue), "depth": .integer($0.depth)]
                }),
            "entries": .array(story.entries.compactMap(builder.entry)),
            "spans": .array(story.spans.compactMap(builder.span)),
            "jobs": .array(story.jobs.compactMap(builder.job)),
            "messages": .array(story.messages.compactMap(builder.message)),
            "lines": .array(result.lines.suffix(TimeLine.eventLimit).map(builder.line)),
            "breaches": .array(story.breaches.map(builder.breach)),
        ]
    }

    private static func time(_ time: Duration?) -> JSONValue { time.map { .integer(Int($0.microseconds)) } ?? .null }

    private static func word(_ outcome: RunResult.Outcome) -> String {
        switch outcome {
        case .passed: "passed"
        case .failed: "failed"
        case .unrecoverable: "unrecoverable"
        case .broken: "broken"
        }
    }

    private static func remarks(_ outcome: RunResult.Outcome) -> [String] {
        switch outcome {
        case .passed, .failed: []
        case .unrecoverable(let remarks): remarks
        case .broken(let remark): [remark]
        }
    }

    private struct Builder {
        let story: RunStory
        let lanes: Lanes

        private func lane(_ name: String?) -> JSONValue { name.flatMap { lanes[$0] }.map { .integer($0) } ?? .null }

        func entry(_ life: EntryLife) -> JSONValue? {
            let isCommand = life.entry.action.kind.isCommand
            let names = isCommand ? [life.entry.operator] : life.entry.servers.map(\.text)
            let group = isCommand ? "command" : life.isLink ? "link" : life.entry.action.kind.isFault ? "fault" : "step"
            return [
                "number": .integer(life.entry.number), "kind": .string(life.entry.action.kind.rawValue),
                "group": .string(group), "drawn": .bool(life.entry.isDrawn), "text": .string(life.text),
                "lanes": .array(names.compactMap { lanes[$0] }.map { .integer($0) }),
                "from": time(life.from), "to": time(life.to),
            ]
        }

        func span(_ span: ProcessSpan) -> JSONValue? {
            [
                "lane": lane(span.node), "kind": .string(span.kind.rawValue), "from": time(span.from),
                "to": time(span.to),
            ]
        }

        func job(_ job: JobLife) -> JSONValue? {
            [
                "lane": lane(job.node), "job": .integer(job.job.number), "kind": .string(job.kind.rawValue),
                "project": .string(job.project.text), "queued": time(job.queued), "start": time(job.start),
                "runs": .array(
                    job.runs.map { ["attempt": .integer($0.attempt), "from": time($0.from), "to": time($0.to)] }),
                "ended": time(job.ended), "end": job.end.map { .string($0.rawValue) } ?? .null,
                "reason": job.reason.map { .string($0) } ?? .null,
            ]
        }

        /// An array, since there are many: number, from, to, sent, arrived, replied, ended, fate, request, result,
        /// whether it was doubled.
        func message(_ message: MessageLife) -> JSONValue? {
            [
                .integer(message.number), lane(message.from), lane(message.to), time(message.sent),
                time(message.arrived), time(message.replied), time(message.ended), .string(message.fate.rawValue),
                .string(message.sent == nil ? "" : "\(message.method) \(message.target)"), .string(message.result),
                .bool(message.isDoubled),
            ]
        }

        /// An array, since there are many: time, lane, kind, text, the number of the message.
        func line(_ line: Trace.Line) -> JSONValue {
            [
                time(line.at), lane(node(of: line.event)), .string(kind(of: line.event)), .string(line.text),
                number(of: line.event).map { .integer($0) } ?? .null,
            ]
        }

        func breach(_ breach: RunStory.Breach) -> JSONValue {
            let violation = breach.violation
            return [
                "at": time(breach.at), "lane": lane(violation.node), "promise": .string(violation.promise.rawValue),
                "sentence": .string(violation.promise.sentence), "invariant": .string(violation.invariant),
                "node": violation.node.map { .string($0) } ?? .null, "text": .string(violation.text),
            ]
        }

        private func time(_ time: Duration?) -> JSONValue { TimeLineData.time(time) }

        /// In whose lane an event is shown.
        private func node(of event: StoryEvent) -> String? {
            switch event {
            case .message(let message):
                switch message.phase {
                case .arrived, .requestCutOff, .answerLost, .answerCutOff, .readSlowly: message.to
                case .sent, .swallowed, .requestLost, .doubled, .answered, .failed, .timedOut, .late: message.from
                }
            case .violated(let violation): violation.node
            case .entry(let number, _, _):
                story.entries.first { $0.entry.number == number }.flatMap { life in
                    life.entry.servers.first?.text ?? life.entry.operator
                }
            default: event.source
            }
        }

        private func number(of event: StoryEvent) -> Int? {
            if case .message(let message) = event { message.number } else { nil }
        }

        private func kind(of event: StoryEvent) -> String {
            switch event {
            case .note: "note"
            case .journal(_, .warning, _, _): "warning"
            case .journal(_, .error, _, _): "error"
            case .journal: "log"
            case .message(let message):
                switch message.phase {
                case .sent, .arrived, .answered, .doubled, .readSlowly, .late: "message"
                case .swallowed, .requestLost, .requestCutOff, .answerLost, .answerCutOff, .failed, .timedOut: "loss"
                }
            case .process: "process"
            case .job: "job"
            case .host: "host"
            case .metadata, .namespace: "metadata"
            case .answered: "answer"
            case .command: "command"
            case .entry: "plan"
            case .violated: "violation"
            }
        }
    }
}
