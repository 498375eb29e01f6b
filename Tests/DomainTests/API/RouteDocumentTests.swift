import Domain
import Foundation
import Testing

/// The page on compatibility has a row for each route and method that the code knows, and for no other.
@Suite struct RouteDocumentTests {
    /// A name for each that a path leaves open.
    private static let samples = [
        "<type>": "jails", "<entity>": "web", "<subtype>": "start", "<log>": "2026-01-02.log",
        "<date>": "2026-01-02_03h04m05s", "<service>": "web", "<jail>": "web", "<project>": "shop", "<vm>": "vm1",
        "<key>": "web.conf", "<name>": "site",
    ]

    private static func route(of pattern: RoutePattern) throws -> Route {
        let parts = try pattern.template.split(separator: "/").map { part in
            let isLog = part == "<log>" && pattern.template.hasPrefix("projects/")
            return part.hasPrefix("<") ? (isLog ? "makejail.log" : try #require(samples[String(part)])) : String(part)
        }
        return try #require(pattern.route(for: parts), "no route for \(parts)")
    }

    /// `GET /v1/ping` and so on, but `OPTIONS`, which is everywhere.
    private static func known() throws -> Set<String> {
        var known: Set<String> = []
        for pattern in RoutePattern.all {
            let route = try route(of: pattern)
            for method in Route.methods where route.operation(method) != nil {
                known.insert("\(method) `/v1/\(pattern.template)`")
            }
        }
        return known
    }

    private static func documented() throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docs/compatibility.md"), encoding: .utf8)
        let section = try #require(
            text.components(separatedBy: "\n## Routes\n").last?.components(separatedBy: "\n## ").first)
        return section.split(separator: "\n").filter { $0.contains("`/v1/") && $0.hasPrefix("| ") }
            .compactMap { $0.split(separator: "|").first?.trimmingCharacters(in: .whitespaces) }
            .filter { line in Route.methods.contains { line.hasPrefix($0 + " ") } }
    }

    @Test func `every route and method is in the document, once, and no other`() throws {
        let documented = try Self.documented()
        #expect(Set(documented).count == documented.count)
        let known = try Self.known()
        #expect(known.subtracting(documented).sorted() == [])
        #expect(Set(documented).subtracting(known).sorted() == [])
    }

    @Test func `every row says same, extended or different, and what is not the same says why`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docs/compatibility.md"), encoding: .utf8)
        for row in text.split(separator: "\n") where Route.methods.contains(where: { row.hasPrefix("| \($0) `/v1/") }) {
            let cells = row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(cells.count == 3, "\(row)")
            #expect(["same", "extended", "different"].contains(cells[1]), "\(row)")
            if cells[1] != "same" { #expect(!cells[2].isEmpty, "\(row)") }
        }
    }

    @Test func `every path of the table is found by its own pattern alone`() throws {
        for pattern in RoutePattern.all {
            let route = try Self.route(of: pattern)
            let path = pattern.template.split(separator: "/").map { part in
                part == "<log>" && pattern.template.hasPrefix("projects/")
                    ? "makejail.log" : Self.samples[String(part)] ?? String(part)
            }
            let others = RoutePattern.all.filter { $0.route(for: path) != nil }
            #expect(others.map(\.template) == [pattern.template])
            for prefix in ["/v1/", "/v1/chain/alpha.bravo/"] {
                #expect(RouteMatch(target: prefix + path.joined(separator: "/"))?.route == route)
                let slashed = RouteMatch(target: prefix + path.joined(separator: "/") + "/")
                #expect((slashed != nil) == pattern.allowsTrailingSlash, "\(pattern.template)")
            }
        }
    }
}
