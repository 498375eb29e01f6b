internal import ArgumentParser
internal import Domain
internal import Foundation
internal import Simulator
internal import Synchronization

/// `run`: many seeds of many scenarios.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run scenarios over their seeds and say which promises were broken.")

    @Argument(help: "Scenario files, or folders of them.", completion: .file())
    var paths: [String]

    @Option(help: "One seed, for every scenario.")
    var seed: UInt64?

    @Option(help: "Seeds for every scenario, such as 1..1000, instead of those in the files.")
    var seeds: SeedRange?

    @Option(help: "At most so many of the seeds of each scenario.")
    var limit: Int?

    @Option(help: "Stop beginning new runs after this time, such as 10m.")
    var budget: TimeArgument?

    @Option(name: .shortAndLong, help: "Threads; as many as there are processors unless given.")
    var jobs: Int?

    @Flag(help: "The first seed of every scenario, then the second of every one, and so on.")
    var interleave = false

    @Flag(help: "Stop at the first failure.")
    var failFast = false

    @Flag(help: "Run every seed twice and compare the runs.")
    var selfCheck = false

    @Option(help: "Write the time line of the first failure, or of the last run, as HTML.", completion: .file())
    var trace: String?

    @Option(help: "Write the results for what collects test results.", completion: .file())
    var junit: String?

    @Flag(help: "Print the results as JSON.")
    var json = false

    @Flag(help: "Print which pairs of states and events were reached, and which were not.")
    var coverage = false

    func validate() throws {
        if seed != nil && seeds != nil { throw ValidationError("Give --seed or --seeds, not both.") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    private struct State {
        var report = SweepReport()
        var coverage = Coverage()
        var steps = 0
        var virtual = Duration.zero
        var runs = 0
        var failures = 0
        var worst: (file: String, scenario: Scenario, seed: UInt64)?
        var last: (file: String, scenario: Scenario, seed: UInt64)?
        var differing: [String] = []
    }

    func run() throws {
        let tasks = try tasks()
        Interruption.prepare()
        for path in [trace, junit].compactMap(\.self) { try OutputFile.check(path) }
        let state = Mutex(State())
        let clock = ContinuousClock()
        let began = clock.now
        let budget = budget?.duration
        let (selfCheck, failFast, total) = (selfCheck, failFast, tasks.count)
        SweepPool.run(tasks, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount) { task in
            let result = World.run(task.scenario, seed: task.seed, traceCapacity: 1)
            guard selfCheck else { return (result, RunResult?.none) }
            return (result, World.run(task.scenario, seed: task.seed, traceCapacity: 1))
        } each: { task, results in
            let (result, again) = results
            return state.withLock { state in
                state.report.add(result, file: task.file)
                state.coverage.formUnion(result.coverage)
                state.runs += 1
                state.steps += result.steps + (again?.steps ?? 0)
                state.virtual += result.virtualTime + (again?.virtualTime ?? .zero)
                // Not those that ended first and last: that depends on the threads.
                if state.last.map({ ($0.file, $0.seed) < (task.file, task.seed) }) ?? true {
                    state.last = (task.file, task.scenario, task.seed)
                }
                if let again, again.traceHash != result.traceHash || again.scheduleHash != result.scheduleHash {
                    state.differing.append(Self.difference(task))
                }
                if result.isFailure {
                    state.failures += 1
                    if state.worst.map({ ($0.file, $0.seed) > (task.file, task.seed) }) ?? true {
                        state.worst = (task.file, task.scenario, task.seed)
                    }
                }
                Console.progress("\(state.runs) of \(total) runs, \(state.failures) failed")
                if failFast && (result.isFailure || !state.differing.isEmpty) { return false }
                if Interruption.signalNumber != nil { return false }
                return budget.map { clock.now - began < $0 } ?? true
            }
        }
        Console.endProgress()
        let elapsed = clock.now - began
        let found = state.withLock { $0 }
        let number = found.runs < total ? Interruption.signalNumber : nil
        try conclude(found, of: total, elapsed: elapsed, isInterrupted: number != nil)
        // As the shell tells of a program that a signal has ended.
        if let number { throw ExitCode(128 + number) }
    }

    private func tasks() throws -> [SweepPool.SeedRun] {
        var tasks: [(place: Int, task: SweepPool.SeedRun)] = []
        for (file, scenario) in try ScenarioFiles.loadAll(paths) {
            var chosen = Array(seeds?.seeds ?? seed.map { $0...$0 } ?? scenario.seeds)
            if let limit { chosen = Array(chosen.prefix(limit)) }
            for (place, seed) in chosen.enumerated() {
                tasks.append((place, SweepPool.SeedRun(file: file, scenario: scenario, seed: seed)))
            }
        }
        // The sort keeps the order of what is equal.
        if interleave { tasks.sort { $0.place < $1.place } }
        return tasks.map(\.task)
    }

    /// Finds the first event in which two runs of one seed differ.
    private static func difference(_ task: SweepPool.SeedRun) -> String {
        let runs = (0..<2).map { _ in World.run(task.scenario, seed: task.seed, traceCapacity: 1_000_000).lines }
        let name = "\(task.file), seed \(task.seed)"
        for (left, right) in zip(runs[0], runs[1]) where left != right {
            return "\(name): two runs differ first in\n  \(left)\n  \(right)"
        }
        return "\(name): two runs took other turns, though the same happened in both"
    }

    private func conclude(_ state: State, of total: Int, elapsed: Duration, isInterrupted: Bool) throws {
        var report = state.report
        let seconds = max(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18, 1e-9)
        let virtual = Double(state.virtual.components.seconds)
        report.speed = SweepReport.Speed(
            eventsPerSecond: Double(state.steps) / seconds, simulatedPerRealSecond: virtual / seconds)
        if let trace, let shown = state.worst ?? state.last {
            let result = World.run(shown.scenario, seed: shown.seed)
            try OutputFile.write(TimeLine(result, file: shown.file).html, to: trace)
        }
        // A few seeds may not reach what all of them do.
        let isWhole = limit == nil && seed == nil && seeds == nil && state.runs == total
        if let junit { try OutputFile.write(report.junit(isWhole: isWhole), to: junit) }
        Console.print(json ? JSONWriter.text(of: report.json) : report.text)
        if coverage {
            let text = CoverageText.text(of: state.coverage)
            // The document stands alone on standard output.
            if json { Console.complain(text) } else { Console.print(text) }
        }
        if state.runs < total {
            let reason =
                isInterrupted
                ? "interrupted" : budget == nil || state.failures > 0 && failFast ? "stopped" : "out of time"
            Console.complain("\(reason) after \(state.runs) of \(total) runs")
        }
        for text in state.differing { Console.complain(text) }
        if !state.differing.isEmpty { throw ExitCode(Exit.software) }
        if report.isFailure { throw ExitCode(report.isBroken ? Exit.software : 1) }
        if report.isIncomplete && isWhole { throw ExitCode(1) }
    }
}

/// Files that the program writes.
enum OutputFile {
    /// Says early that a file cannot be written: before the work whose results it is to hold.
    static func check(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor < 0 else {
            close(descriptor)
            return
        }
        Console.complain("\(path) cannot be written: \(String(cString: strerror(errno)))")
        throw ExitCode(Exit.inputOutput)
    }

    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            Console.complain("\(path) cannot be written: \(error.localizedDescription)")
            throw ExitCode(Exit.inputOutput)
        }
    }
}
