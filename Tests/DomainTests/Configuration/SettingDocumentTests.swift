import Foundation
import Testing

@testable import Domain

/// The table of all settings, and the documents that explain them.
@Suite struct `Every setting` {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static let place = Configuration.Place(home: "~", isRoot: true, processors: 2)
    static let settings = Setting.paths(of: ConfigurationSchema.settings(place))

    private static func lines(_ name: String) throws -> [String] {
        try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8).components(separatedBy: "\n")
    }

    /// The default as a manual page writes it; `nil` where it is described.
    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case nil: "required"
        case .null: "none"
        case .bool(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .largeInteger(let digits): digits
        case .double(let number): number == number.rounded() ? "\(Int(number))" : "\(number)"
        case .string(let text): text.replacing("~", with: "\\(ti")
        case .array, .object: nil
        }
    }

    @Test func `is in the manual page, with its type, default and meaning`() throws {
        let lines = try Self.lines("docs/man/overlord.yml.5")
        for (path, setting) in Self.settings {
            // The names of hosts and chains are explained with the mapping.
            let items = lines.indices.filter { lines[$0].hasPrefix(".It Ic \(path) Pq ") }
            #expect(items.count == 1, "\(path) is at \(items.count) places")
            guard let item = items.first else { continue }
            // The number of processors is that of the machine.
            if path != "max_watch_commands", let fallback = Self.text(setting.fallback) {
                #expect(lines[item].hasSuffix(", \(fallback)") || fallback == ".", "\(path): \(lines[item])")
            }
            let says = lines[item + 1]
            if let replacement = setting.replacement {
                #expect(says.hasPrefix("Has no effect"), "\(path), for which there is: \(replacement)")
                #expect(lines.contains(".Ic \(path)"), "\(path) is not in the list of those without meaning")
            }
            if case .choice(let words) = setting.shape, !path.hasPrefix("log.levels.") {
                #expect(words.allSatisfy { says.contains($0) }, "\(path): \(words)")
            }
        }
        let known = Set(Self.settings.map(\.path))
        for line in lines where line.hasPrefix(".It Ic ") {
            let path = String(line.split(separator: " ")[2])
            #expect(known.contains(path), "\(path) is no setting")
        }
    }

    @Test func `is in the table of compatibility, with a judgement and, where it is another, a reason`() throws {
        let lines = try Self.lines("docs/compatibility.md")
        let start = try #require(lines.firstIndex(of: "## Settings of `overlord.yml`"))
        let end = try #require(lines[(start + 1)...].firstIndex { $0.hasPrefix("## ") })
        var judgements: [String: [String]] = [:]
        for line in lines[start..<end] where line.hasPrefix("| `") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            #expect(cells.count == 5, "\(line)")
            judgements[cells[1].replacing("`", with: ""), default: []].append(cells[2])
            #expect(["same", "extended", "different"].contains(cells[2]), "\(line)")
            #expect(cells[2] == "same" || !cells[3].isEmpty, "\(line)")
        }
        for (path, setting) in Self.settings {
            let found = judgements[path] ?? []
            #expect(found.count == 1, "\(path) is there \(found.count) times")
            if setting.isNew { #expect(found.first == "extended", "\(path)") }
            if setting.replacement != nil { #expect(found.first == "different", "\(path)") }
        }
        #expect(Set(judgements.keys) == Set(Self.settings.map(\.path)))
    }
}
