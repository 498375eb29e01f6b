import Adapters
import Domain
import Foundation
import TestSupport
import Testing

/// The forms of output, and how commands end, on one server.
@Suite(
    .serialized,
    .tree(
        Tree.Shape(
            name: "main", labels: "all, main", settings: "polling: {projects: 1, jails: 1, jail_stats: 1, skew: [0, 0]}"
        )))
struct OutputTests {
    private func folder(_ kind: String) async throws -> (folder: TemporaryFolder, tree: Tree) {
        let tree = try #require(Tree.current)
        let folder = try TemporaryFolder()
        try folder.write(try await tree.datacenter() + kind, to: "file.yml")
        return (folder, tree)
    }

    private static let everything = "kind: readOnly\ndeployIn: {labels: [all]}\n"
    private static let project = """
        kind: directorProject
        deployIn: {labels: [all]}
        projectName: web
        projectFile: |
          services:
            one:
              makejail: Makejail

        """

    /// Runs a command in both forms and returns the document, which must be the same.
    private func document(_ line: String, in folder: TemporaryFolder, status: Int32 = 0) async throws -> JSONValue {
        let arguments = line.split(separator: " ").map(String.init)
        let json = try await Program.run(arguments + ["--output", "json"], in: folder)
        #expect(json.status == status, "\(json.complaints)")
        let value = try JSONReader.value(of: Array(json.output.utf8))
        #expect(value["version"] == 1)
        #expect(value["command"]?.string == arguments[0])
        return value
    }

    private func yaml(_ line: String, in folder: TemporaryFolder) async throws -> JSONValue {
        let arguments = line.split(separator: " ").map(String.init)
        let yaml = try await Program.run(arguments + ["--output", "yaml"], in: folder)
        let (document, findings) = YAMLReader.examine(text: yaml.output, file: "output", environment: .keep)
        #expect(findings.isEmpty)
        return try #require(document).json
    }

    @Test func `a deployment that is waited for, and what is known of it afterwards`() async throws {
        let (folder, tree) = try await folder(Self.project)
        let applied = try await document("apply -f file.yml --wait", in: folder)
        #expect(applied["servers"]?.array?.first?["effects"]?.array?.first?["effect"] == "job")
        #expect(applied["servers"]?.array?.first?["chain"] == .some(.null))
        #expect(applied["jobs"]?.array?.first?["result"] == "succeeded")
        #expect(applied["jobs"]?.array?.first?["operation"] == "COMPLETED")
        #expect(applied["problems"] == [])

        let info = try await document("get-info -f file.yml -t projects --filter-per-project", in: folder)
        let server = try #require(info["servers"]?.array?.first)
        #expect(server["datacenter"] == "main")
        #expect(server["url"] == .string("http://127.0.0.1:\(try await tree["main"].port)"))
        #expect(server["labels"] == ["all", "main"])
        let project = server["projects"]?.array?.first
        #expect(project?["name"] == "web")
        #expect(project?["info"]?["up"]?["operation"] == "COMPLETED")
        #expect(project?["info"]?["up"]?["last_update"]?.number != nil)

        let destroyed = try await document("destroy -f file.yml --wait", in: folder)
        #expect(destroyed["jobs"]?.array?.map { $0["kind"] } == ["down"])
        #expect(destroyed["jobs"]?.array?.map { $0["result"] } == ["succeeded"])
    }

    @Test(arguments: InfoQuery.Subject.allCases)
    func `every type has both forms, which say the same`(subject: InfoQuery.Subject) async throws {
        let (folder, _) = try await folder(Self.everything)
        let line = "get-info -f file.yml --filter nothing1 -t \(subject.rawValue)"
        let json = try await document(line, in: folder)
        #expect(json["type"]?.string == subject.rawValue)
        #expect(json["problems"] == [])
        #expect(json["servers"]?.array?.count == (subject == .chainTree ? 1 : 0))
        #expect(try await yaml(line, in: folder) == json)
    }

    @Test(arguments: ["print-spec -f file.yml", "print-config"])
    func `what is JSON anyway has a frame for programs`(line: String) async throws {
        let (folder, _) = try await folder(Self.project)
        let name = line.hasPrefix("print-spec") ? "specification" : "configuration"
        let framed = try await document(line, in: folder)
        #expect(framed == (try await yaml(line, in: folder)))
        let plain = try await Program.run(line.split(separator: " ").map(String.init), in: folder)
        #expect(framed[name] == (try JSONReader.value(of: Array(plain.output.utf8))))
    }

    @Test func `colours are where they are wanted`() async throws {
        let (folder, _) = try await folder(Self.project)
        _ = try await Program.run(["apply", "-f", "file.yml", "--wait"], in: folder)
        let line = ["get-info", "-f", "file.yml", "-t", "projects", "--filter-per-project"]
        let plain = try await Program.run(line, in: folder)
        #expect(!plain.output.contains("\u{1B}"))
        let coloured = try await Program.run(line + ["--color", "always"], in: folder)
        #expect(coloured.output.contains("operation: \u{1B}[32mCOMPLETED\u{1B}[0m\n"))
        #expect(coloured.output.replacing(/\u{1B}\[\d*m/, with: "").contains("        operation: COMPLETED\n"))
        let json = try await Program.run(line + ["--color", "always", "--output", "json"], in: folder)
        #expect(!json.output.contains("\u{1B}"))
    }

