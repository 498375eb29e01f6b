internal import ArgumentParser
internal import Domain

struct PrintTemplate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Render the template of an appConfig file and print what would be deployed.",
        discussion: """
            Fetches the template from the first server that has it, and changes nothing. The result is printed as it \
            is, with the data centres and the placement of the file; apply judges it.

            EXAMPLES
              overlord print-template -f shop.yml
              overlord print-template -f shop.yml --mako-directories templates --hide-secrets
              overlord print-template -f shop.yml --output json
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @OptionGroup
    var templates: TemplateOptions

    @Flag(exclusivity: .chooseLast, help: "Whether values whose names sound secret are printed. They are, as in 0.25.")
    var secrets = SecretDisplay.showSecrets

    @OptionGroup
    var format: FormatOptions

    func run() async throws {
        let session = try ClientSession(deployment)
        guard case .appConfig(let application) = session.deployment.content else {
            let refusal = ClientRefusal.notTemplate(session.deployment.kind)
            Console.complain(refusal.text)
            throw ExitCode(refusal.exitStatus)
        }
        let rendered = try await templates.render(
            application, session, templates.expanding(session), chains: ChainFilter(), output: deployment.output)
        guard let rendered else {
            Console.complain("No server has been found that matches.")
            return
        }
        let document = secrets.shown(rendered.document.json)
        format.print(
            text: [YAMLWriter.text(of: document)],
            document: OutputDocument.of("print-template", [(name: "document", value: document)]))
    }
}
