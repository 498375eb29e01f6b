internal import ArgumentParser
internal import Domain
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
            "Colour what people read: auto, always or never. Auto does on a terminal, unless NO_COLOR is set.",
            valueName: "WHEN"))
    var colour = ColourChoice.auto
}

/// The forms in which results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, yaml
}

/// The option of every command that prints data.
struct FormatOptions: ParsableArguments {
    @Option(
        name: .customLong("output"),
        help: ArgumentHelp("Print results as text for people, or as json or yaml for programs.", valueName: "FORMAT"))
    var format = OutputFormat.text

    /// Prints a result.
    ///
    /// - Parameters:
    ///   - text: The lines for people.
    ///   - document: The value for programs.
    ///   - colour: When to colour the text.
    func print(
        text: @autoclosure () -> [String], document: @autoclosure () -> JSONObject, colour: ColourChoice = .never
    ) {
        switch format {
        case .text:
            let isColoured = colour.isWanted(on: Console.isOutputTerminal)
            Console.print(text(), paint: isColoured ? ResultPaint.painted : { $0 })
        case .json: Console.print(JSONWriter.text(of: .object(document()), layout: .indented))
        case .yaml: Console.print(String(YAMLTextWriter.text(of: .object(document())).dropLast()))
        }
    }
}
