internal import ArgumentParser
internal import Domain

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give up the creation of a project that is under way.",
        discussion: """
            EXAMPLE
              overlord cancel -f web.yml --filter-chain alpha
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @OptionGroup
    var chains: ChainFilterOptions

    @OptionGroup
    var templates: TemplateOptions

    @OptionGroup
    var format: FormatOptions

    func run() async throws {
        let session = try ClientSession(deployment)
        let filter = chains.filter
        let expanded = try await templates.expand(
            session, chains: filter, isCancelled: true, output: deployment.output)
        let report = try await ClientSession.deciding { () async throws(ClientRefusal) in
            try await Cancelling(servers: session.servers).cancel(expanded, chains: filter)
        }
        ClientSession.tell(report)
        format.print(text: [], document: OutputDocument.of(report, "cancel"))
        throw ExitCode(report.exitStatus)
    }
}
