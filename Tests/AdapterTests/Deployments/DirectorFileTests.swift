import Domain
import Testing

@testable import Adapters

@Suite struct `The Director file within a deployment file` {
    /// A project whose Director file begins at line 10, indented by two blanks.
    private static func block(_ lines: String, header: String = "|") -> String {
        let indented = lines.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
        return "kind: directorProject\n" + DeploymentFixtures.head + "projectName: a\nprojectFile: \(header)\n"
            + indented + "\n"
    }

    @Test(arguments: [
        BrokenFile(
            "syntax", block("services:\n  web:\n    makejail: [a\n"), 13, 3, "projectFile",
            "at line 12, column 17 is not closed",
            expected: "',' or ']'"),
        BrokenFile(
            "tab", block("services:\n\tweb: {}\n"), 11, 3, "projectFile", "a tab cannot", found: "a tab",
            expected: "blanks", hint: "blanks"),
        BrokenFile(
            "unknown tag", block("services:\n  web: {name: !foo a}\n"), 11, 17, "projectFile.services.web.name",
            "unknown tag !foo", found: "!foo", hint: "!ENV"),
        BrokenFile(
            "no mapping", block("this is not a Director file"), 10, 3, "projectFile", "text cannot stand here",
            found: "this is not a Director file", expected: "'services'"),
        BrokenFile(
            "empty", "kind: directorProject\n" + DeploymentFixtures.head + "projectName: a\nprojectFile: ''\n", 9, 14,
            "projectFile", "the Director file is empty", found: "''", expected: "'services'"),
        BrokenFile(
            "no services", block("options: []\n"), 10, 3, "projectFile.services", "'services' is missing",
            expected: "a mapping"),
        BrokenFile(
            "unknown root key", block("service: {}\nservices: {}\n"), 10, 3, "projectFile.service", "unknown key",
            found: "service", expected: "services", hint: "did you mean 'services'?"),
        BrokenFile(
            "unknown key of a service", block("services:\n  web:\n    makejial: x\n"), 12, 7,
            "projectFile.services.web.makejial", "unknown key 'makejial' for a service", found: "makejial",
            hint: "did you mean 'makejail'?"),
        BrokenFile(
            "bad name of a service", block("services:\n  'a b': {}\n"), 11, 5, "projectFile.services.a b",
            "not the name of a service", found: "a b", expected: "letters", hint: "a blank, character 2"),
        BrokenFile(
            "bad name of a jail", block("services:\n  web: {name: a.b}\n"), 11, 17, "projectFile.services.web.name",
            "not the name of a jail", found: "a.b", expected: "letters", hint: "'.', character 2"),
        BrokenFile(
            "service null", block("services:\n  web:\n"), 11, 9, "projectFile.services.web",
            "nothing cannot stand here", found: "nothing", expected: "a mapping"),
        BrokenFile(
            "options a mapping", block("services: {}\noptions:\n  nat: x\n"), 12, 5, "projectFile.options",
            "a mapping cannot stand here", found: "a mapping", expected: "one-key"),
        BrokenFile(
            "option a word", block("services: {}\noptions:\n  - nat\n"), 12, 7, "projectFile.options[0]",
            "text cannot stand here", found: "nat", expected: "one key", hint: "did you mean 'nat:'?"),
        BrokenFile(
            "option with two keys", block("services: {}\noptions:\n  - nat:\n    alias:\n"), 12, 7,
            "projectFile.options[0]", "has 2 keys", found: "a mapping", expected: "one key", hint: "'-'"),
        BrokenFile(
            "argument null", block("services:\n  web:\n    arguments:\n      - a:\n"), 13, 13,
            "projectFile.services.web.arguments[0].a", "nothing cannot stand here", found: "nothing",
            expected: "text", hint: "write ''"),
        BrokenFile(
            "argument a list", block("services:\n  web:\n    arguments:\n      - a: [b]\n"), 13, 14,
            "projectFile.services.web.arguments[0].a", "a list cannot stand here", found: "a list", expected: "text"),
        BrokenFile(
            "script without text", block("services:\n  web:\n    scripts:\n      - type: local\n"), 13, 11,
            "projectFile.services.web.scripts[0].text", "'text' is missing", expected: "script"),
        BrokenFile(
            "script type", block("services:\n  web:\n    scripts:\n      - {type: locl, text: x}\n"), 13, 18,
            "projectFile.services.web.scripts[0].type", "unknown type 'locl'", found: "locl", expected: "jexec",
            hint: "did you mean 'local'?"),
        BrokenFile(
            "volume without device", block("services: {}\nvolumes:\n  data: {type: x}\n"), 12, 5,
            "projectFile.volumes.data.device", "'device' is missing", expected: "path"),
        BrokenFile(
            "unknown key of a volume", block("services: {}\nvolumes:\n  data: {device: /x, perm: 1}\n"), 12, 24,
            "projectFile.volumes.data.perm", "unknown key 'perm'", found: "perm", expected: "umask"),
        BrokenFile(
            "in a block with an indentation of its own", block("  services:\n    web: {x: 1}\n", header: "|2-"), 11, 13,
            "projectFile.services.web.x", "unknown key 'x'", found: "x", expected: "makejail"),
        BrokenFile(
            "in a block behind an anchor", block("\n\nservices:\n  web: {x: 1}\n", header: "&f |"), 13, 11,
            "projectFile.services.web.x", "unknown key 'x'", found: "x", expected: "makejail"),
        BrokenFile(
            "in quotes",
            "kind: directorProject\n" + DeploymentFixtures.head
                + "projectName: a\nprojectFile: \"services:\\n  web: {x: 1}\\n\"\n", 9, 14,
            "projectFile.services.web.x", "unknown key 'x'", found: "x", expected: "makejail"),
        BrokenFile(
            "in quotes, syntax",
            "kind: directorProject\n" + DeploymentFixtures.head
                + "projectName: a\nprojectFile: \"services:\\n  web: [a\\n\"\n", 9, 14, "projectFile",
            "is not closed (line 3 of the text)", expected: "']'"),
        BrokenFile(
            "folded", block("services:\n\n  web: {x: 1}\n", header: ">"), 9, 14, "projectFile.services.web.x",
            "unknown key 'x'", found: "x", expected: "makejail"),
        BrokenFile(
            "out of the environment", block("services:\n  web: {${X:x}: 1}\n", header: "!ENV |"), 9, 14,
            "projectFile.services.web.x", "unknown key 'x'", found: "x", expected: "makejail"),
    ])
    func `is checked where it stands`(file: BrokenFile) throws { try file.check() }

