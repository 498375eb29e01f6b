import Foundation
import Testing

/// The defects that `make mutants` plants, in Tests/Mutants: read here in the same way as by scripts/mutants.py.
@Suite struct `Planted bugs` {
    struct Defect: Sendable, CustomTestStringConvertible {
        let name: String
        var what = ""
        var file = ""
        /// Texts of the file and what stands there instead.
        var changes: [(before: [String], after: [String])] = []
        var testDescription: String { name }
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func text(of path: String) -> String? {
        FileManager.default.contents(atPath: root.appendingPathComponent(path).path).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private static let defects: [Defect] = {
        let folder = root.appendingPathComponent("Tests/Mutants").path
        let names = (FileManager.default.subpaths(atPath: folder) ?? []).filter { $0.hasSuffix(".txt") }.sorted()
        return names.flatMap { defects(in: text(of: "Tests/Mutants/\($0)") ?? "") }
    }()

    private static func defects(in text: String) -> [Defect] {
        var defects: [Defect] = []
        var former: Character?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("mutant: ") {
                defects.append(Defect(name: String(line.dropFirst(8))))
            } else if let last = defects.indices.last {
                if line.hasPrefix("what: ") { defects[last].what = String(line.dropFirst(6)) }
                if line.hasPrefix("file: ") { defects[last].file = String(line.dropFirst(6)) }
                if line.first == "-" {
                    if former != "-" { defects[last].changes.append(([], [])) }
                    defects[last].changes[defects[last].changes.count - 1].before.append(String(line.dropFirst(2)))
                }
                if line.first == "+", !defects[last].changes.isEmpty {
                    defects[last].changes[defects[last].changes.count - 1].after.append(String(line.dropFirst(2)))
                }
            }
            former = line.first
        }
        return defects
    }

    @Test func `there are at least forty-two, and each has a name of its own`() {
        #expect(Self.defects.count >= 42)
        #expect(Set(Self.defects.map(\.name)).count == Self.defects.count)
    }

    @Test(arguments: defects)
    func `what a defect replaces stands exactly once in its file`(_ defect: Defect) throws {
        #expect(!defect.what.isEmpty)
        #expect(!defect.changes.isEmpty)
        #expect(defect.changes.contains { $0.after.contains { $0.contains("Mutant.isOn") } })
        let text = try #require(Self.text(of: defect.file), "there is no file \(defect.file)")
        for change in defect.changes {
            let before = change.before.joined(separator: "\n")
            #expect(
                text.components(separatedBy: before).count == 2,
                "\(defect.file) changed: correct the defect \(defect.name) in Tests/Mutants, or remove it")
        }
    }
}
