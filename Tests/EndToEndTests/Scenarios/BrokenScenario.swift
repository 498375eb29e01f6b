import Domain
import Simulator
import Testing

@testable import overlord_sim

/// A scenario file with one mistake, and the one diagnostic that it must give.
struct BrokenScenario: Sendable, CustomTestStringConvertible {
    /// Stands in the text before the place of the mistake.
    static let mark: Character = "‸"

    let name: String
    let text: String
    let position: SourcePosition
    /// A part of the message.
    let message: String
    let found: String?
    /// A part of what is expected.
    let expected: String?
    /// A part of the hint.
    let hint: String?

    init(
        _ name: String, _ marked: String, _ message: String, found: String? = nil, expected: String? = nil,
        hint: String? = nil
    ) {
        self.name = name
        let before = marked.prefix { $0 != Self.mark }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        position = SourcePosition(line: lines.count, column: (lines.last?.count ?? 0) + 1)
        text = marked.filter { $0 != Self.mark }
        self.message = message
        self.found = found
        self.expected = expected
        self.hint = hint
    }

    var testDescription: String { name }

    func check() throws {
        let diagnostics = try ScenarioFixtures.mistakes(of: text)
        #expect(diagnostics.count == 1, "\(diagnostics)")
        let diagnostic = try #require(diagnostics.first)
        #expect(diagnostic.severity == .error)
        #expect(diagnostic.position == position, "\(diagnostic)")
        #expect(diagnostic.message.contains(message), "\(diagnostic)")
        #expect(diagnostic.found == found, "\(diagnostic)")
        #expect((diagnostic.expected ?? "").contains(expected ?? ""), "\(diagnostic)")
        if let hint {
            #expect((diagnostic.hint ?? "").contains(hint), "\(diagnostic)")
        } else {
            #expect(diagnostic.hint == nil)
        }
    }

    /// A scenario with servers `main`, `alpha` and the absent `delta`, and more text at its end.
    static func scenario(_ rest: String) -> String {
        """
        name: a scenario
        servers: {main: {labels: [top]}, alpha: {below: main, labels: [web]}, delta: {below: main, absent: true}}
        deployments: {shop: shop.yml, notes: notes.yml, nothing: nothing.yml}
        \(rest)
        """
    }

    static func step(_ step: String) -> String { scenario("steps:\n  - \(step)\n") }
    static func fault(_ fault: String) -> String { scenario("faults:\n  - \(fault)\n") }
    static func expectation(_ expectation: String) -> String { scenario("expect:\n  - \(expectation)\n") }
    static func servers(_ servers: String) -> String { "name: a scenario\n\(servers)\n" }
}

/// Scenario files in folders of their own.
enum ScenarioFixtures {
    static let head =
        "datacenters: {main: {entrypoint: 'http://main:8888', access_token: t}}\ndeployIn: {labels: [web]}\n"
    static let files = [
        "shop.yml": "kind: directorProject\n\(head)projectName: shop\nprojectFile: 'services: {web: {makejail: m}}'\n",
        "notes.yml": "kind: metadata\n\(head)metadata: {note: text}\n",
        "nothing.yml": "kind: readOnly\n\(head)",
        "broken.yml": "kind: directorProject\n\(head)projectNam: shop\nprojectFile: 'services: {web: {makejail: m}}'\n",
    ]

    static func load(_ text: String) throws -> (scenario: Scenario, warnings: [Diagnostic]) {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        let path = try folder.write(text, to: "scenario.yml")
        return try ScenarioFiles.load(path: path)
    }

    /// The errors of a text that is wrong.
    static func mistakes(of text: String) throws -> [Diagnostic] {
        do {
            let (_, warnings) = try load(text)
            Issue.record("the file was accepted, with \(warnings)")
            return []
        } catch let list as DiagnosticList {
            return list.diagnostics.filter { $0.severity == .error }
        }
    }
}
