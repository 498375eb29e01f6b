import Domain
import Foundation
import Testing

/// The commands and options of a program, as it describes them itself.
struct ProgramDescription: Sendable {
    struct Command: Sendable {
        let name: String
        let isShown: Bool
        let options: [Option]
        /// The names of values that stand without an option.
        let positionals: [String]
    }

    struct Option: Sendable {
        /// With their dashes.
        let names: [String]
        let isShown: Bool
        let takesValue: Bool
        let choices: [String]
    }

    let commands: [Command]
    /// Those of the program itself.
    let options: [Option]

    static func of(_ program: String) async throws -> ProgramDescription {
        let folder = try TemporaryFolder()
        let dump = try await Program.run(["--experimental-dump-help"], in: folder, program: Program.path(of: program))
        let root = try #require(try JSONReader.value(of: Array(dump.output.utf8))["command"])
        return ProgramDescription(
            commands: (root["subcommands"]?.array ?? []).map(command).filter { $0.name != "help" },
            options: command(root).options)
    }

    private static func command(_ value: JSONValue) -> Command {
        let arguments = value["arguments"]?.array ?? []
        let shared = ["--help", "--version"]
        return Command(
            name: value["commandName"]?.string ?? "", isShown: value["shouldDisplay"] != false,
            options: arguments.filter { $0["kind"] != "positional" }.map(option).filter { option in
                !option.names.contains(where: shared.contains)
            },
            positionals: arguments.filter { $0["kind"] == "positional" }.map { $0["valueName"]?.string ?? "" })
    }

    private static func option(_ value: JSONValue) -> Option {
        Option(
            names: (value["names"]?.array ?? []).map {
                ($0["kind"] == "short" ? "-" : "--") + ($0["name"]?.string ?? "")
            },
            isShown: value["shouldDisplay"] != false, takesValue: value["kind"] == "option",
            choices: (value["allValues"]?.array ?? []).compactMap(\.string))
    }
}
