import Domain
import Foundation
import Testing

/// The manual pages and the options that the programs really have.
@Suite struct ManualPageTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/man")

    @Test(arguments: ["overlord", "overlord-sim"])
    func `the page names every command and option of the program`(name: String) async throws {
        let folder = try TemporaryFolder()
        let dump = try await Program.run(["--experimental-dump-help"], in: folder, program: Program.path(of: name))
        let help = try JSONReader.value(of: Array(dump.output.utf8))
        let page = try String(contentsOf: Self.folder.appendingPathComponent("\(name).1"), encoding: .utf8)
        let command = try #require(help["command"])
        let commands = (command["subcommands"]?.array ?? []).filter {
            $0["shouldDisplay"] != false && $0["commandName"] != "help"
        }
        #expect(!commands.isEmpty)
        for command in commands {
            let title = command["commandName"]?.string ?? ""
            #expect(page.contains("Cm \(title)") || page.contains("| \(title)"), "\(title)")
            for argument in command["arguments"]?.array ?? [] where argument["shouldDisplay"] != false {
                let names = (argument["names"]?.array ?? []).compactMap { $0["name"]?.string }
                guard argument["kind"] != "positional", !names.contains("help"), !names.contains("version") else {
                    continue
                }
                let isNamed = names.contains { page.contains($0.count == 1 ? "Fl \($0)" : "Fl -\($0)") }
                #expect(isNamed, "\(title) \(names)")
            }
        }
    }

    @Test(arguments: ["overlord.1", "overlord-sim.1", "overlord-spec.5", "overlord.yml.5"])
    func `mandoc finds nothing to complain about`(name: String) async throws {
        let page = Self.folder.appendingPathComponent(name).path
        let places = ["/usr/bin/mandoc", "/usr/local/bin/mandoc"]
        let mandoc = try #require(
            places.first { FileManager.default.isExecutableFile(atPath: $0) }, "scripts/setup.sh tests installs mandoc")
        let lint = try await Program.run(
            ["-T", "lint", page], in: try TemporaryFolder(), program: mandoc)
        // Pages of other programs are installed or not.
        let complaints = (lint.output + lint.complaints).split(separator: "\n").filter {
            !$0.contains("referenced manual not found") && !$0.contains("outdated mandoc.db")
        }
        #expect(complaints == [])
    }
}
