import Foundation
import Testing

/// Walks the repository and refuses what we agreed not to do. Every refusal names what to do instead.
@Suite("The house")
struct RepositoryTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    struct SourceFile: Sendable, CustomTestStringConvertible {
        let path: String
        let lines: [String]
        var testDescription: String { path }

        /// The lines without comments and without the contents of one-line string literals.
        var code: [(number: Int, text: String)] {
            lines.enumerated().map { number, line in
                let bare = line.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"").replacing(/\/\/.*$/, with: "")
                return (number + 1, String(bare))
            }
        }
    }

    private static func files(below folders: [String], suffixes: [String]) -> [SourceFile] {
        folders.flatMap { folder in
            let base = root.appendingPathComponent(folder)
            let walker = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
            return (walker?.allObjects as? [URL] ?? []).filter { url in suffixes.contains { url.path.hasSuffix($0) } }
                .sorted { $0.path < $1.path }
                .map { url in
                    let text = String(decoding: FileManager.default.contents(atPath: url.path) ?? Data(), as: UTF8.self)
                    return SourceFile(
                        path: String(url.path.dropFirst(root.path.count + 1)),
                        lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
                }
        }
    }

    private static let sources = files(below: ["Sources"], suffixes: [".swift"])
    private static let everything =
        files(below: ["Sources", "Tests", "scripts", "docs"], suffixes: [".swift", ".sh", ".md", ".h", ".1", ".5"])

    /// A pattern that must not stand in some files, and what to write instead.
    struct Rule: Sendable, CustomTestStringConvertible {
        let name: String
        let pattern: String
        let instead: String
        let applies: @Sendable (String) -> Bool
        var testDescription: String { name }
    }

    private static let isDomain: @Sendable (String) -> Bool = { $0.hasPrefix("Sources/Domain/") }
    private static let isPure: @Sendable (String) -> Bool = {
        $0.hasPrefix("Sources/Domain/") || $0.hasPrefix("Sources/Simulator/")
    }

    private static let rules = [
        Rule(
            name: "an import in Domain", pattern: #"^\s*(\w+ )?import "#,
            instead: "Domain knows the standard library only: write a port in Domain/Ports and its adapter in Adapters",
            applies: isDomain),
        Rule(
            name: "Foundation in the simulator", pattern: #"import Foundation"#,
            instead: "the simulator is deterministic: take time, chance and storage from its own models",
            applies: { $0.hasPrefix("Sources/Simulator/") }),
        Rule(
            name: "a wall clock in pure code",
            pattern: #"\bDate\(|\bDate\.now|ContinuousClock|SuspendingClock|DispatchTime|clock_gettime|Task\.sleep"#,
            instead: "ask the Timekeeper port, or take the time as an argument", applies: isPure),
        Rule(
            name: "system randomness in pure code",
            pattern:
                #"SystemRandomNumberGenerator|\bUUID\(|\.random\(in: [^,]*\)|\.shuffled\(\)|\.randomElement\(\)|arc4random"#,
            instead: "draw from the Chance port, or take a generator as an argument", applies: isPure),
        Rule(
            name: "an unstructured task in Domain", pattern: #"\bTask\s*(\{|\.detached|\.immediate|\()"#,
            instead: "use a task group or async let, so that whoever starts work awaits it", applies: isDomain),
        Rule(
            name: "global mutable state in pure code",
            pattern: #"^\s*((package|public|private|fileprivate) )?(static var [^{]*$|nonisolated\(unsafe\))"#,
            instead: "give the state an owner: an actor or a value", applies: isPure),
        Rule(
            name: "an error that is swallowed", pattern: #"\btry\?"#,
            instead: "catch the error and say what it means here", applies: { $0.hasPrefix("Sources/") }),
        Rule(
            name: "a platform difference outside the platform files", pattern: #"#if (!?)os\("#,
            instead: "put it into Adapters/Platform, with its FreeBSD branch",
            applies: { $0.hasPrefix("Sources/") && !$0.hasPrefix("Sources/Adapters/Platform/") }),
        Rule(
            name: "the simulator in an adapter", pattern: #"import Simulator"#,
            instead: "adapters and simulator meet in the programs only", applies: { $0.hasPrefix("Sources/Adapters/") }),
        Rule(
            name: "an adapter in the simulator", pattern: #"import Adapters"#,
            instead: "adapters and simulator meet in the programs only",
            applies: { $0.hasPrefix("Sources/Simulator/") }),
    ]

    @Test(arguments: rules)
    func `no source file holds`(rule: Rule) throws {
        let pattern = try Regex(rule.pattern)
        for file in Self.sources where rule.applies(file.path) {
            for (number, line) in file.code where line.contains(pattern) {
                Issue.record("\(file.path):\(number): \(rule.name). Instead: \(rule.instead).")
            }
        }
    }

    @Test func `the rules are tried on real files`() {
        #expect(Self.sources.count > 50)
        #expect(Self.sources.contains { Self.isDomain($0.path) })
        #expect(Self.sources.contains { $0.path.hasPrefix("Sources/Adapters/") })
    }

    @Test func `no file is longer than two concepts without a stated reason`() {
        for file in Self.files(below: ["Sources", "Tests"], suffixes: [".swift"]) {
            let isExcused = file.lines.prefix(12).contains { $0.contains("// Long because ") }
            if file.lines.count > 450 && !isExcused {
                Issue.record(
                    "\(file.path) has \(file.lines.count) lines. Split it by concept, or say '// Long because …' at its top."
                )
            }
        }
    }

    @Test func `no marker of unfinished work is left`() {
        let marker = /\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/
        for file in Self.everything {
            for (number, line) in file.lines.enumerated() where line.contains(marker) {
                Issue.record("\(file.path):\(number + 1): a leftover marker. Do it, or write down the limit in docs.")
            }
        }
    }

    @Test func `no file names a path of the machine it was written on`() {
        let paths = ["/wo" + "rk/", "../sha" + "red"]
        for file in Self.everything {
            for (number, line) in file.lines.enumerated() where paths.contains(where: { line.contains($0) }) {
                Issue.record("\(file.path):\(number + 1): a path of one machine. Take the file into the project.")
            }
        }
    }

    @Test func `every unchecked Sendable is proved in a comment above it`() {
        for file in Self.sources {
            for (number, line) in file.lines.enumerated()
            where line.contains("@unchecked Sendable")
                && !line.contains("///")
            {
                let above = file.lines[max(0, number - 8)..<number].joined(separator: "\n")
                if !above.contains("Sendable") {
                    Issue.record(
                        "\(file.path):\(number + 1): @unchecked Sendable without a proof. Say above why it is safe.")
                }
            }
        }
    }

    @Test func `no child process is given a shell line`() {
        for file in Self.sources where file.path.hasPrefix("Sources/Adapters/") {
            for (number, line) in file.lines.enumerated() where line.contains("/bin/sh\"") || line.contains("popen(") {
                Issue.record("\(file.path):\(number + 1): a shell. Give the program an argument vector.")
            }
        }
    }
}