    @Test func `keeps its lines in a file of CR LF and a byte order mark`() throws {
        let text = "\u{FEFF}" + Self.block("services:\n  web: {x: 1}\n").replacing("\n", with: "\r\n")
        let diagnostics = try DeploymentFixtures.mistakes(of: text)
        #expect(diagnostics.map(\.position) == [SourcePosition(line: 11, column: 11)])
    }

    @Test func `gives all its mistakes beside those of the deployment`() throws {
        let text = Self.block("services:\n  web: {x: 1}\n  'a b': {}\nvolumes:\n  d: {}\n") + "surplus: 1\n"
        #expect(try DeploymentFixtures.mistakes(of: text).map(\.position.line) == [11, 12, 14, 16])
    }

    @Test func `keeps its variables for the target`() throws {
        let text = Self.block(
            """
            services:
              web:
                name: !ENV '${NAME}'
                makejail: !ENV '${OVERLORD_METADATA}/m'
                environment:
                  - A: !ENV 'tag:yaml.org,2002:int ${N}'
            """)
        let (deployment, warnings) = try DeploymentFixtures.load(text: text)
        #expect(warnings.isEmpty)
        guard case .directorProject(let project) = deployment.content, case .inline(let file) = project.file else {
            Issue.record("no text")
            return
        }
        #expect(file.contains("name: !ENV '${NAME}'\n"))
    }

    @Test(arguments: [
        ("services: {}\nservices: {}\n", 11, "duplicate key 'services'"),
        ("services:\n  web:\n    arguments:\n      - tag: 14.10\n", 13, "this arrives as '14.1'"),
        ("services:\n  web:\n    options:\n      - expose: 22:22\n", 13, "this arrives as '1342'"),
        ("services:\n  web:\n    environment:\n      - DEBUG: yes\n", 13, "this arrives as 'True'"),
    ])
    func `is only warned of what Director takes otherwise than it looks`(
        text: String, line: Int, message: String
    ) throws {
        let (_, warnings) = try DeploymentFixtures.load(text: Self.block(text))
        #expect(warnings.map(\.position.line) == [line])
        #expect(warnings.first?.message.contains(message) == true)
    }

    @Test(arguments: [
        "services: {}\n", "services:\n  a: {}\n", "services:\n  a: {priority: 5, serial: 1, oci: {user: x}}\n",
        "services:\n  a:\n    options:\n      - nat:\n      - expose: '80:80'\n      - expose: '81:81'\n",
        "services:\n  a:\n    arguments: [{tag: 14.2}, {day: 2024-01-31}, {n: 1}]\n    volumes: [{a: /a}]\n",
    ])
    func `is taken without a word`(text: String) throws {
        let (_, warnings) = try DeploymentFixtures.load(text: Self.block(text))
        #expect(warnings.isEmpty, "\(warnings)")
    }
}
