import Domain
import Testing

/// A file with one mistake, and the one diagnostic that it must give.
struct BrokenFile: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let line: Int
    let column: Int
    let path: String
    /// A part of the message.
    let message: String
    let found: String?
    /// A part of what is expected.
    let expected: String?
    /// A part of the hint.
    let hint: String?
    var include: [String: String] = [:]

    init(
        _ name: String, _ text: String, _ line: Int, _ column: Int, _ path: String, _ message: String,
        found: String? = nil, expected: String? = nil, hint: String? = nil, include: [String: String] = [:]
    ) {
        self.name = name
        self.text = text
        self.line = line
        self.column = column
        self.path = path
        self.message = message
        self.found = found
        self.expected = expected
        self.hint = hint
        self.include = include
    }

    var testDescription: String { name }

    func check() throws {
        let diagnostics = try DeploymentFixtures.mistakes(of: text, include: include)
        #expect(diagnostics.count == 1, "\(diagnostics)")
        let diagnostic = try #require(diagnostics.first)
        #expect(diagnostic.severity == .error)
        #expect(diagnostic.position == SourcePosition(line: line, column: column), "\(diagnostic)")
        #expect(diagnostic.path == path)
        #expect(diagnostic.message.contains(message), "\(diagnostic)")
        #expect(diagnostic.found == found)
        #expect((diagnostic.expected ?? "").contains(expected ?? ""), "\(diagnostic)")
        #expect(diagnostic.expected != nil || expected == nil)
        if let hint {
            #expect((diagnostic.hint ?? "").contains(hint), "\(diagnostic)")
        } else {
            #expect(diagnostic.hint == nil)
        }
    }

    /// `kind` and lines 2 to 7, right. What follows begins at line 8.
    static func readOnly(_ rest: String) -> String { "kind: readOnly\n" + DeploymentFixtures.head + rest }

    /// A project that is right but for what follows, which begins at line 10.
    static func project(_ rest: String) -> String {
        "kind: directorProject\n" + DeploymentFixtures.head + "projectName: hello\nprojectFile: 'services: {}'\n" + rest
    }

    /// A project whose `autoScale` has the given keys, each on its line, the first at line 11 and column 3.
    static func scaled(_ rest: String) -> String { project("autoScale:\n  " + rest) }

    /// A rule of the balancer, at line 16 and column 11.
    static func rule(_ rest: String) -> String {
        scaled("load-balancer:\n    frontend:\n      name: w\n      rules:\n        or:\n          " + rest)
    }

    /// What follows a kind and begins at line 8.
    static func metadata(_ rest: String) -> String { "kind: metadata\n" + DeploymentFixtures.head + rest }

    /// A namespace whose only entry follows, at line 11 and column 7.
    static func entry(_ rest: String) -> String {
        metadata("namespace:\n  name: n\n  mapping:\n    - " + rest)
    }

    /// A data centre with the given settings at line 4 and column 5.
    static func datacenter(_ rest: String) -> String {
        "kind: readOnly\ndatacenters:\n  main:\n    \(rest)\ndeployIn: {labels: [web]}\n"
    }

    /// Settings that are right, and more at line 6 and column 5.
    static func setting(_ rest: String) -> String {
        datacenter("entrypoint: 'http://h'\n    access_token: t\n    \(rest)")
    }

    /// `deployIn` with the given content at line 6 and column 3.
    static func placement(_ rest: String) -> String {
        "kind: readOnly\ndatacenters:\n  main: {entrypoint: 'http://h', access_token: t}\n"
            + "  backup: {entrypoint: 'http://b', access_token: t}\ndeployIn:\n  \(rest)\n"
    }
}
