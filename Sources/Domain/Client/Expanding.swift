/// Makes of an `appConfig` deployment the deployment that its template describes.
///
/// The first target that delivers a template which renders to a YAML mapping decides; the others are not asked. Nothing
/// of the template can read this machine but the folders of templates that the user names. Source: deployment-file
/// contract, section 12.6.
package struct Expanding: Sendable {
    /// Reads and judges documents that came out of a template.
    package struct Reader: Sendable {
        /// Reads a YAML text, with the name of the template for diagnostics.
        package typealias YAML = @Sendable (_ text: String, _ name: String) throws(DiagnosticList) -> Document?
        /// What the document refers to, given its text and its name: nothing of this machine.
        package typealias Sources = @Sendable (_ text: String, _ name: String) -> any DeploymentSources

        let yaml: YAML
        let sources: Sources

        package init(yaml: @escaping YAML, sources: @escaping Sources) {
            self.yaml = yaml
            self.sources = sources
        }
    }

    private let servers: Servers
    private let reader: Reader
    private let library: any TemplateLibrary & Sendable
    private let limits: TreeWalk.Limits

    package init(
        servers: Servers, reader: Reader, library: any TemplateLibrary & Sendable,
        limits: TreeWalk.Limits = TreeWalk.Limits()
    ) {
        self.servers = servers
        self.reader = reader
        self.library = library
        self.limits = limits
    }

    /// Fetches and renders the template.
    ///
    /// - Parameter chains: Which of the chains that the file selects are asked.
    package func render(
        _ application: AppDeployment, of deployment: Deployment, chains: ChainFilter = ChainFilter()
    ) async throws(ClientRefusal) -> Expansion {
        let survey = try await TreeSurvey.of(
            deployment.deployIn.entrypoints, servers: servers, readingLabels: true, limits: limits)
        let selection = TargetSelection(labels: deployment.deployIn.selection, chains: chains)
        var expansion = Expansion(discovery: survey.problems)
        for target in survey.visited where selection.includes(target.node) {
            let text: String
            do throws(CallFailure) {
                text = try await target.server.metadata(application.template.text)
            } catch {
                expansion.note(
                    ClientProblem(
                        node: target.node, activity: .readingTemplate(application.template), failure: error))
                continue
            }
            do throws(Failure) {
                expansion.rendered = try rendered(text, application, target.node)
                break
            } catch {
                let (key, reason) = (application.template, error.sentence(of: application.template))
                let isOfOutput = error.file != key.text && !error.findings.isEmpty
                expansion.note(
                    ClientProblem(
                        node: target.node,
                        activity: isOfOutput ? .readingRendered(key, reason) : .renderingTemplate(key, reason)),
                    findings: error.findings, file: error.file, text: error.text)
            }
        }
        return expansion
    }

    /// Why the text of a target is of no use.
    private struct Failure: Error {
        /// Empty when it is YAML and no mapping.
        let findings: [Diagnostic]
        /// The text that findings of this name are about.
        let file: String
        let text: String

        func sentence(of key: MetadataKey) -> String {
            guard let first = findings.first(where: { $0.severity == .error }) ?? findings.first else {
                return "it does not render to a mapping"
            }
            return "\(first.file):\(first.position.line):\(first.position.column): \(first.message)"
        }
    }

    private func rendered(
        _ text: String, _ application: AppDeployment, _ node: TreeNode
    ) throws(Failure) -> Expansion.Rendered {
        let name = application.template.text
        let output: String
        do throws(DiagnosticList) {
            output = try Template.parse(text, name: name).render(application.allParameters, library: library)
        } catch {
            throw Failure(findings: error.diagnostics, file: name, text: text)
        }
        let outputName = "\(name) (rendered)"
        let document: Document?
        do throws(DiagnosticList) {
            document = try reader.yaml(output, outputName)
        } catch {
            throw Failure(findings: error.diagnostics, file: outputName, text: output)
        }
        guard let document, case .mapping = document.content else {
            throw Failure(findings: [], file: outputName, text: output)
        }
        return Expansion.Rendered(
            document: application.completed(document), text: output, name: outputName,
            place: ClientRefusal.TemplatePlace(
                datacenter: node.datacenter, chain: node.chain, key: application.template))
    }

    /// The deployment that a rendered document describes.
    ///
    /// - Parameter isCancelled: Whether it is to be cancelled, where any kind but another `appConfig` is judged later.
    /// - Returns: The deployment, or everything that is wrong with the document.
    /// - Throws: For the kinds that a template must not describe.
    package func judge(
        _ rendered: Expansion.Rendered, isCancelled: Bool
    ) throws(ClientRefusal) -> Result<(deployment: Deployment, warnings: [Diagnostic]), DiagnosticList> {
        guard let kind = rendered.document["kind"], !kind.isNull else { throw .noKind(rendered.place) }
        if case .string(let word) = kind.content {
            if word == "appConfig" { throw .templateLoop }
            if !isCancelled && !["directorProject", "vmJail"].contains(word) {
                throw .badKind(rendered.place, kind: PythonText.escaped(String(word.prefix(60))))
            }
        }
        do throws(DiagnosticList) {
            return .success(
                try DeploymentDecoder.decode(
                    rendered.document, file: rendered.name, sources: reader.sources(rendered.text, rendered.name)))
        } catch {
            return .failure(error)
        }
    }
}

/// What came of the search for a template.
package struct Expansion: Sendable {
    /// A problem of one target, and what is wrong with its text.
    package struct Trouble: Sendable {
        package let problem: ClientProblem
        package let findings: [Diagnostic]
        /// What the findings call the text of the target, or what it rendered to; other files are included ones.
        package let file: String
        /// That text.
        package let text: String
    }

    /// A document that a template rendered to.
    package struct Rendered: Sendable {
        /// With the common keys of the file.
        package let document: Document
        /// As it was rendered, which positions count in.
        package let text: String
        /// What diagnostics call it.
        package let name: String
        package let place: ClientRefusal.TemplatePlace
    }

    /// What could not be seen of the trees.
    package let discovery: [ClientProblem]
    /// What went wrong with targets before one delivered.
    package private(set) var troubles: [Trouble] = []
    /// `nil` when no target delivered.
    package internal(set) var rendered: Rendered?

    init(discovery: [ClientProblem]) { self.discovery = discovery }

    mutating func note(_ problem: ClientProblem, findings: [Diagnostic] = [], file: String = "", text: String = "") {
        troubles.append(Trouble(problem: problem, findings: findings, file: file, text: text))
    }
}
