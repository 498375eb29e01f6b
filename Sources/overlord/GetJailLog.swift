internal import ArgumentParser
internal import Domain

struct GetJailLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a log of AppJail.",
        discussion: """
            The parts of its path are those that 'get-info -t jails:logs' lists. Exactly one server is asked, whatever \
            the labels of the file.

            EXAMPLE
              overlord get-jail-log -f web.yml -t jails -e e969b06736 -s startup-start -l 2026-11-22.log main.alpha
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @Option(
        name: [.customShort("t", allowingJoined: true), .customLong("type")],
        help: ArgumentHelp("What the log is about, as 'jails'.", valueName: "TYPE"))
    var type: String

    @Option(
        name: [.customShort("e", allowingJoined: true), .customLong("entity")],
        help: ArgumentHelp("Of these the one, as the name of a jail.", valueName: "ENTITY"))
    var entity: String

    @Option(
        name: [.customShort("s", allowingJoined: true), .customLong("subtype")],
        help: ArgumentHelp("What was done with it.", valueName: "SUBTYPE"))
    var subtype: String

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
            .jail(type: type, entity: entity, subtype: subtype, log: log), at: entrypoint, command: "get-jail-log",
            names: [("type", type), ("entity", entity), ("subtype", subtype), ("log", log)])
    }
}
