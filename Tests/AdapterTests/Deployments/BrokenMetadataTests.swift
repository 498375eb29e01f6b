import Domain
import Foundation
import Testing

@testable import Adapters

@Suite struct `Mistakes in metadata` {
    @Test(arguments: [
        BrokenFile(
            "108 nothing at all", BrokenFile.metadata(""), 1, 1, "", "holds no metadata", expected: "'include'"),
        BrokenFile(
            "109 a list", BrokenFile.metadata("metadata: [a]\n"), 8, 11, "metadata", "a list cannot stand here",
            found: "a list", expected: "a mapping"),
        BrokenFile(
            "110 a text", BrokenFile.metadata("metadata: abc\n"), 8, 11, "metadata", "text cannot stand here",
            found: "abc", expected: "a mapping"),
        BrokenFile(
            "111 value a number", BrokenFile.metadata("metadata: {a: 5}\n"), 8, 15, "metadata.a",
            "an integer cannot stand here", found: "5", expected: "text", hint: "quote it: '5'"),
        BrokenFile(
            "112 key with a digit first", BrokenFile.metadata("metadata: {1a: x}\n"), 8, 12, "metadata.1a",
            "not a metadata key", found: "1a", expected: "groups", hint: "must begin with a letter"),
        BrokenFile(
            "113 a path", BrokenFile.metadata("metadata: {'../x': y}\n"), 8, 12, "metadata.../x", "not a metadata key",
            found: "../x", hint: "nothing before '.'"),
        BrokenFile(
            "114 bad prefix", BrokenFile.metadata("metadata: {a: x}\nmetadataPrefix: '1/'\n"), 9, 17, "metadataPrefix",
            "cannot begin a metadata key", found: "1/", expected: "groups", hint: "begins with '1'"),
        BrokenFile(
            "too long with its prefix",
            BrokenFile.metadata(
                "metadata: {\(String(repeating: "a", count: 200)): x}\nmetadataPrefix: \(String(repeating: "p", count: 60))\n"
            ),
            8, 12, "metadata.\(String(repeating: "a", count: 200))", "too long",
            found: String(repeating: "a", count: 60) + "…", expected: "255"),
        BrokenFile(
            "115 include a text", BrokenFile.metadata("include: x.yml\n"), 8, 10, "include", "text cannot stand here",
            found: "x.yml", expected: "a list", hint: "[x.yml]"),
        BrokenFile(
            "117 included file wrong", BrokenFile.metadata("include: [more.yml]\n"), 2, 11, "metadata",
            "a mapping cannot stand here", found: "a mapping", expected: "text",
            include: ["more.yml": "a: b\nmetadata: {x: y}\n"]),
        BrokenFile(
            "included file no mapping", BrokenFile.metadata("include: [more.yml]\n"), 1, 1, "",
            "a list cannot stand here", found: "a list", expected: "a mapping", include: ["more.yml": "- a\n"]),
        BrokenFile(
            "included file no YAML", BrokenFile.metadata("include: [more.yml]\n"), 1, 5, "",
            "a key and its value cannot stand here", found: ":", hint: "indentation",
            include: ["more.yml": "a: b: c\n"]),
        BrokenFile(
            "variable unset in an included file", BrokenFile.metadata("include: [more.yml]\n"), 1, 4, "a",
            "'NOPE' is not set", found: "${NOPE}", hint: "default", include: ["more.yml": "a: !ENV '${NOPE}'\n"]),
        BrokenFile(
            "119 namespace without name", BrokenFile.metadata("namespace: {mapping: [{directory: d}]}\n"), 8, 1,
            "namespace.name", "'name' is missing", expected: "groups"),
        BrokenFile(
            "namespace without mapping", BrokenFile.metadata("namespace: {name: n}\n"), 8, 1, "namespace.mapping",
            "'mapping' is missing", expected: "a list"),
        BrokenFile(
            "120 bad name", BrokenFile.metadata("namespace: {name: 1a, mapping: [{directory: d}]}\n"), 8, 19,
            "namespace.name", "not the name of a namespace", found: "1a", hint: "begins with '1'"),
        BrokenFile(
            "121 no entries", BrokenFile.metadata("namespace: {name: n, mapping: []}\n"), 8, 31, "namespace.mapping",
            "must not be empty", found: "a list"),
        BrokenFile(
            "122 neither file nor directory", BrokenFile.entry("{owner: root}\n"), 11, 7, "namespace.mapping[0]",
            "neither 'file' nor 'directory'", expected: "one of"),
        BrokenFile(
            "123 both", BrokenFile.entry("{file: 'a:b', directory: d}\n"), 11, 21, "namespace.mapping[0].directory",
            "exclude each other", found: "directory", hint: "two entries"),
        BrokenFile(
            "124 no colon", BrokenFile.entry("file: m\n"), 11, 13, "namespace.mapping[0].file",
            "the path in the namespace is missing", found: "m", expected: "METADATA:PATH"),
        BrokenFile(
            "125 file null", BrokenFile.entry("file:\n"), 11, 12, "namespace.mapping[0].file",
            "nothing cannot stand here", found: "nothing", expected: "METADATA:PATH"),
        BrokenFile(
            "list of three", BrokenFile.entry("file: [a, b, c]\n"), 11, 13, "namespace.mapping[0].file",
            "has 3 items", found: "a list", expected: "METADATA:PATH"),
        BrokenFile(
            "list of numbers", BrokenFile.entry("file: [a, 5]\n"), 11, 17, "namespace.mapping[0].file[1]",
            "an integer cannot stand here", found: "5", expected: "text", hint: "quote it"),
        BrokenFile(
            "file of no key", BrokenFile.entry("file: '1a:x'\n"), 11, 13, "namespace.mapping[0].file",
            "'1a' is not a metadata key", found: "1a:x", expected: "groups", hint: "begins with '1'"),
        BrokenFile(
            "126 target leaves", BrokenFile.entry("file: 'm:../../etc/x'\n"), 11, 13, "namespace.mapping[0].file",
            "leaves the namespace", found: "m:../../etc/x", expected: "below"),
        BrokenFile(
            "directory leaves", BrokenFile.entry("directory: a/../../b\n"), 11, 18, "namespace.mapping[0].directory",
            "leaves the namespace", found: "a/../../b", expected: "below"),
        BrokenFile(
            "no target", BrokenFile.entry("file: 'm:'\n"), 11, 13, "namespace.mapping[0].file", "not a path",
            found: "m:", expected: "below"),
        BrokenFile(
            "127 mode as text", BrokenFile.entry("directory: d\n      mode: '0755'\n"), 12, 13,
            "namespace.mapping[0].mode", "text cannot stand here", found: "0755", expected: "octal",
            hint: "write 0755"),
        BrokenFile(
            "128 mode of YAML 1.2", BrokenFile.entry("directory: d\n      mode: 0o755\n"), 12, 13,
            "namespace.mapping[0].mode", "text cannot stand here", found: "0o755", expected: "octal",
            hint: "write 0755"),
        BrokenFile(
            "mode too large", BrokenFile.entry("directory: d\n      mode: 010000\n"), 12, 13,
            "namespace.mapping[0].mode", "out of range", found: "010000", expected: "07777"),
        BrokenFile(
            "130 owner a list", BrokenFile.entry("directory: d\n      owner: []\n"), 12, 14,
            "namespace.mapping[0].owner",
            "a list cannot stand here", found: "a list", expected: "a name or a number"),
        BrokenFile(
            "group negative", BrokenFile.entry("directory: d\n      group: -2\n"), 12, 14,
            "namespace.mapping[0].group", "out of range", found: "-2", expected: "≥ 0"),
        BrokenFile(
            "131 prefix a number", BrokenFile.entry("file: 'a:b'\n      prefix: 5\n"), 12, 15,
            "namespace.mapping[0].prefix", "an integer cannot stand here", found: "5", expected: "true, false"),
        BrokenFile(
            "unknown key of an entry", BrokenFile.entry("directory: d\n      modes: 1\n"), 12, 7,
            "namespace.mapping[0].modes", "unknown key 'modes'", found: "modes", hint: "did you mean 'mode'?"),
    ])
    func `have a place`(file: BrokenFile) throws { try file.check() }

