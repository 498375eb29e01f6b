import Domain

/// The story of a run in plain words, for a terminal: what was planned, what happened that matters, and what is wrong.
///
/// Routine is left out and counted. What is shown is in the order of time.
package struct Explanation: Sendable {
    /// No explanation is longer.
    package static let lineLimit = 60
    private static let planLimit = 9
    private static let jobLimit = 7
    private static let storyLimit = 18
    /// Characters of a line; what is longer is cut.
    private static let width = 180

    private let story: RunStory
    private let beats: StoryBeats
    private let file: String

    /// - Parameter file: The scenario's file, as the commands are to name it.
    package init(_ result: RunResult, file: String) {
        story = RunStory(result)
        beats = StoryBeats(story)
        self.file = file
    }

    /// At most ``lineLimit`` lines, each ended by a line break.
    package var text: String {
        let sections = [head, plan, jobs, happened, lastDecision, verdict, commands].filter { !$0.isEmpty }
        return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private func line(_ text: String) -> String { Escaping.line(text, limit: Self.width) }

    private var result: RunResult { story.result }

    private var head: [String] {
        let verdict =
            switch result.outcome {
            case .passed: "passed"
            case .failed(let violations): "failed: \(Self.count(max(violations.count, 1), "violation"))"
            case .unrecoverable: "could not recover: servers that never came back left something undone"
            case .broken: "is worth nothing"
            }
        return [
            line("\(result.scenario.name), seed \(result.seed): \(verdict)"),
            "\(RunTime.text(story.end)) of virtual time, \(Self.count(result.events, "event"))"
                + (story.isCutOff ? ", of which the last \(result.lines.count) are known" : ""),
        ]
    }

    private var plan: [String] {
        let entries = story.entries
        guard !entries.isEmpty else { return ["Plan: nothing was planned."] }
        // What began after the violation has no part in it; of the rest, the author's own steps and the latest faults.
        let last = story.firstBreach?.at ?? story.end
        let early = entries.filter { $0.from <= last }
        let keep = Set(
            early.sorted { left, right in
                if left.entry.isDrawn != right.entry.isDrawn { return !left.entry.isDrawn }
                return (left.from, left.entry.number) > (right.from, right.entry.number)
            }.prefix(Self.planLimit).map(\.entry.number))
        let shown = early.filter { keep.contains($0.entry.number) }.sorted {
            ($0.from, $0.entry.number) < ($1.from, $1.entry.number)
        }
        return ["Plan:"] + shown.map { Self.item($0.from, line(Self.text(of: $0))) }
            + Self.rest(entries.count - shown.count, "more entry of the plan", "more entries of the plan")
    }

    private static func text(of life: EntryLife) -> String {
        let lasting =
            switch life.to {
            case nil: ", for good"
            case let to? where to > life.from && life.entry.lasts != nil: ", until \(RunTime.text(to))"
            case _?: ""
            }
        return life.text + lasting + (life.entry.isDrawn ? " (drawn)" : "")
    }

    private var jobs: [String] {
        guard !story.jobs.isEmpty else { return [] }
        let suspects = story.firstBreach?.violation.node
        func weight(_ job: JobLife) -> Int {
            (job.end == .completed ? 0 : 4) + (job.node == suspects ? 2 : 0) + (job.runs.count > 1 ? 1 : 0)
        }
        let keep = story.jobs.enumerated().sorted {
            (-weight($0.element), $0.offset) < (-weight($1.element), $1.offset)
        }
        .prefix(Self.jobLimit).map(\.offset).sorted()
        return ["Jobs:"] + keep.map { Self.item(story.jobs[$0].start, line(Self.text(of: story.jobs[$0]))) }
            + Self.rest(story.jobs.count - keep.count, "more job", "more jobs")
    }

    private static func text(of job: JobLife) -> String {
        var parts = [job.queued == nil ? "known from here" : "queued"]
        parts += job.runs.map { "attempt \($0.attempt) from \(RunTime.text($0.from))" }
        if let ended = job.ended, let end = job.end {
            parts.append("\(end.rawValue) at \(RunTime.text(ended))")
        } else {
            parts.append("never ended")
        }
        return "\(job.node): \(job.name): \(parts.joined(separator: ", "))" + (job.reason.map { " (\($0))" } ?? "")
    }

    private var happened: [String] {
        let chosen = beats.chosen(atMost: Self.storyLimit)
        let left = beats.all.count - chosen.count
        return (chosen.isEmpty ? ["Nothing happened that stands out."] : ["What happened:"])
            + chosen.map { Self.item($0.at, line("\($0.source): \($0.text)")) }
            + Self.rest(left, "lesser event", "lesser events")
            + (beats.routine.isEmpty ? [] : [line("    … and routine: \(beats.routine.joined(separator: ", "))")])
    }

    private var lastDecision: [String] {
        guard let breach = story.firstBreach, let decision = beats.lastDecision(before: breach) else { return [] }
        return ["The last decision before:", Self.item(decision.at, line("\(decision.source): \(decision.text)"))]
    }

    private var verdict: [String] {
        switch result.outcome {
        case .passed: return []
        case .unrecoverable(let remarks):
            return ["Left undone:"] + remarks.prefix(4).map { line("    \($0)") }
                + Self.rest(remarks.count - 4, "more", "more")
        case .broken(let remark): return [line("The run is no proof of anything: \(remark)")]
        case .failed:
            guard let breach = story.firstBreach else { return [] }
            let violation = breach.violation
            return [
                "\(violation.promise.rawValue) is broken at \(RunTime.text(breach.at))"
                    + line(violation.node.map { " on \($0)" } ?? "") + line(", says \(violation.invariant):"),
                "    promised:       \(violation.promise.sentence)",
                line("    expected, seen: \(violation.text)"),
            ] + Self.rest(story.breaches.count - 1, "more violation", "more violations")
        }
    }

    private var commands: [String] {
        let arguments = Escaping.line("\(Escaping.shellWord(file)) --seed \(result.seed)")
        return ["Replay:  overlord-sim replay \(arguments)"]
            + (result.isFailure ? ["Shrink:  overlord-sim shrink \(arguments)"] : [])
    }

    private static func item(_ time: Duration, _ text: String) -> String {
        let time = RunTime.text(time)
        return "    " + String(repeating: " ", count: max(0, 11 - time.count)) + time + "  " + text
    }

    private static func rest(_ count: Int, _ one: String, _ many: String) -> [String] {
        count > 0 ? ["    … and \(count) \(count == 1 ? one : many)"] : []
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
