/// The sentences of 0.25 for what went wrong (command-line contract, section 6), from the facts.
package struct ProblemText: Sendable {
    /// Whose words stand for a refused request.
    package enum Style: Sendable {
        /// Those of the HTTP library, as `get-info` prints them: two lines with a link.
        case library
        /// Status, reason and body, as the other commands print them.
        case answer
    }

    private let style: Style

    package init(style: Style) { self.style = style }

    /// - Returns: One message, without a final line break; a refusal in the words of the library has two lines.
    package func text(of problem: ClientProblem) -> String {
        var facts = [("datacenter", problem.datacenter), ("chain", Self.chain(problem.chain))]
        let sentence: String
        switch problem.activity {
        case .listingChains:
            facts[0] = ("entrypoint", problem.url)
            sentence = "error obtaining the chains"
        case .readingLabels: sentence = "error obtaining API labels"
        case .walking(let trouble): sentence = Self.sentence(for: trouble)
        case .readingEnvironment(let key):
            facts.append(("metadata", key.text))
            sentence = "error obtaining the environment from the metadata"
        case .parsingEnvironment(let key, let trouble):
            facts.append(("metadata", key.text))
            sentence = Self.sentence(for: trouble)
        case .readingProjectFile(let key):
            facts.append(("metadata", key.text))
            sentence = "error obtaining the project file from the metadata"
        case .creatingProject(let name):
            facts.append(("project", name.text))
            sentence = "error creating the project"
        case .writingMetadata(let key):
            facts.append(("metadata", key.text))
            sentence = "error writing the metadata"
        case .writingNamespace(let name):
            facts.append(("namespace", name.text))
            sentence = "error writing the namespace"
        case .namespaceLeftAlone(let name):
            facts.append(("namespace", name.text))
            sentence = "the namespace has not been written, because some of the metadata could not be"
        case .checkingAutoscale: sentence = "error when checking if the project is auto-scalable"
        case .destroyingProject(let name):
            facts.append(("project", name.text))
            sentence = "error destroying the project"
        case .deletingMetadata(let key):
            facts.append(("metadata", key.text))
            sentence = ""
        case .deletingNamespace(let name):
            facts.append(("namespace", name.text))
            sentence = ""
        case .cancellingProject(let name):
            facts.append(("project", name.text))
            sentence = "error cancelling this project"
        case .creatingVirtualMachine(let name):
            facts.append(("VM", name.text))
            sentence = "error creating the VM"
        case .destroyingVirtualMachine(let name):
            facts.append(("VM", name.text))
            sentence = "error destroying the VM"
        case .readingTemplate(let key):
            facts.append(("metadata", key.text))
            sentence = "error obtaining the template from the metadata"
        case .renderingTemplate(let key, let reason), .readingRendered(let key, let reason):
            facts.append(("metadata", key.text))
            sentence = "error parsing the template: \(PythonText.escaped(reason))"
        case .reading(let function):
            facts = [("function", function)]
            sentence = "error executing the remote call"
        case .readingLog:
            facts = []
            sentence = ""
        }
        return assemble(facts, sentence, problem)
    }

    private func assemble(_ facts: [(String, String)], _ sentence: String, _ problem: ClientProblem) -> String {
        var parts = sentence.isEmpty ? [] : [sentence]
        if let failure = problem.failure { parts.append(message(of: failure)) }
        let facts = facts + (exception(of: problem).map { [("exception", $0)] } ?? [])
        let prefix = facts.map { "\($0.0):\($0.1)" }.joined(separator: ", ")
        return "(\(prefix)) " + parts.joined(separator: ": ")
    }

    /// The dotted path, `None` for the root.
    package static func chain(_ chain: ChainPath) -> String { chain.isRoot ? "None" : chain.description }

    private static func sentence(for trouble: TreeWalk.Trouble) -> String {
        switch trouble {
        case .children, .labels: "error obtaining the chains"
        case .loop(let name): "the chain '\(name)' is above itself in this path and is not followed again"
        case .tooDeep(let name):
            "the chain '\(name)' is below level \(ChainPath.deepest), the deepest that a path can name"
        case .badName(let text): "'\(PythonText.escaped(text))' is no name of a chain: \(ChainName.rule)"
        case .tooManyNodes(let limit): "the tree has more than \(limit) servers and is not used"
        }
    }

    private static func sentence(for trouble: EnvironmentTrouble) -> String {
        switch trouble {
        case .malformed(let reason): "error parsing the environment: \(reason)"
        case .noMapping: "environment is not a dictionary!"
        case .notText(let name): "error parsing the environment: '\(PythonText.escaped(name))' must be text"
        }
    }
}