    @Test func `about included files name the file and the path that was tried`() throws {
        let folder = try DocumentFolder()
        let path = try folder.write(BrokenFile.metadata("include: [nope.yml]\n"), to: "app.yml")
        let list = #expect(throws: DiagnosticList.self) { try DeploymentFiles.load(path: path) { _ in nil } }
        let diagnostic = try #require(list?.diagnostics.first)
        #expect(diagnostic.position == SourcePosition(line: 8, column: 11))
        #expect(diagnostic.message.contains("'\(folder.path("nope.yml"))' cannot be included: there is no such file"))
        try folder.write("a: 5\n", to: "nope.yml")
        let second = #expect(throws: DiagnosticList.self) { try DeploymentFiles.load(path: path) { _ in nil } }
        #expect(second?.diagnostics.map(\.file) == [folder.path("nope.yml")])
        #expect(DeploymentFiles.source(of: folder.path("nope.yml")) == "a: 5\n")
    }

    @Test(arguments: [
        ("mode: 755", "in octal it is 01363"), ("mode: 400", "in octal it is 0620"),
        ("mode: 644", "in octal it is 01204"), ("mode: 33188", "has the type of the file in it"),
        ("mode: 040755", "has the type of the file in it"),
    ])
    func `that are probably some are warnings`(line: String, message: String) throws {
        let (_, warnings) = try DeploymentFixtures.load(text: BrokenFile.entry("directory: d\n      \(line)\n"))
        #expect(warnings.count == 1)
        #expect(warnings.first?.message.contains(message) == true)
    }

