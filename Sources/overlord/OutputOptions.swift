internal import ArgumentParser
internal import Foundation

/// When to colour.
enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    /// - Parameter isTerminal: Whether what is written goes to a terminal. There, `NO_COLOR` says no.
    func isWanted(on isTerminal: Bool) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto:
            isTerminal && (ProcessVariables.value("NO_COLOR") ?? "").isEmpty
                && ProcessVariables.value("TERM") != "dumb"
        }
    }
}

/// Options of every command that talks to people.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .customLong("color"),
        help: ArgumentHelp(
            "Colour messages: auto, always or never. Auto does on a terminal, unless NO_COLOR is set.",
            valueName: "WHEN"))
    var colour = ColourChoice.auto
}
