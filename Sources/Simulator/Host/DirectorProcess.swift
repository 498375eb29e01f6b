import Domain

/// A Director that runs on a modelled host.
struct DirectorProcess: Equatable, Sendable {
    /// Where it is in its work. Source: node contract, section 4.7.
    enum Phase: Equatable, Sendable {
        /// Python starts; nothing was touched yet.
        case starting
        /// `up` removes the jails that have to go. No service is reached yet.
        case removing
        /// `up` builds the jail of the first of ``DirectorProcess/services``.
        case building
        /// `down` is at work.
        case stopping
        /// It hangs, and will not end by itself.
        case stuck
    }

    let pid: Int
    let step: DirectorStep
    let project: String
    let fileText: String?
    let environment: [JobRequest.Variable]
    /// When it was started: what its folder of logs is named after.
    let started: WallTime
    /// What goes wrong, drawn when it started: the raw value of ``HostBehaviour/Up`` or ``HostBehaviour/Down``.
    let mode: String
    var phase = Phase.starting
    /// When the phase ends by itself; `nil` for never.
    var due: WallTime?
    /// The services that `up` has still to look at, by priority.
    var services: [String] = []
    /// The jails that `up` removes first.
    var removals: [String] = []
    /// The service at which ``mode`` comes.
    var troubled: String?
    /// What the building of one jail takes.
    var buildTime = Duration.zero
    var report = DirectorReport()
    var errorOutput = ""

    var up: HostBehaviour.Up { HostBehaviour.Up(rawValue: mode) ?? .ok }
    var down: HostBehaviour.Down { HostBehaviour.Down(rawValue: mode) ?? .ok }

    /// Whether SIGTERM does nothing to it.
    var ignoresTermination: Bool { mode == HostBehaviour.Up.hangStubborn.rawValue && phase == .stuck }

    /// How a process ended.
    struct End: Equatable, Sendable {
        let exit: StepResult.Exit
        let output: String
        let errorOutput: String

        init(_ exit: StepResult.Exit, output: String = "", errorOutput: String = "") {
            self.exit = exit
            self.output = output
            self.errorOutput = errorOutput
        }
    }
}
