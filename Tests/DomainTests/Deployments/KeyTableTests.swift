import Domain
import Foundation
import Testing

/// Every key that a decoder knows is described in the manual page and stands in the table of compatibility.
@Suite struct KeyTableTests {
    private static let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs")

    private static func lines(_ name: String) throws -> [String] {
        try String(contentsOf: docs.appendingPathComponent(name), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The keys of each mapping, by `kind path`, as the page has them: `.Sh KIND k`, `.Ss path`, `.It Cm key , key`.
    private static func pageKeys() throws -> [String: Set<String>] {
        var keys: [String: Set<String>] = [:]
        var kind: String?
        var paths = [""]
        for line in try lines("man/overlord-spec.5") {
            if line.hasPrefix(".Sh ") {
                let title = line.dropFirst(4)
                kind = title == "EVERY KIND" ? "" : title.hasPrefix("KIND ") ? String(title.dropFirst(5)) : nil
                paths = [""]
            } else if line.hasPrefix(".Ss ") {
                paths = line.dropFirst(4).split(separator: ", ").map(String.init)
            } else if line.hasPrefix(".It Cm "), let kind {
                let words = line.dropFirst(7).split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
                for path in paths { keys["\(kind) \(path)", default: []].formUnion(words) }
            }
        }
        return keys
    }

    /// The paths that the first cells below `### kind` name, with `{a,b}` taken apart.
    private static func tableKeys() throws -> [String: Set<String>] {
        var keys: [String: Set<String>] = [:]
        var isHere = false
        var kind = ""
        for line in try lines("compatibility.md") {
            if line.hasPrefix("## ") { isHere = line == "## Keys of deployment files" }
            if line.hasPrefix("### ") { kind = line == "### Every kind" ? "" : String(line.dropFirst(4)) }
            guard isHere, line.hasPrefix("| `") else { continue }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(cells.count >= 2 && ["same", "extended", "different"].contains(cells[1]), "\(line)")
            let name = cells[0].trimmingCharacters(in: CharacterSet(charactersIn: "`"))
            guard let open = name.firstIndex(of: "{"), let close = name.firstIndex(of: "}") else {
                keys[kind, default: []].insert(name)
                continue
            }
            for word in name[name.index(after: open)..<close].split(separator: ",") {
                keys[kind, default: []].insert(String(name[..<open]) + String(word))
            }
        }
        return keys
    }

    @Test(arguments: DeploymentDecoder.keyTables)
    func `a mapping's keys are in the manual page`(table: KeyTable) throws {
        let known = try Self.pageKeys()["\(table.kind ?? "") \(table.path)"] ?? []
        #expect(Set(table.keys).subtracting(known).sorted() == [])
        #expect(known.subtracting(table.keys).sorted() == [], "the page has keys that no decoder knows")
    }

    @Test(arguments: DeploymentDecoder.keyTables)
    func `a mapping's keys are in the table of compatibility`(table: KeyTable) throws {
        let known = try Self.tableKeys()[table.kind ?? ""] ?? []
        #expect(Set(table.paths).subtracting(known).sorted() == [])
    }

    @Test func `the table of compatibility has no key that no decoder knows`() throws {
        let decoded = Dictionary(grouping: DeploymentDecoder.keyTables, by: { $0.kind ?? "" })
            .mapValues { Set($0.flatMap(\.paths)) }
        for (kind, keys) in try Self.tableKeys() where decoded[kind] != nil {
            #expect(keys.subtracting(decoded[kind] ?? []).sorted() == [], "\(kind)")
        }
    }

    @Test func `no key stands in a table twice`() {
        for table in DeploymentDecoder.keyTables { #expect(Set(table.keys).count == table.keys.count, "\(table)") }
        let places = DeploymentDecoder.keyTables.map { "\($0.kind ?? "") \($0.path)" }
        #expect(Set(places).count == places.count)
    }
}
