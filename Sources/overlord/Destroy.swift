internal import ArgumentParser
internal import Domain

struct Destroy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take away what a deployment put on its servers.",
        discussion: """
            Acts at once and without asking. A project that an autoscaler governs is ended by that autoscaler, for \
            which nobody waits.

            EXAMPLES
              overlord destroy -f web.yml --wait
              overlord destroy -f web.yml --filter-chain alpha --filter-chain alpha.charlie
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @Flag(name: [.customShort("F"), .long], help: "Undo the integrations of a project in whatever state it is.")
    var force = false

    @OptionGroup
    var chains: ChainFilterOptions

    @OptionGroup
    var waiting: WaitOptions

    @OptionGroup
    var templates: TemplateOptions

    @OptionGroup
    var format: FormatOptions

    func run() async throws {
        let session = try ClientSession(deployment)
        let filter = chains.filter
        let expanded = try await templates.expand(session, chains: filter, output: deployment.output)
        let report = try await ClientSession.deciding { () async throws(ClientRefusal) in
            try await Destroying(servers: session.servers, readYAML: ClientSession.readYAML).destroy(
                expanded, force: force, chains: filter)
        }
        ClientSession.tell(report)
        let (status, ends) = await waiting.follow(report, colour: deployment.output.colour)
        format.print(text: [], document: OutputDocument.of(report, "destroy", waits: ends))
        throw ExitCode(status)
    }
}
