import Domain
import Foundation
import Testing

/// Command lines that are wrong, in the words of 0.25's option parser. Source: command-line contract, section 1.1.
struct UsageTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let line: String
        let usage: String
        let error: String

        init(_ line: String, _ usage: String, _ error: String) {
            self.line = line
            self.usage = usage
            self.error = error
        }

        var testDescription: String { line }
    }

    private static let types =
        "jails projects chains chains:tree chains:stats projects:logs jails:logs metadata namespaces autoscale vm"
        .split(separator: " ")

    static let mistakes = [
        Mistake("aply", "[OPTIONS] COMMAND [ARGS]...", "No such command 'aply'. Did you mean 'apply'?"),
        Mistake("nothing", "[OPTIONS] COMMAND [ARGS]...", "No such command 'nothing'."),
        Mistake("--bogus", "[OPTIONS] COMMAND [ARGS]...", "No such option '--bogus'."),
        Mistake("-e", "[OPTIONS] COMMAND [ARGS]...", "Option '-e' requires an argument."),
        Mistake("apply", "apply [OPTIONS]", "Missing option '-f' / '--file'."),
        Mistake("apply -f x --fil y", "apply [OPTIONS]", "No such option '--fil'. Did you mean '--file'?"),
        Mistake("apply -f", "apply [OPTIONS]", "Option '-f' requires an argument."),
        Mistake("apply -f x y z", "apply [OPTIONS]", "Got unexpected extra arguments (y z)"),
        Mistake("apply -f x --restart=1", "apply [OPTIONS]", "Option '--restart' does not take a value."),
        Mistake("print-spec -f x -e y", "print-spec [OPTIONS]", "No such option '-e'."),
        Mistake("destroy -Fx", "destroy [OPTIONS]", "No such option '-x'."),
        Mistake(
            "get-info -f x", "get-info [OPTIONS]",
            "Missing option '-t' / '--type'. Choose from:\n\t" + types.joined(separator: ",\n\t")),
        Mistake(
            "get-info -t nothing -f x", "get-info [OPTIONS]",
            "Invalid value for '-t' / '--type': 'nothing' is not one of "
                + types.map { "'\($0)'" }.joined(separator: ", ") + "."),
        Mistake(
            "gen-token --expire soon", "gen-token [OPTIONS]",
            "Invalid value for '--expire': 'soon' is not a valid integer."),
        Mistake(
            "gen-token --expire-type day", "gen-token [OPTIONS]",
            "Invalid value for '--expire-type': 'day' is not one of 'seconds', 'minutes', 'hours', 'days', 'weeks'. Did you mean 'days'?"
        ),
        Mistake(
            "get-project-log -f x -d y -s z -l w", "get-project-log [OPTIONS] ENTRYPOINT",
            "Missing argument 'ENTRYPOINT'."),
        Mistake(
            "get-jail-log -fx -tj -ee -ss -ll a b", "get-jail-log [OPTIONS] ENTRYPOINT",
            "Got unexpected extra argument (b)"),
    ]

    @Test(arguments: mistakes)
    func `a wrong command line is told as 0.25 tells it`(mistake: Mistake) async throws {
        let arguments = mistake.line.split(separator: " ").map(String.init)
        let outcome = try await Program.run(arguments, in: try TemporaryFolder())
        #expect(outcome.output == "")
        #expect(outcome.complaints == "Usage: overlord \(mistake.usage)\n\nError: \(mistake.error)\n")
        #expect(outcome.status == 2)
    }

    @Test(arguments: [
        (["--", "print-spec", "--file", "absent.yml"], "absent.yml: error: there is no such file"),
        (["print-spec", "--file="], "error: the name of the file is empty"),
        (["destroy", "-f", "absent.yml", "--filter-chain=", "--filter-chain", "a.*"], "absent.yml: error"),
        (["get-info", "-t", "jails", "--filter=", "-f", "absent.yml"], "absent.yml: error"),
    ])
    func `what is unusual and right is taken`(arguments: [String], complaint: String) async throws {
        let outcome = try await Program.run(arguments, in: try TemporaryFolder())
        #expect(outcome.status == 70)
        #expect(outcome.complaints.contains(complaint), "\(outcome.complaints)")
    }

    @Test func `a configuration that is no regular file is not read`() async throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        for path in [folder.path + "/pipe", "/dev/zero", folder.path, folder.path + "/absent"] {
            let outcome = try await Program.run(["print-config"], in: folder, environment: ["OVERLORD_CONFIG": path])
            #expect(outcome.status == 0, "\(path)")
            #expect(outcome.complaints.contains("'\(path)', which is no file"), "\(path)")
        }
    }

    @Test(arguments: ContractTests.commands.filter { !ContractTests.waiting.contains($0.name) }.map(\.name))
    func `every command explains itself`(command: String) async throws {
        let outcome = try await Program.run([command, "--help"], in: try TemporaryFolder())
        #expect(outcome.status == 0)
        #expect(outcome.complaints == "")
        #expect(outcome.output.contains("USAGE: overlord \(command)"))
    }

    @Test func `no command is wrong usage, and the help shows the option of the program`() async throws {
        let outcome = try await Program.run([], in: try TemporaryFolder())
        #expect(outcome.status == 2 && outcome.output == "")
        #expect(outcome.complaints.contains("-e, --env-file <FILE>"))
        #expect(outcome.complaints.contains("get-project-log"))
    }

    @Test(
        arguments: ContractTests.commands.map(\.name).filter { $0.hasPrefix("poll-") || $0.hasPrefix("watch-") })
    func `a daemon of 0.25 says what does its work now, and is no failure`(name: String) async throws {
        let outcome = try await Program.run([name], in: try TemporaryFolder())
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.complaints.hasPrefix("\(name): nothing to do: "))
        #expect(outcome.complaints.contains("'overlord serve'"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `a shell is told all commands and options`(shell: String) async throws {
        let script = try await Program.run(["completions", shell], in: try TemporaryFolder())
        #expect(script.status == 0)
        let program = try await ProgramDescription.of("overlord")
        for command in program.commands where command.isShown {
            #expect(script.output.contains(command.name), "\(command.name)")
            for option in command.options where option.isShown {
                let long = try #require(option.names.last).drop { $0 == "-" }
                #expect(script.output.contains(long), "\(command.name) \(long)")
            }
        }
        #expect(script.output.contains("chains:tree") || script.output.contains("chains\\:tree"))
    }

    @Test func `the script for bash is one`() async throws {
        let folder = try TemporaryFolder()
        let script = try await Program.run(["completions", "bash"], in: folder)
        let path = try folder.write(script.output, to: "overlord.bash")
        let check = try await Program.run(["-n", path], in: folder, program: "/bin/bash")
        #expect(check.status == 0, "\(check.complaints)")
    }
}
