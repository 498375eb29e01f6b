internal import Adapters
internal import ArgumentParser
internal import Domain
internal import Foundation

/// The program.
@main
struct Overlord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlord",
        abstract: "Deploys FreeBSD jails over a tree of servers, from one declarative file.",
        usage: "overlord [--env-file FILE] COMMAND [OPTIONS]",
        discussion: """
            Variables of the file .env in the current folder, or of the one named by --env-file, are set for every \
            command, unless the environment has them already.

            EXAMPLES
              overlord apply -f web.yml --wait
              overlord get-info -f web.yml -t projects --filter-per-project
              overlord -e production.env destroy -f web.yml --filter-chain alpha.charlie

            EXIT STATUSES
              0   all is well
              2   wrong usage
              64  get-info -t autoscale was not told what to ask for
              66  a data centre, or a file that --env-file names, does not exist
              69  a chain refused, did not answer or could not be seen, or serve cannot listen
              70  a file is missing or invalid, a job that was waited for did not complete, or a signal ended the command
              74  something could not be read or written
              75  the time of a wait was over before the jobs were
              78  the command does not fit the kind of the file, or check-config found the configuration wrong
            """,
        version: "overlord, version \(ProductVersion.number)",
        subcommands: subcommands,
        groupedSubcommands: [CommandGroup(name: "Daemons of 0.25, parts of 'serve' here:", subcommands: formerDaemons)])

    static let subcommands: [any ParsableCommand.Type] = [
        Apply.self, Cancel.self, CheckConfig.self, Completions.self, Destroy.self, GenToken.self, GetInfo.self,
        GetJailLog.self,
        GetProjectLog.self, PrintConfig.self, PrintSpec.self, PrintTemplate.self, RunJobCommand.self, Serve.self,
        TemplateCommand.self,
    ]

    static let formerDaemons: [any ParsableCommand.Type] = [
        PollAutoscale.self, PollHeartbeat.self, PollJailExtras.self, PollJailInfo.self, PollJailStats.self,
        PollJails.self, PollProjectInfo.self, PollProjects.self, WatchCommands.self, WatchProjects.self, WatchVM.self,
    ]

    // Only here so that the help shows it: the program takes it from the front of the arguments itself.
    @Option(
        name: [.customShort("e"), .customLong("env-file")],
        help: ArgumentHelp(
            "Set the variables of FILE instead of those of .env. Stands before the command.", valueName: "FILE"),
        completion: .file())
    var environmentFile: String?

    func validate() throws {
        if environmentFile != nil { throw ValidationError("The option '-e' must stand before the command.") }
    }

    /// Without a command there is nothing to do but to say what there is.
    func run() async throws {
        Console.complain(Self.helpMessage())
        throw ExitCode(ExitStatus.wrongUsage)
    }

    static func main() async {
        // A deployment waits for this process to start: it is spared what the parsing of arguments has to set up.
        if let folder = RunJobCommand.folder(in: CommandLine.arguments) {
            Foundation.exit(await RunJob.main(folder: folder))
        }
        Console.prepare()
        Interruption.prepare()
        let arguments = GlobalArguments(CommandLine.arguments.dropFirst())
        // Scripts ask for it again and again; the parser of arguments takes longer than all the rest.
        if arguments.rest == ["--version"] {
            Console.print(configuration.version)
            Foundation.exit(0)
        }
        var command: any ParsableCommand
        do {
            command = try await parse(arguments.rest)
        } catch {
            finishParsing(arguments.rest, with: error)
        }
        do {
            // The environment of a run is the one that the server gave it.
            if !(command is RunJobCommand) { try ProcessVariables.load(file: arguments.environmentFile) }
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            // Help is asked for by an error too.
            if exitCode(for: error).isSuccess {
                Console.print(CommandRoot.fullMessage(for: error))
            } else {
                Console.complain(CommandRoot.message(for: error))
            }
            Foundation.exit(ExitStatus.of(error, in: self))
        }
        Foundation.exit(0)
    }

    /// A command is parsed without the option `-e` of the program, which would take what commands have behind theirs.
    private static func parse(_ arguments: [String]) async throws -> any ParsableCommand {
        let names = (subcommands + formerDaemons).map { $0._commandName }
        guard let word = arguments.first, names.contains(word) else { return try await asyncParseAsRoot(arguments) }
        return try await CommandRoot.asyncParseAsRoot(arguments)
    }

    /// Help and version are results; everything else is wrong usage.
    private static func finishParsing(_ arguments: [String], with error: any Error) -> Never {
        if exitCode(for: error).isSuccess {
            Console.print(CommandRoot.fullMessage(for: error))
            Foundation.exit(0)
        }
        let diagnosis = UsageDiagnosis(description: _dumpHelp())
        Console.complain(diagnosis.text(of: arguments, refusal: message(for: error)))
        Foundation.exit(ExitStatus.wrongUsage)
    }
}

/// The program without its own options.
private struct CommandRoot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlord", version: Overlord.configuration.version, subcommands: Overlord.subcommands,
        groupedSubcommands: Overlord.configuration.groupedSubcommands)
}