    @Test func `a token is told apart`() async throws {
        let (folder, _) = try await folder(Self.everything)
        try folder.write("secret_keyfile: \(folder.path)/keyfile\n", to: ".overlord.yml")
        let token = try await document("gen-token --expire 2 --metadata a=b --role read", in: folder)
        #expect(token["token"]?.string?.split(separator: ".").count == 3)
        #expect(token["metadata"]?["a"] == "b")
        #expect(token["role"] == "read")
        #expect((token["expires"]?.integer ?? 0) > 1_700_000_000)
        #expect(try await document("gen-token --expire -5", in: folder)["expires"] == .some(.null))
    }

    @Test func `problems are in the document and on standard error, and decide on the status`() async throws {
        let folder = try TemporaryFolder()
        let dead = try deadPort()
        try folder.write(
            Self.everything + "datacenters: {main: {entrypoint: 'http://127.0.0.1:\(dead)', access_token: x}}\n",
            to: "file.yml")
        let info = try await document("get-info -f file.yml -t chains", in: folder, status: 69)
        let problems = try #require(info["problems"]?.array)
        #expect(problems.count == 2)
        #expect(problems[0]["exception"] == "ConnectError")
        #expect(problems[0]["status"] == .some(.null))
        #expect(
            problems[0]["message"]?.string?.hasSuffix("error obtaining the chains: All connection attempts failed")
                == true)
        let plain = try await Program.run(["get-info", "-f", "file.yml", "-t", "chains"], in: folder)
        #expect(plain.status == 69)
        #expect(plain.complaints == problems.compactMap { $0["message"]?.string }.map { $0 + "\n" }.joined())
    }

    @Test func `logs are found by their paths and read whole`() async throws {
        let (folder, tree) = try await folder(Self.project)
        _ = try await Program.run(["apply", "-f", "file.yml", "--wait"], in: folder)
        let caller = try await tree.caller()
        _ = try await eventually("logs") {
            try await caller.get("/v1/projects/logs")["logs"]?.object?.isEmpty == false ? true : nil
        }
        for (type, command, options) in [
            ("projects:logs", "get-project-log", ["-d", "-s", "-l"]),
            ("jails:logs", "get-jail-log", ["-t", "-e", "-s", "-l"]),
        ] {
            let listing = try await document("get-info -f file.yml -t \(type)", in: folder)
            let path = try #require(listing["servers"]?.array?.first?["logs"]?.array?.first?.string)
            let parts = path.split(separator: "/").map(String.init)
            try #require(parts.count == options.count)
            let arguments = [command, "-f", "file.yml"] + zip(options, parts).flatMap { [$0, $1] } + ["main"]
            let read = try await Program.run(arguments, in: folder)
            #expect(read.status == 0, "\(read.complaints)")
            #expect(read.output.hasSuffix("\n") && !read.output.hasSuffix("\n\n"))
            let framed = try await document(arguments.joined(separator: " "), in: folder)
            #expect(
                framed["content"]?.string?.trimmingCharacters(in: .newlines)
                    == read.output.trimmingCharacters(in: .newlines))
        }
        let missing = try await Program.run(
            ["get-project-log", "-f", "file.yml", "-d", "2020-01-01_00h00m00s", "-s", "y", "-l", "z.log", "main"],
            in: folder)
        #expect(missing.status == 70)
        #expect(
            missing.complaints
                == "(exception:APIError) (status:404, reason:Not Found) {\"status_code\": 404, \"message\": \"Log cannot be found.\"}\n"
        )
        for (entrypoint, status) in [("elsewhere", Int32(66)), ("main.a..b", 70)] {
            let refused = try await Program.run(
                ["get-project-log", "-f", "file.yml", "-d", "x", "-s", "y", "-l", "z.log", entrypoint], in: folder)
            #expect(refused.status == status, "\(entrypoint)")
        }
    }

    @Test func `a near miss of a label is pointed out`() async throws {
        let (folder, _) = try await folder(Self.project.replacing("[all]", with: "[mian]"))
        let applied = try await Program.run(["apply", "-f", "file.yml"], in: folder)
        #expect(applied.status == 0)
        #expect(
            applied.complaints
                == "No deployment has had any effect.\nNo server has the label 'mian'. Did you mean 'main'?\n")
        for command in ["destroy", "cancel"] {
            let ended = try await Program.run([command, "-f", "file.yml"], in: folder)
            #expect(ended.status == 0, "\(command)")
            #expect(
                ended.complaints
                    == "No server is selected: nothing was asked for.\nNo server has the label 'mian'. Did you mean 'main'?\n",
                "\(command)")
        }
    }
}