extension ProblemText {
    /// The word that 0.25 has for the class of what went wrong; `nil` where it has none.
    ///
    /// PyYAML and Mako have many classes for texts that they cannot read; here it is the one that all of them belong to.
    package func exception(of problem: ClientProblem) -> String? {
        if let failure = problem.failure { return exception(of: failure) }
        switch problem.activity {
        case .parsingEnvironment(_, .malformed): return "YAMLError"
        case .parsingEnvironment(_, .notText): return "TypeError"
        case .renderingTemplate: return "MakoException"
        case .readingRendered: return "YAMLError"
        default: return nil
        }
    }

    /// The word that 0.25 has for the class of a failure.
    package func exception(of failure: CallFailure) -> String {
        switch failure {
        case .refused(let refusal):
            style == .library && Self.hasBody(refusal.method) ? "HTTPStatusError" : "APIError"
        case .unreadable: "JSONDecodeError"
        case .noAnswer(.connect): "ConnectError"
        case .noAnswer(.connectTimeout): "ConnectTimeout"
        case .noAnswer(.readTimeout): "ReadTimeout"
        case .noAnswer(.read): "ReadError"
        case .noAnswer(.protocolViolation): "RemoteProtocolError"
        case .noAnswer(.unknownNeighbour): "UnknownEntrypoint"
        case .noAnswer(.cancelled): "CancelledError"
        }
    }

    /// What happened, in words: the texts of 0.25 where it has any, and better ones where its own are empty.
    package func message(of failure: CallFailure) -> String {
        switch failure {
        case .refused(let refusal): message(of: refusal)
        case .unreadable(let url): "the answer of '\(url)' is not what the API promises"
        case .noAnswer(.connect(let text)): text.isEmpty ? "All connection attempts failed" : text
        case .noAnswer(.connectTimeout): "the connection was not made in time"
        case .noAnswer(.readTimeout): "no answer came in time"
        case .noAnswer(.read(let text)): text.isEmpty ? "the connection broke before the answer was whole" : text
        case .noAnswer(.protocolViolation(let text)): text
        case .noAnswer(.unknownNeighbour): "there is no such entry point"
        case .noAnswer(.cancelled): "the request was given up"
        }
    }

    private func message(of refusal: CallFailure.Refusal) -> String {
        let reason = HTTPReason.phrase(for: refusal.status)
        guard Self.hasBody(refusal.method) else { return "Error \(refusal.status): \(reason)" }
        switch style {
        case .answer: return "(status:\(refusal.status), reason:\(reason)) \(Self.legible(refusal.body))"
        case .library:
            let kind =
                switch refusal.status {
                case 300..<400: "Redirect response"
                case 400..<500: "Client error"
                case 500..<600: "Server error"
                default: "Informational response"
                }
            return "\(kind) '\(refusal.status) \(reason)' for url '\(refusal.url)'\n"
                + "For more information check: "
                + "https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/\(refusal.status)"
        }
    }

    /// A JSON text with blanks, whichever server wrote it; every other text as it is.
    private static func legible(_ body: String) -> String {
        JSONReader.valueIfWellFormed(body).map { JSONWriter.text(of: $0, layout: .spaced) } ?? body
    }

    private static func hasBody(_ method: String) -> Bool { method != "HEAD" && method != "DELETE" }
}

extension ClientRefusal {
    /// The sentence for people. Source: command-line contract, section 6.
    package var text: String {
        switch self {
        case .noAutoscaleFilter: "Autoscale requires you define at least one filter!"
        case .badEntrypoint(let text): "Invalid chain: \(PythonText.escaped(text))"
        case .unknownDatacenter(let name): "(datacenter:\(name)) data center cannot be found."
        case .wrongKind(let kind, .cancel): "(kind:\(kind)) can't cancel this type of deployment!"
        case .wrongKind(let kind, let action): "(kind:\(kind)) can't \(action.rawValue) a read-only deployment!"
        case .scaled(let kind): "(kind:\(kind)) can't cancel a deployment with scale options set."
        case .templateLoop: "(kind:appConfig) loop detected in an appConfig deployment!"
        case .noKind(let place): "(\(place.text)) 'kind' is required but hasn't been specified."
        case .badKind(let place, let kind):
            "(\(place.text), kind:\(kind)): appConfig deployment only accepts the following deployments: "
                + "directorProject and vmJail"
        case .notTemplate(let kind): "(kind:\(kind)) Only appConfig deployments are accepted!"
        case .notScalable(let name):
            "(project:\(name)) 'overlord.autoscale.\(name)' must be a metadata key, so that the project can be scaled: "
                + MetadataKey.rule + "."
        }
    }

    /// The status that the command ends with.
    package var exitStatus: Int32 {
        switch self {
        case .noAutoscaleFilter: Exit.usage
        case .unknownDatacenter: Exit.noInput
        case .wrongKind, .scaled, .templateLoop, .notTemplate: Exit.configuration
        case .notScalable, .badEntrypoint, .noKind, .badKind: Exit.software
        }
    }
}

extension ClientRefusal.TemplatePlace {
    fileprivate var text: String {
        "datacenter:\(datacenter), chain:\(ProblemText.chain(chain)), appFrom:\(key)"
    }
}
