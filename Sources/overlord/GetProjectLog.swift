internal import ArgumentParser
internal import Domain

struct GetProjectLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a log of Director.",
        discussion: """
            The parts of its path are those that 'get-info -t projects:logs' lists. Exactly one server is asked, whatever \
            the labels of the file.

            EXAMPLE
              overlord get-project-log -f web.yml -d 2026-11-22_15h02m48s -s nginx -l makejail.log main.alpha
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @Option(
        name: [.customShort("d", allowingJoined: true), .customLong("date")],
        help: ArgumentHelp("The folder of the run, which is named after its time.", valueName: "DATE"))
    var date: String

    @Option(
        name: [.customShort("s", allowingJoined: true), .customLong("service")],
        help: ArgumentHelp("The service of the project.", valueName: "SERVICE"))
    var service: String

    @Option(
        name: [.customShort("l", allowingJoined: true), .customLong("log")],
        help: ArgumentHelp("The log.", valueName: "LOG"))
    var log: String

    @OptionGroup
    var format: FormatOptions

    @Argument(help: ArgumentHelp("DATACENTER or DATACENTER.CHAIN", valueName: "ENTRYPOINT"))
    var entrypoint: String

    func run() async throws {
        let session = try ClientSession(deployment, datacenter: LogOutput.datacenter(of: entrypoint))
        try await LogOutput(session: session, format: format).show(
            .project(date: date, service: service, log: log), at: entrypoint, command: "get-project-log",
            names: [("date", date), ("service", service), ("log", log)])
    }
}
