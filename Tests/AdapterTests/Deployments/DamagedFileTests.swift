import Domain
import TestSupport
import Testing

@testable import Adapters

private struct NoSources: DeploymentSources {
    func include(_ path: String) -> IncludedFile { .unreadable(path: path, reason: "there is no such file") }
    func directorFile(in scalar: Document) -> (document: Document?, findings: [Diagnostic]) { (nil, []) }
}

@Suite struct `Damaged deployment files` {
    private static let pieces = [
        "\t", "  ", "\n", ": ", "- ", "[", "]", "{", "}", "'", "\"", "|\n", ">", "&a ", "*a", "!ENV ", "!x ", "<<: ",
        "?",
        "#", "%", "\u{0}", "\u{FEFF}", "\u{1F600}", "0x", "2024-01-01", ".nan", "~", "---\n", "${", "}", ",",
    ]

    private func damaged(_ text: String, _ generator: inout SeededRandom) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...scalars.count, using: &generator)
            switch Int.random(in: 0...2, using: &generator) {
            case 0:
                let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)]
                scalars.insert(contentsOf: piece.unicodeScalars, at: place)
            case 1:
                let end = min(scalars.count, place + Int.random(in: 1...20, using: &generator))
                scalars.removeSubrange(place..<end)
            default:
                let end = min(scalars.count, place + Int.random(in: 1...60, using: &generator))
                let target = Int.random(in: 0...scalars.count, using: &generator)
                scalars.insert(contentsOf: Array(scalars[place..<end]), at: target)
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    @Test(arguments: [
        "contract/project-full.yml", "contract/metadata-full.yml", "contract/vm-full.yml", "examples/etcd/etcd.yml",
    ])
    func `are judged without a crash, and every mistake has a place in the file`(name: String) throws {
        let original = try DeploymentFixtures.text(name)
        for seed in UInt64(1)...300 {
            var generator = SeededRandom(seed: seed)
            let text = damaged(original, &generator)
            let (document, findings) = readYAML(text, variables: DeploymentFixtures.variables)
            var diagnostics = findings
            do {
                let result = try DeploymentDecoder.decode(
                    document, file: "test.yml", sources: NoSources(), findings: findings)
                diagnostics = result.warnings
            } catch {
                diagnostics = error.diagnostics
                #expect(!diagnostics.isEmpty, "seed \(seed)")
            }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            for diagnostic in diagnostics {
                #expect((1...(lines + 1)).contains(diagnostic.position.line), "seed \(seed): \(diagnostic)")
                #expect(diagnostic.position.column >= 1, "seed \(seed): \(diagnostic)")
            }
            let printed = DiagnosticPrinter().text(of: diagnostics) { _ in text }
            #expect(!printed.unicodeScalars.contains("\u{0}"), "seed \(seed)")
        }
    }
}
