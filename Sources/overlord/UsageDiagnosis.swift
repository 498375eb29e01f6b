internal import ArgumentParser
internal import Domain

/// Says what is wrong with a command line in the words of 0.25's option parser (command-line contract, section 1.1),
/// with what was probably meant.
///
/// It reads the program's own description of its commands, and only once the argument parser has refused: nothing is
/// accepted or refused here.
struct UsageDiagnosis {
    private let commands: [Command]
    private let program: Command

    /// A command as the program describes it.
    private struct Command {
        var name = ""
        var isShown = true
        var options: [OptionFacts] = []
        var positionals: [OptionFacts] = []
        var subcommands: [Command] = []

        init(_ description: JSONValue) {
            name = description["commandName"]?.string ?? ""
            isShown = description["shouldDisplay"] != false
            subcommands = (description["subcommands"]?.array ?? []).map(Command.init)
            for argument in description["arguments"]?.array ?? [] {
                let option = OptionFacts(argument)
                if argument["kind"] == "positional" { positionals.append(option) } else { options.append(option) }
            }
        }

        func option(_ name: String) -> OptionFacts? { options.first { $0.names.contains(name) } }
    }

    private struct OptionFacts {
        /// With their dashes, short ones first.
        let names: [String]
        let valueName: String
        let takesValue: Bool
        let isRequired: Bool
        let choices: [String]

        init(_ description: JSONValue) {
            names = (description["names"]?.array ?? []).map { name in
                (name["kind"] == "short" ? "-" : "--") + (name["name"]?.string ?? "")
            }
            valueName = description["valueName"]?.string ?? ""
            takesValue = description["kind"] == "option"
            isRequired = description["isOptional"] == false
            choices = (description["allValues"]?.array ?? []).compactMap(\.string)
        }

        var title: String { names.map { "'\($0)'" }.joined(separator: " / ") }
        /// Values of these names are whole numbers, everywhere in the program.
        var isNumber: Bool { ["NUMBER", "SECONDS", "PORT"].contains(valueName) }
    }

    init(description: String) {
        let root = JSONReader.valueIfWellFormed(description)?["command"] ?? .null
        program = Command(root)
        commands = (root["subcommands"]?.array ?? []).map(Command.init)
    }

    /// The lines for a command line that was refused.
    ///
    /// - Parameters:
    ///   - arguments: Behind the name of the program.
    ///   - refusal: The words of the argument parser, for what only it knows.
    func text(of arguments: [String], refusal: String) -> String {
        guard let word = arguments.first, !word.hasPrefix("-") else {
            return usage(of: program) + (mistake(in: arguments, of: program) ?? refusal)
        }
        guard let command = commands.first(where: { $0.name == word }) else {
            let shown = commands.filter { $0.isShown && $0.name != "help" }.map(\.name)
            return usage(of: program) + "No such command '\(word)'." + Self.hint(word, shown)
        }
        let rest = Array(arguments.dropFirst())
        if let next = rest.first, let below = command.subcommands.first(where: { $0.name == next }) {
            var below = below
            below.name = "\(command.name) \(below.name)"
            return usage(of: below) + (mistake(in: Array(rest.dropFirst()), of: below) ?? refusal)
        }
        return usage(of: command) + (command.subcommands.isEmpty ? mistake(in: rest, of: command) ?? refusal : refusal)
    }

    private func usage(of command: Command) -> String {
        let shape =
            command.name == program.name
            ? "overlord [OPTIONS] COMMAND [ARGS]..."
            : (["overlord", command.name, "[OPTIONS]"] + command.positionals.map(\.valueName)).joined(separator: " ")
        return "Usage: \(shape)\n\nError: "
    }

    private static func hint(_ word: String, _ candidates: [String]) -> String {
        Suggestion.nearest(to: word, among: candidates).map { " Did you mean '\($0)'?" } ?? ""
    }

    /// One letter is no slip of another.
    private func hint(_ name: String, _ command: Command) -> String {
        guard name.hasPrefix("--") else { return "" }
        return Self.hint(name, command.options.flatMap(\.names).filter { $0.hasPrefix("--") })
    }

    // MARK: One command

    private enum Finding: Error { case mistake(String) }

    private func mistake(in arguments: [String], of command: Command) -> String? {
        do throws(Finding) {
            let (given, loose) = try read(arguments, of: command)
            for option in command.options {
                for value in given where option.names.contains(value.name) { try check(value.text, of: option) }
            }
            for option in command.options where option.isRequired {
                guard !given.contains(where: { option.names.contains($0.name) }) else { continue }
                let choices =
                    option.choices.isEmpty ? "" : " Choose from:\n\t" + option.choices.joined(separator: ",\n\t")
                throw .mistake("Missing option \(option.title).\(choices)")
            }
            for (position, argument) in command.positionals.enumerated() {
                guard position < loose.count else { throw .mistake("Missing argument '\(argument.valueName)'.") }
                try check(loose[position], of: argument)
            }
            let extra = loose.dropFirst(command.positionals.count)
            if !extra.isEmpty {
                let plural = extra.count == 1 ? "" : "s"
                throw .mistake("Got unexpected extra argument\(plural) (\(extra.joined(separator: " ")))")
            }
            return nil
        } catch {
            switch error {
            case .mistake(let text): return text
            }
        }
    }

    /// What stands where, as far as it can be read.
    private func read(
        _ arguments: [String], of command: Command
    ) throws(Finding) -> (given: [(name: String, text: String)], loose: [String]) {
        var given: [(name: String, text: String)] = []
        var loose: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                loose += rest
                break
            }
            guard argument.hasPrefix("-"), argument.count > 1 else {
                loose.append(argument)
                continue
            }
            let (name, joined) = Self.parts(of: argument)
            guard let option = command.option(name) else {
                throw .mistake("No such option '\(name)'." + hint(name, command))
            }
            guard option.takesValue else {
                if joined != nil, name.hasPrefix("--") { throw .mistake("Option '\(name)' does not take a value.") }
                if let joined, !joined.isEmpty { rest = ["-" + joined] + rest }
                continue
            }
            if let joined {
                given.append((name, joined))
            } else if let value = rest.popFirst() {
                given.append((name, value))
            } else {
                throw .mistake("Option '\(name)' requires an argument.")
            }
        }
        return (given, loose)
    }

    /// `--file=x` and `-fx` apart; `nil` where the value is not joined to the name.
    private static func parts(of argument: String) -> (name: String, joined: String?) {
        if argument.hasPrefix("--") {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : nil)
        }
        return (String(argument.prefix(2)), argument.count > 2 ? String(argument.dropFirst(2)) : nil)
    }

    private func check(_ value: String, of option: OptionFacts) throws(Finding) {
        let title = option.names.isEmpty ? "'\(option.valueName)'" : option.title
        if !option.choices.isEmpty, !option.choices.contains(value) {
            let choices = option.choices.map { "'\($0)'" }.joined(separator: ", ")
            throw .mistake(
                "Invalid value for \(title): '\(value)' is not one of \(choices)." + Self.hint(value, option.choices))
        }
        if option.isNumber, Int(value) == nil {
            throw .mistake("Invalid value for \(title): '\(value)' is not a valid integer.")
        }
    }
}
