internal import Domain

/// The folder of one attempt at a job, `<runs>/<job>-<attempt>`, readable by its owner alone: everything that the
/// daemon and the runner tell each other.
struct RunFolder: Sendable {
    let path: String

    init(path: String) { self.path = path }

    init(in runs: String, for ticket: RunTicket) {
        self.init(path: "\(runs)/\(ticket.job)-\(ticket.attempt)")
    }

    /// What is to be done; written by the daemon before the runner starts.
    var order: String { "\(path)/order.json" }
    /// What became of it; appears whole, as the last thing the runner does.
    var outcome: String { "\(path)/outcome.json" }
    /// The file that Director gets. The folder is its current folder and has no `.env`, which Director would load.
    var directorFile: String { "\(path)/appjail-director.yml" }
    /// Whose presence asks the runner to end, in case its process could not be told yet.
    var stopRequest: String { "\(path)/stop" }
    /// What the runner itself complains about: nothing, unless it crashes.
    var log: String { "\(path)/runner.log" }

    /// Reads ``outcome``.
    ///
    /// - Returns: `nil` when there is none.
    func readOutcome() throws(StorageFailure) -> RunOutcome? {
        guard let bytes = try HostFiles.read(outcome, limit: RunFiles.longestOutcome) else { return nil }
        return try RunFiles.outcome(bytes)
    }

    /// The name of such a folder, or `nil` for every other name.
    static func parse(_ name: String) -> (job: JobID, attempt: Int)? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let job = Int(parts[0]), let attempt = Int(parts[1]), name == "\(job)-\(attempt)" else {
            return nil
        }
        return (JobID(job), attempt)
    }
}
