internal import ArgumentParser
internal import Domain

struct PrintSpec: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a deployment file and print it as JSON.",
        discussion: """
            Asks no server. Everything that is wrong with the file is said at once, with its place.

            EXAMPLES
              overlord print-spec -f web.yml
              overlord print-spec -f web.yml --hide-secrets
            """)

    @OptionGroup
    var deployment: DeploymentOptions

    @Flag(exclusivity: .chooseLast, help: "Whether values whose names sound secret are printed. They are, as in 0.25.")
    var secrets = SecretDisplay.showSecrets

    @OptionGroup
    var format: FormatOptions

    func run() throws {
        let specification = secrets.shown(.object(try deployment.load().specification))
        format.print(
            text: [JSONWriter.text(of: specification, layout: .indented)],
            document: OutputDocument.of("print-spec", [(name: "specification", value: specification)]))
    }
}

/// Whether secrets are printed.
enum SecretDisplay: EnumerableFlag {
    case showSecrets, hideSecrets

    /// The value as it is printed.
    func shown(_ value: JSONValue) -> JSONValue { self == .showSecrets ? value : Self.masked(value, name: "") }

    private static func masked(_ value: JSONValue, name: String) -> JSONValue {
        switch value {
        case .object(let object):
            return .object(JSONObject(object.members.map { (name: $0.name, value: masked($0.value, name: $0.name)) }))
        case .array(let items): return .array(items.map { masked($0, name: name) })
        case .string where SecretName.isSecret(name): return .string(SecretName.mask)
        case .string(let text): return .string(SecretName.withoutUserInformation(text))
        default: return value
        }
    }
}
