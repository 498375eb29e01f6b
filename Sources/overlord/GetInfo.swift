internal import ArgumentParser
internal import Domain

struct GetInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the servers know.",
        discussion: """
            Which servers are asked is what the file says; its kind does not matter, and readOnly exists for this. \
            What --filter means depends on the type: names for 'projects', 'vm' and 'autoscale' (without one, 'vm' \
            shows nothing and 'autoscale' is refused), nothing for 'chains:tree', and regular expressions that are \
            searched anywhere for every other type.

            EXAMPLES
              overlord get-info -f tree.yml -t chains:tree
              overlord get-info -f web.yml -t projects --filter-per-project
              overlord get-info -f tree.yml -t jails --filter '^web' --jail-item stats --jail-item info
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @Option(
        name: [.customShort("t", allowingJoined: true), .customLong("type")],
        help: ArgumentHelp("What to show.", valueName: "TYPE"))
    var type: InfoQuery.Subject

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Show only what fits. May be repeated; one that fits is enough.", valueName: "FILTER"))
    var filter: [String] = []

    @Flag(help: "Show the project or virtual machine of the file instead of those that --filter names.")
    var filterPerProject = false

    @Flag(help: "Ask every server, whatever its labels, and do not show them.")
    var allLabels = false

    @Flag(help: "Ask the servers where replicas may run, by 'autoScale.labels', instead of those of 'deployIn.labels'.")
    var useAutoscaleLabels = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Show only this of jails. May be repeated.", valueName: "ITEM"))
    var jailItem: [JailItem] = []

    @OptionGroup
    var format: FormatOptions

    func run() async throws {
        let session = try ClientSession(deployment)
        let query: InfoQuery
        do throws(InfoQueryError) {
            query = try InfoQuery(
                type, of: session.deployment, filters: filter, isPerProject: filterPerProject,
                ignoresLabels: allLabels, usesAutoscaleLabels: useAutoscaleLabels, jailItems: jailItem)
        } catch {
            Console.complain(error.text)
            throw ExitCode(error.exitStatus)
        }
        let report = try await ClientSession.deciding { () async throws(ClientRefusal) in
            try await InfoCollecting(servers: session.servers).collect(query, of: session.deployment)
        }
        for problem in report.problems { Console.complain(ProblemText(style: .library).text(of: problem)) }
        for miss in report.nearMisses { Console.complain(miss.text) }
        format.print(
            text: type == .chainTree ? TreeText.lines(of: report.blocks.map(\.node)) : InfoText.lines(of: report),
            document: OutputDocument.of(report, type), colour: deployment.output.colour)
        throw ExitCode(report.exitStatus)
    }
}

extension InfoQuery.Subject: ExpressibleByArgument {}

extension JailItem: ExpressibleByArgument {}
