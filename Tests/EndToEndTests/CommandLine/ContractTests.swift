import Domain
import Foundation
import Testing

/// The commands and options of 0.25, and the page that tells what became of them.
struct ContractTests {
    /// One command of 0.25 with its options. Source: command-line contract, sections 1.1 and 2.
    struct Command: Sendable, CustomTestStringConvertible {
        let name: String
        /// Names, short and long, and the values of an option with a choice.
        let options: [(names: [String], choices: [String])]
        var positionals: [String] = []
        var testDescription: String { name }
    }

    private static let file = (names: ["-f", "--file"], choices: [String]())
    private static func option(_ names: String..., choices: [String] = []) -> (names: [String], choices: [String]) {
        (names, choices)
    }

    private static let jailItems = [
        "stats", "info", "cpuset", "devfs", "expose", "healthcheck", "limits", "fstab", "labels", "nat", "volumes",
    ]

    static let commands: [Command] = [
        Command(name: "apply", options: [file, option("--restart"), option("--mako-directories")]),
        Command(
            name: "destroy",
            options: [
                file, option("-F", "--force"), option("--filter-chain"), option("--filter-root-chain"),
                option("--mako-directories"),
            ]),
        Command(name: "cancel", options: [file, option("--filter-chain"), option("--mako-directories")]),
        Command(
            name: "get-info",
            options: [
                file,
                option(
                    "-t", "--type",
                    choices: [
                        "jails", "projects", "chains", "chains:tree", "chains:stats", "projects:logs", "jails:logs",
                        "metadata", "namespaces", "autoscale", "vm",
                    ]), option("--jail-item", choices: jailItems), option("--all-labels"), option("--filter"),
                option("--filter-per-project"), option("--use-autoscale-labels"),
            ]),
        Command(
            name: "get-project-log",
            options: [file, option("-d", "--date"), option("-s", "--service"), option("-l", "--log")],
            positionals: ["ENTRYPOINT"]),
        Command(
            name: "get-jail-log",
            options: [
                file, option("-t", "--type"), option("-e", "--entity"), option("-s", "--subtype"),
                option("-l", "--log"),
            ], positionals: ["ENTRYPOINT"]),
        Command(
            name: "gen-token",
            options: [
                option("--metadata"), option("--expire"),
                option("--expire-type", choices: ["seconds", "minutes", "hours", "days", "weeks"]),
            ]),
        Command(name: "print-spec", options: [file]), Command(name: "print-config", options: []),
        Command(name: "print-template", options: [file, option("--mako-directories")]),
        Command(name: "serve", options: []), Command(name: "poll-autoscale", options: []),
        Command(name: "poll-heartbeat", options: []), Command(name: "poll-jail-info", options: []),
        Command(
            name: "poll-jail-extras",
            options: [
                option(
                    "--item",
                    choices: [
                        "cpuset", "devfs", "expose", "healthcheck", "limits", "fstab", "label", "nat", "volume",
                    ])
            ]), Command(name: "poll-jail-stats", options: []), Command(name: "poll-jails", options: []),
        Command(name: "poll-project-info", options: []), Command(name: "poll-projects", options: []),
        Command(name: "watch-commands", options: []), Command(name: "watch-projects", options: []),
        Command(name: "watch-vm", options: []),
    ]

    /// Commands of 0.25 that are not in the program yet. The test fails as soon as one is.
    static let waiting: [String] = []

    @Test(arguments: commands)
    func `a command of 0.25 is there with its options and their values`(command: Command) async throws {
        let program = try await ProgramDescription.of("overlord")
        let ours = program.commands.first { $0.name == command.name }
        if Self.waiting.contains(command.name) {
            #expect(ours == nil, "\(command.name) is there: take it off the list of what waits")
            return
        }
        let found = try #require(ours, "there is no command '\(command.name)'")
        for (names, choices) in command.options {
            for name in names {
                let option = try #require(found.options.first { $0.names.contains(name) }, "\(command.name) \(name)")
                if !choices.isEmpty { #expect(option.choices == choices, "\(command.name) \(name)") }
            }
        }
        #expect(found.positionals == command.positionals)
    }

    @Test func `the page on compatibility has a line for every command, option and form`() async throws {
        let lines = try Self.keys(of: "Commands and options")
        let program = try await ProgramDescription.of("overlord")
        func isTold(_ key: String) -> Bool { lines.contains { $0.contains("`\(key)`") } }
        for option in program.options {
            for name in option.names { #expect(isTold(name), "\(name)") }
        }
        for command in program.commands where command.name != "run-job" {
            #expect(isTold(command.name), "\(command.name)")
            for option in command.options {
                for name in option.names { #expect(isTold(name), "\(command.name) \(name)") }
            }
        }
        for command in Self.commands {
            #expect(isTold(command.name), "\(command.name)")
            for option in command.options {
                for name in option.names { #expect(isTold(name), "\(command.name) \(name)") }
            }
        }
        for type in Self.commands.first(where: { $0.name == "get-info" })?.options[1].choices ?? [] {
            #expect(isTold(type), "\(type)")
        }
    }

    @Test func `every line of the page says same, extended or different`() throws {
        for row in try Self.rows(of: "Commands and options") {
            #expect(["same", "extended", "different"].contains(row.verdict), "\(row.key): \(row.verdict)")
            if row.verdict == "different" { #expect(!row.note.isEmpty, "\(row.key) does not say why") }
        }
    }

    struct Row { let key, verdict, note: String }

    private static func keys(of heading: String) throws -> [String] { try rows(of: heading).map(\.key) }

    /// The tables below a heading of the second level.
    private static func rows(of heading: String) throws -> [Row] {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/compatibility.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## \(heading)\n").last)
        let lines = section.components(separatedBy: "\n## ")[0].split(separator: "\n")
        return lines.filter { $0.hasPrefix("| ") }.compactMap { line in
            let cells = line.replacing("\\|", with: "¦").split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 5, cells[1] != "key", !cells[1].hasPrefix("---") else { return nil }
            return Row(key: cells[1], verdict: cells[2], note: cells[3])
        }
    }
}
