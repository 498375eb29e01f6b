internal import ArgumentParser
internal import Domain

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

    @OptionGroup
    var waiting: WaitOptions

    @OptionGroup
    var templates: TemplateOptions

    @OptionGroup
    var format: FormatOptions

    func run() async throws {
        let session = try ClientSession(deployment)
        let expanded = try await templates.expand(session, output: deployment.output)
        let report = try await ClientSession.deciding { () async throws(ClientRefusal) in
            try await Applying(servers: session.servers, readYAML: ClientSession.readYAML).apply(
                expanded, restart: restart)
        }
        ClientSession.tell(report, isApplying: true)
        let (status, ends) = await waiting.follow(report, colour: deployment.output.colour)
        format.print(text: [], document: OutputDocument.of(report, "apply", waits: ends))
        throw ExitCode(status)
    }
}
