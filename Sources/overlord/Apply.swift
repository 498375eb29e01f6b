internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation

struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a deployment to every server that its labels select.",
        discussion: """
            Nothing is sent before all targets are known. Without --wait the command ends when every target has \
            stored what it is to do, and prints nothing when all is well.

            EXAMPLES
              overlord apply -f metadata.yml
              overlord apply -f web.yml --wait
              overlord apply -f web.yml --restart --wait-timeout 600
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @Flag(help: "Bring a project that stands down first, then up.")
    var restart = false

    @Flag(help: "Wait until the jobs have ended, show them meanwhile, and end with their success.")
    var wait = false

    @Option(help: ArgumentHelp("Wait as --wait does, but no longer than this.", valueName: "SECONDS"))
    var waitTimeout: Int?

    @OptionGroup
    var templates: TemplateOptions

    @OptionGroup
    var format: FormatOptions

    func validate() throws {
        if let waitTimeout, waitTimeout < 1 { throw ValidationError("'--wait-timeout' must be at least 1.") }
    }

    func run() async throws {
        let session = try ClientSession(deployment)
        let expanded = try await templates.expand(session, output: deployment.output)
        let report = try await ClientSession.deciding { () async throws(ClientRefusal) in
            try await Applying(servers: session.servers, readYAML: ClientSession.readYAML).apply(
                expanded, restart: restart)
        }
        ClientSession.tell(report, isApplying: true)
        var status = report.exitStatus
        var ends: [Waiting.Status]?
        if wait || waitTimeout != nil {
            let statuses = await follow(report.watches)
            ends = statuses
            let ended = Waiting.exitStatus(of: statuses)
            // A job that failed says more than a chain that refused, and that more than time that ran out.
            let ranks = [Exit.ok, Exit.temporaryFailure, Exit.unavailable, Exit.software]
            status = [status, ended].max { ranks.firstIndex(of: $0) ?? 0 < ranks.firstIndex(of: $1) ?? 0 } ?? ended
        }
        format.print(text: [], document: OutputDocument.of(report, "apply", waits: ends))
        throw ExitCode(status)
    }

    private func follow(_ watches: [JobWatch]) async -> [Waiting.Status] {
        guard !watches.isEmpty else { return [] }
        let display = WaitDisplay(watches: watches, colour: deployment.output.colour)
        let statuses = await Waiting(clock: SystemClock()).wait(
            for: watches, patience: waitTimeout.map { .seconds($0) }, progress: display.show)
        display.finish(statuses)
        return statuses
    }
}
