import Domain

/// The events of a run by how much they matter to someone who asks why.
struct StoryBeats: Sendable {
    struct Beat: Equatable, Sendable {
        /// Position in the story.
        let order: Int
        let at: Duration
        let source: String
        let text: String
        let weight: Int
    }

    /// What matters at all, in order.
    private(set) var all: [Beat] = []
    /// What does not, counted: `120 messages that got through`.
    private(set) var routine: [String] = []
    /// Log lines in which a server says what it does.
    private var decisions: [Beat] = []
    private let breach: RunStory.Breach?

    init(_ story: RunStory) {
        breach = story.firstBreach
        let messages = Dictionary(uniqueKeysWithValues: story.messages.map { ($0.number, $0) })
        var listings = Listings()
        var quiet = Quiet()
        for (order, line) in story.result.lines.enumerated() {
            let judged: (weight: Int, text: String)?
            if case .answered(let answer) = line.event, let news = listings.news(of: answer) {
                judged = (60, news)
            } else {
                judged = Self.judge(line.event, messages, &quiet)
            }
            guard let (weight, text) = judged else { continue }
            let beat = Beat(
                order: order, at: line.at, source: line.source, text: text,
                weight: weight + Self.nearness(line, to: breach))
            all.append(beat)
            if case .journal(_, let level, _, _) = line.event, level != .debug { decisions.append(beat) }
        }
        routine = quiet.texts
    }

    /// The weightiest, in the order of time.
    func chosen(atMost limit: Int) -> [Beat] {
        all.sorted { ($0.weight, $0.order) > ($1.weight, $1.order) }.prefix(limit).sorted { $0.order < $1.order }
    }

    /// The last that the server of the violation said, or anyone where it is no single server's doing.
    func lastDecision(before breach: RunStory.Breach) -> Beat? {
        let before = decisions.filter { $0.at <= breach.at }
        return before.last { $0.source == breach.violation.node } ?? before.last
    }

    /// What is near the violation says more about it, and what came after it nothing.
    private static func nearness(_ line: Trace.Line, to breach: RunStory.Breach?) -> Int {
        guard let breach else { return 0 }
        guard line.at <= breach.at else { return -60 }
        return (line.source == breach.violation.node ? 15 : 0) + (breach.at - line.at <= .seconds(60) ? 10 : 0)
    }

    /// - Returns: `nil` for routine, which is counted.
    private static func judge(
        _ event: StoryEvent, _ messages: [Int: MessageLife], _ quiet: inout Quiet
    ) -> (weight: Int, text: String)? {
        switch event {
        case .violated: return nil  // It has a section of its own.
        case .process(_, let incarnation, let change):
            switch change {
            case .killed, .ends, .pauses: return (85, event.text)
            case .resumes: return (65, event.text)
            case .starts where incarnation > 1: return (65, event.text)
            case .starts:
                quiet.starts += 1
                return nil
            }
        case .journal(_, let level, let message, _):
            switch level {
            case .error: return (75, event.text)
            case .warning: return (70, event.text)
            case .info where message != "request": return (40, event.text)
            case .info, .debug:
                quiet.lines += 1
                return nil
            }
        case .message(let message): return judge(message, messages[message.number], &quiet)
        case .host(_, let change):
            switch change {
            case .runLost: return (68, event.text)
            case .runToldToEnd: return (45, event.text)
            case .jailDisowned: return (67, event.text)
            case .jailRemoved: return (35, event.text)
            case .runStarted, .runEnded, .runDiscarded, .jailCreated: return (22, event.text)
            }
        case .job(_, let change):
            switch change.to {
            case .ended(.completed), .running(attempt: 1): break
            case .queued where change.from == nil: break
            case .queued, .running, .ended: return (58, event.text)
            }
            quiet.jobs += 1
            return nil
        case .command(let command): return (command.exitStatus == 0 ? 60 : 72, event.text)
        case .entry(_, let begins, _): return (begins ? 50 : 44, event.text)
        case .metadata, .namespace: return (24, event.text)
        case .answered:
            quiet.answers += 1
            return nil
        case .note:
            quiet.notes += 1
            return nil
        }
    }

    /// A message matters when it was lost or failed and was to change something.
    private static func judge(
        _ message: MessageEvent, _ life: MessageLife?, _ quiet: inout Quiet
    ) -> (weight: Int, text: String)? {
        let request = life.map { $0.method.isEmpty ? "" : " (\($0.method) \($0.target))" } ?? ""
        let text = "#\(message.number) \(message.from) → \(message.to): \(message.phase.text)\(request)"
        switch message.phase {
        case .answerLost, .answerCutOff:
            if life?.isChange == true { return (72, text) }
            quiet.losses += 1
        case .swallowed, .requestLost, .requestCutOff:
            if life?.isChange == true { return (66, text) }
            quiet.losses += 1
        case .doubled:
            if life?.isChange == true { return (64, text) }
        case .failed, .timedOut:
            if life?.isChange == true { return (56, text) }
            quiet.losses += 1
        case .answered: quiet.messages += 1
        case .sent, .arrived, .readSlowly, .late: break
        }
        return nil
    }

    private struct Quiet {
        var messages = 0
        var losses = 0
        var answers = 0
        var jobs = 0
        var lines = 0
        var starts = 0
        var notes = 0

        var texts: [String] {
            [
                (messages, "message that got through", "messages that got through"),
                (losses, "question that was lost or failed", "questions that were lost or failed"),
                (answers, "answer worked out", "answers worked out"),
                (jobs, "plain step of a job", "plain steps of jobs"), (lines, "routine log line", "routine log lines"),
                (starts, "first start", "first starts"), (notes, "note", "notes"),
            ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
        }
    }

    /// Which chains each server lists, to see when one is hidden or listed again.
    private struct Listings {
        private var known: [String: [String]] = [:]

        mutating func news(of answer: AnswerEvent) -> String? {
            guard answer.target.hasSuffix("/chains"), answer.method == "GET", answer.status == 200,
                let items = answer.body?["chains"]?.array
            else { return nil }
            let names = items.compactMap(\.string)
            let key = "\(answer.node) \(answer.target)"
            defer { known[key] = names }
            guard let before = known[key], before != names else { return nil }
            let hidden = before.filter { !names.contains($0) }.map { "\($0) is hidden" }
            let listed = names.filter { !before.contains($0) }.map { "\($0) is listed again" }
            guard !(hidden + listed).isEmpty else { return nil }
            return "\(answer.target): \((hidden + listed).joined(separator: ", "))"
        }
    }
}
