import Domain

/// The lines of a run, joined into the lives of messages, jobs, processes and entries of the plan.
struct RunStory: Sendable {
    /// A violation and when it was noticed.
    struct Breach: Equatable, Sendable {
        let at: Duration
        let violation: Violation
    }

    let result: RunResult
    /// The end of the run, or the last line, whichever is later.
    let end: Duration
    /// Whether lines from the start were dropped.
    let isCutOff: Bool
    /// By number.
    private(set) var messages: [MessageLife] = []
    /// By time of the first line.
    private(set) var jobs: [JobLife] = []
    /// By node in order of appearance, then time.
    private(set) var spans: [ProcessSpan] = []
    private(set) var entries: [EntryLife]
    private(set) var breaches: [Breach] = []

    init(_ result: RunResult) {
        self.result = result
        end = max(result.virtualTime, result.lines.last?.at ?? .zero)
        isCutOff = result.events > result.lines.count
        entries = result.plan.entries.map { EntryLife($0) }
        var join = Join(isWhole: !isCutOff)
        for line in result.lines {
            join.add(line)
            switch line.event {
            case .violated(let violation): breaches.append(Breach(at: line.at, violation: violation))
            case .entry(let number, let begins, let text): time(number, begins, text, line.at)
            default: break
            }
        }
        messages = join.messages.sorted { $0.number < $1.number }
        jobs = join.jobs
        spans = join.processes.flatMap(\.life.spans)
        if case .failed(let violations) = result.outcome {
            for violation in violations where !breaches.contains(where: { $0.violation == violation }) {
                breaches.append(Breach(at: end, violation: violation))
            }
        }
    }

    private mutating func time(_ number: Int, _ begins: Bool, _ text: String, _ time: Duration) {
        guard let index = entries.firstIndex(where: { $0.entry.number == number }) else { return }
        if begins {
            entries[index].from = time
            entries[index].text = text
            if let to = entries[index].to, entries[index].entry.lasts == nil { entries[index].to = max(to, time) }
        } else {
            entries[index].to = time
        }
    }

    /// The first thing that is not as promised.
    var firstBreach: Breach? { breaches.first }

    private struct Join {
        let isWhole: Bool
        var messages: [MessageLife] = []
        var messageIndex: [Int: Int] = [:]
        var jobs: [JobLife] = []
        var jobIndex: [JobKey: Int] = [:]
        var processes: [(node: String, life: ProcessLife)] = []
        /// Messages that arrived and are not answered yet, by node and line.
        var unanswered: [RequestKey: [Int]] = [:]

        struct JobKey: Hashable {
            let node: String
            let job: JobID
        }

        struct RequestKey: Hashable {
            let node: String
            let method: String
            let target: String
        }

        mutating func add(_ line: Trace.Line) {
            switch line.event {
            case .message(let event): add(event, line.at)
            case .job(let node, let change): add(change, node, line.at)
            case .process(let node, let incarnation, let change):
                let index =
                    processes.firstIndex { $0.node == node }
                    ?? {
                        processes.append((node, ProcessLife()))
                        return processes.count - 1
                    }()
                processes[index].life.add(change, incarnation: incarnation, node: node, at: line.at, isWhole: isWhole)
            case .answered(let answer):
                // An answer has no number: the oldest open request of this form is taken for its own.
                let key = RequestKey(node: answer.node, method: answer.method, target: answer.target)
                guard var open = unanswered[key], !open.isEmpty else { return }
                messages[open.removeFirst()].replied = line.at
                unanswered[key] = open
            default: break
            }
        }

        private mutating func add(_ event: MessageEvent, _ time: Duration) {
            let index =
                messageIndex[event.number]
                ?? {
                    messages.append(MessageLife(number: event.number, from: event.from, to: event.to))
                    messageIndex[event.number] = messages.count - 1
                    return messages.count - 1
                }()
            messages[index].add(event.phase, at: time)
            let message = messages[index]
            let key = RequestKey(node: message.to, method: message.method, target: message.target)
            if case .arrived = event.phase, message.replied == nil {
                unanswered[key, default: []].append(index)
            } else if message.fate != .open {
                unanswered[key]?.removeAll { $0 == index }
            }
        }

        private mutating func add(_ change: JobChange, _ node: String, _ time: Duration) {
            let key = JobKey(node: node, job: change.job)
            let index =
                jobIndex[key]
                ?? {
                    jobs.append(JobLife(node: node, change))
                    jobIndex[key] = jobs.count - 1
                    return jobs.count - 1
                }()
            jobs[index].add(change, at: time)
        }
    }
}
