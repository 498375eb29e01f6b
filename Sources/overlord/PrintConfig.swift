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

    @OptionGroup
    var output: OutputOptions

    @Flag(exclusivity: .chooseLast, help: "Whether values whose names sound secret are printed. They are, as in 0.25.")
    var secrets = SecretDisplay.showSecrets

    @OptionGroup
    var format: FormatOptions

    func run() throws {
        let configuration = secrets.shown(try LocalConfiguration.load(colour: output.colour).json)
        format.print(
            text: [JSONWriter.text(of: configuration, layout: .indented)],
            document: OutputDocument.of("print-config", [(name: "configuration", value: configuration)]))
    }
}
