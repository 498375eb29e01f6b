import Foundation
import Testing

/// The rows of the contract's table of invalid and doubtful inputs (deployment-file contract, section 14) by their
/// numbers, which begin the names of broken files.
@Suite struct `The table of invalid inputs` {
    /// What is right here, or only a warning, or needs a file: each has a test of its own in this folder.
    private static let others = [
        36: "are not seen in a variable that stands for an integer, which is printed as one",
        56: "that are none but look odd are warnings",
        67: "are not seen where the manual is right and 0.25 is wrong",
        68: "are not seen where the manual is right and 0.25 is wrong",
        88: "are not seen in a resource that 0.25 does not know, but it is mentioned",
        116: "about included files name the file and the path that was tried",
        118: "are not seen where one of the three keys is enough",
        129: "that are probably some are warnings",
        171: "are not seen in variables that stand for booleans and integers",
        178: "may have no parameters, or nothing where they would stand",
    ]
    private static let last = 180

    private static func texts() throws -> [String] {
        let folder = (#filePath as NSString).deletingLastPathComponent
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix("Tests.swift") }
            .map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
    }

    @Test func `is tested row by row`() throws {
        var rows: [Int] = []
        for text in try Self.texts() {
            rows += text.matches(of: #/BrokenFile\(\s*"(\d+) /#).compactMap { Int($0.output.1) }
        }
        #expect(Set(rows).count == rows.count, "a row is tested twice")
        let missing = Set(1...Self.last).subtracting(rows).subtracting(Self.others.keys)
        #expect(missing.sorted() == [])
        #expect(Set(rows).isDisjoint(with: Self.others.keys))
    }

    @Test(arguments: others.sorted { $0.key < $1.key })
    func `has a test for a row that is no mistake`(row: Int, name: String) throws {
        #expect(try Self.texts().contains { $0.contains("func `\(name)`") })
    }
}
