internal import ArgumentParser
internal import Domain
internal import Simulator

/// `fork`: the same story up to a moment, then with other luck.
struct Fork: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find out when a failure became inevitable, by forking the run at several moments.")

    @OptionGroup var one: OneRun

    @Option(help: "Fork at this moment only, such as 1m30s.")
    var at: TimeArgument?

    @Option(help: "The seeds of the forks.")
    var seeds: SeedRange = SeedRange(argument: "1..20")!

    func run() throws {
        let scenario = try one.scenario()
        let failure = World.run(scenario, seed: one.seed ?? scenario.seeds.lowerBound, traceCapacity: 1)
        let times = at.map { [$0.duration] } ?? (0...10).map { failure.virtualTime * $0 / 10 }
        guard let search = ForkSearch(failure, seeds: seeds.seeds, times: times) else {
            Console.complain("There is no failure to fork: \(Outcome.text(failure.outcome))")
            throw ExitCode(Exit.dataError)
        }
        if let at, at.duration >= failure.virtualTime {
            Console.complain(
                "the run is over after \(ScenarioDuration.text(failure.virtualTime)): nothing is left to go differently"
            )
        }
        for point in search.points {
            Console.print(
                "forked at \(ScenarioDuration.text(point.at)): \(point.failures) of \(point.forks) fail in the same way"
            )
        }
        if at == nil {
            Console.print(
                search.inevitableFrom.map {
                    "inevitable from \(ScenarioDuration.text($0)) on, as far as these forks can tell"
                }
                    ?? "it was not inevitable at any of these moments")
        }
    }
}