    @Test(arguments: [
        "mode: 0755", "mode: 420", "mode: 493", "mode: 0", "umask: 022", "umask: 0", "mode: !ENV '${M:0644}'",
        "owner: -1", "group: -1",
    ])
    func `are not seen in modes`(line: String) throws {
        let (deployment, warnings) = try DeploymentFixtures.load(
            text: BrokenFile.entry("directory: d\n      \(line)\n"))
        #expect(warnings.isEmpty, "\(warnings)")
        guard case .metadata(let metadata) = deployment.content else { Issue.record("no metadata"); return }
        let names = try #require(metadata.namespace?.mapping.first?.object).names
        #expect(names == ["directory", String(line.prefix { $0 != ":" })])
    }

    @Test func `are not seen where one of the three keys is enough`() throws {
        let (included, _) = try DeploymentFixtures.load(
            text: BrokenFile.metadata("include: [a.yml, b.yml]\n"),
            include: ["a.yml": "x: '1'\ny: '1'\n", "b.yml": "y: '2'\n# only\n"])
        guard case .metadata(let metadata) = included.content else { Issue.record("no metadata"); return }
        #expect(metadata.items.map { "\($0.key)=\($0.value)" } == ["x=1", "y=2"])
        let (alone, _) = try DeploymentFixtures.load(text: BrokenFile.entry("directory: /var/lib\n"))
        guard case .metadata(let namespace) = alone.content else { Issue.record("no metadata"); return }
        #expect(namespace.items.isEmpty)
        #expect(namespace.namespace?.mapping == [["directory": "/var/lib"]])
        #expect(alone.specification["metadata"] == [:])
        let (empty, _) = try DeploymentFixtures.load(text: BrokenFile.metadata("metadata: {}\n"))
        #expect(empty.specification["namespace"] == [:])
    }

    @Test func `are not made of prefixes without a common one, which do nothing`() throws {
        let (deployment, warnings) = try DeploymentFixtures.load(
            text: BrokenFile.entry("file: 'a:b'\n      prefix: pre\n"))
        guard case .metadata(let metadata) = deployment.content else { Issue.record("no metadata"); return }
        #expect(metadata.namespace?.mapping == [["file": ["a", "b"]]])
        #expect(warnings.map(\.message) == ["without 'metadataPrefix' this has no effect"])
    }

    @Test(arguments: [
        ("", "p.a"), ("prefix: true", "p.a"), ("prefix: q", "q.a"), ("prefix:", "a"), ("prefix: false", "a"),
        ("prefix: ''", "a"),
    ])
    func `are not seen in any form of a prefix`(line: String, key: String) throws {
        let text = BrokenFile.entry("file: 'a:b'\n      \(line)\n") + "metadataPrefix: p\n"
        let (deployment, warnings) = try DeploymentFixtures.load(text: text)
        guard case .metadata(let metadata) = deployment.content else { Issue.record("no metadata"); return }
        #expect(metadata.namespace?.mapping == [["file": [.string(key), "b"]]])
        #expect(warnings.isEmpty)
    }
}
