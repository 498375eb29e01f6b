internal import Adapters
internal import ArgumentParser
internal import Domain

/// The options of commands that can wait for the jobs that they start.
struct WaitOptions: ParsableArguments {
    @Flag(help: "Wait until the jobs have ended, show them meanwhile, and end with their success.")
    var wait = false

    @Option(help: ArgumentHelp("Wait as --wait does, but no longer than this.", valueName: "SECONDS"))
    var waitTimeout: Int?

    func validate() throws {
        if let waitTimeout, waitTimeout < 1 { throw ValidationError("'--wait-timeout' must be at least 1.") }
    }

    /// Waits for the jobs of a report, if it was asked for.
    ///
    /// - Returns: The exit status of the command, and how the jobs ended; `nil` when nobody waits.
    func follow(_ report: RunReport, colour: ColourChoice) async -> (status: Int32, ends: [Waiting.Status]?) {
        guard wait || waitTimeout != nil else { return (report.exitStatus, nil) }
        let ends = await follow(report.watches, colour: colour)
        // A job that failed says more than a chain that refused, and that more than time that ran out.
        let ranks = [Exit.ok, Exit.temporaryFailure, Exit.unavailable, Exit.software]
        let ended = Waiting.exitStatus(of: ends)
        let worst = [report.exitStatus, ended].max { ranks.firstIndex(of: $0) ?? 0 < ranks.firstIndex(of: $1) ?? 0 }
        return (worst ?? ended, ends)
    }

    private func follow(_ watches: [JobWatch], colour: ColourChoice) async -> [Waiting.Status] {
        guard !watches.isEmpty else { return [] }
        let display = WaitDisplay(watches: watches, colour: colour)
        let statuses = await Waiting(clock: SystemClock()).wait(
            for: watches, patience: waitTimeout.map { .seconds($0) }, progress: display.show)
        display.finish(statuses)
        return statuses
    }
}
