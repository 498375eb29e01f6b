internal import ArgumentParser
internal import Domain

struct GetInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the servers know.",
        discussion: """
            Which servers are asked is what the file says; its kind does not matter, and readOnly exists for this. \
            What --filter means depends on the type: names of projects for 'projects', regular expressions that are \
            searched anywhere for 'jails', 'chains', 'chains:stats' and 'metadata'.

            EXAMPLES
              overlord get-info -f tree.yml -t chains:tree
              overlord get-info -f web.yml -t projects --filter-per-project
              overlord get-info -f tree.yml -t jails --filter '^web' --jail-item stats --jail-item info
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("What to show.", valueName: "TYPE"))
    var type: InfoType

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Show only what fits. May be repeated; one that fits is enough.", valueName: "FILTER"))
    var filter: [String] = []

    @Flag(help: "Show the project of the file instead of those that --filter names.")
    var filterPerProject = false

    @Flag(help: "Ask every server, whatever its labels, and do not show them.")
    var allLabels = false

    @Flag(help: "Ask the servers where replicas may run, by 'autoScale.labels', instead of those of 'deployIn.labels'.")
    var useAutoscaleLabels = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Show only this of jails. May be repeated.", valueName: "ITEM"))
    var jailItem: [JailItem] = []

    func run() async throws {
        guard let subject = InfoQuery.Subject(rawValue: type.rawValue) else {
            Console.complain("The type '\(type.rawValue)' is not in this version.")
            throw ExitCode(Exit.unavailable)
        }
        let session = try ClientSession(deployment)
        let query: InfoQuery
        do throws(InfoQueryError) {
            query = try InfoQuery(
                subject, of: session.deployment, filters: filter, isPerProject: filterPerProject,
                ignoresLabels: allLabels, usesAutoscaleLabels: useAutoscaleLabels, jailItems: jailItem)
        } catch {
            Console.complain(error.text)
            throw ExitCode(Exit.software)
        }
        let report = try await ClientSession.deciding { () async throws(ClientRefusal) in
            try await InfoCollecting(servers: session.servers).collect(query, of: session.deployment)
        }
        for problem in report.problems { Console.complain(ProblemText(style: .library).text(of: problem)) }
        Console.print(
            subject == .chainTree ? TreeText.lines(of: report.blocks.map(\.node)) : InfoText.lines(of: report))
        throw ExitCode(report.exitStatus)
    }
}

/// The types that 0.25 knows, also those that are not in this version.
enum InfoType: String, ExpressibleByArgument, CaseIterable {
    case jails, projects, chains
    case chainTree = "chains:tree"
    case chainStatistics = "chains:stats"
    case projectLogs = "projects:logs"
    case jailLogs = "jails:logs"
    case metadata, namespaces, autoscale, vm
}

extension JailItem: ExpressibleByArgument {}
