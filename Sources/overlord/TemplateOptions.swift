internal import Adapters
internal import ArgumentParser
internal import Domain

/// The option of every command that may render a template.
struct TemplateOptions: ParsableArguments {
    @Option(
        name: .customLong("mako-directories"), parsing: .singleValue,
        help: ArgumentHelp(
            """
            Look for the templates that a template includes in this folder, instead of the current one. May be \
            repeated. For files of kind appConfig.
            """, valueName: "FOLDER"),
        completion: .directory)
    var templateFolders: [String] = ["."]

    var library: TemplateFolders { TemplateFolders(templateFolders) }

    /// The deployment that a file stands for: itself, or for one of kind `appConfig` what its template renders to.
    ///
    /// Says what went wrong on the way, and ends the command where nothing came of it.
    ///
    /// - Parameters:
    ///   - chains: Which of the selected chains are asked for the template.
    ///   - isCancelled: Whether the deployment is to be cancelled.
    func expand(
        _ session: ClientSession, chains: ChainFilter = ChainFilter(), isCancelled: Bool = false, output: OutputOptions
    ) async throws(ExitCode) -> Deployment {
        guard case .appConfig(let application) = session.deployment.content else { return session.deployment }
        let expanding = expanding(session)
        let rendered = try await render(application, session, expanding, chains: chains, output: output)
        guard let rendered else {
            Console.complain("No deployment has had any effect.")
            throw ExitCode(Exit.ok)
        }
        let judgement = try await ClientSession.deciding { () async throws(ClientRefusal) in
            try expanding.judge(rendered, isCancelled: isCancelled)
        }
        switch judgement {
        case .success(let (deployment, warnings)):
            show(warnings, of: rendered, output)
            return deployment
        case .failure(let error):
            show(error.diagnostics, of: rendered, output)
            throw ExitCode(Exit.software)
        }
    }

    func expanding(_ session: ClientSession) -> Expanding {
        let reader = Expanding.Reader(
            yaml: { (text: String, name: String) throws(DiagnosticList) -> Document? in
                try YAMLReader.read(text: text, file: name, environment: .refuse).document
            }, sources: { text, name in DeploymentFiles.sources(ofRendered: text, name: name) })
        return Expanding(servers: session.servers, reader: reader, library: library)
    }

    /// What the template of the first target that delivers one renders to.
    ///
    /// - Returns: `nil` when no target matched.
    /// - Throws: The status of the command, when targets matched and none delivered.
    func render(
        _ application: AppDeployment, _ session: ClientSession, _ expanding: Expanding, chains: ChainFilter,
        output: OutputOptions
    ) async throws(ExitCode) -> Expansion.Rendered? {
        let expansion = try await ClientSession.deciding { () async throws(ClientRefusal) in
            try await expanding.render(application, of: session.deployment, chains: chains)
        }
        let text = ProblemText(style: .answer)
        // The walk that deploys says the same again.
        if expansion.rendered == nil {
            for problem in expansion.discovery { Console.complain(text.text(of: problem)) }
        }
        for trouble in expansion.troubles {
            Console.complain(text.text(of: trouble.problem))
            Console.complain(trouble.findings, colour: output.colour) { file in
                file == trouble.file ? trouble.text : DeploymentFiles.source(of: file)
            }
        }
        if let rendered = expansion.rendered { return rendered }
        if expansion.discovery.isEmpty && expansion.troubles.isEmpty { return nil }
        throw ExitCode(Exit.unavailable)
    }

    private func show(_ findings: [Diagnostic], of rendered: Expansion.Rendered, _ output: OutputOptions) {
        Console.complain(findings, colour: output.colour) { file in
            file == rendered.name ? rendered.text : DeploymentFiles.source(of: file)
        }
    }
}
