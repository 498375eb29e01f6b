internal import ArgumentParser
internal import Domain

struct PrintConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the configuration of this server as JSON, with all defaults.",
        discussion: """
            Reads the file that OVERLORD_CONFIG names, or .overlord.yml; without either the defaults are printed.

            EXAMPLE
              OVERLORD_CONFIG=/usr/local/etc/overlord.yml overlord print-config --hide-secrets
            """)

    @Flag(
        name: .customLong("all"),
        help: "Print the settings that 0.25 does not know too, with their defaults. Else only those that are given.")
    var isComplete = false

    @OptionGroup
    var output: OutputOptions

    @Flag(exclusivity: .chooseLast, help: "Whether values whose names sound secret are printed. They are, as in 0.25.")
    var secrets = SecretDisplay.showSecrets

    @OptionGroup
    var format: FormatOptions

    func run() throws {
        let loaded = try LocalConfiguration.load(colour: output.colour)
        let configuration = secrets.shown(.object(isComplete ? loaded.complete : loaded.json))
        format.print(
            text: [JSONWriter.text(of: configuration, layout: .indented)],
            document: OutputDocument.of("print-config", [(name: "configuration", value: configuration)]))
    }
}
