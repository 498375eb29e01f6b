internal import ArgumentParser
internal import Domain
internal import Simulator

/// `replay`: one seed, event by event.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run one seed and print every event.")

    @OptionGroup var one: OneRun

    @Option(help: "Write the time line as HTML.", completion: .file())
    var trace: String?

    @Option(help: "Only events whose line holds this text.")
    var filter: String?

    func run() throws {
        let result = try one.run()
        for line in result.lines.map(\.description) where filter.map({ line.contains($0) }) ?? true {
            Console.print(line)
        }
        if let trace { try OutputFile.write(TimeLine(result, file: one.file).html, to: trace) }
        Console.complain(
            "\(Outcome.text(result.outcome))\ntrace hash \(Fingerprint.text(result.traceHash)), \(result.events) events"
        )
        try Outcome.exit(result.outcome)
    }
}

/// `explain`: one seed in plain words.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell the story of one seed: what happened, which decision, which promise.")

    @OptionGroup var one: OneRun

    func run() throws {
        let result = try one.run()
        Console.print(Explanation(result, file: one.file).text)
        try Outcome.exit(result.outcome)
    }
}

/// `at`: every server at a moment.
struct At: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the state of every server at a moment of a run.")

    @Argument(help: "The moment, such as 90s or 1m30s.")
    var time: TimeArgument

    @OptionGroup var one: OneRun

    func run() throws {
        let result = try one.run()
        if time.duration > result.virtualTime {
            Console.complain(
                "the run is over after \(ScenarioDuration.text(result.virtualTime)): this is how everything stood then")
        }
        Console.print(NodeStates(result, at: time.duration).text)
    }
}

extension OneRun {
    /// Runs it with all its events kept.
    func run() throws -> RunResult {
        let scenario = try self.scenario()
        return World.run(scenario, seed: seed ?? scenario.seeds.lowerBound, traceCapacity: 1_000_000)
    }
}

/// What a run came to, for the terminal and as an exit status.
enum Outcome {
    static func text(_ outcome: RunResult.Outcome) -> String {
        switch outcome {
        case .passed: "every promise was kept"
        case .failed(let violations):
            violations.map { "\($0.promise.rawValue) is broken (\($0.invariant)): \($0.text)" }.joined(separator: "\n")
        case .unrecoverable(let excuses):
            "no promise was broken, but what never came back left things undone:\n" + excuses.joined(separator: "\n")
        case .broken(let reason): "the run is worth nothing: \(reason)"
        }
    }

    static func exit(_ outcome: RunResult.Outcome) throws {
        switch outcome {
        case .passed, .unrecoverable: return
        case .failed: throw ExitCode(1)
        case .broken: throw ExitCode(Exit.software)
        }
    }
}
